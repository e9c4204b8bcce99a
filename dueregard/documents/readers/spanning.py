"""Rows of cells that span, laid out into a rectangular grid the way a browser does it."""

from __future__ import annotations

from dataclasses import replace

from ..grids import Cell, Grid, Place
from ..limits import Tally

MOST_COLUMNS = 1_000


class SpanningRows:
    """Takes cells row by row in source order, finds each one's column, and gives the finished grid."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._rows: list[dict[int, Cell | None]] = []
        # Columns still covered from above: column -> rows left
        self._covered: dict[int, int] = {}
        self._column = 0  # no column before this one is free in the row being filled

    def start_row(self) -> None:
        """Begin the next row; positions covered from above are taken."""
        row: dict[int, Cell | None] = {}
        left: dict[int, int] = {}
        for column, rows in self._covered.items():
            row[column] = None
            if rows > 1:
                left[column] = rows - 1
        self._covered = left
        self._rows.append(row)
        self._column = 0
        self._tally.add_cells(1 + len(row))

    def skip(self, columns: int) -> None:
        """Leave columns out before the next cell, as Word's w:gridBefore does."""
        row = self._rows[-1]
        column = self._free(row)
        for position in range(column, min(column + columns, MOST_COLUMNS)):
            if position not in row:
                row[position] = Cell("")

    def add(self, cell: Cell) -> None:
        """Put a cell at the next free column of the row. Spans are clipped to what the format can mean."""
        if not self._rows:
            self.start_row()
        row = self._rows[-1]
        column = self._free(row)
        if column >= MOST_COLUMNS:
            return
        colspan = max(1, min(cell.colspan, MOST_COLUMNS - column))
        # A span stops at a cell that already covers the place from above.
        for offset in range(1, colspan):
            if column + offset in row:
                colspan = offset
                break
        self._tally.add_cells(colspan)
        self._tally.add_text(cell.text)
        row[column] = replace(cell, colspan=colspan, rowspan=max(1, cell.rowspan))
        for offset in range(colspan):
            if offset:
                row[column + offset] = None
            if cell.rowspan > 1:
                self._covered[column + offset] = cell.rowspan - 1

    def _free(self, row: dict[int, Cell | None]) -> int:
        while self._column in row:
            self._column += 1
        return self._column

    def grid(self, place: Place, told_by: str = "cells") -> Grid:
        """The rectangle: short rows are filled with empty cells, spans end with the last row."""
        width = max((max(row, default=-1) + 1 for row in self._rows), default=0)
        height = len(self._rows)
        self._tally.add_cells(sum(width - len(row) for row in self._rows))
        rows: list[list[Cell | None]] = []
        for index, row in enumerate(self._rows):
            filled: list[Cell | None] = [row[column] if column in row else Cell("") for column in range(width)]
            rows.append(
                [
                    replace(cell, rowspan=height - index) if cell and index + cell.rowspan > height else cell
                    for cell in filled
                ]
            )
        return Grid(rows, place, told_by)


def rectangle(rows: list[list[Cell | None]], tally: Tally) -> list[list[Cell | None]]:
    """The rows at equal length, filled with empty cells that keep the row's place."""
    width = max((len(row) for row in rows), default=0)
    tally.add_cells(sum(width - len(row) for row in rows))
    for row in rows:
        if len(row) < width:
            place = next((cell.place for cell in row if cell), Place())
            row.extend(Cell("", place) for _ in range(width - len(row)))
    return rows
