"""What the records give for claims: each figure and date once, many in one query, kept until the trail's head moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from dueregard.audit.models import Entry
from dueregard.figures import permissions
from dueregard.figures.models import OpeningBalance
from dueregard.figures.queries import allowed_span, balances, small_numbers
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.claims import Claim, replaced
from dueregard.figures.rules.definitions import Figure, Kind, Treatment
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, Refused
from dueregard.plan.rules.claims import Standing

Asked = tuple[str, Span]
# So many counts stand in one query.
_AT_ONCE = 40
# More figures and dates than any plan quotes; then they are computed anew.
_MOST_KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Worked:
    """What the records give, or why they give nothing."""

    exact: int | None
    problem: str = ""


def worked_out(asked: Iterable[Asked], head: tuple[Any, ...] | None = None) -> dict[Asked, Worked]:
    """The exact value of each figure (by key) for its date or period. The caller hides what its viewer may not see.

    head: of the trail, where the caller has asked for it. No query for nothing; one where all of it is kept; three
    otherwise, whatever the number, beside what a figure itself must know beforehand.
    """
    wanted = list(dict.fromkeys(asked))
    if not wanted:
        return {}
    kept = _kept_at(head or trail_head())
    missing = [one for one in wanted if one not in kept]
    if missing:
        if len(kept) > _MOST_KEPT:
            kept.clear()
        kept |= _computed(missing)
    return {one: kept[one] for one in wanted}


def trail_head() -> tuple[Any, ...]:
    """What differs as soon as anything has been recorded, or the day has passed; one query."""
    last = Entry.objects.order_by("-number").values_list("number", "hash").first()
    return head_of(*last) if last else head_of()


def head_of(*entry: object) -> tuple[Any, ...]:
    """The same, for whoever has read number and hash of the last entry."""
    return (connection.vendor, connection.settings_dict["NAME"], clock.today(), *map(str, entry))


def _kept_at(head: tuple[Any, ...]) -> dict[Asked, Worked]:
    # Without a trail nothing tells whether it still holds.
    return _kept(head) if len(head) > 3 else {}


@lru_cache(maxsize=1)
def _kept(head: tuple[Any, ...]) -> dict[Asked, Worked]:
    return {}


def _computed(asked: Sequence[Asked]) -> dict[Asked, Worked]:
    found: dict[Asked, Worked] = {}
    sound: list[tuple[Figure, Span]] = []
    for key, span in asked:
        figure = figure_of(key)
        if figure is None:
            found[key, span] = Worked(None, f"There is no figure called {key}.")
            continue
        try:
            allowed_span(figure, span)
        except (Refused, NotAllowedNow) as refusal:
            found[key, span] = Worked(None, str(refusal))
        else:
            sound.append((figure, span))
    if not sound:
        return found
    openings = balances([figure.key for figure, _ in sound])
    wanted = dict.fromkeys(sound)
    for figure, span in sound:
        balance = openings.get(figure.key)
        if balance is not None and balance.opening.applies(span):
            wanted[figure, balance.opening.own_span] = None
    counts = _counts(list(wanted))
    for figure, span in sound:
        found[figure.key, span] = Worked(_with_balance(figure, span, openings.get(figure.key), counts))
    return found


def _with_balance(
    figure: Figure, span: Span, balance: OpeningBalance | None, counts: dict[tuple[Figure, Span], int]
) -> int:
    alone = counts[figure, span]
    if balance is None or not balance.opening.applies(span):
        return alone
    return balance.opening.with_records(span, alone, counts[figure, balance.opening.own_span])


def _counts(wanted: Sequence[tuple[Figure, Span]]) -> dict[tuple[Figure, Span], int]:
    """As figures.queries.counts, for several figures: one query for many of them."""
    found: dict[tuple[Figure, Span], int] = {}
    rest = iter(wanted)
    while some := list(islice(rest, _AT_ONCE)):
        parts, given = [], []
        for figure, span in some:
            distinct = "" if figure.counted == "pk" else "DISTINCT "
            try:
                sql, its = figure.rows(span).order_by().values(counted_here=F(figure.counted)).query.sql_with_params()
            except EmptyResultSet:
                parts.append("0")
                continue
            # Made by the database layer from the figure's own rows; what varies is in the parameters.
            parts.append(f"(SELECT COUNT({distinct}found.counted_here) FROM ({sql}) found)")  # noqa: S608
            given += its
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", given)
            found |= dict(zip(some, map(int, cursor.fetchone()), strict=True))
    return found


# --- as a viewer may see it -------------------------------------------------------------------------------------------
def standings(
    viewer: Any, claims: Iterable[Claim], *, now: bool = True, head: tuple[Any, ...] | None = None
) -> list[Standing]:
    """Each claim held against the records, in the same order; at most three queries. Who may not see exact figures is
    told, and shown, the small-number rule's words for all three numbers. now: with what the figure is today."""
    listed, today = list(claims), clock.today()
    wanted = [asked for claim in listed for asked in _asked_of(claim, today if now else None)]
    found = worked_out(wanted, head)
    return [_standing(viewer, claim, found, today) for claim in listed]


def reader_of(viewer: Any) -> Callable[[str], str]:
    """A function that puts the claims of a text in words, as `viewer` may see them."""

    def words(claim: Claim) -> str:
        return f"{_value_words(viewer, claim.key, claim.value)} ({claim.span.words})"

    def read(text: str) -> str:
        return replaced(text, lambda claim: words(claim) if figure_of(claim.key) else text[claim.start : claim.end])

    return read


def words_for_all(text: str) -> str:
    """The claims of a text in words that everybody may read: small numbers by the rule. No query."""

    def words(claim: Claim) -> str:
        figure = figure_of(claim.key)
        if figure is None:
            return text[claim.start : claim.end]
        open_ = figure.treatment == Treatment.OPEN
        return (
            f"{claim.value:,} ({claim.span.words})"
            if open_
            else f"{small_numbers().shown(claim.value)} ({claim.span.words})"
        )

    return replaced(text, words)


def _value_words(viewer: Any, key: str, value: int) -> str:
    figure = figure_of(key)
    exact = figure is None or permissions.can_see_exactly(viewer, figure)
    return f"{value:,}" if exact else small_numbers().shown(value)


def _asked_of(claim: Claim, today: date | None) -> list[Asked]:
    figure = figure_of(claim.key)
    asked = [(claim.key, claim.span)]
    if today is not None and figure is not None and figure.kind == Kind.STOCK:
        asked.append((claim.key, Span(today)))
    return asked


def _standing(viewer: Any, claim: Claim, found: dict[Asked, Worked], today: date) -> Standing:
    figure = figure_of(claim.key)

    def words(value: int | None) -> str | None:
        return None if value is None else _value_words(viewer, claim.key, value)

    then = found[claim.key, claim.span]
    now = found.get((claim.key, Span(today))) if claim.span.first is None else None
    return Standing(
        claim,
        today,
        words(claim.value) or "",
        figure.label if figure else "",
        words(then.exact),
        words(now.exact) if now and not then.problem else None,
        then.problem,
    )
