"""Reading the trail: its head, its verification, and the entries of one thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, QuerySet

from dueregard.audit.models import Detail, Entry
from dueregard.audit.rules import GENESIS, details_digest, entry_hash


@dataclass(frozen=True)
class Head:
    """The end of the chain: hold it elsewhere, and every earlier entry is fixed."""

    number: int
    hash: str


def head() -> Head:
    """The last entry's number and hash; (0, zeros) while nothing has been recorded."""
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    return Head(*last) if last else Head(0, GENESIS)


def head_before(moment: datetime, *, since: datetime | None = None, verbs: Sequence[str] = ()) -> Head:
    """The last entry that was made before `moment`; (0, zeros) where there was none.

    since: leave out what was made before it. verbs: only entries of these; each fixes all before it.
    """
    rows = Entry.objects.filter(at__lt=moment)
    if since is not None:
        rows = rows.filter(at__gte=since)
    if verbs:
        rows = rows.filter(verb__in=verbs)
    last = rows.order_by("-number").values_list("number", "hash").first()
    return Head(*last) if last else Head(0, GENESIS)


def faults(expected: Head | None = None) -> Iterator[str]:
    """Recompute the whole chain and give a sentence for each thing that does not hold; nothing when all does.

    expected: a head that was written down earlier; the entry of that number must still have that hash.
    """
    previous, number = GENESIS, 0
    details = {d.entry_id: (d.salt, d.values, d.erased_at) for d in Detail.objects.all().iterator(chunk_size=2000)}
    seen_expected = expected is None or expected.number == 0
    for entry in Entry.objects.order_by("number").iterator(chunk_size=2000):
        number += 1
        if entry.number != number:
            yield f"Entry {number} is missing: the next one found is {entry.number}."
            number = entry.number
        if entry.previous_hash != previous:
            yield f"Entry {entry.number} does not follow from the entry before it."
        computed = entry_hash(
            entry.previous_hash,
            number=entry.number,
            at=entry.at,
            actor=entry.actor,
            actor_name=entry.actor_name,
            verb=entry.verb,
            subject_kind=entry.subject_kind,
            subject=entry.subject,
            summary=entry.summary,
            digest=entry.digest,
        )
        if computed != entry.hash:
            yield f"Entry {entry.number} has been changed."
        detail = details.pop(entry.number, None)
        if detail is None:
            yield f"The details of entry {entry.number} are missing."
        elif detail[2] is None and details_digest(detail[0], detail[1]) != entry.digest:
            yield f"The details of entry {entry.number} have been changed."
        if expected and entry.number == expected.number:
            seen_expected = True
            if entry.hash != expected.hash:
                yield f"Entry {entry.number} is not the one whose hash was written down."
        previous = entry.hash
    if details:
        yield f"{len(details)} details belong to no entry."
    if not seen_expected and expected:
        yield f"The trail ends at entry {number}, before the entry {expected.number} that was written down."


def entries_about(subjects: list[str]) -> QuerySet[Entry]:
    """The entries of the things with these references, newest first. The caller has checked who may read them."""
    return Entry.objects.filter(subject__in=subjects).order_by("-number")


def subjects_said_before(verb: str, limit: datetime) -> QuerySet[Entry, str]:
    """The references of the things whose last entry with this verb was made before `limit`."""
    last = Entry.objects.filter(verb=verb).order_by().values("subject").annotate(last=Max("at"))
    return last.filter(last__lt=limit).values_list("subject", flat=True)


def entries_holding(text: str) -> list[int]:
    """The numbers of the entries whose details hold `text`, in whatever value or list of them; for erasure."""

    def holds(value: Any) -> bool:
        if isinstance(value, str):
            return text in value
        if isinstance(value, dict):
            return any(holds(one) for one in value.values())
        return isinstance(value, list) and any(holds(one) for one in value)

    rows = Detail.objects.filter(erased_at__isnull=True).order_by("pk").values_list("pk", "values")
    return [number for number, values in rows.iterator(chunk_size=2000) if holds(values)]
