"""Numbers in the plan's text that a figure of the application could compute, with the date that they are as at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from dueregard.figures.rules.claims import masked
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


@dataclass(frozen=True, slots=True)
class Number:
    """A count of people or events in a text. start, end: where its digits stand there; share: it is a percentage; as_at: the
    date that the text gives it (ISO), or None."""

    value: int
    start: int
    end: int
    sentence: str
    share: bool
    as_at: str | None


def numbers_in(text: str, terms: TermDates) -> Iterator[Number]:
    """The counts in a text in their order, as often as they stand there; a number that is bound to a figure is none."""
    plain = masked(text)
    if _COUNTED.search(plain) is None:
        return
    as_at = _as_at([plain], terms)
    for start, sentence in sentences_at(text):
        said = plain[start : start + len(sentence)]
        own = _as_at([said], terms) or as_at
        for match in _COUNTED.finditer(said):
            if _is_a_count(match):
                at, to = start + match.start(1), start + match.end(1)
                yield Number(_value(match), at, to, sentence, bool(match[2]), own)


def sentences_at(text: str) -> Iterator[tuple[int, str]]:
    """The sentences of a text of several paragraphs, each with the place where it begins."""
    for start, paragraph in _paragraphs_at(text):
        at = start
        for sentence in sentences(paragraph):
            at = text.index(sentence, at)
            yield at, sentence
            at += len(sentence)


def sentence_around(text: str, place: int) -> tuple[int, str]:
    """The sentence of a text that holds the character at `place`, with the place where it begins."""
    for start, paragraph in _paragraphs_at(text):
        if start <= place < start + len(paragraph):
            found = [(start + at, sentence) for at, sentence in sentences_at(paragraph)]
            return next(one for one in reversed(found) if one[0] <= place)
    raise ValueError("Nothing stands there.")


_BREAK = re.compile(r"\n\s*\n")


def _paragraphs_at(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for match in (*_BREAK.finditer(text), None):
        end = len(text) if match is None else match.start()
        paragraph = text[start:end].lstrip()
        if paragraph:
            yield end - len(paragraph), paragraph
        start = end if match is None else match.end()


def candidate_figures(
    number: str | None, paragraphs: Iterable[str], source: Where | None, terms: TermDates
) -> list[CandidateFigure]:
    """The counts of people and events in an area's text, each value once; as_at is the date that the text gives them."""
    texts = list(paragraphs)
    plain = [masked(text) for text in texts]  # a bound number is no candidate
    as_at = _as_at(plain, terms)
    found: dict[int, CandidateFigure] = {}
    for text, said in zip(texts, plain, strict=True):
        for start, sentence in sentences_at(said):
            for match in _COUNTED.finditer(sentence):
                value = _value(match)
                if _is_a_count(match) and value not in found:
                    own = _as_at([sentence], terms)
                    whole = text[start : start + len(sentence)]
                    found[value] = CandidateFigure(number, value, own or as_at, whole, source)
    return list(found.values())


def _value(match: re.Match[str]) -> int:
    return int(match[1].replace(",", ""))


def _is_a_count(match: re.Match[str]) -> bool:
    """Not a year, a date, or the end of a list of numbers."""
    words = match[3].lower().split()
    between = {"and", "or", "to", "in", "on"} & set(words[:1])
    return not (1990 <= _value(match) <= 2100 or _MONTHS.match(match[3]) or between)


def _as_at(texts: list[str], terms: TermDates) -> str | None:
    for text in texts:
        for sentence in sentences(text) if _ABOUT_FIGURES.search(text) else ():
            if not _ABOUT_FIGURES.search(sentence):
                continue
            for when in find_when(sentence, terms=terms):
                if _UNTIL.search(sentence[max(0, when.at - 25) : when.at]):
                    return when.end.isoformat()
    return None
