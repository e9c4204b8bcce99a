"""What the trail tells of versions, held against their rows: approvals, states, dates and names are evidence as well.

The trail is a chain of hashes (dueregard.audit): who holds the database can change these rows, but not what was told.
Details may have been erased by a redaction; then number, actor, moment and summary still hold.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dueregard.audit.models import Entry
from dueregard.publication.models import Approval, Issue, IssueFile, Tombstone, Version
from dueregard.publication.rules.frozen import REDACTED
from dueregard.publication.rules.states import ApprovalKind, State

# Between the moment that a row keeps and that of its entry: both are written in one transaction.
_MOST = timedelta(minutes=10)
# What takes a publication's files away.
REDACTIONS = ("redacted", "reason_redacted", "words_redacted")
_COUNT = re.compile(r"Redacted (\d+) passage")
_STONES = re.compile(r"Redacted the reason of (\d+) earlier redaction")


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the trail. details: empty where they were erased."""

    number: int
    at: datetime
    actor: str
    actor_name: str
    verb: str
    subject: str
    summary: str
    details: dict[str, Any]

    def agrees(self, **facts: Any) -> bool:
        """Whether the details say the same, as far as they say anything (earlier releases said less)."""
        return all(name not in self.details or self.details[name] == value for name, value in facts.items())

    def tells(self, name: str, value: Any) -> bool:
        """Whether the details are there and say this: only a redaction that reaches it as well erases what was told."""
        return name in self.details and bool(self.details[name] == value)

    def by(self, reference: str, name: str, at: datetime | None) -> bool:
        """Whether it was told of this person, at about this moment."""
        near = at is not None and abs(self.at - at) <= _MOST
        return near and self.actor == reference and self.actor_name == name[:200]


def told_of_versions() -> dict[str, list[Told]]:
    """The entries about versions by the version's reference, in their order. One query."""
    found: dict[str, list[Told]] = {}
    rows = Entry.objects.filter(subject_kind="version", verb__startswith="publication.").order_by("number")
    for row in rows.values_list(
        "number", "at", "actor", "actor_name", "verb", "subject", "summary", "detail__values"
    ).iterator(chunk_size=2000):
        number, at, actor, actor_name, verb, subject, summary, details = row
        one = Told(number, at, actor, actor_name, verb.partition(".")[2], subject, summary, details or {})
        found.setdefault(subject, []).append(one)
    return found


def missing_versions(told: dict[str, list[Told]]) -> Iterator[str]:
    """A sentence for each version that was frozen, as the trail tells, and is not there any more."""
    there = set(Version.objects.values_list("reference", flat=True))
    for reference, entries in told.items():
        for one in entries:
            if one.verb in ("proposed", "corrected") and reference not in there:
                yield f"A version is missing: entry {one.number} of the trail tells “{one.summary}”"


def told_faults(version: Version, told: dict[str, list[Told]]) -> Iterator[str]:
    """A sentence for each thing about a version that is not as the trail, or its own content, tells it."""
    mine = told.get(version.reference, [])
    yield from _skeleton_faults(version)
    yield from _proposal_faults(version, mine)
    yield from _approval_faults(version, [one for one in mine if one.verb == "approved"])
    yield from _redaction_faults(version, mine)
    yield from _issue_faults(version, mine)
    if hasattr(version, "now"):
        yield from _state_faults(version, mine, told)


