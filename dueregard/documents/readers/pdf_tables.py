"""Ruled tables of a PDF page: cells by the rules, text by where it stands, colours by what is painted behind."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from ..grids import Cell, Place
from ..limits import Tally
from .characters import flags_of, tidy
from .colours import from_cmyk, from_fractions
from .pdf_shapes import Shapes
from .pdf_text import Box, Glyph, lines_of, paragraph_of

_NEAR = 3.0
# A page of more rules than this is a drawing, and finding cells in it would take minutes.
_MOST_EDGES = 6_000


@dataclass(slots=True)
class PageTable:
    """A table on one page before it becomes a grid."""

    box: Box
    columns: list[float]  # x of every column's edge, from left to right
    rows: list[list[Cell | None]]
    open_top: bool = False  # no rule closes it there: its row comes from the page before
    open_bottom: bool = False  # no rule closes it there: its row goes on overleaf
    told_by: str = "cells"


def ruled_tables(shapes: Shapes, glyphs: list[Glyph], number: int, tally: Tally) -> tuple[list[PageTable], list[Glyph]]:
    """The tables on a page and the glyphs that stand in none of them. number: the page, from 1."""
    from pdfplumber.table import TableFinder

    # The short sides of a rule drawn as a thin box are no rules.
    edges = [edge for edge in shapes.edges if max(edge["width"], edge["height"]) >= _NEAR]
    if not edges or len(edges) > _MOST_EDGES:
        return [], glyphs
    horizontal = [edge for edge in edges if edge["orientation"] == "h"]
    vertical = [edge for edge in edges if edge["orientation"] == "v"]
    if not vertical:
        return [], glyphs
    settings = {
        "vertical_strategy": "lines",
        "horizontal_strategy": "lines",
        "explicit_horizontal_lines": _closing_rules(vertical),
        "snap_tolerance": _NEAR,
        "join_tolerance": _NEAR,
        "intersection_tolerance": _NEAR,
    }
    fills = _fills(shapes)
    tables: list[PageTable] = []
    left = glyphs
    for table in TableFinder(Shapes(shapes.bbox, edges=edges), settings).tables:
        boxes = [box for box in table.cells if box[2] - box[0] > 2 and box[3] - box[1] > 2]
        if len(boxes) < 2:
            continue
        tally.add_cells(len(boxes))
        made, left = _table(boxes, left, fills, number, tally)
        if not any(cell and (cell.text or cell.fill) for row in made.rows for cell in row):
            continue
        x0, top, x1, bottom = made.box
        made.open_top = not _is_ruled(horizontal, top, x0, x1)
        made.open_bottom = not _is_ruled(horizontal, bottom, x0, x1)
        tables.append(made)
    return tables, left


def _closing_rules(vertical: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rules at the ends of the vertical ones. A row that is broken over a page has none there, and would be lost."""
    groups: list[list[float]] = []  # top, bottom, x0, x1 of rules that stand side by side
    for edge in sorted(vertical, key=lambda edge: (edge["top"], edge["x0"])):
        for group in groups:
            if edge["top"] <= group[1] + _NEAR and edge["bottom"] >= group[0] - _NEAR:
                group[0], group[1] = min(group[0], edge["top"]), max(group[1], edge["bottom"])
                group[2], group[3] = min(group[2], edge["x0"]), max(group[3], edge["x1"])
                break
        else:
            groups.append([edge["top"], edge["bottom"], edge["x0"], edge["x1"]])
    rules: list[dict[str, Any]] = []
    for top, bottom, x0, x1 in groups:
        if x1 - x0 > 2 * _NEAR and bottom - top > 2 * _NEAR:
            for y in (top, bottom):
                rules.append(
                    {
                        "object_type": "line", "orientation": "h", "x0": x0, "x1": x1, "top": y, "bottom": y,
                        "width": x1 - x0, "height": 0.0, "doctop": y,
                    }
                )  # fmt: skip
    return rules


def _is_ruled(horizontal: list[dict[str, Any]], y: float, x0: float, x1: float) -> bool:
    """Whether rules lie at this height along most of the width."""
    reach = sum(
        max(0.0, min(edge["x1"], x1) - max(edge["x0"], x0)) for edge in horizontal if abs(edge["top"] - y) <= _NEAR
    )
    return reach >= 0.6 * (x1 - x0)


def _tracks(values: list[float]) -> list[float]:
    """Edges that lie near each other as one."""
    tracks: list[float] = []
    for value in sorted(values):
        if not tracks or value - tracks[-1] > _NEAR:
            tracks.append(value)
    return tracks


def _at(tracks: list[float], value: float) -> int:
    """The track that a value lies on, or the one before it."""
    return max(0, bisect_right(tracks, value + _NEAR) - 1)


