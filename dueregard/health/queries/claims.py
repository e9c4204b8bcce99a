"""Numbers of the plan, living and published, that are bound to figures and no longer hold; kept until something changes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.core.paginator import Page
from django.db.models import F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse

from dueregard.figures.permissions import can_read_exact
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.claims import Claim, claims_in, meant_as_claims, written_claim
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.plan.importing.figures import sentence_around
from dueregard.plan.permissions import can_read_every_area
from dueregard.plan.queries.claims import reader_of, standings
from dueregard.plan.queries.claims.texts import Sight, Text, sight_of, text_rows, texts_in, united
from dueregard.plan.queries.claims.values import trail_head
from dueregard.plan.queries.filters import Filters
from dueregard.plan.rules.claims import Standing
from dueregard.publication import permissions
from dueregard.publication.models import FrozenPassage
from dueregard.publication.rules.frozen import label_of
from dueregard.publication.rules.states import Kind, State, number_text

NOT_UNDERSTOOD = "It was meant to bind a number to a figure: the key, the date or the order of the words is wrong."


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """A bound number that no longer holds. where: which passage; says: what has become of it; also: published versions
    that say the same. standing: None for words that were meant to bind a number and do not."""

    label: str
    where: str
    url: str
    before: str
    found: str
    after: str
    says: str
    standing: Standing | None = None
    section: str = ""
    rag: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Viewer:
    """All that the rows depend on: what two people see who are equal here is the same."""

    sight: Sight
    exact: bool
    published: bool
    viewer: Any = field(compare=False)


def claim_rows(viewer: Any, filters: Filters, head: tuple[Any, ...] | None = None) -> tuple[ClaimRow, ...]:
    """The bound numbers that no longer hold, of the living plan and of what is published now, as `viewer` may read them.

    What is published is told to those who read restricted passages: the page of each version tells the others, cut for
    them. head: of the trail, where the caller has asked for it. Three queries; none where nothing was recorded since it was
    last asked. What held on an earlier day is not kept: for one, there are none.
    """
    if filters.moment() is not None:
        return ()
    head = head or trail_head()
    sight = sight_of(viewer)
    published = sight.full and permissions.can_read_versions(viewer) and can_read_every_area(viewer)
    sees = _Viewer(sight, can_read_exact(viewer), published, viewer)
    find = _rows if len(head) > 3 else _rows.__wrapped__  # without a trail nothing tells whether it still holds
    rows = find(head, sees)
    return tuple(
        row
        for row in rows
        if (not filters.section or row.section == filters.section) and (not filters.rag or row.rag == filters.rag)
    )


def page_of_claims(viewer: Any, filters: Filters, page: str | int | None = None) -> Page[ClaimRow]:
    """One page of them."""
    rows = claim_rows(viewer, filters)
    number = page_number(page, len(rows))
    return page_of(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number, len(rows))


@dataclass(frozen=True, slots=True)
class _Said:
    """One claim with its place; it stands in `text`. of: the version that says it, or ""."""

    claim: Claim
    text: str
    label: str
    where: str
    url: str
    of: str = ""
    section: str = ""
    rag: str = ""


@lru_cache(maxsize=16)
def _rows(head: tuple[Any, ...], sees: _Viewer) -> tuple[ClaimRow, ...]:
    parts = text_rows(sees.sight, "[")
    if sees.published:
        parts.append(_frozen_rows())
    found = list(united(parts))
    texts = texts_in(sees.sight, "[", (row for row in found if row[0] != _FROZEN))
    living = [one for text in texts for one in _living(text)]
    frozen = [one for row in sorted(found, key=lambda row: row[5:7]) if row[0] == _FROZEN for one in _frozen(row)]
    held = standings(sees.viewer, [one.claim for one in (*living, *frozen)], head=head)
    read = reader_of(sees.viewer)
    rows: list[ClaimRow] = []
    place: dict[tuple[Any, ...], int] = {}
    for one, standing in zip((*living, *frozen), held, strict=True):
        if standing.holds:
            continue
        same = (one.claim.value, one.claim.key, one.claim.span)
        if one.of and same in place:
            living_row = rows[place[same]]
            if one.of not in living_row.also and living_row.label != one.label:
                rows[place[same]] = replace(living_row, also=(*living_row.also, one.of))
            continue
        place.setdefault(same, len(rows))
        claim = one.claim
        words = standing.number if figure_of(claim.key) else written_claim(claim.value, claim.key, claim.span)
        start, sentence = sentence_around(one.text, claim.start)
        before, after = read(sentence[: claim.start - start]), read(sentence[claim.end - start :])
        rows.append(
            ClaimRow(
                one.label, one.where, one.url, before, words, after, standing.words, standing, one.section, one.rag
            )
        )
    rows += [row for text in texts for row in _not_understood(text, read)]
    return tuple(rows)


def _living(text: Text) -> Iterator[_Said]:
    for claim in claims_in(text.text):
        yield _Said(claim, text.text, text.label, text.place.label, text.url, "", text.section, text.rag)


def _not_understood(text: Text, read: Callable[[str], str]) -> Iterator[ClaimRow]:
    for wrong in meant_as_claims(text.text):
        _, sentence = sentence_around(text.text, text.text.index(wrong))
        before, _, after = sentence.partition(wrong)
        yield ClaimRow(
            text.label, text.place.label, text.url, read(before), wrong, read(after), NOT_UNDERSTOOD, None,
            text.section, text.rag,
        )  # fmt: skip


_FROZEN = "frozen"


def _frozen_rows() -> QuerySet[Any, Any]:
    """The passages of what is published now that may hold a claim, in the columns of text_rows."""
    rows = FrozenPassage.objects.filter(version__now__state=State.PUBLISHED, value__contains="[")
    words = [Value(one, output_field=TextField()) for one in (_FROZEN, "")]
    named = [
        Cast(name, TextField()) for name in ("version__reference", "version__kind", "version__major", "version__minor")
    ]
    return rows.order_by().values_list(
        words[0], named[0], named[1], named[2], named[3], Cast("version_id", IntegerField()), F("position"), words[1],
        words[1], words[1], Cast("path", TextField()), Cast("value", TextField()), words[1], words[1], words[1],
    )  # fmt: skip


def _frozen(row: tuple[Any, ...]) -> Iterator[_Said]:
    """The claims of one such passage."""
    _, reference, kind, major, minor, *_, path, value, _, _, _ = row
    text = json.loads(value) if value else ""
    for claim in claims_in(text) if isinstance(text, str) else ():
        yield _of_version(kind, number_text(int(major), int(minor)), reference, label_of(path), text, claim)


def _of_version(kind: str, number: str, reference: str, passage: str, text: str, claim: Claim) -> _Said:
    label = f"Published: {str(Kind(kind).label).lower()} {number}"
    url = reverse("publication:version", args=[reference]) + "#figures"
    return _Said(claim, text, label, passage, url, label)
