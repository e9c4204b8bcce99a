"""The rules of the update round as truth tables: states, answers, days, letters, tokens."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dueregard.kernel.personal_links import Token, digest, new_secret, read_token, same, token_for
from dueregard.kernel.require import NotAllowedNow
from dueregard.organisation.rules.years import TermDates
from dueregard.rounds.rules import letters
from dueregard.rounds.rules.answers import WRITE_A_DATE, Heard, Said, hear
from dueregard.rounds.rules.days import CHASE_CHOICES, addresses_in, chase_day, chase_days, links_until, wrong_due
from dueregard.rounds.rules.states import ANSWER, ROUND, ROW, AnswerState, RowState, What

TODAY = date(2026, 11, 2)


def heard(is_step: bool = True, **given: str) -> Heard:
    return hear(is_step=is_step, terms=TermDates(), today=TODAY, **given)


# --- states -----------------------------------------------------------------------------------------------------------
def test_a_row_is_answered_again_until_it_is_decided() -> None:
    assert [ROW.allows("answer", state) for state in RowState] == [True, True, False]
    assert [ROW.allows("decide", state) for state in RowState] == [False, True, False]
    assert ROW.target("ask_again", RowState.ANSWERED) == RowState.OPEN


@pytest.mark.parametrize("verb", ["accept", "accept_with_changes", "ask_again", "drop", "replace"])
def test_an_answer_is_decided_once(verb: str) -> None:
    assert ANSWER.allows(verb, AnswerState.PROPOSED)
    for state in set(AnswerState) - {AnswerState.PROPOSED}:
        with pytest.raises(NotAllowedNow):
            ANSWER.target(verb, state)


def test_a_round_is_closed_once() -> None:
    with pytest.raises(NotAllowedNow):
        ROUND.target("close", ROUND.target("close", "open"))


# --- answers ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("is_step", "given", "said"),
    [
        (True, {}, None),
        (True, {"words": " \n", "due": " "}, None),
        (True, {"what": "no_change"}, Said(What.NO_CHANGE)),
        (True, {"what": "done"}, Said(What.DONE)),
        (True, {"what": "done", "words": "Signed\r\noff. "}, Said(What.DONE, words="Signed\noff.")),
        (True, {"words": "Half way"}, Said(What.CHANGED, words="Half way")),
        (True, {"due": "Spring term 2027"}, Said(What.CHANGED, due="Spring term 2027")),
        (True, {"what": "changed", "due": "4  December 2026"}, Said(What.CHANGED, due="4 December 2026")),
        (True, {"what": "changed", "due": "each term"}, Said(What.CHANGED, due="each term")),
        (True, {"ask": "Head of Estates"}, Said(What.NOT_MINE, ask="Head of Estates")),
        (True, {"what": "not_mine", "ask": "HoE"}, Said(What.NOT_MINE, ask="HoE")),
        # a step has no rating, an area no date
        (True, {"rag": "red", "reason": "Why"}, None),
        (False, {"due": "4 December 2026"}, None),
        (False, {"rag": "red", "reason": "Nobody came"}, Said(What.CHANGED, rag="red", reason="Nobody came")),
        (False, {"words": "Met twice"}, Said(What.CHANGED, words="Met twice")),
    ],
)
def test_what_is_understood(is_step: bool, given: dict[str, str], said: Said | None) -> None:
    assert heard(is_step, **given) == Heard(said, {})


@pytest.mark.parametrize(
    ("is_step", "given", "field"),
    [
        (True, {"what": "no_change", "words": "But"}, "what"),
        (True, {"what": "no_change", "due": "4 December 2026"}, "what"),
        (True, {"what": "something"}, "what"),
        (False, {"what": "done"}, "what"),
        (True, {"what": "done", "due": "4 December 2026"}, "due"),
        (True, {"what": "changed"}, "words"),
        (True, {"what": "changed", "due": "soon or so"}, "due"),
        (True, {"due": "31 February 2027 or 12"}, "due"),
        (True, {"what": "not_mine"}, "ask"),
        (True, {"what": "not_mine", "ask": "X", "words": "Y"}, "what"),
        (True, {"what": "changed", "words": "Y", "ask": "X"}, "ask"),
        (True, {"what": "no_change", "ask": "X"}, "ask"),
        (False, {"what": "changed", "rag": "red"}, "reason"),
        (False, {"what": "changed", "reason": "Because"}, "rag"),
        (False, {"what": "changed", "rag": "unknown", "reason": "Because"}, "rag"),
        (False, {"what": "changed", "rag": "purple", "reason": "Because"}, "rag"),
        (True, {"words": "x" * 5001}, "words"),
        (True, {"due": "x" * 201}, "due"),
        (False, {"rag": "red", "reason": "x" * 2001}, "reason"),
        (True, {"ask": "x" * 201}, "ask"),
    ],
)
def test_what_does_not_go_together(is_step: bool, given: dict[str, str], field: str) -> None:
    found = heard(is_step, **given)
    assert list(found.wrong) == [field]
    assert found.wrong[field].endswith(".")


def test_a_date_that_cannot_be_read_is_answered_with_an_example() -> None:
    assert heard(due="whenever").wrong == {"due": WRITE_A_DATE}


# --- days -------------------------------------------------------------------------------------------------------------
DUE = date(2026, 11, 20)
SENT = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (SENT, None),
        (date(2026, 11, 12), None),
        (date(2026, 11, 13), date(2026, 11, 13)),
        (date(2026, 11, 18), date(2026, 11, 13)),
        (date(2026, 11, 19), date(2026, 11, 19)),
        (date(2026, 11, 22), date(2026, 11, 19)),
        (date(2026, 11, 23), date(2026, 11, 23)),  # both earlier days were missed: one reminder
        (date(2026, 12, 4), date(2026, 11, 23)),
        (date(2026, 12, 5), None),  # the links are over
    ],
)
def test_the_reminder_of_a_day(today: date, day: date | None) -> None:
    assert chase_day(DUE, (3, -7, -1), SENT, today) == day


def test_reminders_come_after_the_mail_that_they_remind_of() -> None:
    assert chase_days(DUE, (-7, -1), date(2026, 11, 13)) == [date(2026, 11, 19)]
    assert chase_days(DUE, (), SENT) == []
    assert chase_days(DUE, (15,), SENT) == []
    assert all(abs(offset) <= 14 for offset, _ in CHASE_CHOICES)


@pytest.mark.parametrize(("days", "right"), [(-1, False), (0, False), (1, True), (366, True), (367, False)])
def test_a_due_date_lies_ahead_and_not_too_far(days: int, right: bool) -> None:
    assert (wrong_due(TODAY + timedelta(days=days), TODAY) == "") is right


def test_links_work_a_fortnight_longer() -> None:
    assert links_until(DUE) == date(2026, 12, 4)


def test_addresses_are_parted_however_they_were_written() -> None:
    assert addresses_in(" a@x.org;b@x.org,\n a@x.org ") == ["a@x.org", "b@x.org"]
    assert addresses_in(" ;,\n") == []


# --- letters ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("name", ["asking", "asking_again", "fresh_link", "extended", "reminding"])
def test_letters_hold_counts_days_and_the_link(name: str, rows: int) -> None:
    given: dict[str, Any] = {
        "title": "Autumn round", "institution": "University of Wexmouth", "rows": rows, "due_on": DUE,
        "link": "https://x.example/round/T", "until": links_until(DUE),
    }  # fmt: skip
    if name == "reminding":
        given["today"] = TODAY
    letter = getattr(letters, name)(**given)
    assert letter.subject == "Prevent plan: Autumn round"
    for words in ("20 November 2026", "4 December 2026", "\n\nhttps://x.example/round/T\n\n", "University of Wexmouth"):
        assert words in letter.body
    assert ("1 row" if rows == 1 else "3 rows") in letter.body


def test_a_late_reminder_says_so() -> None:
    given: dict[str, Any] = {"title": "T", "institution": "I", "rows": 1, "due_on": DUE, "link": "L", "until": DUE}
    assert "was due on" in letters.reminding(**given, today=DUE + timedelta(days=1)).body
    assert "is due on" in letters.reminding(**given, today=DUE).body


# --- tokens -----------------------------------------------------------------------------------------------------------
def test_a_token_says_what_it_is_for_and_until_when() -> None:
    token = token_for("ABC123", 2, DUE)
    assert token == token_for("ABC123", 2, DUE)
    assert read_token(token) == Token("ABC123", 2, DUE)


@pytest.mark.parametrize(
    "forged",
    [
        "", "x", "ABC123-2-20261120", "ABC123-2-20261120-" + "0" * 48,
        token_for("ABC123", 2, DUE)[:-1], token_for("ABC123", 2, DUE) + "0",
        token_for("ABC123", 2, DUE).replace("-2-", "-3-"), token_for("ABC123", 2, DUE).replace("1120", "1220"),
        token_for("ABC123", 2, DUE).replace("ABC123", "ABC124"), token_for("ABC123", 2, DUE).upper(),
        token_for("ABC123", 2, DUE) + "\n",
    ],
)  # fmt: skip
def test_a_token_that_was_not_made_here_says_nothing(forged: str) -> None:
    assert read_token(forged) is None


def test_another_servers_token_says_nothing(settings: Any) -> None:
    token = token_for("ABC123", 2, DUE)
    settings.SECRET_KEY = "another" * 10
    assert read_token(token) is None


def test_of_a_secret_only_the_digest_is_kept() -> None:
    secret = new_secret()
    assert len(digest(secret)) == 64
    assert same(secret, digest(secret))
    assert not same(secret + "x", digest(secret))
    assert not same("", "")
