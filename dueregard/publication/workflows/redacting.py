"""The redacted reissue: a passage is taken out of everything that was ever kept, and what remains still verifies."""

from __future__ import annotations

import json
import re
from typing import Any

from django.db import transaction

from dueregard.audit.models import Detail
from dueregard.audit.queries import entries_holding
from dueregard.audit.workflows import erase_details
from dueregard.kernel import clock
from dueregard.kernel.files import forget
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.words import clean_text
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan.rules.taking_out import holds, pattern_of
from dueregard.plan.workflows.redaction import REDACTED, take_out
from dueregard.publication import permissions
from dueregard.publication.models import FrozenPassage, Issue, NameDecision, Tombstone, Version, VersionState
from dueregard.publication.rules.frozen import label_of
from dueregard.publication.rules.states import State
from dueregard.publication.workflows.publishing import new_issue, queue_issue
from dueregard.publication.workflows.versions import one_at_a_time, recorded


@transaction.atomic
def redact_passage(*, by: Any, passage: FrozenPassage, why: str, instead: str = "") -> list[Version]:
    """Take the text of a passage out of every version, the living plan and its history, the trail's details, kept import
    files and spreadsheets, and the published files, which are made anew; gives the versions that it stood in.

    Where a longer passage holds the text, that passage goes; where a person's name is taken out, every passage that holds
    it. why: a right to erasure, or a person named by mistake; it is kept and must not repeat the text. instead: what the
    living plan says in its place. Digest and a tombstone stay, so that all the rest still verifies (ADR 0011). Raises
    Refused without a reason or where it repeats the text; NotAllowedNow where it has been redacted already.
    """
    permit(permissions.can_redact(by))
    why, instead = clean_text(why).strip(), clean_text(instead).strip()
    sound(bool(why), "Say why it is taken out.")
    one_at_a_time()
    row = FrozenPassage.objects.select_for_update(of=("self",)).get(pk=passage.pk)
    allowed_now(bool(row.value), "This passage has been redacted already.")
    value = json.loads(row.value)
    text = value if isinstance(value, str) else str(value["label"])
    sound(bool(text.strip()), "There is no text in this passage.")
    named = not isinstance(value, str) and value["kind"] in (LeadKind.PERSON, LeadKind.UNKNOWN)
    pattern = pattern_of(text, name=named)
    sound(
        not (pattern.search(why) or pattern.search(instead)) and text not in why + instead,
        "The reason and the new wording must not repeat what is taken out.",
    )
    same = [
        found
        for found in FrozenPassage.objects.select_for_update(of=("self",))
        .exclude(value="")
        .order_by("version_id", "position")
        if found.pk == row.pk or _says(json.loads(found.value), value, pattern)
    ]
    versions = list(Version.objects.filter(pk__in={found.version_id for found in same}).order_by("pk"))
    for version in versions:
        own = [found for found in same if found.version_id == version.pk]
        number = recorded(
            by,
            version,
            "redacted",
            f"Redacted {len(own)} passage{'s' * (len(own) > 1)} of {{version}}.",
            {"passages": [[found.path, found.digest] for found in own], "why": why},
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
    _tidy(pattern)
    lead = None if isinstance(value, str) else str(value["reference"])
    take_out(by=by, text=text, lead=lead, instead=instead, name=named)
    candidates = Detail.objects.filter(pk__in=entries_holding(text.split()[0])).values_list("pk", "values")
    numbers = [number for number, values in candidates if holds(values, pattern)]
    if numbers:
        erase_details(by=by, numbers=numbers, why="Redaction")
    return versions


def _says(value: Any, wanted: Any, pattern: re.Pattern[str]) -> bool:
    """Whether a passage holds the text, or names the same lead."""
    if not isinstance(value, str) and not isinstance(wanted, str) and value["reference"] == wanted["reference"]:
        return True
    return holds(value, pattern)


def _tidy(pattern: re.Pattern[str]) -> None:
    """Take the text out of what was written beside the versions: decisions about names, remarks, reasons."""
    for decision in NameDecision.objects.order_by("pk"):
        if holds([decision.found, decision.words], pattern):
            decision.delete()
    for issue in Issue.objects.exclude(remarks=[]).order_by("pk"):
        if holds(issue.remarks, pattern):
            issue.remarks = []
            issue.save(update_fields=["remarks"])
    for ended in VersionState.objects.exclude(why_ended="").order_by("pk"):
        if pattern.search(ended.why_ended):
            ended.why_ended = pattern.sub(REDACTED, ended.why_ended)
            ended.save(update_fields=["why_ended"])


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
