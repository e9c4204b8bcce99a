"""The date or the period that a figure is asked for. Both ends belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dueregard.organisation.rules.years import AcademicYear

MONTHS = (
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
)  # fmt: skip


def day_in_words(day: date) -> str:
    """ "11 July 2019"."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True, slots=True)
class Span:
    """A day (first is None: as at last), or a period from first to last."""

    last: date
    first: date | None = None

    def __post_init__(self) -> None:
        if self.first is not None and self.first > self.last:
            raise ValueError("A period ends before it begins.")

    @classmethod
    def of_year(cls, year: AcademicYear) -> Span:
        """A whole academic year."""
        return cls(year.end, year.start)

    @property
    def year(self) -> AcademicYear | None:
        """The academic year that the period is exactly; None for anything else."""
        if self.first is None:
            return None
        year = AcademicYear.containing(self.first)
        return year if (year.start, year.end) == (self.first, self.last) else None

    def is_closed_year(self, today: date) -> bool:
        """Whether this is one whole academic year that is over on `today`."""
        year = self.year
        return year is not None and year.end < today

    @property
    def words(self) -> str:
        """ "as at 11 July 2019", "in the academic year 2018/19", "from 1 March 2019 to 11 July 2019"."""
        if self.first is None:
            return f"as at {day_in_words(self.last)}"
        year = self.year
        if year is not None:
            return f"in the academic year {year.label}"
        return f"from {day_in_words(self.first)} to {day_in_words(self.last)}"


def month_ends(last: date, count: int) -> list[date]:
    """The last days of `count` whole months up to `last`, the oldest first; the month of `last` ends with `last`."""
    found, day = [last], last
    while len(found) < count:
        day = day.replace(day=1) - timedelta(days=1)
        found.append(day)
    return found[::-1]


def months(last: date, count: int) -> list[Span]:
    """`count` months up to `last` as periods, the oldest first; the last one ends with `last`."""
    return [Span(end, end.replace(day=1)) for end in month_ends(last, count)]


def years(last: date, count: int) -> list[Span]:
    """`count` academic years up to the one that holds `last`, the oldest first; that one ends with `last`."""
    year = AcademicYear.containing(last)
    found = []
    for back in range(count - 1, -1, -1):
        one = AcademicYear(year.start_year - back)
        found.append(Span(min(one.end, last), one.start))
    return found
