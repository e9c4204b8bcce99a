"""Putting text that lost its table back into rows: slash-separated streams, glued headings and dumps of a sheet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from dueregard.documents.grids import Block, Cell, Grid, Paragraph, SourceDocument

from .header_rows import read_header, text_of
from .headings import read_heading
from .ratings import read_score

_SCORES = {"gross", "current", "residual"}
# "I x L" in a narrow cell, one letter to a line.
_PRODUCT = re.compile(r"[il]\s*\n?\s*[x×*]?\s*\n?\s*[il]\b|l\s*[x×]\s*[is]\b", re.I)


def arranged(document: SourceDocument) -> list[Block]:
    """The document's blocks, with the tables of text formats put into rows and columns as far as they can be."""
    blocks: list[Block] = []
    slashes = [grid for grid in document.grids() if grid.told_by == "slashes"]
    expected = max((_used(row) for grid in slashes for row in _data(grid)), default=0)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            blocks.append(block)
        elif block.told_by == "sheet":
            blocks.extend(_from_sheet(block))
        elif block.told_by == "slashes":
            blocks.append(_with_scores(block) or _merged(_unglued(block), expected))
        else:
            blocks.append(_upright(block) or _unglued(block))
    return blocks


def _used(row: Sequence[Cell | None]) -> int:
    return max((index + 1 for index in range(len(row)) if text_of(row, index)), default=0)


def _data(grid: Grid) -> list[list[Cell | None]]:
    return [row for row in _unglued(grid).rows if read_header(row) is None]


def _even(rows: list[list[Cell | None]], grid: Grid) -> Grid:
    width = max((len(row) for row in rows), default=0)
    padded = [[*row, *[Cell("", row[0].place if row and row[0] else grid.place)] * (width - len(row))] for row in rows]
    return Grid(padded, grid.place, grid.told_by)


def _unglued(grid: Grid) -> Grid:
    """A first row that holds the headings and, after a glued number, the first row of data is parted in two."""
    if not grid.rows or grid.told_by not in ("slashes", "pipes", "tabs"):
        return grid
    row = grid.rows[0]
    for at in range(1, len(row) - 1):
        text = text_of(row, at)
        glued = re.fullmatch(r"(.*[A-Za-z])(\d{1,2})", text, re.S)
        if glued is None or read_heading(glued[1]) is None or not text_of(row, at + 1):
            continue
        headings = [*row[:at], replace(row[at], text=glued[1])]  # type: ignore[type-var]
        rest = row[at + 1 :]
        if read_header(headings) is None or all(read_heading(text_of(row, index)) for index in range(at + 1, len(row))):
            continue
        number = replace(row[at], text=glued[2])  # type: ignore[type-var]
        return _even([headings, [number, *rest], *grid.rows[1:]], grid)
    return grid


def _merged(grid: Grid, expected: int) -> Grid:
    """Rows that a line break inside a cell cut in two: two short rows that make one of the usual length are one."""
    rows: list[list[Cell | None]] = []
    for row in grid.rows:
        before = rows[-1] if rows else None
        if before is not None and read_header(row) is None and read_header(before) is None:
            used, more = _used(before), _used(row)
            if 2 <= used < expected and more >= 2 and used + more - 1 == expected:
                last, first = before[used - 1], row[0]
                if last is not None and first is not None:
                    glued = replace(last, text=f"{last.text}\n{first.text}")
                    rows[-1] = [*before[: used - 1], glued, *row[1:more]]
                    continue
        rows.append(list(row))
    return _even(rows, grid)


def _with_scores(grid: Grid) -> Grid | None:
    """A risk register as a stream: gross, current and net risk each stand for impact, likelihood and product.

    The three numbers, whose product proves them, tell where the cells before and after them belong. None for others.
    """
    at = next((index for index, row in enumerate(grid.rows) if _score_headings(row) >= 1 and read_header(row)), None)
    if at is None:
        return None
    stream = _stream(grid.rows[at + 1 :])
    guides = [index for index, cell in enumerate(stream) if cell.text.strip().lower() in ("impact", "likelihood")]
    if len(guides) < 4:
        return None
    headings = [cell for cell in grid.rows[at] if cell is not None and cell.text.strip()]
    orders = [stream[index].text.strip().lower() for index in guides]
    columns: list[Cell] = []
    for cell in headings:
        reading = read_heading(cell.text)
        if reading and reading.field in _SCORES:
            columns.extend(replace(cell, text=f"{cell.text} {part}") for part in (*orders[:2], "score"))
        else:
            columns.append(cell)
    last = stream[guides[-1] + 1] if guides[-1] + 1 < len(stream) else None
    if last is None:
        return None
    opening = _PRODUCT.match(last.text)
    data = stream[guides[-1] + 2 :]
    remainder = last.text[opening.end() :].strip() if opening else ""
    if remainder:
        data.insert(0, replace(last, text=remainder))
    body = _by_the_product(columns, data)
    head = replace_header(columns)
    return _even([*grid.rows[:at], head, *([body] if body else [])], grid)


