"""The catalogue: every figure for one day or period, as the viewer may see it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from dueregard.figures.models import OpeningBalance
from dueregard.figures.queries import Value, balances, exact_values, seen
from dueregard.figures.registry import all_figures
from dueregard.figures.rules.chosen import Chosen, year_before
from dueregard.figures.rules.definitions import Figure
from dueregard.kernel import clock


@dataclass(frozen=True)
class Listed:
    """A figure with its value (None where it is not given for the day or period), and how it stood a year before."""

    figure: Figure
    value: Value | None
    before: Value | None = None

    @property
    def hint(self) -> str:
        """ "12 more": than a year before, in numbers where the viewer sees both exactly."""
        if self.value is None or self.before is None:
            return ""
        if self.value.exact is None or self.before.exact is None:
            return f"{self.before.shown} then"
        change = self.value.exact - self.before.exact
        if not change:
            return "The same"
        return f"{abs(change):,} {'more' if change > 0 else 'fewer'}"


@dataclass(frozen=True)
class Room:
    """The figures of one room."""

    slug: str
    name: str
    figures: list[Listed]


def catalogue(viewer: Any, chosen: Chosen) -> list[Room]:
    """All figures by room. One query for the opening balances, and one for each figure."""
    rooms: dict[str, list[Listed]] = {}
    kept = balances()
    for figure in all_figures():
        rooms.setdefault(figure.room, []).append(_listed(viewer, figure, chosen, kept.get(figure.key)))
    return [Room(slug, slug.capitalize(), found) for slug, found in rooms.items()]


def _listed(viewer: Any, figure: Figure, chosen: Chosen, balance: OpeningBalance | None) -> Listed:
    span = chosen.span_of(figure, clock.today())
    if span is None:
        return Listed(figure, None)
    earlier = year_before(span, clock.today())
    now, then = (
        seen(viewer, figure, one, found, balance)
        for one, found in zip((span, earlier), exact_values(figure, [span, earlier], balance), strict=True)
    )
    # Where the paper is in one of the two alone, the difference would be the paper's.
    return Listed(figure, now, then if (now.balance is None) == (then.balance is None) else None)


HEADINGS = (
    "Key", "Figure", "Value", "Date or period", "Opening balance", "Kind", "Definition", "Source", "Small numbers",
    "Counted on",
)  # fmt: skip


def catalogue_lines(viewer: Any, chosen: Chosen) -> Iterator[tuple[str | int | None, ...]]:
    """The catalogue as the rows of a file under HEADINGS, each with its definition."""
    day = clock.today().isoformat()
    for room in catalogue(viewer, chosen):
        for each in room.figures:
            figure, value = each.figure, each.value
            yield (
                figure.key,
                figure.label,
                written(value),
                value.span.words if value else "given for closed academic years only",
                balance_words(value),
                figure.kind.label,
                figure.definition,
                figure.source,
                figure.treatment.label,
                day,
            )


def written(value: Value | None) -> str | int | None:
    """A value as a file has it: a number where it may be seen exactly."""
    if value is None:
        return None
    return value.shown if value.exact is None else value.exact


def balance_words(value: Value | None) -> str:
    """The opening balance that is in a value, in one line; "" where there is none."""
    if value is None or value.balance is None:
        return ""
    opening = value.balance.opening
    number = f"{opening.value:,} " if value.exact is not None else ""
    return f"{number}{opening.own_span.words}: {value.balance.source}"
