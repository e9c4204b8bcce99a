"""One figure's page: its value, its trend with the chart, its opening balances, and a page of the rows behind it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page

from dueregard.figures import permissions
from dueregard.figures.models import OpeningBalance
from dueregard.figures.queries import Exact, Value, balances, exact_values, seen, small_numbers
from dueregard.figures.queries.catalogue import balance_words, written
from dueregard.figures.queries.charts import chart_of
from dueregard.figures.rules.chosen import Chosen, short_words, trend_by_month, trend_by_year
from dueregard.figures.rules.definitions import Figure, Kind, Line
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.require import permit
from dueregard.organisation.rules.years import AcademicYear

CHUNK = 2_000


@dataclass(frozen=True)
class Point:
    """One bar of a trend and the row beside it."""

    label: str
    value: Value


@dataclass(frozen=True)
class Trend:
    """A trend with its picture. name: "month" or "year"."""

    name: str
    heading: str
    points: list[Point]
    svg: str

    @property
    def with_balance(self) -> bool:
        """Whether an opening balance is in any of its values."""
        return any(point.value.balance is not None for point in self.points)


@dataclass(frozen=True)
class FigurePage:
    """The page. value: None where the figure is not given for what was chosen. touched: a balance that covers part of the
    period and is not in the value; its own value may be shown where `exact`."""

    figure: Figure
    value: Value | None
    trends: list[Trend]
    balance: OpeningBalance | None
    balance_shown: str
    withdrawn: list[OpeningBalance]
    touched: bool
    may_drill: bool
    may_keep: bool
    exact: bool
    last_closed: AcademicYear | None
    rows: Page[Line] | None = None

    @property
    def has_notes(self) -> bool:
        """Whether any row of the page says more than its name."""
        return self.rows is not None and any(line.note for line in self.rows)


def figure_page(viewer: Any, figure: Figure, chosen: Chosen, page: str | None) -> FigurePage:
    """The page as `viewer` may see it. Three queries, and three more for the rows: their count, a page of them, and what
    their words need."""
    kept = list(OpeningBalance.objects.filter(key=figure.key).order_by("-recorded_at", "-pk"))
    balance = next((each for each in kept if each.withdrawn_at is None), None)
    span = chosen.span_of(figure, clock.today())
    drills = permissions.can_drill(viewer, figure)
    exact = permissions.can_see_exactly(viewer, figure)
    value, trends = _value_and_trends(viewer, figure, span, chosen.last, balance)
    return FigurePage(
        figure,
        value,
        trends,
        balance,
        _balance_shown(balance, exact),
        [each for each in kept if each.withdrawn_at is not None],
        touched=bool(balance and span and balance.opening.touches(span)),
        may_drill=drills,
        may_keep=permissions.can_keep_balances(viewer),
        exact=exact,
        last_closed=AcademicYear.containing(clock.today()).previous if figure.cases and span is None else None,
        rows=_rows(viewer, figure, span, page) if drills and span else None,
    )


def _balance_shown(balance: OpeningBalance | None, exact: bool) -> str:
    if balance is None:
        return ""
    return f"{balance.value:,}" if exact else small_numbers().shown(balance.value)


def trends(viewer: Any, figure: Figure, last: date) -> list[Trend]:
    """A figure's trend by month and by academic year, without its value. Two queries."""
    return _value_and_trends(viewer, figure, None, last, balances([figure.key]).get(figure.key))[1]


def _value_and_trends(
    viewer: Any, figure: Figure, span: Span | None, last: date, balance: OpeningBalance | None
) -> tuple[Value | None, list[Trend]]:
    today = clock.today()
    ends = min(last, today)
    by_month, by_year = trend_by_month(figure, ends), trend_by_year(figure, ends, today)
    spans = [*([span] if span else []), *by_month, *by_year]
    found = exact_values(figure, spans, balance)
    value = seen(viewer, figure, span, found.pop(0), balance) if span else None
    shown = []
    for name, heading, those in (("month", "By month", by_month), ("year", "By academic year", by_year)):
        counted, found = found[: len(those)], found[len(those) :]
        if those:
            words = _words(figure, those, counted) if name == "month" else [""] * len(those)
            points = [
                Point(short_words(one, month=name == "month"), seen(viewer, figure, one, exact, balance, said))
                for one, exact, said in zip(those, counted, words, strict=True)
            ]
            values = [point.value for point in points]
            shown.append(
                Trend(
                    name, heading, points, chart_of(figure, heading, name, [p.label for p in points], values, counted)
                )
            )
    return value, shown


def _words(figure: Figure, spans: Sequence[Span], counted: Sequence[Exact]) -> list[str]:
    """The months of a flow, for those who may not see them exactly: what adds up to an academic year is one line of a
    table, so that the year's number gives no month away."""
    if figure.kind == Kind.STOCK:
        return [""] * len(spans)
    by_year: dict[AcademicYear, list[int]] = {}
    for span, found in zip(spans, counted, strict=True):
        by_year.setdefault(AcademicYear.containing(span.last), []).append(found.value)
    rule = small_numbers()
    return [words for values in by_year.values() for words in rule.line(values)]


def _rows(viewer: Any, figure: Figure, span: Span, page: str | None) -> Page[Line]:
    rows = figure.rows(span).order_by(*figure.order)
    total = rows.count()
    number = page_number(page, total)
    start = (number - 1) * PAGE_SIZE
    return page_of(list(_lines_of(viewer, figure, rows[start : start + PAGE_SIZE])), number, total)


def _lines_of(viewer: Any, figure: Figure, rows: Any) -> Sequence[Line]:
    return figure.lines(viewer, rows) if figure.lines is not None else []


ROW_HEADINGS = ("Row", "Note", "Figure", "Key", "Date or period", "Definition")


def row_lines(viewer: Any, figure: Figure, chosen: Chosen) -> Iterator[tuple[str, ...]]:
    """All rows behind a figure under ROW_HEADINGS, read in portions. Raises NotPermitted for whoever may not see them: of
    cases, for everybody."""
    permit(permissions.can_drill(viewer, figure))
    span = chosen.span(figure.kind, clock.today())
    rows = figure.rows(span).order_by(*figure.order)
    said = (figure.label, figure.key, span.words, figure.definition)
    start = 0
    while lines := list(_lines_of(viewer, figure, rows[start : start + CHUNK])):
        for line in lines:
            yield (line.label, line.note, *said)
        start += CHUNK


TREND_HEADINGS = (
    "Figure", "Key", "By", "Date or period", "First day", "Last day", "Value", "Opening balance", "Definition", "Source",
    "Counted on",
)  # fmt: skip


def trend_lines(viewer: Any, figure: Figure, chosen: Chosen) -> Iterator[tuple[str | int | None, ...]]:
    """A figure's trend as the rows of a file under TREND_HEADINGS, each with the definition."""
    day = clock.today().isoformat()
    for trend in trends(viewer, figure, chosen.last):
        for point in trend.points:
            span = point.value.span
            yield (
                figure.label,
                figure.key,
                trend.name,
                point.label,
                span.first.isoformat() if span.first else "",
                span.last.isoformat(),
                written(point.value),
                balance_words(point.value),
                figure.definition,
                figure.source,
                day,
            )
