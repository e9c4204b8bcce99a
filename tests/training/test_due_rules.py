"""When a completion runs out and when the next is due: truth tables, and what holds for any day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.training.rules.coverage import bounds_on
from dueregard.training.rules.due import SOON, Rule, Standing, months_after, months_before
from dueregard.training.rules.needs import MOST_GRACE_DAYS, MOST_MONTHS, grace_words, validity_words

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))
MONTHS = st.integers(1, MOST_MONTHS)
GRACE = st.integers(0, MOST_GRACE_DAYS)
ONE = timedelta(days=1)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2019, 7, 11), 24, date(2021, 7, 11)),
        (date(2019, 1, 31), 1, date(2019, 2, 28)),
        (date(2020, 1, 31), 1, date(2020, 2, 29)),
        (date(2016, 2, 29), 12, date(2017, 2, 28)),
        (date(2016, 2, 29), 48, date(2020, 2, 29)),
        (date(2019, 12, 31), 2, date(2020, 2, 29)),
        (date(2019, 12, 1), 1, date(2020, 1, 1)),
    ],
)
def test_the_same_day_of_a_later_month(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2021, 7, 10), 24, date(2019, 7, 11)),
        (date(2021, 7, 11), 24, date(2019, 7, 12)),
        (date(2019, 2, 27), 1, date(2019, 1, 28)),
        # 28 to 31 January all run out with 27 February: on the 28th only February's own days count.
        (date(2019, 2, 28), 1, date(2019, 2, 1)),
        (date(2017, 2, 27), 12, date(2016, 2, 28)),
        (date(2017, 2, 28), 12, date(2016, 3, 1)),
    ],
)
def test_the_earliest_day_that_still_counts(day: date, months: int, expected: date) -> None:
    assert months_before(day, months) == expected


@given(day=DAYS, months=MONTHS)
def test_months_before_is_the_first_day_that_still_counts(day: date, months: int) -> None:
    first = months_before(day, months)
    assert months_after(first, months) > day
    assert months_after(first - ONE, months) <= day


@given(completed=DAYS, day=DAYS, months=MONTHS)
def test_what_counts_from_both_ends_is_the_same(completed: date, day: date, months: int) -> None:
    rule = Rule(months, 0)
    until, since = rule.valid_until(completed), rule.covers_from(day)
    assert until is not None
    assert since is not None
    assert (day <= until) is (completed >= since)


def test_once_and_for_good() -> None:
    rule = Rule(None, 30)
    assert rule.valid_until(date(1999, 1, 1)) is None
    assert rule.covers_from(date(2020, 1, 1)) is None
    assert rule.due_on(date(2000, 1, 1), date(1999, 1, 1)) is None
    assert rule.standing(date(2000, 1, 1), date(1999, 1, 1), date(2050, 1, 1)) == Standing.COVERED


NEEDED, DONE = date(2019, 1, 1), date(2018, 3, 10)


@pytest.mark.parametrize(
    ("rule", "completed", "day", "due", "standing"),
    [
        # never completed: the grace runs from the day of the need, its last day included
        (Rule(24, 30), None, NEEDED, date(2019, 1, 31), Standing.DUE),
        (Rule(24, 30), None, date(2019, 1, 31), date(2019, 1, 31), Standing.DUE),
        (Rule(24, 30), None, date(2019, 2, 1), date(2019, 1, 31), Standing.OVERDUE),
        (Rule(24, 0), None, NEEDED, NEEDED, Standing.DUE),
        (Rule(24, 0), None, date(2019, 1, 2), NEEDED, Standing.OVERDUE),
        # completed before the need: counts for two years less a day
        (Rule(24, 30), DONE, NEEDED, date(2020, 4, 8), Standing.COVERED),
        (Rule(24, 30), DONE, date(2020, 3, 9) - SOON - ONE, date(2020, 4, 8), Standing.COVERED),
        (Rule(24, 30), DONE, date(2020, 3, 9) - SOON, date(2020, 4, 8), Standing.DUE_SOON),
        (Rule(24, 30), DONE, date(2020, 3, 9), date(2020, 4, 8), Standing.DUE_SOON),
        (Rule(24, 30), DONE, date(2020, 3, 10), date(2020, 4, 8), Standing.DUE),
        (Rule(24, 30), DONE, date(2020, 4, 8), date(2020, 4, 8), Standing.DUE),
        (Rule(24, 30), DONE, date(2020, 4, 9), date(2020, 4, 8), Standing.OVERDUE),
        # had run out before it was needed: the grace runs from the need
        (Rule(6, 30), DONE, NEEDED, date(2019, 1, 31), Standing.DUE),
        (Rule(6, 30), DONE, date(2019, 2, 1), date(2019, 1, 31), Standing.OVERDUE),
    ],
)
def test_truth_table(rule: Rule, completed: date | None, day: date, due: date, standing: Standing) -> None:
    assert rule.due_on(NEEDED, completed) == due
    assert rule.standing(NEEDED, completed, day) == standing


@given(months=st.one_of(st.none(), MONTHS), grace=GRACE, needed=DAYS, completed=st.one_of(st.none(), DAYS), day=DAYS)
def test_the_rule_and_the_bounds_of_coverage_agree(
    months: int | None, grace: int, needed: date, completed: date | None, day: date
) -> None:
    """Coverage asks the database by bounds, a person's page asks the rule: both must say the same on every day."""
    if day < needed or (completed is not None and completed > day):
        return
    rule = Rule(months, grace)
    bounds = bounds_on(rule, day)
    assert bounds.standing(completed, needed <= bounds.needed_before) == rule.standing(needed, completed, day)


@given(months=MONTHS, grace=GRACE, needed=DAYS, completed=st.one_of(st.none(), DAYS), day=DAYS)
def test_overdue_begins_the_day_after_it_is_due(
    months: int, grace: int, needed: date, completed: date | None, day: date
) -> None:
    rule = Rule(months, grace)
    due = rule.due_on(needed, completed)
    assert due is not None
    assert rule.standing(needed, completed, due) != Standing.OVERDUE
    assert rule.standing(needed, completed, due + ONE) == Standing.OVERDUE


@pytest.mark.parametrize(
    ("months", "words"),
    [
        (None, "Once and for good"),
        (1, "Every month"),
        (12, "Every year"),
        (18, "Every 18 months"),
        (24, "Every 2 years"),
    ],
)
def test_validity_in_words(months: int | None, words: str) -> None:
    assert validity_words(months) == words


@pytest.mark.parametrize(("days", "words"), [(0, "At once"), (1, "Within a day"), (30, "Within 30 days")])
def test_grace_in_words(days: int, words: str) -> None:
    assert grace_words(days) == words
