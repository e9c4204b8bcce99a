"""Rows of our tables in print: what stands in each under its heading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dueregard.documents.grids import Cell, Grid, Place
from dueregard.plan.rules import printed


@dataclass(slots=True)
class Row:
    """A row of one of our tables: its texts by heading, without those that a cell above spans."""

    texts: dict[str, str]
    place: Place | None
    goes_on: bool = False

    def text(self, heading: str) -> str:
        return self.texts.get(heading, "")


def rows_of(grid: Grid, headings: list[str]) -> Iterator[Row]:
    """The rows below the headings. A row whose first cell is spanned from above goes on what stands there; so does one
    whose area columns are all empty, such as a row that somebody has added."""
    for row in grid.rows[1:]:
        texts = {name: cell.text for name, cell in zip(headings, row, strict=True) if cell is not None}
        place = next((cell.place for cell in row if cell is not None), grid.place)
        if any(texts.values()):
            spanned = _spanned(row[0])
            yield Row(texts, place, spanned or not any(texts.get(name) for name in _HEADS))


_HEADS = (printed.NUMBER, printed.AREA, printed.PLACE, printed.INITIALS)


def _spanned(cell: Cell | None) -> bool:
    return cell is None