def replace_header(columns: list[Cell]) -> list[Cell | None]:
    """The cells as a row of headings."""
    return [replace(cell, header=True) for cell in columns]


def _score_headings(row: Sequence[Cell | None]) -> int:
    readings = [read_heading(cell.text) for cell in row if cell is not None]
    return sum(reading is not None and reading.field in _SCORES for reading in readings)


def _stream(rows: list[list[Cell | None]]) -> list[Cell]:
    """The cells of rows in a line; a row's first cell goes on with the last of the row before."""
    stream: list[Cell] = []
    for row in rows:
        cells = [cell for cell in row[: _used(row)] if cell is not None]
        if stream and cells:
            stream[-1] = replace(stream[-1], text=f"{stream[-1].text}\n{cells[0].text}")
            cells = cells[1:]
        stream.extend(cells)
    return stream


def _by_the_product(columns: list[Cell], data: list[Cell]) -> list[Cell | None]:
    before = next(
        (index for index, cell in enumerate(columns) if cell.text.lower().endswith(("impact", "likelihood"))), 0
    )
    for at in range(len(data) - 2):
        scores = [read_score(cell.text) for cell in data[at : at + 3]]
        if None not in scores and scores[0] * scores[1] == scores[2]:  # type: ignore[operator]
            break
    else:
        return list(data[: len(columns)])
    lead: list[Cell | None] = list(data[: min(before, at)])
    if at > before and lead:
        # A slash inside the text parted it once more than there are columns.
        last = data[before - 1]
        lead[-1] = replace(last, text=" / ".join(cell.text for cell in data[before - 1 : at]))
    row: list[Cell | None] = [*lead, *[Cell("", data[0].place)] * (before - len(lead)), *data[at:]]
    if len(row) > len(columns) and row[len(columns) - 1] is not None:
        overflow = " / ".join(cell.text for cell in row[len(columns) - 1 :] if cell is not None)
        row = [*row[: len(columns) - 1], Cell(overflow, data[0].place)]
    return row


def _upright(grid: Grid) -> Grid | None:
    """A form with the headings down the first column becomes rows; None for any other table."""
    labels = [text_of(row, 0) for row in grid.rows]
    readings = [read_heading(label) if label and len(label) < 60 else None for label in labels]
    fields = [reading.field for reading in readings if reading and reading.confidence >= 0.75]
    if len(set(fields)) < 4 or len(fields) < 0.8 * len(labels) or not {"next_steps", "actions_taken"} & set(fields):
        return None
    widths = {_used(row) for row in grid.rows}
    if not widths <= {1, 2} or (grid.rows and read_header(grid.rows[0]) is not None):
        return None
    order = list(dict.fromkeys(label for label, reading in zip(labels, readings, strict=True) if reading))
    rows: list[list[Cell | None]] = []
    seen: set[str] = set()
    for row, label in zip(grid.rows, labels, strict=True):
        value = next((cell for cell in row[1:] if cell is not None), None)
        if label not in order or value is None:
            continue
        if label in seen or not rows:
            rows.append([Cell("", value.place)] * len(order))
            seen = set()
        seen.add(label)
        rows[-1][order.index(label)] = value
    head: list[Cell | None] = [Cell(label, grid.place, header=True) for label in order]
    return Grid([head, *rows], grid.place, grid.told_by)


def _from_sheet(grid: Grid) -> list[Block]:
    """A printed sheet whose cells ran together: its rows as paragraphs, and rows below glued headings as rows."""
    blocks: list[Block] = []
    rows: list[list[Cell | None]] = []
    for row in grid.rows:
        cell = row[1] if len(row) > 1 else None
        if cell is None or not cell.text.strip():
            continue
        pieces = re.split(r"(?<=[a-z])(?=[A-Z])", cell.text) if "\n" not in cell.text else []
        if len(pieces) >= 3 and sum(read_heading(piece) is not None for piece in pieces) >= 3:
            if rows:
                blocks.append(_even(rows, grid))
            rows = [
                [
                    *(replace(cell, text=piece, header=True) for piece in pieces),
                    replace(cell, text="Cells run together", header=True),
                ]
            ]
        elif rows:
            opened = re.match(r"[A-Z][a-z]+(?: [a-z]+){0,5}(?=[A-Z])", cell.text)
            name = opened[0] if opened else cell.text.split("\n", 1)[0]
            rest = cell.text[len(name) :].strip()
            rows.append(
                [
                    replace(cell, text=name),
                    *[replace(cell, text="")] * (len(rows[0]) - 2),
                    replace(cell, text=rest, flags=(*cell.flags, "cells_glued")),
                ]
            )
        else:
            blocks.append(Paragraph(cell.text, cell.place))
    if rows:
        blocks.append(_even(rows, grid))
    return blocks
