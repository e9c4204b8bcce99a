"""Numbers in the plan's text that a figure of the application could compute, with the date that they are as at."""

from __future__ import annotations

import re
from collections.abc import Iterable

from dueregard.organisation.rules.phrases import find_when
from dueregard.organisation.rules.years import TermDates

from .proposal import CandidateFigure, Where
from .prose import sentences

_COUNTED = re.compile(
    r"(?<![\w/.,£$€-])(\d{1,3}(?:,\d{3})+|\d{1,6})(%| per ?cent)? +(?:of (?:the |our )?)?((?:[A-Za-z'’-]+ ){0,4}?)"
    r"(staff|members?|employees|students|learners|governors|officers|attendees|people|participants|individuals|"
    r"sessions|events|"
    r"referrals|apprentices|trainers|schools|departments|requests|concerns|speakers|bookings|visitors|colleagues|"
    r"managers|"
    r"academics|volunteers|delegates|[A-Z][A-Za-z]{0,3}[A-Z]s)\b"
)
_UNTIL = re.compile(
    r"\b(?:as at|as of|up (?:to|until)|until|to|by|on|correct (?:at|to|on)|at)(?: the)?(?: end of)?\s*$", re.I
)
_ABOUT_FIGURES = re.compile(
    r"\b(?:figures?|numbers?|totals?|data|statistics|as at|as of|correct at|up (?:to|until))\b", re.I
)
_MONTHS = re.compile(
    r"\s*(?:january|february|march|april|may|june|july|august|september|october|november|december)\b", re.I
)


def candidate_figures(
    number: str | None, paragraphs: Iterable[str], source: Where | None, terms: TermDates
) -> list[CandidateFigure]:
    """The counts of people and events in an area's text, each value once; as_at is the date that the text gives them."""
    texts = list(paragraphs)
    as_at = _as_at(texts, terms)
    found: dict[int, CandidateFigure] = {}
    for text in texts:
        for sentence in sentences(text):
            for match in _COUNTED.finditer(sentence):
                value = int(match[1].replace(",", ""))
                words = match[3].lower().split()
                if 1990 <= value <= 2100 or _MONTHS.match(match[3]) or {"and", "or", "to", "in", "on"} & set(words[:1]):
                    continue
                if value not in found:
                    own = _as_at([sentence], terms)
                    found[value] = CandidateFigure(number, value, own or as_at, sentence, source)
    return list(found.values())


def _as_at(texts: list[str], terms: TermDates) -> str | None:
    for text in texts:
        for sentence in sentences(text):
            if not _ABOUT_FIGURES.search(sentence):
                continue
            for when in find_when(sentence, terms=terms):
                if _UNTIL.search(sentence[max(0, when.at - 25) : when.at]):
                    return when.end.isoformat()
    return None
