"""Times of sessions across both changes of the clock, what is wrong with dates, and when somebody has completed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from dueregard.training.rules.sessions import (
    MOST_DATES,
    NewDate,
    NoSuchTime,
    clock_time,
    completed_on,
    day_of,
    free_places,
    mark_of,
    moment,
    reminder_day,
    span_in_words,
    wrong_dates,
)

SPRING, AUTUMN = date(2027, 3, 28), date(2026, 10, 25)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("day", "at", "expected"),
    [
        (date(2026, 7, 1), time(10), utc(2026, 7, 1, 9)),  # summer
        (date(2026, 12, 4), time(10), utc(2026, 12, 4, 10)),  # winter
        (SPRING, time(0, 59), utc(2027, 3, 28, 0, 59)),
        (SPRING, time(2), utc(2027, 3, 28, 1)),
        (AUTUMN, time(0, 59), utc(2026, 10, 24, 23, 59)),
        (AUTUMN, time(1, 30), utc(2026, 10, 25, 0, 30)),  # shown twice: the first
        (AUTUMN, time(2), utc(2026, 10, 25, 2)),
    ],
)
def test_a_time_is_what_the_clock_here_shows(day: date, at: time, expected: datetime) -> None:
    found = moment(day, at)
    assert (found, found.tzinfo) == (expected, UTC)
    assert (day_of(found), clock_time(found)) == (day, at)


@pytest.mark.parametrize("at", [time(1), time(1, 30), time(1, 59)])
def test_the_hour_that_the_spring_skips_is_said(at: time) -> None:
    with pytest.raises(NoSuchTime, match="clocks go forward on 28 March 2027"):
        moment(SPRING, at)


def test_an_end_in_the_hour_that_is_shown_twice_comes_after_its_beginning() -> None:
    starts = moment(AUTUMN, time(1, 45))
    assert moment(AUTUMN, time(1, 15), starts) == utc(2026, 10, 25, 1, 15)
    # an end that is no later under any reading stays wrong
    assert moment(AUTUMN, time(0, 30), starts) < starts


def test_words_across_the_changes() -> None:
    assert span_in_words(utc(2026, 12, 4, 10), utc(2026, 12, 4, 12)) == "4 December 2026, 10:00 to 12:00"
    assert span_in_words(utc(2027, 3, 27, 23, 30), utc(2027, 3, 28, 1, 30)) == (
        "27 March 2027, 23:30 to 28 March 2027, 02:30"
    )
    assert span_in_words(utc(2026, 7, 1, 23, 30), utc(2026, 7, 2, 0, 30)) == "2 July 2026, 00:30 to 01:30"


def new(start: datetime, hours: float = 2) -> NewDate:
    return NewDate(start, start + timedelta(hours=hours))


@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        ([], "at least one date"),
        ([new(utc(2026, 12, 4, 10))], ""),
        ([new(utc(2026, 12, 4, 10)), new(utc(2026, 12, 4, 12))], ""),  # one after the other
        ([new(utc(2026, 12, 4, 10)), new(utc(2026, 12, 4, 11))], "overlap"),
        ([new(utc(2026, 12, 4, 10)), new(utc(2026, 12, 4, 10))], "overlap"),
        ([new(utc(2026, 12, 4, 10), 0)], "end before it begins"),
        ([new(utc(2026, 12, 4, 10), -1)], "end before it begins"),
        ([new(utc(2026, 12, 4, 10), 25)], "longer than a day"),
        ([new(utc(2026, 12, 1) + timedelta(days=n)) for n in range(MOST_DATES + 1)], "at most 20 dates"),
    ],
)
def test_what_is_wrong_with_dates(dates: list[NewDate], wrong: str) -> None:
    found = wrong_dates(dates)
    assert wrong in found
    assert bool(found) == bool(wrong)


@pytest.mark.parametrize(
    ("capacity", "booked", "free"), [(None, 0, None), (None, 900, None), (3, 0, 3), (3, 3, 0), (3, 5, 0)]
)
def test_free_places(capacity: int | None, booked: int, free: int | None) -> None:
    assert free_places(capacity, booked) == free


DAYS = [(1, date(2026, 12, 4)), (2, date(2026, 12, 11)), (3, date(2026, 12, 11))]


@pytest.mark.parametrize(
    ("all_dates", "came", "expected"),
    [
        (False, set(), None),
        (False, {1}, date(2026, 12, 4)),
        (False, {2, 3}, date(2026, 12, 11)),
        (False, {1, 2, 3}, date(2026, 12, 4)),
        (True, set(), None),
        (True, {1, 2}, None),
        (True, {1, 2, 3}, date(2026, 12, 11)),
        (False, {9}, None),  # a date of another session
    ],
)
def test_when_a_session_is_completed(all_dates: bool, came: set[int], expected: date | None) -> None:
    assert completed_on(all_dates, DAYS, came) == expected


def test_nothing_is_completed_without_a_date() -> None:
    assert completed_on(True, [], set()) is None


def test_the_day_of_the_reminder() -> None:
    assert reminder_day(date(2027, 1, 1), 2) == date(2026, 12, 30)
    assert reminder_day(date(2027, 1, 1), 0) is None


def test_a_date_keeps_its_identity() -> None:
    assert mark_of("ABC", 1) == mark_of("ABC", 1)
    assert len({mark_of("ABC", 1), mark_of("ABC", 2), mark_of("ABD", 1)}) == 3
