"""The small-number rule: what is shown, and that nobody works out what is not shown."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dueregard.figures.checks import small_numbers_are_hidden
from dueregard.figures.rules.small_numbers import WITHHELD, SmallNumbers

RULE = SmallNumbers()
RULES = st.builds(SmallNumbers, below=st.sampled_from([3, 4, 5, 6, 10]), nearest=st.sampled_from([1, 2, 3, 5, 10]))


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"), (1, "fewer than 5"), (4, "fewer than 5"), (5, "5"), (7, "5"), (8, "10"), (12, "10"), (13, "15"),
        (997, "995"), (1998, "2,000"),
    ],
)  # fmt: skip
def test_what_is_shown(value: int, shown: str) -> None:
    assert RULE.shown(value) == shown


@pytest.mark.parametrize(
    ("below", "nearest", "value", "shown"),
    [
        (1, 1, 1, "1"),  # the rule switched off
        (1, 5, 2, "1"),  # never nought for what is not
        (3, 10, 3, "3"),
        (3, 10, 4, "3"),
        (3, 10, 5, "10"),
        (10, 1, 9, "fewer than 10"),
        (10, 1, 11, "11"),
        (7, 5, 7, "7"),
        (7, 5, 8, "10"),
    ],
)
def test_what_other_settings_show(below: int, nearest: int, value: int, shown: str) -> None:
    assert SmallNumbers(below, nearest).shown(value) == shown


@pytest.mark.parametrize(("below", "nearest"), [(0, 5), (5, 0), (2, 1), (2, 5)])
def test_settings_that_protect_nobody_are_refused(below: int, nearest: int) -> None:
    with pytest.raises(ValueError, match=r"threshold"):
        SmallNumbers(below, nearest)


@pytest.mark.parametrize(("below", "nearest", "errors"), [(5, 5, 0), (1, 1, 0), (2, 5, 1), (0, 5, 1), (5, 0, 1)])
def test_they_are_refused_at_start(below: int, nearest: int, errors: int, settings: Any) -> None:
    settings.DUEREGARD_SMALL_BELOW, settings.DUEREGARD_ROUND_TO = below, nearest
    assert len(small_numbers_are_hidden()) == errors


def test_a_count_is_not_below_nought() -> None:
    with pytest.raises(ValueError, match="below nought"):
        RULE.shown(-1)


@given(RULES, st.integers(0, 60))
def test_bounds_are_exactly_what_is_shown_alike(rule: SmallNumbers, value: int) -> None:
    alike = [other for other in range(90) if rule.shown(other) == rule.shown(value)]
    assert (alike[0], alike[-1]) == rule.bounds(value)
    assert alike == list(range(alike[0], alike[-1] + 1))


def _could_be(rule: SmallNumbers, words: str, limit: int) -> range:
    """What a reader takes a cell for."""
    if words == WITHHELD:
        return range(limit)
    found = [value for value in range(limit) if rule.shown(value) == words]
    return range(found[0], found[-1] + 1)


def _possible(rule: SmallNumbers, shown: list[str], total: str, limit: int) -> list[tuple[int, ...]]:
    wanted = _could_be(rule, total, limit * len(shown))
    return [
        cells
        for cells in itertools.product(*(_could_be(rule, words, limit) for words in shown))
        if sum(cells) in wanted
    ]


@hypothesis_settings(max_examples=300, deadline=None)
@given(RULES, st.lists(st.integers(0, 11), min_size=1, max_size=4))
def test_no_small_number_of_a_line_follows_from_the_rest_and_the_total(rule: SmallNumbers, values: list[int]) -> None:
    """Every way to fill the line is tried, as a reader with time would."""
    possible = _possible(rule, rule.line(values), rule.shown(sum(values)), 16)
    assert tuple(values) in possible
    for place, value in enumerate(values):
        if rule.is_small(value):
            assert len({cells[place] for cells in possible}) > 1, rule.line(values)


def _tables(rule: SmallNumbers, rows: Sequence[Sequence[int]], limit: int) -> list[tuple[tuple[int, ...], ...]]:
    """All tables of two columns that fit what is shown."""
    shown = rule.whole(rows)
    lines = [
        [
            pair
            for pair in itertools.product(*(_could_be(rule, words, limit) for words in line))
            if sum(pair) in _could_be(rule, side, 2 * limit)
        ]
        for line, side in zip(shown.rows, shown.row_totals, strict=True)
    ]
    feet = [_could_be(rule, words, limit * len(rows)) for words in shown.column_totals]
    whole = _could_be(rule, shown.total, 2 * limit * len(rows))
    return [
        table
        for table in itertools.product(*lines)
        if all(sum(line[c] for line in table) in feet[c] for c in (0, 1)) and sum(map(sum, table)) in whole
    ]


@hypothesis_settings(max_examples=150, deadline=None)
@given(RULES, st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), min_size=2, max_size=3))
def test_no_small_number_of_a_table_follows_from_all_that_is_shown(
    rule: SmallNumbers, rows: list[tuple[int, int]]
) -> None:
    found = _tables(rule, rows, 12 if len(rows) == 2 else 9)
    assert tuple(rows) in found
    for r, c in itertools.product(range(len(rows)), (0, 1)):
        if rule.is_small(rows[r][c]):
            assert len({table[r][c] for table in found}) > 1, rule.whole(rows)
    for r, row in enumerate(rows):
        if rule.is_small(sum(row)):
            assert len({sum(table[r]) for table in found}) > 1, rule.whole(rows)
    for c in (0, 1):
        if rule.is_small(sum(row[c] for row in rows)):
            assert len({sum(line[c] for line in table) for table in found}) > 1, rule.whole(rows)


@given(RULES, st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=3), min_size=1, max_size=6))
@hypothesis_settings(deadline=None)
def test_nought_is_shown_and_what_is_shown_is_true(rule: SmallNumbers, rows: list[list[int]]) -> None:
    shown = rule.whole(rows)
    for values, words in zip(rows, shown.rows, strict=True):
        for value, word in zip(values, words, strict=True):
            assert word in (WITHHELD, rule.shown(value))
            assert (word == "0") == (value == 0)
    assert shown.total in (WITHHELD, rule.shown(sum(map(sum, rows))))


@given(st.lists(st.lists(st.integers(5, 400), min_size=2, max_size=4), min_size=1, max_size=5).filter(
    lambda rows: len({len(row) for row in rows}) == 1
))  # fmt: skip
def test_nothing_is_withheld_where_nothing_is_small(rows: list[list[int]]) -> None:
    shown = RULE.whole(rows)
    assert shown.rows == [[RULE.shown(value) for value in row] for row in rows]
    assert WITHHELD not in (*shown.row_totals, *shown.column_totals, shown.total)


def test_without_rounding_a_second_cell_is_withheld() -> None:
    exact = SmallNumbers(5, 1)
    assert exact.line([3, 20, 30]) == ["fewer than 5", WITHHELD, "30"]
    # two small ones that can only be 1 and 1
    assert exact.line([1, 1, 10]) == ["fewer than 5", "fewer than 5", WITHHELD]


def test_rounding_alone_does_not_hide_the_largest_of_the_small() -> None:
    # "10" begins at 8, which two numbers below 5 reach in one way only
    shown = RULE.line([4, 4])
    assert WITHHELD in shown
    assert RULE.line([3, 4]) == ["fewer than 5", "fewer than 5"]


def test_two_in_each_line_are_not_enough() -> None:
    """Rows 1 and 2 less columns 1 and 2 give one cell, though every line has two that are not shown."""
    exact = SmallNumbers(5, 1)
    rows = [[2, 3, 4, 9], [3, 2, 9, 9], [9, 9, 4, 3], [9, 9, 3, 4]]
    hidden = [[value < 5 for value in row] for row in rows]
    assert all(sum(line) >= 2 for line in (*hidden, *zip(*hidden, strict=True)))
    assert sum(row.count(WITHHELD) for row in exact.table(rows)) >= 1


def test_totals_that_give_each_other_away_are_withheld() -> None:
    shown = RULE.whole([[4, 4], [0, 0]])
    assert shown.rows[1] == ["0", "0"]
    assert WITHHELD in (*shown.row_totals, *shown.column_totals, shown.total)


def test_what_the_totals_give_away_no_cell_can_help() -> None:
    # each column is small, and the grand total of 8 or more needs both to be 4; the totals are shown elsewhere anyway
    shown = RULE.table([[4, 4], [0, 0]])
    assert shown == [[WITHHELD, WITHHELD], ["0", "0"]]


def test_an_empty_table_is_empty() -> None:
    assert RULE.table([]) == []
    assert RULE.line([]) == []
    assert RULE.totals([0, 3, 7]) == ["0", "fewer than 5", "5"]


def test_a_long_table_is_quick() -> None:
    rows = [[n % 7, n % 11, n % 3] for n in range(200)]
    shown = SmallNumbers(5, 1).table(rows)
    assert len(shown) == 200
