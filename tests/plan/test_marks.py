"""What a document said of a rating beyond what the pages show of it."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.plan.rules.marks import said_beyond
from dueregard.plan.rules.proposals import blank_area
from dueregard.plan.templatetags.imports import scores
from dueregard.plan.workflows.imports.values import area_values


def rated(rag: str = "unknown", said: str | None = None, words: dict[str, str] | None = None, **numbers: int) -> Any:
    area = blank_area("1-1")
    ratings = {**area["ratings"], **numbers, "words": words or {}}
    return {**area, "rag": rag, "rag_words": said, "ratings": ratings}


@pytest.mark.parametrize(
    ("area", "said"),
    [
        (rated(words={"likelihood": "2", "severity": "4"}, likelihood=2, severity=4), ""),
        (rated("amber", "Amber"), ""),
        (rated("amber", "A", {"rag": "A"}), ""),
        (rated("amber", "B (largely met)", {"rag": "B"}), "B (largely met)"),
        (rated(words={"likelihood": "4 - Likely", "severity": "2"}, likelihood=4, severity=2), "4 - Likely"),
        (rated(words={"likelihood": "2"}, likelihood=2), "Likelihood 2"),
        (rated(words={"gross": "12", "likelihood": "3", "severity": "4"}, likelihood=3, severity=4, gross=12), ""),
        (rated(words={"gross": "11", "likelihood": "3", "severity": "4"}, likelihood=3, severity=4, gross=11), "Gross score 11"),
        (rated(words={"residual": "6"}, residual=6), "Residual score 6"),
        (rated(words={"current": "20"}, current=20), ""),
        (rated(residual=6), "Residual score 6"),
    ],
)  # fmt: skip
def test_the_register_keeps_only_what_adds_something(area: Any, said: str) -> None:
    document = {"title": "Plan", "updated": None, "updated_phrase": None}
    assert area_values({"document": document, "flags": []}, area, {})["rating_words"] == said


def test_the_review_shows_each_score_once() -> None:
    area = rated("red", "Red", {"rag": "Red", "likelihood": "2", "severity": "4"}, likelihood=2, severity=4)
    assert scores(area) == "likelihood 2, severity 4"


def test_a_single_score_is_not_called_gross() -> None:
    assert scores(rated(words={"gross": "12"}, gross=12)) == "score 12"
    assert scores(rated(words={"gross": "12", "residual": "6"}, gross=12, residual=6)) == "gross 12, residual 6"


def test_what_a_person_corrected_leaves_the_documents_number_named() -> None:
    assert said_beyond(rated(words={"likelihood": "2"}, likelihood=3), {"likelihood": 3}) == ["Likelihood 2"]
