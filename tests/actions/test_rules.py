"""The truth tables of an action: status, dates, age."""

from __future__ import annotations

from datetime import date

import pytest

from dueregard.actions.rules import (
    ACTION,
    Due,
    Status,
    days_since_first_due,
    is_overdue,
    is_undated,
    verb_between,
)
from dueregard.kernel.require import NotAllowedNow

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("verb", "allowed", "target"),
    [
        ("start", {"open"}, "in_progress"),
        ("pause", {"in_progress"}, "open"),
        ("finish", {"open", "in_progress"}, "done"),
        ("drop", {"open", "in_progress"}, "dropped"),
        ("reopen", {"done", "dropped"}, "open"),
    ],
)
def test_the_table_is_exactly_this(verb: str, allowed: set[str], target: str) -> None:
    for state in Status.values:
        if state in allowed:
            assert ACTION.target(verb, state) == target
        else:
            with pytest.raises(NotAllowedNow):
                ACTION.target(verb, state)


def test_every_verb_is_reachable_from_the_page_of_statuses() -> None:
    assert verb_between("open", "done") == "finish"
    assert verb_between("done", "open") == "reopen"
    assert verb_between("done", "in_progress") is None
    assert verb_between("open", "open") is None


@pytest.mark.parametrize(
    ("status", "due_end", "overdue"),
    [
        ("open", date(2026, 11, 23), True),
        ("in_progress", date(2026, 11, 23), True),
        ("open", TODAY, False),  # the last day still counts
        ("open", None, False),
        ("done", date(2020, 1, 1), False),
        ("dropped", date(2020, 1, 1), False),
    ],
)
def test_overdue_begins_the_day_after_the_last_day(status: str, due_end: date | None, overdue: bool) -> None:
    assert is_overdue(status, due_end, TODAY) is overdue


@pytest.mark.parametrize(
    ("status", "due_end", "standing", "undated"),
    [
        ("open", None, False, True),
        ("open", None, True, False),
        ("open", TODAY, False, False),
        ("done", None, False, False),
    ],
)
def test_undated_means_neither_date_nor_rhythm(
    status: str, due_end: date | None, standing: bool, undated: bool
) -> None:
    assert is_undated(status, due_end, standing) is undated


def test_age_is_counted_from_the_first_date() -> None:
    assert days_since_first_due(date(2026, 11, 14), TODAY) == 10
    assert days_since_first_due(date(2027, 1, 1), TODAY) == 0
    assert days_since_first_due(None, TODAY) == 0


def test_only_a_later_date_postpones() -> None:
    may, june = Due(date(2026, 5, 1), date(2026, 5, 31)), Due(date(2026, 6, 1), date(2026, 6, 30))
    assert june.postponed_from(may)
    assert not may.postponed_from(june)
    assert not june.postponed_from(Due())
    assert not Due().postponed_from(may)
