"""The chips of the register's filters: what they say and where they lead."""

from __future__ import annotations

import pytest

from dueregard.plan.forms.register import RegisterFilters


@pytest.mark.parametrize(("name", "words"), [("recorded_on", "As recorded on"), ("changed_since", "Changed since")])
@pytest.mark.parametrize("written", ["2025-11-01", "1 November 2025", "01/11/2025"])
def test_a_day_is_said_in_words_however_it_was_written(name: str, words: str, written: str) -> None:
    form = RegisterFilters({name: written})
    assert form.is_valid(), form.errors
    assert form.chips() == [{"label": f"{words}: 1 November 2025", "url": "?all=1"}]


def test_a_day_that_was_not_understood_makes_no_chip() -> None:
    form = RegisterFilters({"recorded_on": "soon"})
    assert not form.is_valid()
    assert form.chips() == []
