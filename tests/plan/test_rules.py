"""The plan's pure rules: numbers, ratings, passages, states."""

from __future__ import annotations

import pytest

from dueregard.kernel.require import NotAllowedNow
from dueregard.plan.rules.numbers import next_number, order_of
from dueregard.plan.rules.passages import paragraphs
from dueregard.plan.rules.ratings import rag_of_score, score
from dueregard.plan.rules.states import IMPORT, ImportState


def test_numbers_sort_as_people_read_them() -> None:
    numbers = ["2.10", "2.9", "10", "2", None, "3a", "3", "2.1"]
    assert sorted(numbers, key=order_of) == ["2", "2.1", "2.9", "2.10", "3", "3a", "10", None]


@pytest.mark.parametrize(
    ("section", "taken", "expected"),
    [
        ("2", ["2.1", "2.3"], "2.4"),  # the gap is not filled
        ("2", [], "2.1"),
        ("2", ["1.9", "22.4", "2.x"], "2.1"),
        ("2", ["2.9", "2.10"], "2.11"),
    ],
)
def test_the_next_number_was_never_given(section: str, taken: list[str], expected: str) -> None:
    assert next_number(section, taken) == expected


@pytest.mark.parametrize(
    ("likelihood", "impact", "expected"), [(3, 4, 12), (5, 5, 25), (None, 4, None), (3, None, None), (None, None, None)]
)
def test_a_score_needs_both(likelihood: int | None, impact: int | None, expected: int | None) -> None:
    assert score(likelihood, impact) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(None, "unknown"), (1, "green"), (5, "green"), (6, "amber"), (14, "amber"), (15, "red"), (25, "red")],
)
def test_the_scale_decides_the_colour_and_nothing_is_green_by_default(value: int | None, expected: str) -> None:
    assert rag_of_score(value, amber_from=6, red_from=15) == expected


def test_paragraphs_are_blocks_between_empty_lines() -> None:
    assert paragraphs("one\nstill one\n\n\n two \n\n") == ["one\nstill one", "two"]
    assert paragraphs("") == []


@pytest.mark.parametrize(
    ("verb", "allowed"),
    [
        ("offer", {"reading"}),
        ("refuse", {"reading"}),
        ("reread", {"ready"}),
        ("commit", {"ready"}),
        ("undo", {"committed"}),
        ("discard", {"reading", "ready", "refused"}),
    ],
)
def test_an_import_moves_only_so(verb: str, allowed: set[str]) -> None:
    for state in ImportState.values:
        if state in allowed:
            IMPORT.target(verb, state)
        else:
            with pytest.raises(NotAllowedNow):
                IMPORT.target(verb, state)
