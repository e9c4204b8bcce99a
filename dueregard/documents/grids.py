"""What every reader gives: a file's paragraphs and grids of cells, in reading order, each with its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stood in the source.

    page: 1-based page, or the 1-based position of the sheet in a workbook; None where a format has no pages.
    row: 1-based line of a text, or row of its sheet or table; None where unknown.
    sheet: the sheet's name in a workbook, else "".
    """

    page: int | None = None
    row: int | None = None
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it stood: text with its own line breaks, and the fill colour as "#rrggbb" or None.

    A cell that spans stands once, at its top left; the other positions that it covers hold None in the grid.
    flags: words for what a reader noticed about this cell (see FLAGS).
    """

    text: str
    place: Place = Place()
    fill: str | None = None
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    flags: tuple[str, ...] = ()


# What a reader may note about a cell; the plan importer turns each into a flag with a sentence.
FLAGS = {
    "formula_without_value": "The cell holds a formula whose value was never stored.",
    "looks_like_formula": "The text begins with a sign that a spreadsheet would take for a formula.",
    "broken_encoding": "Some characters could not be read and were replaced.",
    "joined_over_page": "The row was broken over a page and has been joined.",
}


@dataclass(slots=True)
class Grid:
    """A table: rows of equal length; None marks a position that a spanning cell covers."""

    rows: list[list[Cell | None]]
    place: Place = Place()
    # How the cells were told apart: "cells" (a true table), "tabs", "pipes", "slashes", "columns" (by position),
    # "sheet" (numbered lines)
    told_by: str = "cells"

    @property
    def width(self) -> int:
        return max((len(row) for row in self.rows), default=0)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text outside every table. level: 0 for body text, 1 and up for a heading of that level."""

    text: str
    place: Place = Place()
    level: int = 0


Block = Paragraph | Grid


@dataclass(slots=True)
class SourceDocument:
    """A whole file as read: its blocks in reading order."""

    format: str  # "docx", "pdf", "xlsx", "ods", "odt", "csv", "html", "json" or "text"
    blocks: list[Block]
    title: str = ""  # the title in the file's own properties, if any
    pages: int | None = None
    # Sentences about the file as a whole, for the person who brought it ("31 characters stand outside every table").
    remarks: list[str] = field(default_factory=list)
    keywords: str = ""  # those in the file's own properties, by which a program may know its own files
    data: Any = None  # the tree of a file of data, or of the file of data that a PDF carries

    def grids(self) -> Iterator[Grid]:
        """The tables, in reading order."""
        return (block for block in self.blocks if isinstance(block, Grid))

    def paragraphs(self) -> Iterator[Paragraph]:
        """The text outside tables, in reading order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))


class UnreadableDocument(Exception):
    """The file cannot be read. Its text is one sentence for the user: what is wrong and what to do."""
