"""Tables for the PDF's template: how wide each column is, which cells span, and which rows stay in one piece."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from ..blocks import Cell, Row, Table, plain
from .pdf_glyphs import width_of
from .pdf_text import Texts, height_of, plain_passage

SIZE = 9.0  # points; the template's tables are set in it
INSET = 5.0  # on each side of a cell
# Rows lower than this together are not parted between two pages; a band longer than this is no heading to repeat.
_KEPT_WHOLE = 240.0
_LONGEST_BAND = 200
# No single word may claim more of a line than this.
_WIDEST_WORD = 78.0
# How much of the page the narrowest table takes.
_NARROWEST = 0.45


def table_data(table: Table, texts: Texts, width: float) -> dict[str, Any]:
    """What the template needs of a table that is `width` points wide. Raises ValueError when its cells do not add up."""
    widths = column_widths(table, width)
    inner = [each - 2 * INSET for each in widths]
    head = [texts.passage(column.heading, room, SIZE) for column, room in zip(table.columns, inner, strict=True)]
    groups: list[dict[str, Any]] = []
    starts = sorted({0, len(table.rows), *(place for place in table.bands if 0 <= place < len(table.rows))})
    for start, end in pairwise(starts):
        rows = list(table.rows[start:end])
        group: dict[str, Any] = {"cells": []}
        if start in table.bands:
            band = next((cell for cell in rows[0] if cell is not None), Cell())
            passage = texts.passage(band.text, width - 2 * INSET, SIZE)
            # What heads no row, or is long, cannot be repeated on the next page.
            heads = len(rows) > 1 and len(plain(band.text)) <= _LONGEST_BAND
            if heads:
                group["band"] = passage
            else:
                group["cells"].append({"t": passage, "c": len(table.columns), "band": True})
            rows = rows[1:]
        group["cells"] += _cells(table, rows, texts, inner)
        groups.append(group)
    return {
        "kind": "table",
        "caption": "" if table.titled else texts.line(table.caption),
        "widths": [round(each, 2) for each in widths],
        "numeric": [column.numeric for column in table.columns],
        "heading": [column.row_heading for column in table.columns],
        "head": head,
        "groups": groups,
    }


def column_widths(table: Table, width: float) -> list[float]:
    """The columns' widths in points: as asked, but none too narrow for its longest usual word.

    A table of few short cells is drawn less wide than the page, so that the eye finds its way along a row.
    """
    shares = [max(1, column.width) for column in table.columns]
    least, natural = [], []
    for index, column in enumerate(table.columns):
        texts = {column.heading}
        for row in table.rows:
            cell = row[index] if index < len(row) else None
            if cell is not None and cell.colspan == 1:
                texts.add(plain(cell.text))
        words = {word for text in texts for word in text.split() if len(text) < 40 or len(word) > 8}
        longest = sorted(words | set(column.heading.split()), key=len)[-30:]
        room = max((width_of(word, SIZE) * 1.1 for word in longest), default=0.0)
        least.append(min(room, _WIDEST_WORD) + 2 * INSET + 1)
        natural.append(max((width_of(text, SIZE) * 1.1 for text in sorted(texts, key=len)[-30:]), default=0.0))
    width = min(width, max(width * _NARROWEST, sum(natural) + 8 * INSET * len(shares)))
    if sum(least) >= width:
        return [each * width / sum(least) for each in least]
    fixed: dict[int, float] = {}
    while True:
        free = width - sum(fixed.values())
        total = sum(share for index, share in enumerate(shares) if index not in fixed)
        found = [free * share / total if index not in fixed else fixed[index] for index, share in enumerate(shares)]
        narrow = {index: least[index] for index, each in enumerate(found) if each < least[index] and index not in fixed}
        if not narrow:
            return found
        fixed |= narrow


def _cells(table: Table, rows: list[Row], texts: Texts, inner: list[float]) -> list[dict[str, Any]]:
    """The cells of neighbouring rows in reading order, those that a span covers left out."""
    covered: set[tuple[int, int]] = set()
    made: list[list[dict[str, Any]]] = []
    spanning: list[tuple[dict[str, Any], int, int, float]] = []
    heights: list[float] = []
    for number, row in enumerate(rows):
        if len(row) != len(table.columns):
            raise ValueError(f"A row of “{table.caption}” has {len(row)} cells for {len(table.columns)} columns.")
        height = 0.0
        of_row: list[dict[str, Any]] = []
        for index, cell in enumerate(row):
            if (number, index) in covered:
                if cell is not None:
                    raise ValueError(f"A cell of “{table.caption}” stands where another one spans.")
                continue
            cell = cell or Cell()
            across = max(1, min(cell.colspan, len(row) - index))
            down = max(1, min(cell.rowspan, len(rows) - number))
            covered |= {(number + y, index + x) for y in range(down) for x in range(across) if x or y}
            room = sum(inner[index : index + across]) + 2 * INSET * (across - 1)
            data: dict[str, Any] = {"t": texts.passage(cell.text, room, SIZE), "x": index}
            own = height_of(data["t"], room, SIZE) + 2 * INSET
            if cell.tone and plain_passage(data["t"]).strip():
                data["tone"] = cell.tone
            if across > 1:
                data["c"] = across
            if down > 1:
                data["r"] = down
                spanning.append((data, number, number + down, own))
            else:
                height = max(height, own)
            of_row.append(data)
        heights.append(height)
        made.append(of_row)
    for _, first, end, own in spanning:
        # The last of the rows that a cell spans grows by what the cell needs beyond them.
        heights[end - 1] += max(0.0, own - sum(heights[first:end]))
    for data, first, end, _ in spanning:
        data["whole"] = sum(heights[first:end]) <= _KEPT_WHOLE
    for of_row, height in zip(made, heights, strict=True):
        for data in of_row:
            data.setdefault("whole", height <= _KEPT_WHOLE)
    return [data for of_row in made for data in of_row]
