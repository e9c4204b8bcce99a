"""The chips of the register's filters: what they say and where they lead."""

from __future__ import annotations

from datetime import date

import pytest

from dueregard.plan.forms.register import RegisterFilters
from dueregard.plan.queries.filters import Filters


@pytest.mark.parametrize(
    ("name", "words"),
    [("recorded_on", "As recorded on"), ("changed_since", "Changed since"), ("due_by", "Next step due by")],
)
@pytest.mark.parametrize("written", ["2025-11-01", "1 November 2025", "01/11/2025"])
def test_a_day_is_said_in_words_however_it_was_written(name: str, words: str, written: str) -> None:
    form = RegisterFilters({name: written})
    assert form.is_valid(), form.errors
    assert form.chips() == [{"label": f"{words}: 1 November 2025", "url": "?all=1"}]


def test_a_day_that_was_not_understood_makes_no_chip() -> None:
    form = RegisterFilters({"recorded_on": "soon"})
    assert not form.is_valid()
    assert form.chips() == []


def test_the_late_reviews_and_the_day_make_chips_a_query_and_filters() -> None:
    form = RegisterFilters({"review_late": "on", "due_by": "1 March 2026"})
    assert form.filters() == Filters(review_late=True, due_by=date(2026, 3, 1))
    assert form.query() == "review_late=on&due_by=1+March+2026"
    assert [(chip["label"], chip["url"]) for chip in form.chips()] == [
        ("With a late review", "?due_by=1+March+2026"),
        ("Next step due by: 1 March 2026", "?review_late=on"),
    ]
