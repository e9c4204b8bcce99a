"""The redacted reissue: a passage is taken out of everything that was ever kept, and what remains still verifies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dueregard.audit.models import Detail
from dueregard.audit.queries import entries_holding
from dueregard.audit.workflows import erase_details
from dueregard.kernel import clock
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.words import clean_text
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan.rules.taking_out import holds, pattern_of
from dueregard.plan.workflows.redaction import REDACTED, take_out
from dueregard.publication import permissions
from dueregard.publication.models import FrozenPassage, Issue, NameDecision, Tombstone, Version, VersionState
from dueregard.publication.rules.frozen import label_of
from dueregard.publication.rules.states import Decision, State
from dueregard.publication.workflows.issues import end_issue, new_issue, queue_issue
from dueregard.publication.workflows.versions import one_at_a_time, recorded

# Facts in the details of an entry about a version: nobody wrote them, so that no text is looked for in them.
_FACTS = frozenset({"version", "kind", "hash", "passages", "paths", "issue", "files", "restrictions"})


@dataclass(frozen=True)
class _Wanted:
    """What is taken out. value: a passage's (a text, or a lead) or a reason; named: whether it is somebody's name."""

    value: Any
    text: str
    pattern: re.Pattern[str]
    named: bool


@transaction.atomic
def redact_passage(*, by: Any, passage: FrozenPassage, why: str, instead: str = "") -> list[Version]:
    """Take the text of a passage out of every version, the living plan and its history, the trail's details, kept import
    files and spreadsheets, and the published files, which are made anew; gives the versions that it stood in.

    Where a longer passage holds the text, that passage goes; where a person's name is taken out, every passage that holds
    it. The reason of a correction, or of an earlier redaction, that holds it goes as well. why: a right to erasure, or a
    person named by mistake; it is kept and must not repeat the text. instead: what the living plan says in its place.
    Digest and a tombstone stay, so that all the rest still verifies (ADR 0011). Raises Refused without a reason or where
    it repeats the text; NotAllowedNow where it has been redacted already.
    """
    permit(permissions.can_redact(by))
    one_at_a_time()
    row = FrozenPassage.objects.select_for_update(of=("self",)).get(pk=passage.pk)
    allowed_now(bool(row.value), "This passage has been redacted already.")
    value = json.loads(row.value)
    text = value if isinstance(value, str) else str(value["label"])
    sound(bool(text.strip()), "There is no text in this passage.")
    named = not isinstance(value, str) and value["kind"] in (LeadKind.PERSON, LeadKind.UNKNOWN)
    return _taken_out(by, _Wanted(value, text, pattern_of(text, name=named), named), why, instead, row.pk)


@transaction.atomic
def redact_reason(*, by: Any, version: Version, why: str, instead: str = "") -> list[Version]:
    """Take the reason of a correction out, as `redact_passage` does a passage; the version's row says “[Redacted]” then.

    Raises NotAllowedNow where there is no reason, or where it has been redacted already.
    """
    permit(permissions.can_redact(by))
    one_at_a_time()
    text = Version.objects.select_for_update(of=("self",)).get(pk=version.pk).correction_reason
    allowed_now(text not in ("", REDACTED), "There is no reason here, or it has been redacted already.")
    return _taken_out(by, _Wanted(text, text, pattern_of(text), False), why, instead)


def _taken_out(by: Any, wanted: _Wanted, why: str, instead: str, chosen: int | None = None) -> list[Version]:
    """Take it out everywhere. chosen: the passage that was chosen, whatever else holds its text."""
    why, instead = clean_text(why).strip(), clean_text(instead).strip()
    # “[Redacted]” is what a reason says that was taken out itself.
    sound(why not in ("", REDACTED), "Say why it is taken out.")
    pattern, text = wanted.pattern, wanted.text
    sound(
        not (pattern.search(why) or pattern.search(instead)) and text not in why + instead,
        "The reason and the new wording must not repeat what is taken out.",
    )
    passages: dict[int, list[FrozenPassage]] = {}
    rows = FrozenPassage.objects.select_for_update(of=("self",)).exclude(value="").order_by("version_id", "position")
    for found in rows:
        if found.pk == chosen or _says(json.loads(found.value), wanted.value, pattern):
            passages.setdefault(found.version_id, []).append(found)
    stones: dict[int, list[Tombstone]] = {}
    for stone in Tombstone.objects.exclude(why=REDACTED).select_related("passage").order_by("pk"):
        if pattern.search(stone.why):
            stones.setdefault(stone.passage.version_id, []).append(stone)
    corrected = Version.objects.exclude(correction_reason__in=["", REDACTED])
    reasons = {row.pk for row in corrected.order_by("pk") if pattern.search(row.correction_reason)}
    instead_of_names = _printed_instead_of_names(pattern)
    versions = list(Version.objects.filter(pk__in={*passages, *reasons, *instead_of_names}).order_by("pk"))
    for version in Version.objects.filter(pk__in={*(one.pk for one in versions), *stones}).order_by("pk"):
        _empty_passages(by, version, passages.get(version.pk, []), why)
        _empty_reasons(by, version, version.pk in reasons, stones.get(version.pk, []), why)
        if version.pk in instead_of_names:
            said = "Redacted what was printed instead of a name in {version}."
            recorded(by, version, "words_redacted", said, {"why": why})
    for version in versions:
        _reissue(by, version)
    _tidy(pattern)
    lead = None if isinstance(wanted.value, str) else str(wanted.value["reference"])
    take_out(by=by, text=text, lead=lead, instead=instead, name=wanted.named)
    candidates = Detail.objects.filter(pk__in=entries_holding(text.split()[0])).select_related("entry")
    numbers = [one.pk for one in candidates.order_by("pk") if holds(_written(one), pattern)]
    if numbers:
        erase_details(by=by, numbers=numbers, why="Redaction")
    return versions


def _empty_passages(by: Any, version: Version, passages: list[FrozenPassage], why: str) -> None:
    if not passages:
        return
    number = recorded(
        by,
        version,
        "redacted",
        f"Redacted {len(passages)} passage{'s' * (len(passages) > 1)} of {{version}}.",
        {"passages": [[found.path, found.digest] for found in passages], "why": why},
    )
    for found in passages:
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
    NameDecision.objects.filter(version=version, path__in=[found.path for found in passages]).delete()


def _empty_reasons(by: Any, version: Version, of_correction: bool, stones: Iterable[Tombstone], why: str) -> None:
    """The trail tells of each by its summary: what it kept of the words themselves is erased (queries.told)."""
    if of_correction:
        Version.objects.filter(pk=version.pk).update(correction_reason=REDACTED)
        recorded(by, version, "reason_redacted", "Redacted the reason printed with {version}.", {"why": why})
    count = Tombstone.objects.filter(pk__in=[stone.pk for stone in stones]).update(why=REDACTED)
    if count:
        said = f"Redacted the reason of {count} earlier redaction{'s' * (count > 1)} in {{version}}."
        recorded(by, version, "stones_redacted", said, {"why": why})


def _written(detail: Detail) -> Any:
    """What somebody wrote of an entry's details."""
    if detail.entry.subject_kind != "version":
        return detail.values
    return {name: value for name, value in detail.values.items() if name not in _FACTS}


