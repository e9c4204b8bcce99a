"""What phrases about time mean, and that what is not known gives no date."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.organisation.rules.phrases import find_when, read_when, rhythm_in
from dueregard.organisation.rules.years import Term, TermDates

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("1 Aug 2025", "2025-08-01", "2025-08-01"),
        ("30 Sept 2025", "2025-09-30", "2025-09-30"),
        ("Nov/Dec 2024", "2024-11-01", "2024-12-31"),
        ("Oct 2024", "2024-10-01", "2024-10-31"),
        ("4th December 2019", "2019-12-04", "2019-12-04"),
        ("25.04.15", "2015-04-25", "2015-04-25"),
        ("15.09.14", "2014-09-15", "2014-09-15"),
        ("24.03.2017", "2017-03-24", "2017-03-24"),
        ("03/04/2025", "2025-04-03", "2025-04-03"),
        ("05 April 2024", "2024-04-05", "2024-04-05"),
        ("January 30th, 2024", "2024-01-30", "2024-01-30"),
        ("April 2015", "2015-04-01", "2015-04-30"),
        ("Feb 2024", "2024-02-01", "2024-02-29"),
        ("Spring term 2020", "2020-01-13", "2020-04-03"),
        ("Spring Term 2019/20", "2020-01-13", "2020-04-03"),
        ("Autumn term 2020", "2020-09-28", "2020-12-18"),
        ("the Spring and Summer terms of 2020", "2020-01-13", "2020-06-19"),
        ("Spring and Summer terms in 2020", "2020-01-13", "2020-06-19"),
        ("2019/20", "2019-08-01", "2020-07-31"),
        ("2024-25", "2024-08-01", "2025-07-31"),
        ("2024–2025", "2024-08-01", "2025-07-31"),
        ("AY 2024-25", "2024-08-01", "2025-07-31"),
        ("academic year 2024/25", "2024-08-01", "2025-07-31"),
        ("end of the academic year 2024/25", "2025-07-31", "2025-07-31"),
        ("2015-2017", "2015-01-01", "2017-12-31"),
        ("Q3 2025", "2025-07-01", "2025-09-30"),
        ("Q1 2024/25", "2024-08-01", "2024-10-31"),
        ("Q2 2024/25", "2024-11-01", "2025-01-31"),
        ("by the end of March 2025", "2025-03-31", "2025-03-31"),
        ("Complete by 1 Aug 2025", "2025-08-01", "2025-08-01"),
        ("before 1 April 2025", "2025-03-31", "2025-03-31"),
        ("By end of Spring term 2025", "2025-04-04", "2025-04-04"),
        ("Mar-26", "2026-03-01", "2026-03-31"),
        ("Nov 2024 - Jan 2025", "2024-11-01", "2025-01-31"),
        ("Nov/Jan 2025", "2024-11-01", "2025-01-31"),
        ("by 2025", "2025-01-01", "2025-12-31"),
        ("Tuesday 3 March 2026", "2026-03-03", "2026-03-03"),
        ("2025-03-01", "2025-03-01", "2025-03-01"),
    ],
)
def test_dates(phrase: str, start: str, end: str) -> None:
    when = read_when(phrase)
    assert (when.start, when.end) == (date.fromisoformat(start), date.fromisoformat(end))
    assert when.phrase == phrase
    assert not when.standing


@pytest.mark.parametrize(
    ("phrase", "rhythm"),
    [
        ("Annually", "yearly"),
        ("At least annually", "yearly"),
        ("on an annual basis", "yearly"),
        ("Ongoing", "ongoing"),
        ("On-going", "ongoing"),
        ("as and when", "as needed"),
        ("As and when required", "as needed"),
        ("termly", "termly"),
        ("each term", "termly"),
        ("twice a year", "twice a year"),
        ("every two years", "every two years"),
        ("monthly", "monthly"),
    ],
)
def test_rhythms_are_no_dates(phrase: str, rhythm: str) -> None:
    when = read_when(phrase, today=TODAY)
    assert (when.start, when.end, when.standing, when.rhythm) == (None, None, True, rhythm)


def test_a_rhythm_with_its_next_date() -> None:
    when = read_when("Annual review, next March 2026")
    assert (when.start, when.standing, when.rhythm) == (date(2026, 3, 1), True, "yearly")


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "   ",
        "September INSET day",
        "By end of Q3",
        "Mar 26",
        "end of March",
        "Spring term",
        "2/3",
        "31/02/2025",
        "12/25/2024",
        "30 February 2025",
        "First meeting held on 1 October 2024",
        "not before June 2025",
        "12 or 13 March 2025",
        "TBC",
        "next term",
        "tomorrow",
        "soon",
        "1.1",
        "3.5.2",
        "Section 26 of 2015 Act",
        "version 2.1.14.3",
        "1 May 1850",
        "May",
        "x" * 1000 + " 1 May 2025",
    ],
)
def test_what_is_not_known_gives_no_date(phrase: str) -> None:
    when = read_when(phrase)
    assert (when.start, when.end, when.standing) == (None, None, False)


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("end of March", "2027-03-31", "2027-03-31"),
        ("4 December", "2026-12-04", "2026-12-04"),
        ("Spring term", "2027-01-18", "2027-04-09"),
        ("next term", "2027-01-18", "2027-04-09"),
        ("this academic year", "2026-08-01", "2027-07-31"),
        ("by the end of next academic year", "2028-07-31", "2028-07-31"),
        ("Spring term 2027", "2027-01-18", "2027-04-09"),
        ("next month", "2026-12-01", "2026-12-31"),
    ],
)
def test_without_a_year_it_is_the_next_one(phrase: str, start: str, end: str) -> None:
    when = read_when(phrase, today=TODAY)
    assert (when.start, when.end) == (date.fromisoformat(start), date.fromisoformat(end))


def test_own_term_dates_are_used() -> None:
    own = TermDates((Term("spring", date(2027, 1, 4), date(2027, 3, 19)),))
    assert read_when("Spring term 2027", terms=own).end == date(2027, 3, 19)


def test_dates_in_a_sentence_with_their_places() -> None:
    text = "Following a briefing in October 2019, 2/3 dates are set for the Spring term 2020 (see 1.1) and 4th December 2019."
    found = find_when(text)
    assert [one.phrase for one in found] == ["October 2019", "Spring term 2020", "4th December 2019"]
    assert all(text[one.at : one.to] == one.phrase for one in found)


def test_bare_years_in_prose_are_no_dates() -> None:
    assert find_when("Staff trained in 2016 and 2017 used the older course, see page 2018.") == []


def test_rhythm_in_prose() -> None:
    assert rhythm_in("Reviewed on a termly basis by the group") == "termly"
    assert rhythm_in("The group met") is None


@given(st.text(max_size=120))
@settings(max_examples=150, deadline=None)
def test_any_text_is_read_without_error(text: str) -> None:
    when = read_when(text, today=TODAY)
    assert (when.start is None) == (when.end is None)
    assert when.start is None or when.end is None or when.start <= when.end
    for found in find_when(text):
        assert 0 <= found.at < found.to <= len(text)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_a_written_day_is_that_day(day: date) -> None:
    for written in (f"{day.day} {day:%B} {day.year}", f"{day.day:02d}/{day.month:02d}/{day.year}", day.isoformat()):
        assert read_when(written).start == day == read_when(f"by {written}").end


@pytest.mark.parametrize(
    "unit", ["spring and ", "2019/", "1 ", "nov/", "end of the ", " ", "1.1.", "as and when ", "q1 "]
)
def test_long_repetitions_are_quick(unit: str) -> None:
    start = time.perf_counter()
    find_when(unit * 4000)
    rhythm_in(unit * 4000)
    read_when(unit * 4000)
    assert time.perf_counter() - start < 2
