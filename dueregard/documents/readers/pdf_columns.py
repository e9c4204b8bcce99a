"""Tables of a PDF page that no rules draw: text in columns, told apart by the blank gutters between them."""

from __future__ import annotations

import re
from itertools import pairwise

from ..grids import Cell, Place
from ..limits import Tally
from .characters import flags_of, tidy
from .pdf_tables import PageTable
from .pdf_text import TextLine, paragraph_of

Segment = tuple[float, float, TextLine]  # x0, x1, the part of a line
_KEY = re.compile(r"\d{1,3}(?:\.\d{1,3})*[.)]?")
_ROW_GAP = 1.35


def column_tables(lines: list[TextLine], number: int, tally: Tally) -> tuple[list[PageTable], list[TextLine]]:
    """The tables among a page's lines outside every ruled table, and the lines that are in none of them."""
    segments = [_segments(line) for line in lines]
    tables: list[PageTable] = []
    left: list[TextLine] = []
    index = 0
    while index < len(lines):
        end, columns = _grown(lines, segments, index) if len(segments[index]) > 1 else (index, [])
        if end - index >= 3 and _is_table(segments[index:end], columns):
            tables.append(_made(lines[index:end], segments[index:end], columns, number, tally))
            index = end
        else:
            left.append(lines[index])
            index += 1
    return tables, left


def _segments(line: TextLine) -> list[Segment]:
    """The parts of a line with gutters between them."""
    if line.glyphs[0].turned:
        return [(line.x0, line.x1, line)]
    groups = [[line.glyphs[0]]]
    end = line.glyphs[0].x1
    for glyph in line.glyphs[1:]:
        if not glyph.text.strip():
            continue
        if glyph.x0 - end > 1.1 * glyph.size:
            groups.append([glyph])
        else:
            # Blanks were passed over above; written() finds the word gaps by distance.
            groups[-1].append(glyph)
        end = max(end, glyph.x1)
    return [(group[0].x0, max(glyph.x1 for glyph in group), TextLine(group, line.top, line.bottom)) for group in groups]


def _merged(intervals: list[tuple[float, float]]) -> list[tuple[float, float]]:
    merged: list[tuple[float, float]] = []
    for x0, x1 in sorted(intervals):
        if merged and x0 <= merged[-1][1] + 2:
            merged[-1] = (merged[-1][0], max(merged[-1][1], x1))
        else:
            merged.append((x0, x1))
    return merged


def _grown(lines: list[TextLine], segments: list[list[Segment]], start: int) -> tuple[int, list[tuple[float, float]]]:
    """How far down the gutters of a line stay blank: the index after the last line, and the columns."""
    columns = _merged([(x0, x1) for x0, x1, _ in segments[start]])
    end = start + 1
    while end < len(lines):
        line = lines[end]
        if line.top - lines[end - 1].bottom > 4 * line.size:
            break
        wider = _merged([*columns, *((x0, x1) for x0, x1, _ in segments[end])])
        if len(wider) >= len(columns):
            columns = wider
        elif not (len(segments[end]) == 1 and _goes_on(segments, end, columns)):
            break
        end += 1
    return end, columns


def _goes_on(segments: list[list[Segment]], at: int, columns: list[tuple[float, float]]) -> bool:
    """Whether a line across the gutters, such as a section's name, has the table going on right below it."""
    if at + 1 >= len(segments) or len(segments[at + 1]) < 2:
        return False
    return len(_merged([*columns, *((x0, x1) for x0, x1, _ in segments[at + 1])])) >= len(columns)


def _is_table(segments: list[list[Segment]], columns: list[tuple[float, float]]) -> bool:
    """Three columns in three lines, or two of which the first is short; two columns of prose are none."""
    several = sum(1 for line in segments if len(line) > 1)
    if len(columns) >= 3:
        return several >= 2
    first = [len(line[0][2].glyphs) for line in segments if len(line) > 1]
    return len(columns) == 2 and several >= 4 and sorted(first)[len(first) // 2] <= 25


def _made(
    lines: list[TextLine], segments: list[list[Segment]], columns: list[tuple[float, float]], number: int, tally: Tally
) -> PageTable:
    rows: list[list[Cell | None]] = []
    groups = _groups(lines, segments, columns)
    for group in groups:
        place = Place(number, len(rows) + 1)
        tally.add_cells(len(columns))
        if len(group) == 1 and len(segments[group[0]]) == 1 and _crosses(segments[group[0]][0], columns):
            text = tidy(lines[group[0]].text)
            across = Cell(tally.add_text(text), place, colspan=len(columns), flags=flags_of(text))
            rows.append([across, *([None] * (len(columns) - 1))])
            continue
        parts: list[list[TextLine]] = [[] for _ in columns]
        for index in group:
            for x0, _, part in segments[index]:
                parts[_column(x0, columns)].append(part)
        row: list[Cell | None] = []
        for (_, x1), within in zip(columns, parts, strict=True):
            text = tidy(paragraph_of(within, x1))
            row.append(Cell(tally.add_text(text), place, flags=flags_of(text)))
        rows.append(row)
    edges = [columns[0][0], *(x0 for x0, _ in columns[1:]), columns[-1][1]]
    box = (edges[0], lines[0].top, edges[-1], lines[-1].bottom)
    return PageTable(box, edges, rows, told_by="columns")


def _column(x: float, columns: list[tuple[float, float]]) -> int:
    return max((index for index, (x0, _) in enumerate(columns) if x >= x0 - 2), default=0)


def _crosses(segment: Segment, columns: list[tuple[float, float]]) -> bool:
    return segment[1] > columns[_column(segment[0], columns)][1] + 2


def _groups(
    lines: list[TextLine], segments: list[list[Segment]], columns: list[tuple[float, float]]
) -> list[list[int]]:
    """Lines that make one row each. Where rows are not set apart by space every line is a row of its own."""
    steps = [below.top - above.top for above, below in pairwise(lines)]
    leading = min((step for step in steps if step > 1), default=0.0)
    groups = [[0]]
    for index, step in enumerate(steps, start=1):
        if (
            step > _ROW_GAP * leading
            or _stands_alone(segments, index, columns)
            or _stands_alone(segments, index - 1, columns)
        ):
            groups.append([index])
        else:
            groups[-1].append(index)
    result: list[list[int]] = []
    for group in groups:
        keys = 0
        for index in group:
            first = [part.text for x0, _, part in segments[index] if _column(x0, columns) == 0]
            keys += bool(first and _KEY.fullmatch(first[0]))
        if keys > 1 or len(groups) < 3:
            result.extend([index] for index in group)
        else:
            result.append(group)
    return result


def _stands_alone(segments: list[list[Segment]], index: int, columns: list[tuple[float, float]]) -> bool:
    return len(segments[index]) == 1 and _crosses(segments[index][0], columns)
