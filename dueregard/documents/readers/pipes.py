"""Tables drawn in text with pipes, their rule rows, and rows that run over several lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..grids import Block, Cell, Grid, Paragraph, Place
from ..limits import Tally
from .characters import flags_of, tidy
from .lines import Line
from .spanning import rectangle

_PIPE = re.compile(r"(?<!\\)\|")
_DASHES = re.compile(r":?-+:?")


def is_rule(text: str) -> bool:
    """Whether a line is the "---|---" under a heading row."""
    pieces = [piece.strip() for piece in text.strip().strip("|").split("|")]
    return "|" in text and all(len(piece) > 1 and _DASHES.fullmatch(piece) for piece in pieces)


def uses_pipes(lines: list[Line]) -> bool:
    """Whether the text draws tables with pipes: a rule row, or two lines with two pipes each."""
    several = 0
    for line in lines:
        if "|" not in line.text:
            continue
        if is_rule(line.text):
            return True
        several += len(_PIPE.findall(line.text)) >= 2
    return several >= 2


@dataclass(slots=True)
class _Row:
    """A row in the making: each cell as (its first line, its texts), and whether the last cell is still open."""

    cells: list[tuple[Line, list[str]]] = field(default_factory=list)
    open: bool = False
    header: bool = False


class PipeTables:
    """Reads lines in order and gives blocks: grids for the tables, paragraphs for the rest."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._blocks: list[Block] = []
        self._rows: list[_Row] = []
        self._expected: int | None = None
        self._blank_before = False

    def read(self, lines: list[Line]) -> list[Block]:
        """All blocks of these lines."""
        for line in lines:
            text = line.text.strip()
            if not text:
                self._blank_before = True
                continue
            if is_rule(text):
                self._rule(text)
            elif _PIPE.search(text):
                self._table_line(line, text)
            else:
                self._plain_line(line, text)
            self._blank_before = False
        self._close()
        return self._blocks

    def _rule(self, text: str) -> None:
        heading = self._rows.pop() if self._rows else None
        self._close()
        self._expected = len(re.findall(r"-+", text))
        if heading:
            heading.header = True
            heading.open = False
            self._rows.append(heading)

    def _table_line(self, line: Line, text: str) -> None:
        pieces = _PIPE.split(text)
        if text.startswith("|"):
            pieces = pieces[1:]
        ended = text.endswith("|") and not text.endswith("\\|")
        if ended:
            pieces = pieces[:-1]
        row = self._rows[-1] if self._rows else None
        if row and self._continues(row, len(pieces)):
            if row.open and pieces:
                row.cells[-1][1].append(pieces.pop(0))
        else:
            if self._blank_before and self._rows and len(pieces) != self._width():
                self._close()
            row = _Row()
            self._rows.append(row)
        row.cells.extend((line, [piece]) for piece in pieces)
        row.open = not ended

    def _continues(self, row: _Row, pieces: int) -> bool:
        if row.header:
            return False
        if self._expected is None:
            return False
        if pieces >= self._expected:
            return False
        return len(row.cells) + pieces - (1 if row.open else 0) <= self._expected

    def _plain_line(self, line: Line, text: str) -> None:
        row = self._rows[-1] if self._rows else None
        if row and not self._blank_before and not row.header:
            if row.open:
                row.cells[-1][1].append(text)
                return
            if self._expected is not None and len(row.cells) < self._expected:
                row.cells.append((line, [text]))
                row.open = True
                return
        self._close()
        self._blocks.append(Paragraph(self._tally.add_text(tidy(text)), line.place))

    def _width(self) -> int:
        return self._expected or max(len(row.cells) for row in self._rows)

    def _close(self) -> None:
        """End the table being read. A lone line with one pipe and no rule is a sentence, not a table."""
        rows, self._rows = self._rows, []
        if not rows:
            return
        if len(rows) == 1 and not rows[0].header and len(rows[0].cells) <= 2 and self._expected is None:
            line = rows[0].cells[0][0] if rows[0].cells else None
            if line:
                text = tidy(" | ".join("\n".join(texts) for _, texts in rows[0].cells if "".join(texts).strip()))
                if text:
                    self._blocks.append(Paragraph(self._tally.add_text(text), line.place))
            return
        made: list[list[Cell | None]] = []
        for row in rows:
            self._tally.add_cells(len(row.cells))
            made.append([self._cell(line, texts, row.header) for line, texts in row.cells])
        made = [row for row in made if row]
        if not made:
            return
        first = made[0][0]
        self._blocks.append(Grid(rectangle(made, self._tally), first.place if first else Place(), "pipes"))

    def _cell(self, line: Line, texts: list[str], header: bool) -> Cell:
        text = tidy("\n".join(texts).replace("\\|", "|"))
        return Cell(self._tally.add_text(text), line.place, header=header, flags=flags_of(text))
