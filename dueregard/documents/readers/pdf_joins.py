"""Rows of a PDF table that a page break cut in two, put together where that is certain."""

from __future__ import annotations

import re
from dataclasses import replace

from ..grids import Cell
from .pdf_tables import PageTable

_SAME = 3.0
_MOST_HEADER_ROWS = 3
_KEY = re.compile(r"[A-Z]?\d{1,3}(?:\.\d{1,3})*[.)]?")


class TableChain:
    """A table that goes on from page to page. Tables are offered in order and joined to the one before."""

    def __init__(self) -> None:
        self._first: PageTable | None = None
        self._tail: PageTable | None = None
        self._blank_keys = False

    def restart(self) -> None:
        """Something stands between the last table and the next: nothing is joined over it."""
        self._first = self._tail = None
        self._blank_keys = False

    def offer(self, table: PageTable) -> bool:
        """Join the table's first row to the row before the page break if it continues it.

        False when nothing but a repeated heading is left of the table, so that it can be left out.
        """
        first, tail = self._first, self._tail
        if table.told_by != "cells" or first is None or tail is None or not _same_columns(tail, table):
            self._first = self._tail = table if table.told_by == "cells" else None
            self._blank_keys = _has_blank_keys(table.rows[1:])
            return True
        header = _repeated_rows(first, table)
        if len(table.rows) > header and self._continues(tail, table, header):
            _join(tail.rows, table.rows[header])
            del table.rows[header]
            if len(table.rows) == header:
                tail.open_bottom = table.open_bottom
                return False
        self._blank_keys = self._blank_keys or _has_blank_keys(table.rows[header:])
        self._tail = table
        return True

    def _continues(self, tail: PageTable, table: PageTable, header: int) -> bool:
        row = table.rows[header]
        if len(tail.rows) <= (_repeated_rows(tail, tail) if len(tail.rows) == 1 else 0):
            return False
        if any(cell and (cell.rowspan > 1) for cell in row):
            return False
        texts = [cell.text if cell else "" for cell in row]
        if not any(texts) or [bool(cell) for cell in row].count(True) < 2:
            return False
        if _KEY.fullmatch(texts[0]):
            return False
        if tail.open_bottom or (table.open_top and not header):
            return True
        return not texts[0] and not self._blank_keys


def _same_columns(one: PageTable, other: PageTable) -> bool:
    return len(one.columns) == len(other.columns) and all(
        abs(a - b) <= _SAME for a, b in zip(one.columns, other.columns, strict=True)
    )


def _texts(row: list[Cell | None]) -> list[str]:
    return [" ".join(cell.text.split()) if cell else "" for cell in row]


def _repeated_rows(first: PageTable, table: PageTable) -> int:
    """How many of the first table's rows stand again at the top of this one."""
    count = 0
    for mine, other in zip(table.rows[:_MOST_HEADER_ROWS], first.rows, strict=False):
        if _texts(mine) != _texts(other) or not any(_texts(mine)):
            break
        count += 1
    return count


def _has_blank_keys(rows: list[list[Cell | None]]) -> bool:
    """Whether rows that begin with an empty cell are ordinary in this table, so that one proves nothing."""
    return any(row and row[0] is not None and not row[0].text and any(_texts(row)) for row in rows[1:])


def _join(rows: list[list[Cell | None]], more: list[Cell | None]) -> None:
    """Add each cell's text to the cell above it, which may have begun some rows before."""
    for column, cell in enumerate(more):
        if cell is None or not cell.text:
            continue
        at = len(rows) - 1
        while at >= 0 and rows[at][column] is None:
            left = column
            while left > 0 and rows[at][left] is None:
                left -= 1
            covering = rows[at][left]
            if covering is not None and left + covering.colspan > column:
                break
            at -= 1
        else:
            left = column
        above = rows[max(at, 0)][left]
        if above is None:
            continue
        flags = above.flags if "joined_over_page" in above.flags else (*above.flags, "joined_over_page")
        text = above.text + _seam(above.text, cell.text) + cell.text if above.text else cell.text
        rows[max(at, 0)][left] = replace(above, text=text, fill=above.fill or cell.fill, flags=flags)


def _seam(before: str, after: str) -> str:
    """A sentence that the page cut goes on after a space; after a full stop or before a list item a new line begins."""
    if re.search(r"[.;:!?]$", before) or re.match(r"[-–•·▪●]\s", after):
        return "\n"
    return "" if re.search(r"[A-Za-z]-$", before) else " "