def _table(
    boxes: list[Box], glyphs: list[Glyph], fills: list[tuple[Box, str]], number: int, tally: Tally
) -> tuple[PageTable, list[Glyph]]:
    """The boxes as a table filled with the glyphs in them, and the glyphs that are in none."""
    xs = _tracks([x for box in boxes for x in (box[0], box[2])])
    ys = _tracks([y for box in boxes for y in (box[1], box[3])])
    tally.add_cells(len(xs) * len(ys))
    owners = _owners(boxes, xs, ys)
    inside: dict[int, list[Glyph]] = {}
    outside: list[Glyph] = []
    for glyph in glyphs:
        x, y = glyph.middle
        owner: int | None = None
        if xs[0] <= x < xs[-1] and ys[0] <= y < ys[-1]:
            owner = owners[bisect_right(ys, y) - 1][bisect_right(xs, x) - 1]
        if owner is None:
            outside.append(glyph)
        else:
            inside.setdefault(owner, []).append(glyph)
    rows: list[list[Cell | None]] = [
        [Cell("", Place(number, row + 1)) for _ in line] for row, line in enumerate(owners)
    ]
    placed: set[int] = set()
    for row, line in enumerate(owners):
        for column, owner in enumerate(line):
            if owner is None or owner in placed:
                continue
            placed.add(owner)
            within = inside.get(owner, [])
            text = tally.add_text(tidy(_text_in(boxes[owner], within)))
            high, wide = _extent(owners, row, column)
            for covered in rows[row : row + high]:
                covered[column : column + wide] = [None] * wide
            fill = _fill_behind(boxes[owner], within, fills)
            rows[row][column] = Cell(text, Place(number, row + 1), fill, high, wide, flags=flags_of(text))
    return PageTable((xs[0], ys[0], xs[-1], ys[-1]), xs, _without_slivers(rows)), outside


def _owners(boxes: list[Box], xs: list[float], ys: list[float]) -> list[list[int | None]]:
    """Which box each position of the grid belongs to; the first one where boxes overlap."""
    owners: list[list[int | None]] = [[None] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for index, (x0, top, x1, bottom) in enumerate(boxes):
        first, high = _at(xs, x0), _at(ys, top)
        for line in owners[high : max(high + 1, _at(ys, bottom))]:
            for column in range(first, min(max(first + 1, _at(xs, x1)), len(line))):
                if line[column] is None:
                    line[column] = index
    return owners


def _extent(owners: list[list[int | None]], row: int, column: int) -> tuple[int, int]:
    """How many rows and columns from here belong to the same box, as a full rectangle."""
    owner = owners[row][column]
    wide = 1
    while column + wide < len(owners[row]) and owners[row][column + wide] == owner:
        wide += 1
    high = 1
    while row + high < len(owners) and owners[row + high][column : column + wide] == [owner] * wide:
        high += 1
    return high, wide


def _text_in(box: Box, glyphs: list[Glyph]) -> str:
    """A cell's text; its right margin is taken to be as wide as its left one."""
    lines = lines_of(glyphs)
    if not lines:
        return ""
    margin = min(line.x0 for line in lines) - box[0]
    return paragraph_of(lines, box[2] - max(2.0, min(margin, 12.0)))


def _without_slivers(rows: list[list[Cell | None]]) -> list[list[Cell | None]]:
    """Drop a row in which no cell begins, as two rules side by side make it; spans over it shrink by one."""
    kept = list(range(len(rows)))
    for index, row in enumerate(rows):
        if row and all(cell is None for cell in row):
            kept.remove(index)
    if len(kept) == len(rows):
        return rows
    result: list[list[Cell | None]] = []
    for index in kept:
        made: list[Cell | None] = []
        for cell in rows[index]:
            if cell and cell.rowspan > 1:
                span = sum(1 for other in kept if index <= other < index + cell.rowspan)
                made.append(Cell(cell.text, cell.place, cell.fill, span, cell.colspan, cell.header, cell.flags))
            else:
                made.append(cell)
        result.append(made)
    return result


def _fills(shapes: Shapes) -> list[tuple[Box, str]]:
    """Filled shapes in the order in which they were painted, without those thin enough to be rules."""
    found: list[tuple[Box, str]] = []
    for shape in shapes.filled:
        box = (float(shape["x0"]), float(shape["top"]), float(shape["x1"]), float(shape["bottom"]))
        if box[2] - box[0] < 3 or box[3] - box[1] < 3:
            continue
        colour = colour_of(shape.get("non_stroking_color"))
        if colour:
            found.append((box, colour))
    return found[:_MOST_EDGES]


def colour_of(value: Any) -> str | None:
    """A PDF colour of 1, 3 or 4 numbers as "#rrggbb"; None for patterns."""
    if isinstance(value, int | float):
        value = (value,)
    if not isinstance(value, list | tuple) or not all(isinstance(part, int | float) for part in value):
        return None
    if len(value) == 1:
        return from_fractions(value[0], value[0], value[0])
    if len(value) == 3:
        return from_fractions(*value)
    if len(value) == 4:
        return from_cmyk(*value)
    return None


def _fill_behind(box: Box, glyphs: list[Glyph], fills: list[tuple[Box, str]]) -> str | None:
    """The last colour painted over most of the cell, or else over most of its text (a highlight, a coloured mark)."""
    area = (box[2] - box[0]) * (box[3] - box[1])
    whole = None
    part = None
    for other, colour in fills:
        wide = min(box[2], other[2]) - max(box[0], other[0])
        high = min(box[3], other[3]) - max(box[1], other[1])
        if wide <= 0 or high <= 0:
            continue
        if wide * high >= 0.5 * area:
            whole, part = colour, None
        elif other[2] - other[0] <= box[2] - box[0] + 2 and other[3] - other[1] <= box[3] - box[1] + 2:
            visible = [glyph for glyph in glyphs if glyph.text.strip()]
            covered = sum(
                1
                for glyph in visible
                if other[0] - 1 <= glyph.middle[0] <= other[2] + 1 and other[1] - 1 <= glyph.middle[1] <= other[3] + 1
            )
            if covered >= 0.8 * len(visible) and wide * high >= 16:
                part = colour
    if part and part not in ("#ffffff", "#000000"):
        return part
    return whole
