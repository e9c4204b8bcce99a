"""The redacted reissue: a passage is taken out of everything that was ever kept, and what remains still verifies."""

from __future__ import annotations

import json
from typing import Any

from django.db import transaction

from dueregard.audit.queries import entries_holding
from dueregard.audit.workflows import erase_details
from dueregard.kernel import clock
from dueregard.kernel.files import forget
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.words import clean_text
from dueregard.plan.workflows.redaction import take_out
from dueregard.publication import permissions
from dueregard.publication.models import FrozenPassage, Issue, NameDecision, Tombstone, Version, VersionState
from dueregard.publication.rules.frozen import label_of
from dueregard.publication.rules.states import State
from dueregard.publication.workflows.publishing import new_issue, queue_issue
from dueregard.publication.workflows.versions import recorded


@transaction.atomic
def redact_passage(*, by: Any, passage: FrozenPassage, why: str, instead: str = "") -> list[Version]:
    """Take the text of a passage out of every version, the living plan and its history, the trail's details, kept import
    files and spreadsheets, and the published files, which are made anew; gives the versions that it stood in.

    why: a right to erasure, or a person named by mistake; it is kept and must not repeat the text. instead: what the
    living plan says in its place. Digest and a tombstone stay, so that all the rest still verifies (ADR 0011). Raises
    Refused without a reason or where it repeats the text; NotAllowedNow where it has been redacted already.
    """
    permit(permissions.can_redact(by))
    why, instead = clean_text(why).strip(), clean_text(instead).strip()
    sound(bool(why), "Say why it is taken out.")
    row = FrozenPassage.objects.select_for_update(of=("self",)).get(pk=passage.pk)
    allowed_now(bool(row.value), "This passage has been redacted already.")
    value = json.loads(row.value)
    text = value if isinstance(value, str) else str(value["label"])
    sound(text not in why and text not in instead, "The reason and the new wording must not repeat what is taken out.")
    same = [
        found
        for found in FrozenPassage.objects.select_for_update(of=("self",))
        .exclude(value="")
        .order_by("version_id", "position")
        if _says(json.loads(found.value), value)
    ]
    versions = list(Version.objects.filter(pk__in={found.version_id for found in same}).order_by("pk"))
    for version in versions:
        own = [found for found in same if found.version_id == version.pk]
        number = recorded(
            by,
            version,
            "redacted",
            f"Redacted {len(own)} passage{'s' * (len(own) > 1)} of {{version}}.",
            {"passages": [[found.path, found.digest] for found in own]},
        )
        for found in own:
            FrozenPassage.objects.filter(pk=found.pk).update(value="", salt="")
            Tombstone.objects.create(
                passage=found,
                label=label_of(found.path),
                why=why,
                redacted_at=clock.now(),
                redacted_by=by.reference,
                redacted_by_name=by.name,
                entry=number,
            )
        NameDecision.objects.filter(version=version, path__in=[found.path for found in own]).delete()
        _reissue(by, version)
    take_out(by=by, text=text, lead=None if isinstance(value, str) else str(value["reference"]), instead=instead)
    numbers = entries_holding(text)
    if numbers:
        erase_details(by=by, numbers=numbers, why="Redaction")
    return versions


def _says(value: Any, wanted: Any) -> bool:
    """Whether a passage holds the same text, or names the same lead."""
    if isinstance(wanted, str) or isinstance(value, str):
        return bool(value == wanted)
    return bool(value["reference"] == wanted["reference"])


def _reissue(by: Any, version: Version) -> None:
    """The files of what was published are removed now; new ones are made where the version is still given out."""
    now = VersionState.objects.select_for_update(of=("self",)).get(pk=version.pk)
    had_files = False
    for issue in Issue.objects.filter(version=version, replaced_at__isnull=True):
        had_files = had_files or issue.completed_at is not None
        issue.replaced_at = clock.now()
        issue.save(update_fields=["replaced_at"])
    for issue in Issue.objects.filter(version=version):
        for made in issue.files.filter(file__isnull=False).select_related("file"):
            stored, made.file = made.file, None
            made.save(update_fields=["file"])
            if stored is not None:
                forget(stored)
    if had_files and now.state in (State.PUBLISHED, State.SUPERSEDED):
        queue_issue(new_issue(version, by))
