"""The yearly roll-forward: what becomes of a next step when the new academic year is opened from the old. Pure."""

from __future__ import annotations

import re
from calendar import isleap
from dataclasses import dataclass
from datetime import date

from dueregard.actions.rules import UNFINISHED, Due, Rhythm, Status
from dueregard.organisation.rules.phrases import read_when
from dueregard.organisation.rules.years import AcademicYear, TermDates
from dueregard.plan.rules.cells import StepRecord, due_words
from dueregard.plan.rules.states import CarriedAs

# After how many years a rhythm comes again; what goes on without an end, or as needed, is not begun anew.
_YEARS = {Rhythm.ONGOING: 0, Rhythm.AS_NEEDED: 0, Rhythm.NONE: 0, Rhythm.TWO_YEARS: 2, Rhythm.THREE_YEARS: 3}
# From this day the next academic year may be opened.
OPENS_MONTH = 5
_YEAR_WORDS = re.compile(r"(?<!\d)(20\d\d)(?:( ?[/-] ?)((?:20)?\d\d)(?!\d))?(?!\d)")
# A date read from moved words must lie near the moved days, or the words meant something else.
_NEAR = 62


@dataclass(frozen=True, slots=True)
class Fate:
    """What happens to a step. carried_as: None where it stays as it is. due: the proposed date, None where it keeps its own.

    reopened: it was done, and its rhythm begins again.
    """

    carried_as: str | None
    due: Due | None = None
    reopened: bool = False


def years_to_open(plan_year: int | None, today: date) -> list[int]:
    """The academic years that may be opened today, by the year in which they start: the present one if it was not opened
    yet, and from May the next one."""
    present = AcademicYear.containing(today).start_year
    candidates = [present]
    if today >= date(present + 1, OPENS_MONTH, 1):
        candidates.append(present + 1)
    return [year for year in candidates if plan_year is None or year > plan_year]


def due_of(step: StepRecord) -> Due:
    """The date of a step."""
    return Due(step.due_start, step.due_end, step.due_phrase)


def moved_day(day: date, years: int) -> date:
    """The same day `years` later; 29 February becomes the 28th."""
    year = day.year + years
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29) and not isleap(year)
        else day.replace(year=year)
    )


def moved_due(due: Due, years: int, terms: TermDates) -> Due:
    """A date the same span of academic years later: Spring term 2020 becomes Spring term 2021, with that term's own days."""
    if due.start is None or due.end is None:
        return due
    start, end = moved_day(due.start, years), moved_day(due.end, years)
    phrase = _YEAR_WORDS.sub(lambda found: _later(found, years), due.phrase)
    if phrase != due.phrase:
        when = read_when(phrase, terms=terms)
        if (
            when.start is not None
            and when.end is not None
            and abs((when.start - start).days) <= _NEAR
            and abs((when.end - end).days) <= _NEAR
        ):
            return Due(when.start, when.end, phrase)
    return Due(start, end)


def _later(found: re.Match[str], years: int) -> str:
    first = int(found[1]) + years
    if not found[3]:
        return str(first)
    second = (int(found[3]) + years) % (10_000 if len(found[3]) == 4 else 100)
    return f"{first}{found[2]}{second:0{len(found[3])}d}"


def fate(step: StepRecord, *, from_year: int, to_year: int, closed_since: date | None, terms: TermDates) -> Fate:
    """What the roll-forward to `to_year` does with a step.

    from_year: the year that the plan was opened for before. closed_since: the day of the roll-forward before, None for
    the first; what was closed earlier has been counted then.
    """
    opens = AcademicYear(to_year).start
    due = due_of(step)
    every = _YEARS.get(Rhythm(step.rhythm), 1)
    if step.status in UNFINISHED:
        late = due.end is not None and due.end < opens
        if step.standing:
            return Fate(CarriedAs.RENEWED, _into(due, to_year, every or 1, terms) if late else None)
        if due.end is None:
            return Fate(CarriedAs.CARRIED)
        return Fate(CarriedAs.CARRIED, _into(due, to_year, 1, terms)) if late else Fate(None)
    if step.status == Status.DONE and step.standing and every and step.closed_on is not None:
        again = AcademicYear.containing(step.closed_on).start_year + every
        if from_year < again <= to_year:
            late = due.end is not None and due.end < opens
            return Fate(CarriedAs.RENEWED, _into(due, to_year, every, terms) if late else None, reopened=True)
    if closed_since is None or (step.closed_on is not None and step.closed_on >= closed_since):
        return Fate(CarriedAs.CLOSED)
    return Fate(None)


def _into(due: Due, to_year: int, every: int, terms: TermDates) -> Due:
    """The date moved on by whole rhythms until it lies in the new year or after it."""
    if due.end is None:
        return due
    years = to_year - AcademicYear.containing(due.end).start_year
    return moved_due(due, -(-years // every) * every, terms)


def words_of(due: Due | None) -> str:
    """A date as the page writes it."""
    return due_words(due.start, due.end, due.phrase) if due else ""
