"""Tables flattened into text with " / " between the cells, where cells run over several lines."""

from __future__ import annotations

import re

from ..grids import Block, Cell, Grid, Paragraph
from ..limits import Tally
from .characters import flags_of, tidy
from .lines import Line
from .spanning import rectangle

_SLASH = re.compile(r"(?:(?<=\s)|^)/(?=\s|$)")
_ITEM = re.compile(r"[·•▪●◦‣*–-]\s*\S")


def uses_slashes(lines: list[Line]) -> bool:
    """Whether the text sets cells apart by " / ": two such lines, one of them with three cells or more."""
    counts = [len(_SLASH.findall(line.text.strip())) for line in lines if "/" in line.text]
    return sum(1 for count in counts if count) >= 2 and max(counts, default=0) >= 2


class SlashTables:
    """Reads lines in order and gives blocks.

    A line with a delimiter begins a row. A line without one continues the last cell after "\\n", and so does a list
    item, which cannot begin a row. A blank line ends the table. Where the table's first row comes again it begins a new
    table, and the plain line before it is that table's heading and so a paragraph.
    """

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._blocks: list[Block] = []
        self._rows: list[list[tuple[Line, list[tuple[Line, str]]]]] = []
        self._heading: tuple[str, ...] = ()

    def read(self, lines: list[Line]) -> list[Block]:
        """All blocks of these lines."""
        for line in lines:
            text = line.text.strip()
            if not text:
                self._close()
            elif _SLASH.search(text):
                pieces = [piece.strip() for piece in _SLASH.split(text)]
                if self._rows and _ITEM.match(text):
                    self._rows[-1][-1][1].append((line, pieces[0]))
                    self._rows[-1].extend((line, [(line, piece)]) for piece in pieces[1:])
                else:
                    self._begin_row(line, pieces)
            elif self._rows:
                self._rows[-1][-1][1].append((line, text))
            else:
                self._paragraph(line, text)
        self._close()
        return self._blocks

    def _begin_row(self, line: Line, pieces: list[str]) -> None:
        heading = tuple(re.sub(r"[^a-z]+", " ", piece.lower()).strip() for piece in pieces)
        if self._rows and len(heading) > 2 and heading == self._heading:
            pulled: tuple[Line, str] | None = None
            texts = self._rows[-1][-1][1]
            if len(texts) > 1:
                pulled = texts.pop()
            self._close()
            if pulled:
                self._paragraph(*pulled)
        if len(heading) > 2 and not self._rows and (not self._heading or heading == self._heading):
            self._heading = heading
        elif len(heading) > 2 and self._rows and len(self._rows) == 1 and len(self._rows[0]) != len(heading):
            # "Risk 1: / ... / Risk owner: ..." stands above the true heading row; that one is what comes again.
            self._heading = heading
        self._rows.append([(line, [(line, piece)]) for piece in pieces])

    def _paragraph(self, line: Line, text: str) -> None:
        self._blocks.append(Paragraph(self._tally.add_text(tidy(text)), line.place))

    def _close(self) -> None:
        rows, self._rows = self._rows, []
        if not rows:
            return
        made: list[list[Cell | None]] = []
        for row in rows:
            self._tally.add_cells(len(row))
            made.append([self._cell(line, [text for _, text in texts]) for line, texts in row])
        self._blocks.append(Grid(rectangle(made, self._tally), rows[0][0][0].place, "slashes"))

    def _cell(self, line: Line, texts: list[str]) -> Cell:
        text = tidy("\n".join(texts))
        return Cell(self._tally.add_text(text), line.place, flags=flags_of(text))
