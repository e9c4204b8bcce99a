"""The day or period that a page of figures is asked for: stock figures as at its last day, flows over it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dueregard.figures.rules.definitions import Figure, Kind
from dueregard.figures.rules.spans import MONTHS, Span, day_in_words, months, years
from dueregard.organisation.rules.years import AcademicYear, Term

# Figures are asked for within these academic years; what lies beyond them is a slip of the pen.
FIRST_YEAR, LAST_YEAR = 1990, 2100
MONTHS_SHOWN, YEARS_SHOWN = 12, 5


@dataclass(frozen=True)
class Chosen:
    """What was chosen. first: None for a day; then flows run from the beginning of its academic year.

    said: how an address says it; words: how a page does ("As at 11 July 2019").
    """

    last: date
    first: date | None = None
    words: str = ""
    said: Mapping[str, str] = field(default_factory=dict)

    def span(self, kind: Kind, today: date) -> Span:
        """The date or period that a figure of this kind is asked for. A stock of a period that has not ended is given as
        at today."""
        if kind == Kind.STOCK:
            return Span(self.last if self.first is None else max(self.first, min(self.last, today)))
        return Span(self.last, self.first or AcademicYear.containing(self.last).start)

    def span_of(self, figure: Figure, today: date) -> Span | None:
        """The same for one figure; None where it is not given for that: a figure about cases, but for closed years."""
        span = self.span(figure.kind, today)
        return None if figure.cases and not span.is_closed_year(today) else span


def on_day(day: date) -> Chosen:
    """A day."""
    return Chosen(day, None, f"As at {day_in_words(day)}", {"at": day.isoformat()})


def in_year(year: AcademicYear) -> Chosen:
    """A whole academic year."""
    return Chosen(year.end, year.start, f"Academic year {year.label}", {"year": str(year.start_year)})


def in_term(term: Term) -> Chosen:
    """A term."""
    words = f"{term.name.capitalize()} term {term.year.label}"
    return Chosen(term.end, term.start, words, {"term": f"{term.year.start_year}-{term.name}"})


def in_period(first: date, last: date) -> Chosen:
    """Any period."""
    words = f"From {day_in_words(first)} to {day_in_words(last)}"
    return Chosen(last, first, words, {"from": first.isoformat(), "to": last.isoformat()})


def usual(today: date) -> Chosen:
    """Stock figures as at today, flows over the current academic year."""
    year = AcademicYear.containing(today)
    return Chosen(year.end, year.start, f"As at today, and over the academic year {year.label}")


def year_before(span: Span, today: date) -> Span:
    """The same day or period a year earlier; of a period that has not ended the part up to the same day. 29 February becomes
    the 28th."""
    if span.first is None:
        return Span(_earlier(span.last))
    return Span(_earlier(max(span.first, min(span.last, today))), _earlier(span.first))


def _earlier(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:
        return day.replace(year=day.year - 1, day=28)


def trend_by_month(figure: Figure, last: date) -> list[Span]:
    """The months of a figure's trend, up to `last`; none for a figure about cases."""
    if figure.cases:
        return []
    found = months(last, MONTHS_SHOWN)
    return [Span(month.last) for month in found] if figure.kind == Kind.STOCK else found


def trend_by_year(figure: Figure, last: date, today: date) -> list[Span]:
    """The academic years of a figure's trend, up to the one of `last`; of a figure about cases the closed ones only."""
    if figure.cases:
        closed = min(last, AcademicYear.containing(today).previous.end)
        whole = AcademicYear.containing(closed)
        newest = whole if whole.end <= closed else whole.previous
        return [Span.of_year(AcademicYear(newest.start_year - back)) for back in range(YEARS_SHOWN - 1, -1, -1)]
    found = years(last, YEARS_SHOWN)
    return [Span(year.last) for year in found] if figure.kind == Kind.STOCK else found


def short_words(span: Span, *, month: bool) -> str:
    """What stands under a bar and at the head of a row: "July 2019", "2018/19", "2018/19 to 11 July 2019"."""
    if month:
        return f"{MONTHS[span.last.month - 1]} {span.last.year}"
    year = AcademicYear.containing(span.last)
    return year.label if span.last == year.end else f"{year.label} to {day_in_words(span.last)}"
