"""The audit trail as its pages show it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import Q
from django.utils import timezone

from dueregard.audit.models import Entry
from dueregard.audit.queries import Head, head
from dueregard.audit.rules import details_digest, entry_hash
from dueregard.home.permissions import visible_entries
from dueregard.kernel.models import Tombstone
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of

_CODE = re.compile(r"[a-z]+(?:_[a-z]+)+")
_ROOMS = {
    "plan": "Plan",
    "organisation": "Organisation",
    "accounts": "People",
    "demo": "Demonstration",
    "audit": "Trail",
    "retention": "Retention",
}


@dataclass(frozen=True)
class TrailFilters:
    """What of the trail is wanted; dates inclusive, where the institution is."""

    verb: str = ""
    actor: str = ""
    subject: str = ""
    from_on: date | None = None
    to_on: date | None = None


def verb_in_words(verb: str) -> str:
    """ "plan.area_rated" -> "Plan: area rated"."""
    room, _, what = verb.partition(".")
    return f"{_ROOMS.get(room, room.capitalize())}: {what.replace('_', ' ')}"


def verb_choices(viewer: Any) -> list[tuple[str, str]]:
    """The verbs that occur in what `viewer` may read, in words. One query."""
    verbs = Entry.objects.filter(visible_entries(viewer)).order_by("verb").values_list("verb", flat=True).distinct()
    return [(verb, verb_in_words(verb)) for verb in verbs]


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def trail(viewer: Any, filters: TrailFilters, page: str | None) -> Page[Entry]:
    """One page of the entries that `viewer` may read, newest first. Two queries."""
    rows = Entry.objects.filter(visible_entries(viewer))
    if filters.verb:
        rows = rows.filter(verb=filters.verb)
    if filters.actor:
        rows = rows.filter(actor_name__icontains=filters.actor)
    if filters.subject:
        rows = rows.filter(Q(subject=filters.subject) | Q(summary__icontains=filters.subject))
    if filters.from_on:
        rows = rows.filter(at__gte=_start_of(filters.from_on))
    if filters.to_on:
        rows = rows.filter(at__lt=_start_of(filters.to_on + timedelta(days=1)))
    total = rows.count()
    number = page_number(page, total)
    return page_of(list(rows.order_by("-number")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, total)


def chain_head() -> Head:
    """The end of the chain, for writing down."""
    return head()


@dataclass(frozen=True)
class Value:
    """One of an entry's details: its name, and its text, or its text before and after."""

    name: str
    text: str = ""
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class EntryPage:
    """One entry with its details, and whether it still is what its hash says."""

    entry: Entry
    values: list[Value]
    erased_at: datetime | None
    removed_at: datetime | None
    holds: bool
    follows: bool
    about: list[Entry]


def entry_page(viewer: Any, number: int) -> EntryPage | None:
    """The entry `number`, if there is one that `viewer` may read. Three queries."""
    entry = Entry.objects.filter(visible_entries(viewer), number=number).select_related("detail").first()
    if entry is None:
        return None
    detail = entry.detail
    computed = entry_hash(
        entry.previous_hash,
        **{
            name: getattr(entry, name)
            for name in ("number", "at", "actor", "actor_name", "verb", "subject_kind", "subject", "summary", "digest")
        },
    )
    details_hold = detail.erased_at is not None or details_digest(detail.salt, detail.values) == entry.digest
    before = Entry.objects.filter(number=number - 1).values_list("hash", flat=True).first()
    tombstones = Tombstone.objects.filter(reference=entry.subject).values_list("removed_at", flat=True)
    others = Entry.objects.filter(visible_entries(viewer), subject=entry.subject).exclude(number=number)
    return EntryPage(
        entry=entry,
        values=list(_values(detail.values)),
        erased_at=detail.erased_at,
        removed_at=tombstones.first() if detail.erased_at else None,
        holds=computed == entry.hash and details_hold,
        follows=before == entry.previous_hash or (number == 1 and set(entry.previous_hash) == {"0"}),
        about=list(others.order_by("-number")[:5]),
    )


def _values(details: dict[str, Any]) -> Iterable[Value]:
    for name, value in details.items():
        label = name.replace("_", " ").capitalize()
        if isinstance(value, list) and len(value) == 2 and not any(isinstance(v, list | dict) for v in value):
            yield Value(label, before=_text(value[0]), after=_text(value[1]))
        else:
            yield Value(label, _text(value))


def _text(value: Any) -> str:
    if value is None or value == "" or value == [] or value == {}:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(v, str | int) for v in value):
        return ", ".join(str(v) for v in value)
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, indent=2)
    # A word of the code, such as in_progress, reads as words.
    return value.replace("_", " ") if isinstance(value, str) and _CODE.fullmatch(value) else str(value)
