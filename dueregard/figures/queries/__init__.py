"""A figure's value: the one place that every output asks, so that its rules hold everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import F

from dueregard.figures import permissions
from dueregard.figures.models import OpeningBalance
from dueregard.figures.registry import CLOSED_YEARS
from dueregard.figures.rules.definitions import Figure, Kind, Treatment
from dueregard.figures.rules.small_numbers import SmallNumbers
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, sound


def small_numbers() -> SmallNumbers:
    """The institution's small-number rule, from the settings."""
    return SmallNumbers(settings.DUEREGARD_SMALL_BELOW, settings.DUEREGARD_ROUND_TO)


@dataclass(frozen=True, slots=True)
class Value:
    """A figure's value for a date or period.

    exact: None where the viewer may only see `shown`. balance: the opening balance that is in it. recorded: what the
    records alone give (None as exact).
    """

    figure: Figure
    span: Span
    shown: str
    exact: int | None
    recorded: int | None = None
    balance: OpeningBalance | None = None


def balances(keys: Iterable[str] | None = None) -> dict[str, OpeningBalance]:
    """The opening balances in force, by the key of their figure. One query."""
    rows = OpeningBalance.objects.filter(withdrawn_at__isnull=True)
    return {row.key: row for row in (rows if keys is None else rows.filter(key__in=list(keys)))}


def allowed_span(figure: Figure, span: Span) -> None:
    """Raises Refused where the figure is not asked for a date or a period as its kind wants; NotAllowedNow where it is
    about cases of people and this is not one academic year that is over."""
    if figure.kind == Kind.STOCK:
        sound(span.first is None, "This figure is given as at a date, not over a period.")
    else:
        sound(span.first is not None, "This figure is given over a period.")
    if figure.cases and not span.is_closed_year(clock.today()):
        raise NotAllowedNow(CLOSED_YEARS)


def _part(vendor: str, figure: Figure, span: Span) -> tuple[str, list[Any]]:
    """The count of a figure's rows as a part of a query, with its parameters."""
    try:
        one = figure.rows(span).order_by().values(counted_here=F(figure.counted))
        sql, given = one.query.sql_with_params()
    except EmptyResultSet:
        return "0", []
    distinct = "" if figure.counted == "pk" else "DISTINCT "
    # Made by the database layer from the figure's own rows; what varies is in the parameters.
    return f"(SELECT COUNT({distinct}found.counted_here) FROM ({sql}) found)", list(given)  # noqa: S608


# Writing a query as SQL costs the database layer several times what counting a few officers costs the database.
_kept_part = lru_cache(maxsize=512)(_part)


def counts(figure: Figure, spans: Sequence[Span]) -> list[int]:
    """What the records alone give for each of several dates or periods. One query, however many they are, beside what the
    figure itself must know beforehand. Raises as `allowed_span`."""
    parts, given = [], list[Any]()
    for span in spans:
        allowed_span(figure, span)
        sql, its = (_kept_part if figure.settled else _part)(connection.vendor, figure, span)
        parts.append(sql)
        given += its
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", given)
        return [int(found) for found in cursor.fetchone()]


def recorded(figure: Figure, span: Span) -> int:
    """What the records alone give. One query."""
    return counts(figure, [span])[0]


@dataclass(frozen=True, slots=True)
class Exact:
    """A figure for one date or period before the small-number rule: whether an opening balance is in it, and what the
    records alone give."""

    value: int
    recorded: int
    with_balance: bool


def exact_values(figure: Figure, spans: Sequence[Span], balance: OpeningBalance | None) -> list[Exact]:
    """A figure for several dates or periods, for outputs that apply the small-number rule themselves. One query."""
    opening = balance.opening if balance is not None else None
    used = [opening is not None and opening.applies(span) for span in spans]
    if opening is None or not any(used):
        return [Exact(found, found, False) for found in counts(figure, spans)]
    *alone, then = counts(figure, [*spans, opening.own_span])
    return [
        Exact(opening.with_records(span, found, then) if mine else found, found, mine)
        for span, found, mine in zip(spans, alone, used, strict=True)
    ]


def exact_value(figure: Figure, span: Span, balance: OpeningBalance | None) -> tuple[int, int, bool]:
    """(the figure, what the records alone give, whether the balance is in it). One query."""
    (found,) = exact_values(figure, [span], balance)
    return found.value, found.recorded, found.with_balance


def value_of(viewer: Any, figure: Figure, span: Span, balance: OpeningBalance | None) -> Value:
    """A figure for one date or period, as `viewer` may see it. One query. Raises as `allowed_span`."""
    return seen(viewer, figure, span, exact_values(figure, [span], balance)[0], balance)


def seen(
    viewer: Any, figure: Figure, span: Span, found: Exact, balance: OpeningBalance | None, words: str = ""
) -> Value:
    """What was counted, as `viewer` may see it. words: what those see who may not see it exactly; "" = as by itself."""
    may = permissions.can_see_exactly(viewer, figure)
    return Value(
        figure,
        span,
        f"{found.value:,}" if may else words or small_numbers().shown(found.value),
        found.value if may else None,
        found.recorded if may else None,
        balance if found.with_balance else None,
    )


def public_words(figure: Figure, value: int) -> str:
    """A value as it may be printed for the public."""
    return f"{value:,}" if figure.treatment == Treatment.OPEN else small_numbers().shown(value)