def _skeleton_faults(version: Version) -> Iterator[str]:
    try:
        frozen = json.loads(version.skeleton)
        said = (frozen["kind"], frozen["number"], frozen["dated"])
        cites = frozen["cites"] and (frozen["cites"]["number"], frozen["cites"]["hash"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return  # the content's hash tells of it
    if said != (version.kind, version.number, version.dated.isoformat()):
        yield "its document, number or date is not the one in its content."
    if (version.cites and (version.cites.number, version.cites.hash)) != (cites or None):
        yield "it cites another version than its content does."
    base = version.correction_of
    if base is not None and (base.kind, base.major) != (version.kind, version.major):
        yield "it is called a correction of another version than it is."


def _proposal_faults(version: Version, mine: list[Told]) -> Iterator[str]:
    entries = [one for one in mine if one.verb in ("proposed", "corrected")]
    if len(entries) != 1:
        return  # that the trail tells nothing of its hash is found elsewhere
    one = entries[0]
    if not one.by(version.proposed_by, version.proposed_by_name, version.proposed_at):
        yield "who proposed it, or when, is not what the trail tells."
    if any(later.verb == "reason_redacted" for later in mine):
        reason_holds = version.correction_reason == REDACTED
    elif one.verb == "corrected":
        reason_holds = one.tells("reason", version.correction_reason)
    else:
        reason_holds = version.correction_reason == ""
    if not reason_holds:
        yield "the reason of the correction is not the one that the trail tells."
    if one.verb == "proposed" and not one.agrees(yearly=version.yearly):
        yield "whether it is the yearly version is not as the trail tells."


def _approval_faults(version: Version, entries: list[Told]) -> Iterator[str]:
    waiting = list(entries)
    for row in Approval.objects.filter(version=version).select_related("body").order_by("recorded_at", "pk"):
        words = "by a body." if row.kind == ApprovalKind.BODY else "by a second person."
        one = next((one for one in waiting if one.summary.endswith(words)), None)
        if one is None:
            yield "an approval stands in no entry of the trail."
            continue
        waiting.remove(one)
        said = {
            "minute": row.minute,
            "approved_on": row.approved_on.isoformat(),
            "approval": row.kind,
            "body_reference": row.body.reference if row.body else "",
        }
        if (
            not one.by(row.recorded_by, row.recorded_by_name, row.recorded_at)
            or not one.agrees(**said)
            or (row.kind == ApprovalKind.PERSON and abs(row.approved_on - row.recorded_at.date()) > timedelta(1))
        ):
            yield "an approval is not the one that the trail tells of."
        if row.kind == ApprovalKind.PERSON and row.recorded_by == version.proposed_by:
            yield "it was approved by whoever proposed it."
    if waiting:
        yield "an approval is missing that the trail tells of."


def _redaction_faults(version: Version, mine: list[Told]) -> Iterator[str]:
    entries = [one for one in mine if one.verb == "redacted"]
    silenced = [_STONES.match(one.summary) for one in mine if one.verb == "stones_redacted"]
    stones: dict[int, list[Tombstone]] = {}
    for stone in Tombstone.objects.filter(passage__version=version).select_related("passage"):
        stones.setdefault(stone.entry, []).append(stone)
    for one in entries:
        own = stones.get(one.number, [])
        counted = _COUNT.match(one.summary)
        taken = sorted([stone.passage.path, stone.passage.digest] for stone in own)
        if (counted and int(counted[1]) != len(own)) or not one.agrees(passages=_sorted(one, taken)):
            yield f"entry {one.number} of the trail tells of other redactions than there are."
        for stone in own:
            says_why = stone.why == REDACTED or one.tells("why", stone.why)
            if not one.by(stone.redacted_by, stone.redacted_by_name, stone.redacted_at) or not says_why:
                yield f"the redaction of {stone.passage.path} is not the one that the trail tells of."
    gone = sum(stone.why == REDACTED for own in stones.values() for stone in own)
    if gone != sum(int(match[1]) for match in silenced if match):
        yield "the trail tells of other reasons of redactions that were taken out than there are."


def _sorted(one: Told, taken: list[list[str]]) -> list[list[str]]:
    """`taken` in the entry's order, where both hold the same."""
    told = one.details.get("passages")
    return told if isinstance(told, list) and sorted(told) == taken else taken


def _issue_faults(version: Version, mine: list[Told]) -> Iterator[str]:
    entries = [one for one in mine if one.verb in ("published", "reissued")]
    redactions = [one for one in mine if one.verb in REDACTIONS]
    done = list(Issue.objects.filter(version=version, completed_at__isnull=False).order_by("completed_at", "number"))
    if len(done) != len(entries):
        yield f"the trail tells of {len(entries)} publications, and there are {len(done)}."
        return
    for issue, one in zip(done, entries, strict=True):
        listed = dict(IssueFile.objects.filter(issue=issue).values_list("name", "sha256"))
        if not one.by(issue.started_by, issue.started_by_name, issue.completed_at):
            yield f"who published publication {issue.number}, or when, is not what the trail tells."
        if not one.agrees(issue=issue.number, files=listed):
            yield f"publication {issue.number} has other files than the trail tells of."
        if not one.agrees(restrictions=issue.restrictions):
            yield f"publication {issue.number} withheld other passages than the trail tells of."
        ended = next((later for later in redactions if later.number > one.number), None)
        if ended is None and issue.replaced_at is not None:
            yield f"publication {issue.number} was taken away, and no redaction tells why."
        elif ended is not None and not _near(ended, issue.replaced_at):
            yield f"publication {issue.number} was made before a redaction, and was not taken away then."


def _state_faults(version: Version, mine: list[Told], told: dict[str, list[Told]]) -> Iterator[str]:
    now = version.now
    last = {one.verb: one for one in mine}
    published, withdrawn = last.get("published"), last.get("withdrawn")
    if withdrawn is not None:
        expected = State.WITHDRAWN
        if not withdrawn.agrees(why=now.why_ended) or not _near(withdrawn, now.ended_at):
            yield "why or when it was withdrawn is not what the trail tells."
    elif published is not None:
        kinds = dict(Version.objects.values_list("reference", "kind"))
        later = any(
            one.number > published.number
            for reference, entries in told.items()
            for one in entries
            if one.verb == "published" and kinds.get(reference) == version.kind
        )
        expected = State.SUPERSEDED if later else State.PUBLISHED
    elif "corrected" in last or "approved" in last:
        expected = State.APPROVED if now.state != State.PROPOSED or "corrected" in last else State.PROPOSED
    else:
        expected = State.PROPOSED
    if now.state != expected:
        yield f"it is called {now.state}, and by the trail it is {expected}."
    if (published is None) != (now.published_at is None) or (published and not _near(published, now.published_at)):
        yield "when it was published is not what the trail tells."


def _near(one: Told, at: datetime | None) -> bool:
    return at is not None and abs(one.at - at) <= _MOST
