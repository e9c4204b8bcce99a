"""Opening balances: the one of a figure, and what a figure would be with one that is not recorded yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dueregard.figures import permissions
from dueregard.figures.models import OpeningBalance
from dueregard.figures.queries import exact_values
from dueregard.figures.rules.balances import EXAMPLE, Opening, Overlap, example_of
from dueregard.figures.rules.definitions import Figure
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.organisation.rules.years import AcademicYear


def balance_of(viewer: Any, figure: Figure) -> OpeningBalance | None:
    """The figure's opening balance in force."""
    return OpeningBalance.objects.filter(key=figure.key, withdrawn_at__isnull=True).first()


@dataclass(frozen=True)
class Outcome:
    """The figure for one day or period: from the records alone, and with the balance."""

    words: str
    alone: int
    value: int


def preview(viewer: Any, figure: Figure, opening: Opening) -> list[Outcome]:
    """What the figure would be with this balance, which is sound: on its own day or period, and today or over its academic
    year. One query. For those who keep balances: they see figures exactly."""
    permit(permissions.can_keep_balances(viewer))
    spans = [opening.own_span]
    if opening.since is None:
        spans.append(Span(clock.today()))
    elif not figure.cases:
        spans.append(Span.of_year(AcademicYear.containing(opening.at)))
    spans = list(dict.fromkeys(spans))
    tried = OpeningBalance(
        key=figure.key, value=opening.value, at=opening.at, since=opening.since, overlap=opening.overlap
    )
    return [
        Outcome(span.words, found.recorded, found.value)
        for span, found in zip(spans, exact_values(figure, spans, tried), strict=True)
    ]


def examples() -> dict[str, Any]:
    """The form's example: the three rules with what comes out."""
    paper, then, later = EXAMPLE
    return {
        "paper": paper,
        "then": then,
        "later": later,
        "outcomes": [(overlap.label, example_of(overlap)) for overlap in Overlap],
    }
