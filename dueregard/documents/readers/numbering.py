"""Word's automatic numbers and bullets: what stands before a paragraph although it is not in its text."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

_LEVELS = 9
_LARGEST = 100_000


@dataclass(slots=True)
class _Level:
    form: str = "decimal"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class _List:
    """One w:num: the abstract list that it counts in, and its levels."""

    abstract: str
    levels: dict[int, _Level] = field(default_factory=dict)
    restarts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document with their counters; ask in reading order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._restarted: set[tuple[str, int]] = set()
        if root is None or not isinstance(root.tag, str):
            return
        self._prefix = root.tag.rpartition("}")[0] + "}" if "}" in root.tag else ""
        abstracts: dict[str, dict[int, _Level]] = {}
        for abstract in root.iter(f"{self._prefix}abstractNum"):
            abstracts[self._attribute(abstract, "abstractNumId")] = self._levels(abstract)
        for number in root.iter(f"{self._prefix}num"):
            link = number.find(f"{self._prefix}abstractNumId")
            abstract_id = self._attribute(link, "val")
            known = _List(abstract_id, dict(abstracts.get(abstract_id, {})))
            for override in number.iter(f"{self._prefix}lvlOverride"):
                level = _whole(self._attribute(override, "ilvl"))
                known.levels.update(self._levels(override))
                start = override.find(f"{self._prefix}startOverride")
                if start is not None:
                    known.restarts[level] = _whole(self._attribute(start, "val"), 1)
            self._lists[self._attribute(number, "numId")] = known

    def _attribute(self, element: etree._Element | None, name: str) -> str:
        return "" if element is None else element.get(f"{self._prefix}{name}") or ""

    def _levels(self, element: etree._Element) -> dict[int, _Level]:
        levels: dict[int, _Level] = {}
        for level in element.iter(f"{self._prefix}lvl"):
            levels[_whole(self._attribute(level, "ilvl"))] = _Level(
                self._attribute(level.find(f"{self._prefix}numFmt"), "val") or "decimal",
                self._attribute(level.find(f"{self._prefix}lvlText"), "val"),
                _whole(self._attribute(level.find(f"{self._prefix}start"), "val"), 1),
            )
        return levels

    def mark(self, number_id: str, level: int) -> tuple[str, bool]:
        """What stands before the next paragraph of this list and level, and whether it is a number (not a bullet)."""
        known = self._lists.get(number_id)
        if known is None or not 0 <= level < _LEVELS:
            return "", False
        shape = known.levels.get(level, _Level(text=f"%{level + 1}."))
        if shape.form == "bullet":
            return "- ", False
        counters = self._counters.setdefault(known.abstract, {})
        if level in known.restarts and (number_id, level) not in self._restarted:
            self._restarted.add((number_id, level))
            counters.pop(level, None)
            counters[level] = known.restarts[level] - 1
        counters[level] = min(_LARGEST, counters.get(level, shape.start - 1) + 1)
        for deeper in [key for key in counters if key > level]:
            del counters[deeper]
        if shape.form == "none":
            return "", False
        text = shape.text
        for position in range(_LEVELS):
            token = f"%{position + 1}"
            if token in text:
                other = known.levels.get(position, _Level())
                text = text.replace(token, _written(counters.get(position, other.start), other.form))
        text = text[:40].strip()
        return (text + " ", True) if text else ("", False)


def _whole(value: str, otherwise: int = 0) -> int:
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else otherwise


def _written(number: int, form: str) -> str:
    """A number as the list writes it: "4", "d", "D", "iv", "IV"."""
    if form in ("lowerLetter", "upperLetter") and 0 < number < 1_000:
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman") and 0 < number < 4_000:
        roman = ""
        left = number
        for value, sign in (
            (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
            (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
        ):  # fmt: skip
            count, left = divmod(left, value)
            roman += sign * count
        return roman.upper() if form == "upperRoman" else roman
    if form == "decimalZero":
        return f"{number:02d}"
    return str(number)
