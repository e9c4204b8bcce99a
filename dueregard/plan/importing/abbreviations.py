"""Initials that the plan uses and nobody explains, with what its own text suggests for them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_INITIALS = re.compile(r"(?<![\w@/.%&-])([A-Z](?:[a-z]?[A-Z]){1,5}|[A-Z]{2,6})(?:['’]?s)?(\*+|†)?(?![\w@%&]|[./]\w)")
_URL = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+")
_NO_INITIALS = frozenset(
    [
        "NB",
        "UK",
        "USA",
        "EU",
        "AM",
        "PM",
        "OK",
        "RAG",
        "PDF",
        "URL",
        "FAQ",
        "FAQS",
        "II",
        "III",
        "IV",
        "VI",
        "VII",
        "VIII",
        "IX",
        "XI",
        "NA",
        "TBC",
        "TBA",
        "ID",
        "TV",
        "OR",
        "AND",
        "THE",
        "NOT",
        "NO",
        "ALL",
        "DR",
        "MR",
        "MRS",
        "MS",
        "CD",
        "ASAP",
        "BAU",
        "IT",
        "HR",
        "KEY",
        "ACTION",
        "PLAN",
        "RISK",
        "LEAD",
        "HIGH",
        "LOW",
        "MEDIUM",
        "RED",
        "AMBER",
        "GREEN",
        "YES",
        "VERY",
        "PINK",
        "DATE",
        "AREA",
        "NEXT",
        "STEPS",
    ]
)
_STARRED = re.compile(r"(?:^|\s)(\*+|†)\s?([A-Z][A-Za-z'’-]+(?: [A-Za-z'’-]+){1,7})")


def undefined(texts: Iterable[str], explained: set[str]) -> dict[str, str | None]:
    """Initials in the texts that neither the glossary (explained) nor a starred note defines, with a suggestion or None.

    "Prevent Steering Group (PSG)" in passing is a suggestion for the glossary, not a definition in it.
    """
    cleaned = [_URL.sub(" ", text) for text in texts]
    whole = "\n".join(cleaned)
    shouted = _shouted(whole)
    found: dict[str, str | None] = {}
    for text in cleaned:
        notes = {match[1] for match in _STARRED.finditer(text)}
        starred = {match[1] for match in _INITIALS.finditer(text) if match[2] and match[2] in notes}
        explained = explained | {initials for initials in starred if _suits_a_note(initials, text)}
        for match in _INITIALS.finditer(text):
            initials = match[1]
            if initials in explained or initials.upper() in _NO_INITIALS or initials in found or initials in shouted:
                continue
            found[initials] = None
    for initials in found:
        if initials in explained:
            continue
        found[initials] = _suggestion(initials, whole)
    return {initials: meaning for initials, meaning in found.items() if initials not in explained}


def _suits_a_note(initials: str, text: str) -> bool:
    return any(_spells(initials, note[2]) for note in _STARRED.finditer(text))


def _shouted(text: str) -> set[str]:
    """Words in capitals that also stand in small letters are words, not initials."""
    small = set(re.findall(r"(?<![A-Za-z])[a-z]{2,6}(?![A-Za-z])", text.lower() if text.isupper() else text))
    return {word for word in re.findall(r"\b[A-Z]{3,6}\b", text) if word.lower() in small}


def _suggestion(initials: str, text: str) -> str | None:
    letters = [letter for letter in initials if letter.isupper()]
    near = re.search(
        rf"((?:[A-Z][\w'’-]*|of|for|and|the|to)(?: (?:[A-Z][\w'’-]*|of|for|and|the|to)){{1,7}}) \({re.escape(initials)}\)",
        text,
    )
    if near:
        words = near[1].split()
        for start in range(len(words) - 1, -1, -1):
            if _spells(initials, " ".join(words[start:])) and words[start][0].isupper():
                return " ".join(words[start:])
    gap = r"(?: (?:of|for|and|the|to|in))*"
    pattern = rf"{gap} ".join(rf"{letter}[a-z]+" for letter in letters)
    spelled = re.search(rf"\b{pattern}\b", text) if len(letters) >= 3 else None
    return spelled[0] if spelled else None


def _spells(initials: str, words: str) -> bool:
    capitals = "".join(word[0] for word in words.split() if word[0].isupper())
    return capitals.upper() == "".join(letter for letter in initials if letter.isupper())
