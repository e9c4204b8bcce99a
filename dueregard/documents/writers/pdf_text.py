"""Texts for the PDF's template: paragraphs of lines of runs, and places where a word too long for its line may break."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise

from ..blocks import Text, spans
from .pdf_glyphs import remark, stretches, width_of

# Where the template lets a line break. The character itself never reaches the page.
BREAK = "\u200b"
# A run is a text, or a text with its marks.
Run = str | tuple[str, str]
Passage = str | list[list[list[Run]]]

_LONG_WORD = re.compile(r"\S{9,}")
_AFTER = re.compile(r"(?<=[/\\._\-@?&=,;:|+#%])(?=[^/\\._\-@?&=,;:|+#%])")
# Bold faces are wider than the measured one, and letters at a line's end do not quite fill it.
_CAUTION = 1.12


@dataclass(slots=True)
class Texts:
    """Turns texts into what the template takes, and remembers what was replaced on the way."""

    replaced: Counter[str] = field(default_factory=Counter)

    def line(self, text: str) -> str:
        """A text of one line, such as a title."""
        return " ".join("".join(stretch.text for stretch in stretches(text, self.replaced)).split())

    def passage(self, text: Text, width: float, size: float) -> Passage:
        """Paragraphs of lines of runs, for a column of this width in points; a plain text where that is all it is."""
        if isinstance(text, str) and "\n" not in text and text.isascii() and text.isprintable():
            return breakable(text.strip(), width, size)
        paragraphs: list[list[list[Run]]] = [[[]]]
        for span in spans(text):
            for stretch in stretches(span.text, self.replaced):
                marks = f"{span.mark} quiet" if stretch.stands_in and span.mark != "quiet" else span.mark
                for number, part in enumerate(stretch.text.split("\n")):
                    if number:
                        paragraphs[-1].append([])
                    if part:
                        broken = breakable(part, width, size)
                        paragraphs[-1][-1].append((broken, marks.strip()) if marks else broken)
        return _settled(paragraphs[0])

    @property
    def remarks(self) -> tuple[str, ...]:
        """What the reader of the PDF does not see as it was written."""
        told = remark(self.replaced)
        return (told,) if told else ()


def breakable(text: str, width: float, size: float) -> str:
    """The text with places to break in words that are wider than a line."""
    return _LONG_WORD.sub(lambda match: _broken(match.group(), width, size), text)


def height_of(passage: Passage, width: float, size: float) -> float:
    """About how high a passage stands, in points; rather too high than too low."""
    if isinstance(passage, str):
        lines = [passage]
    else:
        lines = ["".join(_text(run) for run in line) for paragraph in passage for line in paragraph]
        lines += [""] * len(passage)
    wrapped = sum(1 + int(width_of(line, size) * _CAUTION / max(width, size)) for line in lines)
    return wrapped * size * 1.35


def plain_passage(passage: Passage) -> str:
    """All text of a passage."""
    if isinstance(passage, str):
        return passage
    return "\n".join("".join(_text(run) for run in line) for paragraph in passage for line in paragraph)


def _text(run: Run) -> str:
    return run if isinstance(run, str) else run[0]


def _settled(lines: list[list[Run]]) -> Passage:
    """Lines parted into paragraphs at blank ones."""
    paragraphs: list[list[list[Run]]] = []
    for before, line in pairwise([[], *lines]):
        if not _has_text(line):
            continue
        if not paragraphs or not _has_text(before):
            paragraphs.append([])
        paragraphs[-1].append(line)
    if len(paragraphs) == 1 and len(paragraphs[0]) == 1 and len(paragraphs[0][0]) == 1:
        only = paragraphs[0][0][0]
        if isinstance(only, str):
            return only
    return paragraphs or ""


def _has_text(line: list[Run]) -> bool:
    return any(_text(run).strip() for run in line)


def _broken(word: str, width: float, size: float) -> str:
    if width_of(word, size) * _CAUTION <= width:
        return word
    # Few characters at a time: a line is then nearly full, and a word of 100,000 letters is set in good time.
    step = max(1, min(8, int(width / (size * 4))))
    pieces = []
    for piece in _AFTER.split(word):
        if width_of(piece, size) * _CAUTION <= width:
            pieces.append(piece)
        else:
            pieces += [piece[start : start + step] for start in range(0, len(piece), step)]
    return BREAK.join(pieces)
