"""A sheet of any workbook: what was found in it, laid out as a grid of its used part."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..grids import Cell, Grid, Place
from ..limits import Tally

# Beyond this width a sheet is sparse, and columns without anything in them are left out.
WIDE = 256


@dataclass(frozen=True, slots=True)
class FoundCell:
    """One cell as a sheet holds it."""

    text: str
    fill: str | None = None
    flags: tuple[str, ...] = ()


@dataclass(slots=True)
class SheetContent:
    """What a sheet holds, by 1-based row and column: cells, merged areas (top, left, bottom, right), hidden rows."""

    cells: dict[int, dict[int, FoundCell]] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: int = 0
    hidden_columns: bool = False


def laid_out(content: SheetContent, position: int, name: str, tally: Tally) -> Grid | None:
    """The used part of a sheet as a grid, or None when there is no text in it. A run of blank rows becomes one."""
    filled = {row: {column for column, found in cells.items() if found.text or found.flags}
              for row, cells in content.cells.items()}  # fmt: skip
    rows_with_text = sorted(row for row, columns in filled.items() if columns)
    if not rows_with_text:
        return None
    used = set().union(*filled.values())
    left, right = min(used), max(used)
    columns = list(range(left, right + 1)) if right - left < WIDE else sorted(used)
    numbers: list[int] = []
    for row in rows_with_text:
        if numbers and row > numbers[-1] + 1:
            numbers.append(numbers[-1] + 1)
        numbers.append(row)
    tally.add_cells(len(numbers) * len(columns))
    row_at = {row: index for index, row in enumerate(numbers)}
    column_at = {column: index for index, column in enumerate(columns)}
    rows: list[list[Cell | None]] = []
    for number in numbers:
        cells = content.cells.get(number, {})
        place = Place(position, number, name)
        found = [cells.get(column, FoundCell("")) for column in columns]
        rows.append([Cell(cell.text, place, cell.fill, flags=cell.flags) for cell in found])
    for top, first, bottom, last in content.merged:
        _merge(rows, (top, first, bottom, last), numbers, columns, row_at, column_at, tally)
    return Grid(rows, Place(position, numbers[0], name))


def _merge(
    rows: list[list[Cell | None]],
    area: tuple[int, int, int, int],
    numbers: list[int],
    columns: list[int],
    row_at: dict[int, int],
    column_at: dict[int, int],
    tally: Tally,
) -> None:
    """Make the area's first cell span what of the area is laid out."""
    top, first, bottom, last = area
    if top not in row_at or first not in column_at:
        return
    at_row, at_column = row_at[top], column_at[first]
    anchor = rows[at_row][at_column]
    if anchor is None:
        return
    high = sum(1 for number in numbers[at_row:] if number <= bottom)
    wide = sum(1 for column in columns[at_column:] if column <= last)
    tally.add_cells(high * wide)
    covered = [(r, c) for r in range(at_row, at_row + high) for c in range(at_column, at_column + wide)]
    if any(cell is None or cell.rowspan * cell.colspan > 1 for cell in (rows[r][c] for r, c in covered)):
        return  # areas that overlap are damage: the first one stands
    for r, c in covered[1:]:
        rows[r][c] = None
    rows[at_row][at_column] = Cell(anchor.text, anchor.place, anchor.fill, high, wide, flags=anchor.flags)
