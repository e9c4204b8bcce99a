"""When the next review is due: truth tables over term boundaries, leap years, fixed days and no review yet."""

from __future__ import annotations

from datetime import date

import pytest

from dueregard.organisation.rules.years import DEFAULT, Term, TermDates
from dueregard.plan.rules.cycles import (
    USUAL,
    Rhythm,
    Rule,
    What,
    body_above,
    is_late,
    is_soon,
    months_later,
    next_review,
    rule_faults,
    rule_words,
)

# The institution's own terms of 2026/27; the usual dates stand in for other years.
OWN = TermDates(
    (
        Term("autumn", date(2026, 9, 21), date(2026, 12, 11)),
        Term("spring", date(2027, 1, 11), date(2027, 3, 19)),
        Term("summer", date(2027, 4, 19), date(2027, 6, 18)),
    )
)
NEXT_AUTUMN = DEFAULT.terms(OWN.terms(OWN.own[0].year)[0].year.next)[0]


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 15), 3, date(2026, 4, 15)),
        (date(2026, 10, 15), 3, date(2027, 1, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 8, 31), 60, date(2031, 8, 31)),
    ],
)
def test_the_same_day_some_months_later(day: date, months: int, expected: date) -> None:
    assert months_later(day, months) == expected


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (date(2026, 9, 20), date(2026, 12, 11)),  # the vacation before the autumn term counts for the summer
        (date(2026, 9, 21), date(2027, 3, 19)),  # the first day of the autumn term
        (date(2026, 12, 11), date(2027, 3, 19)),  # its last day
        (date(2026, 12, 12), date(2027, 3, 19)),  # the first day of the vacation
        (date(2027, 1, 10), date(2027, 3, 19)),  # the day before the spring term
        (date(2027, 1, 11), date(2027, 6, 18)),
        (date(2027, 3, 19), date(2027, 6, 18)),
        (date(2027, 6, 18), NEXT_AUTUMN.end),  # over the end of the year, into one that has the usual dates
        (date(2027, 7, 31), NEXT_AUTUMN.end),
        (date(2027, 8, 1), NEXT_AUTUMN.end),
    ],
)
def test_a_review_each_term_is_due_by_the_end_of_the_term_that_follows(last: date, expected: date) -> None:
    assert next_review(Rule(Rhythm.TERMLY), last, None, OWN) == expected
    assert next_review(Rule(Rhythm.TERMLY), last, date(2020, 1, 1), OWN) == expected


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        (date(2026, 9, 20), date(2026, 12, 11)),
        (date(2026, 9, 21), date(2026, 12, 11)),
        (date(2026, 12, 11), date(2026, 12, 11)),
        (date(2026, 12, 12), date(2027, 3, 19)),
        (date(2027, 6, 19), NEXT_AUTUMN.end),
    ],
)
def test_the_first_of_each_term_is_due_by_the_end_of_this_term_or_the_next(since: date, expected: date) -> None:
    assert next_review(Rule(Rhythm.TERMLY), None, since, OWN) == expected


@pytest.mark.parametrize(
    ("last", "since", "expected"),
    [
        (date(2026, 7, 31), None, date(2027, 7, 31)),  # the last day of 2025/26
        (date(2026, 8, 1), None, date(2028, 7, 31)),  # the first of 2026/27
        (date(2027, 2, 1), None, date(2028, 7, 31)),
        (None, date(2026, 7, 31), date(2026, 7, 31)),
        (None, date(2026, 8, 1), date(2027, 7, 31)),
        (date(2026, 8, 1), date(2020, 1, 1), date(2028, 7, 31)),
    ],
)
def test_a_review_each_year_is_due_by_the_end_of_the_year(
    last: date | None, since: date | None, expected: date
) -> None:
    assert next_review(Rule(Rhythm.YEARLY), last, since, OWN) == expected


