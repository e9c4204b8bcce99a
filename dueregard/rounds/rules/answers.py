"""What a lead may say of a row, from whatever form it came: which parts go together, and what is wrong with them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.sheet import read_due
from dueregard.rounds.rules.states import What

RATINGS = tuple((value, label) for value, label in Rag.choices if value != Rag.UNKNOWN)
LONGEST = {"words": 5_000, "due": 200, "reason": 2_000, "ask": 200}
WRITE_A_DATE = "Write a date such as “4 December 2026” or “Spring term 2027”."


@dataclass(frozen=True)
class Said:
    """An answer to one row. words: what was done. due: the new date, as written. rag, reason: a proposed rating (areas
    only). ask: who should be asked instead."""

    what: str
    words: str = ""
    due: str = ""
    rag: str = ""
    reason: str = ""
    ask: str = ""


@dataclass(frozen=True)
class Heard:
    """A form's row as it was understood. said: None where the row was left alone. wrong: field -> sentence."""

    said: Said | None
    wrong: dict[str, str]


def hear(
    *,
    is_step: bool,
    terms: TermDates,
    today: date,
    what: str = "",
    words: str = "",
    due: str = "",
    rag: str = "",
    reason: str = "",
    ask: str = "",
) -> Heard:
    """Understand one row of a form. Without a choice, what is written tells which: whom to ask, or that something has
    changed. A row where nothing is chosen and nothing is written is left alone."""
    words, reason = clean_text(words).strip(), clean_text(reason).strip()
    due, ask = clean_line(due), clean_line(ask)
    if not is_step:
        due = ""
    else:
        rag = reason = ""
    written = bool(words or due or rag or reason)
    if not what:
        if not (written or ask):
            return Heard(None, {})
        what = What.NOT_MINE if ask and not written else What.CHANGED
    said = Said(what, words, due, rag, reason, ask)
    wrong = _too_long(said) | _wrong(said, is_step)
    if due and "due" not in wrong and not _is_date(due, terms, today):
        wrong["due"] = WRITE_A_DATE
    return Heard(said, wrong)


def _is_date(words: str, terms: TermDates, today: date) -> bool:
    return read_due(words, was_rhythm=False, terms=terms, today=today) is not None


def _too_long(said: Said) -> dict[str, str]:
    return {
        name: f"Write at most {most:,} characters." for name, most in LONGEST.items() if len(getattr(said, name)) > most
    }


def _wrong(said: Said, is_step: bool) -> dict[str, str]:
    """What does not go together."""
    written = bool(said.words or said.due or said.rag or said.reason)
    if said.what not in What.values or (said.what == What.DONE and not is_step):
        return {"what": "Choose one of the answers."}
    if said.what != What.NOT_MINE and said.ask:
        return {"ask": "Choose “Not mine” for this, or leave it empty."}
    if said.what == What.NOT_MINE:
        if not said.ask:
            return {"ask": "Say who should be asked."}
        return {"what": "Choose “Something has changed” for what is written below, or empty it."} if written else {}
    if said.what == What.NO_CHANGE:
        return {"what": "You chose “No change”, but something is written below."} if written else {}
    if said.what == What.DONE:
        return {"due": "What is done needs no new date."} if said.due else {}
    return _wrong_rating(said) or ({} if written else {"words": "Say what has changed."})


def _wrong_rating(said: Said) -> dict[str, str]:
    if said.rag and said.rag not in {value for value, _ in RATINGS}:
        return {"rag": "Choose a rating."}
    if said.rag and not said.reason:
        return {"reason": "Say why this is the rating."}
    if said.reason and not said.rag:
        return {"rag": "Choose the rating that this is the reason for."}
    return {}
