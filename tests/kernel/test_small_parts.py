"""The kernel's small parts: words, references, pages, clock, refusals, doors, principals."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from dueregard.kernel import clock
from dueregard.kernel.doors import is_open_to_all, open_to_all
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.principals import Command, Principal
from dueregard.kernel.references import ALPHABET, LENGTH, new_reference
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused, allowed_now, permit, sound
from dueregard.kernel.words import clean_line, clean_text


# --- words ------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("plain", "plain"),
        ("a\r\nb\rc\n", "a\nb\nc\n"),
        ("tab\tstays", "tab\tstays"),
        ("nul\x00 bell\x07 escape\x1b[31m", "nul bell escape[31m"),
        ("c1\x85control\x9f", "c1control"),
        ("lone \ud83d surrogate \udc00", "lone  surrogate "),
        ("not\ufffe\uffffcharacters", "notcharacters"),
        ("e\u0301", "\u00e9"),
        ("family \U0001f468\u200d\U0001f469", "family \U0001f468\u200d\U0001f469"),
        ("", ""),
    ],
)
def test_text_is_kept_without_what_nothing_can_show(given: str, kept: str) -> None:
    assert clean_text(given) == kept


def test_a_line_is_one_line() -> None:
    assert clean_line("  two \n\t words\x00 ") == "two words"
    assert clean_line("\n") == ""


@given(st.text(st.characters(codec=None)))
def test_clean_text_can_be_stored_anywhere_and_cleaning_again_changes_nothing(text: str) -> None:
    cleaned = clean_text(text)
    cleaned.encode("utf-8")
    assert "\x00" not in cleaned
    assert unicodedata.is_normalized("NFC", cleaned)
    assert clean_text(cleaned) == cleaned


# --- references, pages, clock -----------------------------------------------------------------------------------------
def test_references_are_short_unambiguous_and_do_not_repeat() -> None:
    made = {new_reference() for _ in range(2000)}
    assert len(made) == 2000
    assert all(len(reference) == LENGTH and set(reference) <= set(ALPHABET) for reference in made)
    assert not set("ILOU") & set(ALPHABET)


@pytest.mark.parametrize(
    ("wanted", "total", "number"),
    [
        (None, 0, 1),
        ("", 120, 1),
        ("2", 120, 2),
        ("3", 120, 3),
        ("4", 120, 3),
        ("0", 120, 1),
        ("-7", 120, 1),
        ("many", 120, 1),
        ("9" * 5000, 120, 1),
        (2, 51, 2),
        (2, 50, 1),
    ],
)
def test_a_page_that_is_not_there_is_the_nearest_that_is(wanted: str | int | None, total: int, number: int) -> None:
    assert page_number(wanted, total) == number


def test_a_page_knows_its_place_in_the_whole() -> None:
    middle = page_of(list(range(50)), 2, 120)
    assert (middle.paginator.num_pages, middle.start_index(), middle.end_index()) == (3, 51, 100)
    assert (middle.previous_page_number(), middle.next_page_number()) == (1, 3)
    last = page_of(list(range(20)), 3, 120)
    assert (last.start_index(), last.end_index(), last.has_next()) == (101, 120, False)
    empty = page_of([], 1, 0)
    assert (empty.paginator.num_pages, empty.start_index(), list(empty)) == (1, 0, [])
    assert PAGE_SIZE == 50


def test_the_clock_can_be_set_and_goes_on_afterwards() -> None:
    moment = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    before = clock.now()
    with clock.set_to(moment):
        assert clock.now() == moment
        # British summer: half past eleven in UTC is the next day where the institution is.
        assert clock.today() == date(2026, 7, 1)
        with clock.set_to(datetime(2026, 1, 1, tzinfo=UTC)):
            assert clock.today() == date(2026, 1, 1)
        assert clock.now() == moment
    assert clock.now() >= before


# --- refusals, doors, principals --------------------------------------------------------------------------------------
def test_the_three_beats_raise_their_own_refusal() -> None:
    permit(True)
    allowed_now(True, "no")
    sound(True, "no")
    with pytest.raises(NotPermitted, match="do not have permission") as refused:
        permit(False)
    assert isinstance(refused.value, PermissionDenied)
    with pytest.raises(NotAllowedNow, match="not now"):
        allowed_now(False, "not now")
    with pytest.raises(Refused, match="not sound"):
        sound(False, "not sound")


def test_changed_since_says_who_and_carries_what_is_there_now() -> None:
    error = ChangedSince({"title": "New"}, 7, "Morgan Whitlow")
    assert str(error) == "Morgan Whitlow has changed this since you opened it."
    assert (error.current, error.revision) == ({"title": "New"}, 7)


def test_a_view_is_open_only_where_it_is_marked() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert not is_open_to_all(view)
    assert is_open_to_all(open_to_all(view))


def test_the_command_line_is_a_principal() -> None:
    assert isinstance(Command(), Principal)
    assert (Command().reference, Command().name) == ("command", "Command line")
