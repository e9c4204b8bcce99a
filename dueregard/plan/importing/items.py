"""What the walk through a document collects: items with their entries and parts, sections, and what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field

from dueregard.documents.grids import Cell, Place

from .header_rows import Column


@dataclass(slots=True)
class Part:
    """One cell that went into a field of an item. turn: it opens a new table or page."""

    cell: Cell
    column: Column
    turn: bool = False

    @property
    def text(self) -> str:
        return self.cell.text

    @property
    def place(self) -> Place:
        return self.cell.place


@dataclass(slots=True)
class Entry:
    """One row of an item with its own action, lead and date; its parts by field, in reading order."""

    parts: dict[str, list[Part]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """All text of a field, a line to each part."""
        return "\n".join(part.text for part in self.parts.get(name, [])).strip()

    def add(self, name: str, part: Part) -> None:
        """Put a cell at the end of a field."""
        self.parts.setdefault(name, []).append(part)


@dataclass(slots=True)
class Item:
    """One risk area in the making. rows: how many rows of the source it took; wrapped: physical lines, not rows."""

    number: str | None
    place: Place
    section: int | None
    wrapped: bool
    entries: list[Entry] = field(default_factory=lambda: [Entry()])
    rows: int = 1
    title: str = ""  # where it does not come from a column: a category, or a card above the table
    card_leads: str = ""
    by_category: bool = False
    widths: dict[int, int] = field(default_factory=dict)  # by column, the longest line of a wrapped table

    def parts(self, name: str) -> list[Part]:
        """The cells of a field over all entries."""
        return [part for entry in self.entries for part in entry.parts.get(name, [])]

    def text(self, name: str) -> str:
        """All text of a field over all entries."""
        return "\n".join(part.text for part in self.parts(name)).strip()


@dataclass(slots=True)
class Line:
    """A paragraph outside the plan's rows, or a row of one cell that is like one."""

    text: str
    place: Place
    level: int = 0
