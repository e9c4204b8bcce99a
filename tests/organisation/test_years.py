"""Academic years and terms as spans of dates."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.organisation.rules.years import DEFAULT, TERM_NAMES, AcademicYear, Term, TermDates, term_name, usual_term


@pytest.mark.parametrize(
    ("day", "label"),
    [
        (date(2019, 8, 1), "2019/20"),
        (date(2020, 7, 31), "2019/20"),
        (date(2020, 8, 1), "2020/21"),
        (date(1999, 12, 31), "1999/00"),
    ],
)
def test_the_year_that_holds_a_day(day: date, label: str) -> None:
    year = AcademicYear.containing(day)
    assert str(year) == label
    assert year.start <= day <= year.end
    assert year.next.start > year.end
    assert year.next.previous == year


def test_terms_named_with_a_calendar_year() -> None:
    assert DEFAULT.in_calendar_year("Spring", 2020).year == AcademicYear(2019)
    assert DEFAULT.in_calendar_year("summer", 2020).year == AcademicYear(2019)
    assert DEFAULT.in_calendar_year("Autumn", 2020).year == AcademicYear(2020)
    assert DEFAULT.in_calendar_year("Michaelmas term", 2020).start == date(2020, 9, 28)


@given(st.integers(min_value=1990, max_value=2099))
def test_usual_terms_follow_each_other_within_their_year(start: int) -> None:
    year = AcademicYear(start)
    autumn, spring, summer = (usual_term(name, year) for name in TERM_NAMES)
    assert year.start < autumn.start < autumn.end < spring.start < spring.end < summer.start < summer.end < year.end
    assert autumn.start.month == 9
    assert (autumn.start.weekday(), autumn.end.weekday()) == (0, 4)


def test_an_institutions_own_dates_win() -> None:
    own = TermDates((Term("spring", date(2020, 1, 6), date(2020, 3, 20)),))
    assert own.in_calendar_year("Lent", 2020) == Term("spring", date(2020, 1, 6), date(2020, 3, 20))
    assert own.in_calendar_year("spring", 2021) == DEFAULT.in_calendar_year("spring", 2021)
    assert TermDates.from_rows(own.to_rows()) == own


def test_the_term_of_a_day_and_the_one_after() -> None:
    assert DEFAULT.containing(date(2020, 2, 1)) == DEFAULT.in_calendar_year("spring", 2020)
    assert DEFAULT.containing(date(2019, 12, 25)) is None
    assert DEFAULT.following(date(2020, 7, 1)) == DEFAULT.in_calendar_year("autumn", 2020)


def test_what_is_no_term() -> None:
    for name in ("", "winterval", "term"):
        with pytest.raises(ValueError, match="not the name of a term"):
            term_name(name)
