"""The list of initials that many plans end with: who or what each stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dueregard.documents.grids import Place

from .leads import kind_of
from .proposal import Term, where

_ENTRY = re.compile(r"^\s*[•·*-]?\s*([A-Z][A-Za-z&]{0,8}[A-Z]|[A-Z]{2,8})\s*(?:[-–—:=]|\t)\s*(\S.{2,200})$")
_INITIALS = re.compile(r"[A-Z](?:[A-Za-z&]{0,8}[A-Z]|[A-Z])")
_KEY = re.compile(r"^(?:key|note|abbreviations?)\s*:\s*(?=[A-Z])", re.I)
_ROLE_FIRST = re.compile(
    r"\b(?:director|head|lead|officer|manager|secretary|registrar|adviser|advisor|assistant|chancellor|dean|"
    r"coordinator|co-ordinator|pa|professor|principal|bursar|chaplain|clerk|teacher|governor|chair)\b",
    re.I,
)
INTRODUCTION = re.compile(
    r"\b(?:staff|people|initials|abbreviations?|acronyms?|posts?)\b.{0,60}\b(?:referred to|used|in (?:this|the))\b|"
    r"^(?:glossary|key|abbreviations?|acronyms?|initials|key to (?:initials|abbreviations|leads))\b",
    re.I,
)


@dataclass(slots=True)
class Found:
    """Entries of the glossary, and the indexes of the paragraphs that were used for it."""

    terms: list[Term]
    used: set[int]


def read_entry(text: str, place: Place | None) -> Term | None:
    """One line such as "KL - Keith Lamb, Secretary to Council" or "KU - Kent Union"; None for any other line."""
    match = _ENTRY.match(_KEY.sub("", " ".join(text.split())))
    if match is None or not is_initials(match[1]):
        return None
    return entry(match[1], match[2], place)


def is_initials(text: str) -> bool:
    """Whether a text is initials and nothing else: "KU", "OfS", "B&NES"."""
    return _INITIALS.fullmatch(text) is not None


def entry(initials: str, meaning: str, place: Place | None) -> Term:
    """The glossary's entry for initials and what stands beside them."""
    meaning = meaning.strip(" .;")
    name, _, role = (part.strip() for part in meaning.partition(","))
    kind = kind_of(name)
    if role and kind in ("person", "unknown") and (_ROLE_FIRST.search(role) or kind == "person"):
        return Term(initials, name, role, "person", where(place))
    bracket = re.fullmatch(r"([^()]{3,60}) \(([^()]{3,120})\)", meaning)
    if bracket and kind_of(bracket[1]) == "person" and _ROLE_FIRST.search(bracket[2]):
        return Term(initials, bracket[1], bracket[2], "person", where(place))
    whole = kind_of(meaning)
    return Term(initials, meaning, meaning if whole == "post" else None, whole, where(place))


def read_glossary(paragraphs: Iterable[tuple[int, str, Place]]) -> Found:
    """The entries among paragraphs given as (index, text, place).

    A line counts where a sentence introduces the list, or where at least two such lines stand in a row.
    """
    rows = list(paragraphs)
    found = Found([], set())
    introduced = False
    run: list[tuple[int, Term]] = []

    def close() -> None:
        if run and (introduced or len(run) >= 2):
            for index, term in run:
                found.used.add(index)
                if all(term.initials != other.initials for other in found.terms):
                    found.terms.append(term)
        run.clear()

    for index, text, place in rows:
        lines = [line for line in text.split("\n") if line.strip()]
        terms = [read_entry(line, place) for line in lines]
        if lines and all(terms):
            introduced = introduced or _KEY.match(text) is not None
            run.extend((index, term) for term in terms if term)
            continue
        close()
        introduced = bool(INTRODUCTION.search(text)) and len(text) < 160
        if introduced:
            found.used.add(index)
    close()
    if not found.terms:
        found.used.clear()
    return found
