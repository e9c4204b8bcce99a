"""What a document said of a rating beyond the marks and scores that are shown of it anyway."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile(r"(\d{1,4})(?:\.0)?")


def said_beyond(area: Mapping[str, Any], shown: Mapping[str, int | None]) -> list[str]:
    """The words of a proposed area's rating that add something, each once; a bare number is named.

    shown: the number that the page has for a field ("likelihood", "gross", "residual.severity"), by field.
    """
    ratings = area["ratings"]
    words: dict[str, str] = ratings.get("words") or {}
    said = [
        text
        for text in (area["rag_words"] or words.get("rag"),)
        if text and text.strip().casefold() not in (area["rag"], area["rag"][0])
    ]
    for name, text in words.items():
        plain = " ".join((text or "").split())
        number = _NUMBER.fullmatch(plain)
        if name == "rag" or not plain or (number and int(number[1]) == shown.get(name)):
            continue
        said.append(f"{label_of(name)} {number[1]}" if number else plain)
    for name in ("gross", "current", "residual"):
        if ratings[name] is not None and name not in words and ratings[name] != shown.get(name):
            said.append(f"{label_of(name)} {ratings[name]}")
    return list(dict.fromkeys(said))


def label_of(name: str) -> str:
    """The words for a score's field: "gross" is "Gross score", "residual.severity" is "Residual impact"."""
    plain = name.replace(".", " ").replace("severity", "impact")
    return (plain if plain.split()[-1] in ("likelihood", "impact") else f"{plain} score").capitalize()
