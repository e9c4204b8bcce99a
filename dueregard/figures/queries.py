"""A figure's value, its trend and its rows: the one place that every output asks, so that its rules hold everywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count

from dueregard.figures import permissions
from dueregard.figures.models import OpeningBalance
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
        raise NotAllowedNow(
            "A figure about cases of people is given for whole academic years that are over, and no other."
        )


def recorded(figure: Figure, span: Span) -> int:
    """What the records alone give. One query."""
    allowed_span(figure, span)
    counted = figure.rows(span).order_by().aggregate(found=Count(figure.counted, distinct=figure.counted != "pk"))
    return int(counted["found"])


def exact_value(figure: Figure, span: Span, balance: OpeningBalance | None) -> tuple[int, int, bool]:
    """(the figure, what the records alone give, whether the balance is in it). For outputs that apply the small-number
    rule themselves; one query, two where a balance applies."""
    found = recorded(figure, span)
    if balance is None or not balance.opening.applies(span):
        return found, found, False
    opening = balance.opening
    return opening.with_records(span, found, recorded(figure, opening.own_span)), found, True


def value_of(viewer: Any, figure: Figure, span: Span, balance: OpeningBalance | None) -> Value:
    """A figure for one date or period, as `viewer` may see it. Raises as `allowed_span`."""
    exact, alone, used = exact_value(figure, span, balance)
    may = figure.treatment == Treatment.OPEN or permissions.can_read_exact(viewer)
    return Value(
        figure,
        span,
        f"{exact:,}" if may else small_numbers().shown(exact),
        exact if may else None,
        alone if may else None,
        balance if used else None,
    )


def public_words(figure: Figure, value: int) -> str:
    """A value as it may be printed for the public."""
    return f"{value:,}" if figure.treatment == Treatment.OPEN else small_numbers().shown(value)


def values_of(viewer: Any, figure: Figure, spans: Sequence[Span]) -> list[Value]:
    """A figure for several dates or periods: a trend. Raises as `allowed_span`."""
    balance = balances([figure.key]).get(figure.key)
    return [value_of(viewer, figure, span, balance) for span in spans]