def _says(value: Any, wanted: Any, pattern: re.Pattern[str]) -> bool:
    """Whether a passage holds the text, or names the same lead."""
    if not isinstance(value, str) and not isinstance(wanted, str) and value["reference"] == wanted["reference"]:
        return True
    return holds(value, pattern)


def _printed_instead_of_names(pattern: re.Pattern[str]) -> set[int]:
    """The published versions that print the text in the place of a name."""
    replaced = NameDecision.objects.filter(decision=Decision.REPLACE, version__now__published_at__isnull=False)
    return {one.version_id for one in replaced if holds(one.words, pattern)}


def _tidy(pattern: re.Pattern[str]) -> None:
    """Take the text out of what was written beside the versions: decisions about names, remarks, reasons."""
    for decision in NameDecision.objects.select_related("version__now").order_by("pk"):
        in_words = holds(decision.words, pattern)
        if holds(decision.found, pattern) or (in_words and decision.version.now.published_at is None):
            decision.delete()
        elif in_words:
            # Nobody is asked again about what is published: without a decision, the name itself would come back.
            decision.words = REDACTED
            decision.save(update_fields=["words"])
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
    for issue in Issue.objects.filter(version=version).order_by("pk"):
        end_issue(issue)
    if now.state in (State.PUBLISHED, State.SUPERSEDED):
        queue_issue(new_issue(version, by))
