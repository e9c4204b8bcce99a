"""Spans with open ends, and what three terms must satisfy. (Years and phrases have files of their own.)"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.organisation.rules.spans import overlap, runs_on, when
from dueregard.organisation.rules.terms import term_faults
from dueregard.organisation.rules.years import TERM_NAMES, AcademicYear, TermDates

YEAR = AcademicYear(2026)
GOOD = {
    "autumn": (date(2026, 9, 28), date(2026, 12, 11)),
    "spring": (date(2027, 1, 11), date(2027, 3, 26)),
    "summer": (date(2027, 4, 19), date(2027, 6, 18)),
}
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 12))
ENDS = st.one_of(st.none(), DAYS)


def test_good_terms_have_no_fault() -> None:
    assert term_faults(YEAR, GOOD) == []


@pytest.mark.parametrize("start_year", range(2000, 2100, 7))
def test_usual_dates_have_no_fault(start_year: int) -> None:
    year = AcademicYear(start_year)
    assert term_faults(year, {t.name: (t.start, t.end) for t in TermDates().terms(year)}) == []


@pytest.mark.parametrize(
    ("changed", "at", "sentence"),
    [
        ({"autumn": (date(2026, 12, 11), date(2026, 9, 28))}, "autumn", "must end after it starts"),
        ({"autumn": (date(2026, 9, 28), date(2026, 9, 28))}, "autumn", "must end after it starts"),
        ({"autumn": (date(2026, 7, 31), date(2026, 12, 11))}, "autumn", "between 1 August 2026 and 31 July 2027"),
        ({"summer": (date(2027, 4, 19), date(2027, 8, 1))}, "summer", "between 1 August 2026 and 31 July 2027"),
        ({"spring": (date(2026, 12, 11), date(2027, 3, 26))}, "spring", "before the autumn term has ended"),
        ({"summer": (date(2027, 3, 1), date(2027, 6, 18))}, "summer", "before the spring term has ended"),
        ({"summer": (date(2026, 10, 1), date(2026, 11, 1))}, "summer", "before the spring term has ended"),
    ],
)
def test_what_is_wrong_is_said_at_its_term(changed: dict[str, tuple[date, date]], at: str, sentence: str) -> None:
    ((name, said),) = term_faults(YEAR, GOOD | changed)
    assert name == at
    assert sentence in said


def test_the_whole_year_may_be_filled() -> None:
    full = {
        "autumn": (date(2026, 8, 1), date(2026, 12, 31)),
        "spring": (date(2027, 1, 1), date(2027, 3, 31)),
        "summer": (date(2027, 4, 1), date(2027, 7, 31)),
    }
    assert term_faults(YEAR, full) == []


def test_term_names_are_those_of_the_table() -> None:
    assert TERM_NAMES == ("autumn", "spring", "summer")


@given(ENDS, ENDS, ENDS, ENDS)
def test_overlap_means_a_common_day(a: date | None, b: date | None, c: date | None, d: date | None) -> None:
    days = [date(2025, 12, 1).fromordinal(date(2025, 12, 20).toordinal() + n) for n in range(40)]
    sound = (a is None or b is None or a <= b) and (c is None or d is None or c <= d)
    if sound:
        assert overlap((a, b), (c, d)) is any(runs_on(a, b, day) and runs_on(c, d, day) for day in days)


@pytest.mark.parametrize(
    ("from_on", "to_on", "seen"),
    [
        (None, None, "now"),
        (date(2026, 1, 5), None, "now"),
        (date(2026, 1, 6), None, "coming"),
        (date(2026, 1, 6), date(2026, 2, 1), "coming"),
        (None, date(2026, 1, 5), "now"),
        (None, date(2026, 1, 4), "past"),
    ],
)
def test_when(from_on: date | None, to_on: date | None, seen: str) -> None:
    assert when(from_on, to_on, date(2026, 1, 5)) == seen
