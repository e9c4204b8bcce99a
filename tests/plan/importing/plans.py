"""Invented plans as grids in memory, and the words that a proposal must not lose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from dueregard.documents.grids import Block, Cell, Grid, Paragraph, Place, SourceDocument
from dueregard.plan.importing import Proposal
from dueregard.plan.importing.proposal import RiskArea

Value = str | Cell | None


def filled(fill: str, text: str = "") -> Cell:
    """A cell with a colour."""
    return Cell(text, fill=fill)


def wide(text: str, columns: int, rows: int = 1) -> Cell:
    """A cell that spans columns and rows."""
    return Cell(text, colspan=columns, rowspan=rows)


def grid(*rows: Sequence[Value], page: int | None = None, told_by: str = "cells", sheet: str = "") -> Grid:
    """A table; short rows are filled up, and None is a position that a spanning cell covers."""
    width = max(len(row) for row in rows)
    cells: list[list[Cell | None]] = []
    for number, row in enumerate(rows, 1):
        place = Place(page, number, sheet)
        made: list[Cell | None] = []
        for value in [*row, *[""] * (width - len(row))]:
            if value is None:
                made.append(None)
            elif isinstance(value, Cell):
                made.append(
                    Cell(value.text, place, value.fill, value.rowspan, value.colspan, value.header, value.flags)
                )
            else:
                made.append(Cell(value, place))
        cells.append(made)
    return Grid(cells, Place(page, 1, sheet), told_by)


def line(text: str, level: int = 0) -> Paragraph:
    """A paragraph or heading."""
    return Paragraph(text, Place(None, None), level)


def document(*blocks: Block, form: str = "docx", title: str = "") -> SourceDocument:
    """A document of that format."""
    return SourceDocument(form, list(blocks), title)


def area(proposal: Proposal, number: str | None = None, title: str | None = None) -> RiskArea:
    """The one area with that number or title."""
    found = [
        one
        for one in proposal.risk_areas
        if (number is None or one.number == number) and (title is None or one.title == title)
    ]
    assert len(found) == 1, [(one.number, one.title) for one in proposal.risk_areas]
    return found[0]


def written(one: RiskArea) -> list[str]:
    """The leads of an area as they are written."""
    return [lead.written for lead in one.leads]


def flags(proposal: Proposal, kind: str) -> list[str]:
    """The messages of the flags of a kind."""
    return [flag.message for flag in proposal.flags if flag.kind == kind]


def words_of(source: SourceDocument) -> set[str]:
    """Every word of a document."""
    texts = [block.text for block in source.paragraphs()]
    for table in source.grids():
        first = 1 if table.told_by == "sheet" else 0
        texts += [cell.text for row in table.rows for cell in row[first:] if cell is not None]
    return {word for text in texts for word in re.findall(r"\w+", text)}


def words_in(value: Any) -> set[str]:
    """Every word anywhere in a piece of JSON."""
    if isinstance(value, str):
        return set(re.findall(r"\w+", value))
    if isinstance(value, dict):
        return set().union(*(words_in(part) for part in value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*(words_in(part) for part in value)) if value else set()
    return set()
