"""What the roll-forward does with a step, and how a date moves into another academic year."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dueregard.actions.rules import Due
from dueregard.organisation.rules.years import DEFAULT, Term, TermDates
from dueregard.plan.rules.rolling import Fate, fate, moved_day, moved_due, years_to_open
from tests.plan.test_sheets_rules import step


def found(closed_since: date | None = None, from_year: int = 2025, **values: Any) -> Fate:
    return fate(step(**values), from_year=from_year, to_year=2026, closed_since=closed_since, terms=DEFAULT)


@pytest.mark.parametrize(
    ("plan_year", "today", "years"),
    [
        (None, date(2026, 11, 24), [2026]),
        (2025, date(2026, 8, 1), [2026]),
        (2026, date(2026, 11, 24), []),
        (2026, date(2027, 4, 30), []),
        (2026, date(2027, 5, 1), [2027]),
        (None, date(2027, 7, 31), [2026, 2027]),
        (2030, date(2027, 7, 31), []),
    ],
)
def test_which_years_may_be_opened(plan_year: int | None, today: date, years: list[int]) -> None:
    assert years_to_open(plan_year, today) == years


@pytest.mark.parametrize(
    ("due", "years", "moved"),
    [
        (Due(), 1, Due()),
        (Due(date(2026, 3, 1), date(2026, 3, 31)), 1, Due(date(2027, 3, 1), date(2027, 3, 31))),
        (
            Due(date(2026, 3, 1), date(2026, 3, 31), "March 2026"),
            1,
            Due(date(2027, 3, 1), date(2027, 3, 31), "March 2027"),
        ),
        (Due(date(2024, 2, 29), date(2024, 2, 29)), 1, Due(date(2025, 2, 28), date(2025, 2, 28))),
        (Due(date(2025, 8, 1), date(2026, 7, 31), "2025/26"), 1, Due(date(2026, 8, 1), date(2027, 7, 31), "2026/27")),
        (
            Due(date(2025, 8, 1), date(2026, 7, 31), "2025-2026"),
            2,
            Due(date(2027, 8, 1), date(2028, 7, 31), "2027-2028"),
        ),
        # Words without a year cannot move; the days do.
        (Due(date(2026, 3, 1), date(2026, 3, 31), "after the review"), 1, Due(date(2027, 3, 1), date(2027, 3, 31))),
        # Words that mean something else than the days are let go as well.
        (Due(date(2026, 3, 1), date(2026, 3, 31), "since May 2020"), 1, Due(date(2027, 3, 1), date(2027, 3, 31))),
    ],
)
def test_a_date_moves_by_academic_years(due: Due, years: int, moved: Due) -> None:
    assert moved_due(due, years, DEFAULT) == moved


def test_a_term_takes_the_days_of_the_new_years_term() -> None:
    own = TermDates((Term("spring", date(2027, 1, 18), date(2027, 3, 19)),))
    old = DEFAULT.in_calendar_year("spring", 2026)
    moved = moved_due(Due(old.start, old.end, "Spring term 2026"), 1, own)
    assert moved == Due(date(2027, 1, 18), date(2027, 3, 19), "Spring term 2027")
    assert moved_day(date(2024, 2, 29), 4) == date(2028, 2, 29)


def test_what_is_unfinished_and_late_is_carried_over_into_the_new_year() -> None:
    late = found(due_start=date(2026, 1, 1), due_end=date(2026, 1, 31))
    assert late == Fate("carried", Due(date(2027, 1, 1), date(2027, 1, 31)))
    # However long ago it was due, the proposal lies in the new year.
    old = found(due_start=date(2019, 10, 1), due_end=date(2019, 10, 31), status="in_progress")
    assert old.due == Due(date(2026, 10, 1), date(2026, 10, 31))
    assert found() == Fate("carried")  # without a date there is none to propose
    assert found(due_start=date(2026, 7, 31), due_end=date(2026, 8, 1)) == Fate(None)  # due in the new year already


def test_standing_steps_renew_their_rhythm() -> None:
    assert found(standing=True, rhythm="termly") == Fate("renewed")
    yearly: dict[str, Any] = {
        "standing": True,
        "rhythm": "yearly",
        "due_start": date(2026, 3, 1),
        "due_end": date(2026, 3, 1),
    }
    assert found(**yearly) == Fate("renewed", Due(date(2027, 3, 1), date(2027, 3, 1)))
    done = found(**yearly, status="done", closed_on=date(2026, 3, 2))
    assert done == Fate("renewed", Due(date(2027, 3, 1), date(2027, 3, 1)), reopened=True)
    # Dropped is dropped, and what goes on without an end and was finished is finished.
    assert found(**yearly, status="dropped", closed_on=date(2026, 3, 2)).carried_as == "closed"
    assert found(standing=True, rhythm="ongoing", status="done", closed_on=date(2026, 3, 2)).carried_as == "closed"
    # Done in the new year already: done for it.
    assert found(**yearly, status="done", closed_on=date(2026, 9, 1)).carried_as == "closed"


def test_rhythms_of_several_years_come_when_they_are_due() -> None:
    every: dict[str, Any] = {"standing": True, "rhythm": "every two years", "status": "done"}
    assert found(**every, closed_on=date(2026, 3, 2)).carried_as == "closed"
    assert found(**every, closed_on=date(2025, 3, 2)) == Fate("renewed", reopened=True)
    # A year was left out: what would have come in it comes now.
    assert found(from_year=2023, **every, closed_on=date(2023, 3, 2)).reopened
    assert not found(from_year=2025, **every, closed_on=date(2023, 3, 2)).reopened
    dated = found(standing=True, rhythm="every two years", due_start=date(2025, 1, 1), due_end=date(2025, 1, 1))
    assert dated.due == Due(date(2027, 1, 1), date(2027, 1, 1))
    waits = found(standing=True, rhythm="every two years", due_start=date(2026, 1, 1), due_end=date(2026, 1, 1))
    assert waits.due == Due(date(2028, 1, 1), date(2028, 1, 1))


def test_what_is_closed_is_counted_with_the_year_in_which_it_was_closed() -> None:
    assert found(status="done", closed_on=date(2020, 1, 1)).carried_as == "closed"
    since = date(2025, 9, 1)
    assert found(closed_since=since, status="dropped", closed_on=date(2025, 8, 31)) == Fate(None)
    assert found(closed_since=since, status="done", closed_on=date(2025, 9, 1)).carried_as == "closed"
