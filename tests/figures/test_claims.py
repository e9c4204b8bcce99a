"""Claims in a text: what is written is read back, whatever carries it, and what is none stays as it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueregard.figures.rules.claims import (
    Claim,
    bracket,
    claims_in,
    in_words,
    masked,
    meant_as_claims,
    written_claim,
)
from dueregard.figures.rules.spans import Span

THEN = Span(date(2019, 7, 11))
YEAR = Span(date(2019, 7, 31), date(2018, 8, 1))
DAY = "134 [training.staff_attended at 11 July 2019]"
PERIOD = "12 [training.completions_induction from 1 August 2018 to 31 July 2019]"

days = st.dates(date(1990, 1, 1), date(2099, 12, 31))
spans = st.builds(Span, days) | st.tuples(days, days).map(lambda pair: Span(max(pair), min(pair)))
words = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), min_size=1, max_size=9)
keys = st.builds(lambda room, name: f"{room}.{'_'.join(name)}", words, st.lists(words, min_size=1, max_size=3))
# What may stand around: nothing that would join the number.
around = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(lambda text: f"{text} ")


@given(st.integers(0, 999_999_999), keys, spans, around, around)
def test_what_is_written_is_read(value: int, key: str, span: Span, before: str, after: str) -> None:
    claim = written_claim(value, key, span)
    found = list(claims_in(f"{before}{claim} {after}"))
    assert [(one.value, one.key, one.span) for one in found] == [(value, key, span)]
    assert f"{before}{claim} {after}"[found[0].start : found[0].end] == claim


@pytest.mark.parametrize(
    "written",
    [
        "134 [training.staff_attended at 11 July 2019]",
        "134\n[training.staff_attended\nat 11\nJuly 2019]",
        "134 [training.staff_attended at 2019-07-11]",
        "134\u00a0[training.staff_attended at 11\u00a0July\u00a02019]",
        "(134 [training.staff_attended at 11 July 2019])",
        "a|134 [training.staff_attended at 11 July 2019]|b",
    ],
)
def test_wrapped_and_iso_claims_are_claims(written: str) -> None:
    assert [(one.value, one.key, one.span) for one in claims_in(written)] == [(134, "training.staff_attended", THEN)]


def test_thousands_are_read_and_shown() -> None:
    (claim,) = claims_in("1,234 [training.staff_attended at 11 July 2019]")
    assert (claim.value, claim.words) == (1234, "1,234 (as at 11 July 2019)")


@pytest.mark.parametrize(
    "text",
    [
        "[Designated Safeguarding Lead]",
        "134 [Designated Safeguarding Lead]",
        "[ongoing]",
        "4 [ongoing]",
        "[training.staff_attended at 11 July 2019]",  # no number
        "£134 [training.staff_attended at 11 July 2019]",
        "1.134 [training.staff_attended at 11 July 2019]",
        "2018/134 [training.staff_attended at 11 July 2019]",
        "134[training.staff_attended at 11 July 2019]",
        "134 [training.staff_attended at 31 February 2019]",
        "134 [training.staff_attended from 2 July 2019 to 1 July 2019]",
        "134 [training.staff_attended]",
        "134 [staff at 11 July 2019]",
    ],
)
def test_what_is_no_claim_stays(text: str) -> None:
    assert list(claims_in(text)) == []
    assert in_words(text) == text == masked(text)


def test_readers_see_the_number_and_its_date() -> None:
    text = f"{DAY} staff attended; {PERIOD} were new."
    assert in_words(text) == ("134 (as at 11 July 2019) staff attended; 12 (in the academic year 2018/19) were new.")
    assert in_words(text, known=lambda key: key == "training.staff_attended") == (
        f"134 (as at 11 July 2019) staff attended; {PERIOD} were new."
    )
    assert "from 1 March 2019 to 11 July 2019" in Claim(1, "a.b", Span(date(2019, 7, 11), date(2019, 3, 1)), 0, 1).words


def test_masking_keeps_every_other_place() -> None:
    text = f"By 4 May 2020, {DAY} staff."
    assert len(masked(text)) == len(text)
    assert masked(text).split() == ["By", "4", "May", "2020,", "staff."]


def test_what_was_meant_as_a_claim_is_told() -> None:
    for wrong in (
        "[training.staff_attended at 31 February 2019]",
        "[Training.staff_attended as at 11 July 2019]",
        "[training.staff_attended on 11 July 2019]",
        "[training.staff_attended from 2 July 2019 to 1 July 2019]",
        "[training.staff_attended at July]",
    ):
        assert meant_as_claims(f"There were 134 {wrong} of them.") == [wrong]
    for other in (DAY, PERIOD, "[Designated Safeguarding Lead]", "[e.g. at 5]", "[ongoing]", "[www.example.org at 5]"):
        assert meant_as_claims(f"There were {other} of them.") == []


def test_a_bracket_is_what_stands_behind_the_number() -> None:
    assert f"134 {bracket('training.staff_attended', THEN)}" == DAY
    assert f"12 {bracket('training.completions_induction', YEAR)}" == PERIOD


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    list(claims_in(text))
    assert len(masked(text)) == len(text)
    meant_as_claims(text)
