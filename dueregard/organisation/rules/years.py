"""Academic years and terms as spans of dates; every span includes both of its ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

# The three terms in the order of the academic year.
TERM_NAMES = ("autumn", "spring", "summer")

# Names that universities use for the same three terms.
TERM_SYNONYMS = {
    "autumn": "autumn",
    "michaelmas": "autumn",
    "winter": "autumn",
    "spring": "spring",
    "lent": "spring",
    "hilary": "spring",
    "summer": "summer",
    "easter": "summer",
    "trinity": "summer",
}


@dataclass(frozen=True, slots=True, order=True)
class AcademicYear:
    """The year from 1 August of `start_year` to 31 July of the next."""

    start_year: int

    @property
    def start(self) -> date:
        """The first day, 1 August."""
        return date(self.start_year, 8, 1)

    @property
    def end(self) -> date:
        """The last day, 31 July."""
        return date(self.start_year + 1, 7, 31)

    @property
    def label(self) -> str:
        """As people write it: "2019/20"."""
        return f"{self.start_year}/{(self.start_year + 1) % 100:02d}"

    @property
    def next(self) -> AcademicYear:
        """The year after this one."""
        return AcademicYear(self.start_year + 1)

    @property
    def previous(self) -> AcademicYear:
        """The year before this one."""
        return AcademicYear(self.start_year - 1)

    @classmethod
    def containing(cls, day: date) -> AcademicYear:
        """The academic year that `day` falls in."""
        return cls(day.year if day.month >= 8 else day.year - 1)

    def __str__(self) -> str:
        return self.label


@dataclass(frozen=True, slots=True)
class Term:
    """One term. name: "autumn", "spring" or "summer"; start and end are both days of the term."""

    name: str
    start: date
    end: date

    @property
    def year(self) -> AcademicYear:
        """The academic year that the term belongs to."""
        return AcademicYear.containing(self.start)


def usual_term(name: str, year: AcademicYear) -> Term:
    """The term that stands in until the institution enters its own dates.

    Autumn: twelve weeks from the last Monday of September. Spring: twelve weeks from the first Monday on or after
    12 January. Summer: eight weeks from the first Monday on or after 22 April. A term ends on a Friday.
    Raises ValueError for a name that is no term.
    """
    known = term_name(name)
    if known == "autumn":
        last = date(year.start_year, 9, 30)
        start, weeks = last - timedelta(days=last.weekday()), 12
    elif known == "spring":
        start, weeks = _monday_from(date(year.start_year + 1, 1, 12)), 12
    else:
        start, weeks = _monday_from(date(year.start_year + 1, 4, 22)), 8
    return Term(known, start, start + timedelta(days=weeks * 7 - 3))


def term_name(name: str) -> str:
    """ "Michaelmas term" -> "autumn"; raises ValueError for a name that is no term."""
    words = name.strip().lower().split()
    known = TERM_SYNONYMS.get(words[0]) if words else None
    if known is None:
        raise ValueError(f"{name!r} is not the name of a term.")
    return known


@dataclass(frozen=True, slots=True)
class TermDates:
    """An institution's own terms; a term that it has not entered takes the usual dates."""

    own: tuple[Term, ...] = ()

    def term(self, name: str, year: AcademicYear) -> Term:
        """The term of that name in that academic year; raises ValueError for a name that is no term."""
        known = term_name(name)
        for term in self.own:
            if term.name == known and term.year == year:
                return term
        return usual_term(known, year)

    def terms(self, year: AcademicYear) -> tuple[Term, ...]:
        """The three terms of an academic year, in order."""
        return tuple(self.term(name, year) for name in TERM_NAMES)

    def in_calendar_year(self, name: str, year: int) -> Term:
        """The term that people name with a calendar year: Spring 2020 is in 2019/20, Autumn 2020 in 2020/21."""
        known = term_name(name)
        return self.term(known, AcademicYear(year if known == "autumn" else year - 1))

    def containing(self, day: date) -> Term | None:
        """The term that `day` falls in, or None between terms."""
        year = AcademicYear.containing(day)
        return next((term for term in self.terms(year) if term.start <= day <= term.end), None)

    def following(self, day: date) -> Term:
        """The first term that starts after `day`."""
        year = AcademicYear.containing(day)
        candidates = [*self.terms(year), *self.terms(year.next)]
        return next(term for term in sorted(candidates, key=lambda term: term.start) if term.start > day)

    def to_rows(self) -> list[dict[str, str]]:
        """The institution's own terms as plain rows, to hand to another process."""
        return [{"name": term.name, "start": term.start.isoformat(), "end": term.end.isoformat()} for term in self.own]

    @classmethod
    def from_rows(cls, rows: Iterable[Mapping[str, str]]) -> TermDates:
        """What `to_rows` gave; raises ValueError or KeyError for anything else."""
        return cls(
            tuple(
                Term(term_name(row["name"]), date.fromisoformat(row["start"]), date.fromisoformat(row["end"]))
                for row in rows
            )
        )


# The usual terms, for an institution that has entered none.
DEFAULT = TermDates()


def _monday_from(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)
