"""Glyphs of a PDF page put together into lines and paragraphs by where they stand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import pairwise

Box = tuple[float, float, float, float]  # x0, top, x1, bottom in points from the page's top left
Character = tuple[str, Box, tuple[float, ...], float]  # text, box, matrix, size
# A gap of this share of the type size separates words; justified text squeezes spaces to about 0.2.
_WORD_GAP = 0.16
_ITEM = re.compile(r"(?:[-–—•·▪●◦‣*✓✗☑☐➢]|\(?[a-z0-9]{1,3}[.)])\s")


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character. Distances in points from the page's top left; turned: 0, or the way that it reads: 1 for
    up, -1 for down."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    turned: int = 0

    @property
    def middle(self) -> tuple[float, float]:
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2


@dataclass(slots=True)
class TextLine:
    """Glyphs that stand on one line, from left to right."""

    glyphs: list[Glyph] = field(default_factory=list)
    top: float = 0.0
    bottom: float = 0.0

    @property
    def x0(self) -> float:
        return self.glyphs[0].x0

    @property
    def x1(self) -> float:
        return max(glyph.x1 for glyph in self.glyphs)

    @property
    def size(self) -> float:
        return max(glyph.size for glyph in self.glyphs)

    @property
    def text(self) -> str:
        return written(self.glyphs)

    def first_word_width(self) -> float:
        """How wide the first word is."""
        first = self.glyphs[0]
        end = first.x1
        for before, glyph in pairwise(self.glyphs):
            if not glyph.text.strip() or glyph.x0 - before.x1 > _WORD_GAP * glyph.size:
                break
            end = glyph.x1
        return end - first.x0


def glyphs_of(characters: Iterable[Character]) -> tuple[list[Glyph], int]:
    """The page's visible glyphs, each once, and the number of those that no letter is known for.

    Which way a glyph reads is told from its matrix; the library's own "upright" fails on the smallest rounding error.
    """
    found: list[Glyph] = []
    seen: set[tuple[str, int, int]] = set()
    unknown = 0
    for text, (x0, top, x1, bottom), matrix, size in characters:
        if text.startswith("(cid:"):
            unknown += 1
            text = "\ufffd"
        elif len(text) == 1 and "\ufb00" <= text <= "\ufb06":
            text = unicodedata.normalize("NFKC", text)
        if text.strip():
            # Bold is sometimes faked by printing twice.
            key = (text, round(x0 * 2), round(top * 2))
            if key in seen:
                continue
            seen.add(key)
        turned = 0
        if abs(matrix[1]) > abs(matrix[0]):
            turned = 1 if matrix[1] > 0 else -1
            size = x1 - x0
        found.append(Glyph(text, x0, x1, top, bottom, max(1.0, size), turned))
    return found, unknown


def lines_of(glyphs: list[Glyph]) -> list[TextLine]:
    """The glyphs as lines from top to bottom. Small raised letters ("4th") stay on the line that they overlap."""
    upright = [glyph for glyph in glyphs if not glyph.turned]
    turned = [glyph for glyph in glyphs if glyph.turned]
    lines: list[TextLine] = []
    for glyph in sorted(upright, key=lambda glyph: (-round(glyph.size), glyph.top)):
        height = max(0.1, glyph.bottom - glyph.top)
        for line in reversed(lines):
            if min(line.bottom, glyph.bottom) - max(line.top, glyph.top) >= height / 2:
                line.glyphs.append(glyph)
                break
        else:
            if glyph.text.strip():
                lines.append(TextLine([glyph], glyph.top, glyph.bottom))
    for line in lines:
        line.glyphs.sort(key=lambda glyph: glyph.x0)
        while line.glyphs and not line.glyphs[0].text.strip():
            line.glyphs.pop(0)
        while line.glyphs and not line.glyphs[-1].text.strip():
            line.glyphs.pop()
    lines = [line for line in lines if line.glyphs]
    lines.extend(_turned_lines(turned))
    lines.sort(key=lambda line: (line.top, line.x0))
    return lines


def _turned_lines(glyphs: list[Glyph]) -> list[TextLine]:
    """Text that reads up or down the page: one line for each column of glyphs."""
    lines: list[TextLine] = []
    for glyph in sorted(glyphs, key=lambda glyph: (glyph.x0, -glyph.turned * glyph.top)):
        width = max(0.1, glyph.x1 - glyph.x0)
        for line in lines:
            first = line.glyphs[0]
            if first.turned == glyph.turned and min(first.x1, glyph.x1) - max(first.x0, glyph.x0) >= width / 2:
                line.glyphs.append(glyph)
                line.top, line.bottom = min(line.top, glyph.top), max(line.bottom, glyph.bottom)
                break
        else:
            if glyph.text.strip():
                lines.append(TextLine([glyph], glyph.top, glyph.bottom))
    for line in lines:
        line.glyphs.sort(key=lambda glyph: -glyph.turned * glyph.top)
    return lines


def written(glyphs: list[Glyph]) -> str:
    """Glyphs of one line as text, with a space where the gap is a word's."""
    parts: list[str] = []
    before: Glyph | None = None
    for glyph in glyphs:
        if before is not None and before.text.strip() and glyph.text.strip():
            across, along = glyph.x0 - before.x1, max(glyph.top - before.bottom, before.top - glyph.bottom)
            if (along if glyph.turned else across) > _WORD_GAP * max(1.0, min(glyph.size, before.size)):
                parts.append(" ")
        parts.append(glyph.text)
        before = glyph
    return re.sub(r"\s+", " ", "".join(parts)).strip()


def paragraph_of(lines: list[TextLine], right: float) -> str:
    """Lines as text. A line break stays where the next word would still have fitted (right: the edge in points), where
    a list item begins and where the gap is wide; elsewhere the line was only wrapped and a space stands."""
    if not lines:
        return ""
    parts = [lines[0].text]
    for before, line in pairwise(lines):
        text = line.text
        if not text:
            continue
        parts.append("\n" if breaks(before, line, right) else _seam(parts[-1]))
        if parts[-1] == "" and parts[-2].endswith("\u00ad"):
            parts[-2] = parts[-2][:-1]
        parts.append(text)
    return "".join(parts)


def breaks(before: TextLine, line: TextLine, right: float) -> bool:
    """Whether the break between two lines was meant."""
    if before.glyphs[0].turned or line.glyphs[0].turned:
        return False
    size = max(before.size, line.size)
    if line.top - before.bottom > 0.9 * size:
        return True
    if abs(before.size - line.size) > 0.25 * size and len(line.glyphs) > 3:
        return True
    if _ITEM.match(line.text + " "):
        return True
    return before.x1 + 0.3 * size + line.first_word_width() < right - 1.5


def _seam(text: str) -> str:
    """What stands between a wrapped line and the next: nothing after a hyphen inside a word, else a space."""
    return "" if re.search(r"[A-Za-z][-\u00ad\u2010]$", text) else " "
