"""The figures that the rooms below and above define: each app's figures.py registers its own when Django starts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from dueregard.figures.rules.definitions import Figure
from dueregard.figures.rules.known import FIGURES as _FIGURES
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow

CLOSED_YEARS = "A figure about cases of people is given for whole academic years that are over, and no other."


def register(figures: Iterable[Figure]) -> None:
    """Make figures known by their keys. Raises ValueError for a key that another figure has.

    What is registered of a figure about cases has its rows behind a guard: no page, claim or function of any room can
    ask them for anything but a closed academic year.
    """
    for figure in figures:
        if figure.key in _FIGURES:
            raise ValueError(f"Two figures have the key {figure.key}.")
        _FIGURES[figure.key] = replace(figure, rows=_guarded(figure.rows)) if figure.cases else figure


def _guarded(rows: Callable[[Span], Any]) -> Callable[[Span], Any]:
    def of_closed_years(span: Span) -> Any:
        if not span.is_closed_year(clock.today()):
            raise NotAllowedNow(CLOSED_YEARS)
        return rows(span)

    return of_closed_years


def figure_of(key: str) -> Figure | None:
    """The figure with this key."""
    return _FIGURES.get(key)


def all_figures() -> list[Figure]:
    """All figures by room, and within it in the order in which the room defines them."""
    return sorted(_FIGURES.values(), key=lambda figure: figure.room)
