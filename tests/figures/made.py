"""Figures for tests, over records of training, known to the registry for one test only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from dueregard.figures import registry
from dueregard.figures.rules.balances import Opening, Overlap
from dueregard.figures.rules.definitions import Figure, Kind, Line
from dueregard.figures.rules.known import FIGURES
from dueregard.figures.rules.spans import Span
from dueregard.training.models import Staff
from dueregard.training.permissions import can_read_all_records
from dueregard.training.queries import conditions
from tests.training.records import complete, make_course, make_staff


def _within(span: Span) -> Any:
    return conditions.completed_by(span.last, span.first).select_related("staff")


def _by(span: Span) -> Any:
    return Staff.objects.filter(pk__in=conditions.completed_by(span.last).values("staff"))


def _lines(viewer: Any, rows: Any) -> list[Line]:
    return [Line(str(getattr(row, "staff", row)), url="/training/staff") for row in rows]


def _made(name: str, kind: Kind, rows: Any, **more: Any) -> Figure:
    return Figure(f"made.{name}", name.capitalize(), "What a test counts.", ("case", "cases"), kind, rows, **more)


DRILLED: dict[str, Any] = {"may_drill": can_read_all_records, "lines": _lines}
CASES = _made("cases", Kind.FLOW, _within, cases=True, may_drill=lambda viewer: True, source="The return.")
SMALL_FLOW = _made("small_flow", Kind.FLOW, _within, **DRILLED)
SMALL_STOCK = _made("small_stock", Kind.STOCK, _by, order=("name", "pk"), **DRILLED)


@pytest.fixture
def made() -> Iterator[dict[str, Figure]]:
    """The test's figures as the registry knows them, by name; gone afterwards."""
    mine = (CASES, SMALL_FLOW, SMALL_STOCK)
    registry.register(mine)
    yield {figure.key.partition(".")[2]: found(figure.key) for figure in mine}
    for figure in mine:
        del FIGURES[figure.key]


def found(key: str) -> Figure:
    """A figure that is there."""
    figure = registry.figure_of(key)
    assert figure is not None
    return figure


def completions(*days: date) -> None:
    """One completion of one new member of staff on each day."""
    course = make_course()
    for day in days:
        complete(make_staff(), course, day)


def opening(value: int, at: date, overlap: str = Overlap.APART, since: date | None = None) -> Opening:
    """A balance as the rule takes it."""
    return Opening(value, at, Overlap(overlap), since)