@pytest.mark.parametrize(
    ("rule", "last", "since", "expected"),
    [
        (Rule(Rhythm.MONTHS, months=6), date(2026, 8, 31), None, date(2027, 2, 28)),
        (Rule(Rhythm.MONTHS, months=3), None, date(2027, 11, 30), date(2028, 2, 29)),
        (Rule(Rhythm.MONTHS, months=3), None, None, None),
        (Rule(Rhythm.TERMLY), None, None, None),
        (Rule(Rhythm.YEARLY), None, None, None),
        (Rule(Rhythm.MEETING), date(2026, 9, 1), None, None),  # nobody said when it meets
        (Rule(Rhythm.MEETING, days=60), date(2026, 9, 1), None, date(2026, 10, 31)),
        (Rule(Rhythm.MEETING, days=60), None, date(2026, 9, 1), date(2026, 10, 31)),
        (Rule(Rhythm.MEETING, next_on=date(2026, 12, 1)), date(2026, 9, 1), None, date(2026, 12, 1)),
        (Rule(Rhythm.MEETING, next_on=date(2026, 12, 1)), None, None, date(2026, 12, 1)),
        # held on the day that was fixed: the day is used up
        (Rule(Rhythm.MEETING, next_on=date(2026, 12, 1)), date(2026, 12, 1), None, None),
        (Rule(Rhythm.MEETING, days=30, next_on=date(2026, 12, 1)), date(2026, 12, 2), None, date(2027, 1, 1)),
        (Rule(Rhythm.YEARLY, next_on=date(2027, 3, 1)), date(2026, 9, 1), None, date(2027, 3, 1)),
        (Rule(Rhythm.YEARLY, next_on=date(2026, 8, 20)), date(2026, 9, 1), None, date(2028, 7, 31)),
    ],
)
def test_other_rhythms_and_days_that_are_fixed(
    rule: Rule, last: date | None, since: date | None, expected: date | None
) -> None:
    assert next_review(rule, last, since, OWN) == expected


def test_on_the_day_itself_it_is_in_time_and_soon() -> None:
    today = date(2026, 11, 28)
    assert [is_late(day, today) for day in (date(2026, 11, 27), today, None)] == [True, False, False]
    soon = [date(2026, 11, 27), today, date(2026, 12, 28), date(2026, 12, 29), None]
    assert [is_soon(day, today) for day in soon] == [False, True, True, False, False]


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (Rule(Rhythm.MEETING), "at each meeting"),
        (Rule(Rhythm.MEETING, days=90), "at each meeting, every 90 days"),
        (Rule(Rhythm.TERMLY), "each term"),
        (Rule(Rhythm.YEARLY), "each academic year"),
        (Rule(Rhythm.MONTHS, months=1), "every month"),
        (Rule(Rhythm.MONTHS, months=6), "every 6 months"),
    ],
)
def test_a_rhythm_in_words(rule: Rule, words: str) -> None:
    assert rule_words(rule) == words


@pytest.mark.parametrize(
    ("what", "rule", "count"),
    [
        ("house", Rule(Rhythm.YEARLY), 1),
        (What.PLAN, Rule("weekly"), 1),
        (What.AREA, Rule(Rhythm.MONTHS), 1),
        (What.AREA, Rule(Rhythm.MONTHS, months=0), 1),
        (What.AREA, Rule(Rhythm.MONTHS, months=61), 1),
        (What.AREA, Rule(Rhythm.MONTHS, months=60), 0),
        (What.AREA, Rule(Rhythm.TERMLY), 0),
        (What.AREA, Rule(Rhythm.TERMLY, months=3), 1),
        (What.AREA, Rule(Rhythm.MEETING), 1),
        (What.AREA, Rule(Rhythm.YEARLY, next_on=date(2027, 1, 1)), 1),
        (What.PLAN, Rule(Rhythm.MEETING, days=0), 1),
        (What.PLAN, Rule(Rhythm.MEETING, days=367), 1),
        (What.PLAN, Rule(Rhythm.MEETING, days=90, next_on=date(2027, 1, 1)), 0),
        (What.ENTRY, Rule(Rhythm.YEARLY, days=10), 1),
        (What.ENTRY, Rule(Rhythm.YEARLY, next_on=date(2027, 1, 1)), 0),
    ],
)
def test_what_is_wrong_with_a_rule(what: str, rule: Rule, count: int) -> None:
    assert len(rule_faults(what, rule)) == count


def test_the_usual_rules_are_sound() -> None:
    assert all(rule_faults(usual.what, usual.rule) == [] for usual in USUAL)
    by_rating = {usual.rag: usual.rule.months for usual in USUAL if usual.rag}
    assert by_rating == {"red": 3, "amber": 6, "green": 12, "unknown": 3}


@pytest.mark.parametrize(
    ("ladder", "body", "above"),
    [
        ([1, 2, 3], 1, 2),
        ([1, 2, 3], 3, None),
        ([1, None, 3], 1, 3),
        ([1, 2, 3], 9, 1),
        ([1, 2, 3], None, 1),
        ([None], 9, None),
        ([1, 1, 2], 1, 2),
        ([], None, None),
    ],
)
def test_the_body_above(ladder: list[int | None], body: int | None, above: int | None) -> None:
    assert body_above(ladder, body) == above
