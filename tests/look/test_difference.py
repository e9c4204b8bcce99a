"""The difference between two texts: exact, readable, and bounded on hostile input."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.look.difference import Segment, word_difference

PIECES = ["a", "the", " ", "  ", "\n", ".", "don't", "plan", "£", "\U0001f600", "é"]
words = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


def of(segments: list[Segment], *kinds: str) -> str:
    return "".join(segment.text for segment in segments if segment.kind in kinds)


@given(words, words)
def test_both_texts_come_back_exactly(before: str, after: str) -> None:
    segments = word_difference(before, after)
    assert of(segments, "same", "removed") == before
    assert of(segments, "same", "added") == after
    assert all(segment.text for segment in segments)
    assert all(one.kind != other.kind for one, other in pairwise(segments))


@given(st.text(max_size=60))
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert word_difference(text, text) == ([Segment("same", text)] if text else [])


def test_whole_words_are_marked() -> None:
    assert word_difference("at least ten days", "at least fifteen days") == [
        Segment("same", "at least "),
        Segment("removed", "ten"),
        Segment("added", "fifteen"),
        Segment("same", " days"),
    ]


def test_an_added_word_takes_the_space_after_it() -> None:
    assert word_difference("the plan holds", "the new plan holds") == [
        Segment("same", "the "),
        Segment("added", "new "),
        Segment("same", "plan holds"),
    ]


def test_a_changed_phrase_is_one_change() -> None:
    segments = word_difference("ask the faculty office first", "ask a college secretary first")
    assert [segment.kind for segment in segments] == ["same", "removed", "added", "same"]


def test_an_apostrophe_belongs_to_its_word() -> None:
    assert word_difference("the union", "the students’ union")[1] == Segment("added", "students’ ")


def test_two_small_changes_in_a_long_text_stay_small() -> None:
    sentence = "The steering group reads the register in {} and asks each lead what has changed since then. "
    before = "".join(sentence.format(f"week {week}") for week in range(300))
    after = before.replace("week 17 ", "week seventeen ").replace("week 250 ", "week two hundred and fifty ")
    segments = word_difference(before, after)
    assert of(segments, "same", "added") == after
    assert len(of(segments, "removed")) < 200
    assert len(of(segments, "added")) < 240


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a b " * 20_000, "b a " * 20_000),
        ("x. " * 100_000, "y. " * 100_000),
        ("." * 50_000, "!" * 50_000),
        (" ".join(map(str, range(50_000))), " ".join(map(str, range(1, 50_001)))),
        ("\n".join(str(n % 7) * 3 for n in range(30_000)), "\n".join(str(n % 5) * 3 for n in range(30_000))),
        ("a" * 500_000, "b" * 500_000),
    ],
)
def test_hostile_texts_come_back_soon(before: str, after: str) -> None:
    start = time.process_time()
    segments = word_difference(before, after)
    # Milliseconds in practice; an unbounded comparison takes minutes: the limit is generous, not a timing.
    assert time.process_time() - start < 5
    assert of(segments, "same", "removed") == before
    assert of(segments, "same", "added") == after
