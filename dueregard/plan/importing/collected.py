"""What a walk has collected so far: items, sections, context, lines before the plan, and what was left out."""

from __future__ import annotations

import re

from dueregard.documents.grids import Grid, Place

from .header_rows import Row
from .items import Item, Line
from .proposal import LeftOut, Section, where
from .rows import PAGE_NUMBER, WRAPPED, is_context, is_legend, section_heading

_DUTY = re.compile(
    r"\b(?:leadership|partnerships?|training|capabilit\w+|permissive|welfare|speakers?|curriculum|governance)\b", re.I
)
_DOTS = re.compile(r"\.{4,}|…{2,}|\t\d{1,3}$")
# A paragraph of this length or less can head a table.
LONGEST_HEADING = 200


class Collected:
    """The state of a walk, and what paragraphs do to it."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.sections: list[Section] = []
        self.context: list[tuple[Line, list[str]]] = []
        self.lines: list[Line] = []
        self.left_out: list[LeftOut] = []
        self._item: Item | None = None
        self._section: int | None = None
        self._context: list[str] | None = None
        self._pending: list[Line] = []
        self._headed = 0

    def _paragraph(self, line: Line) -> None:
        text = line.text.strip()
        if not text:
            return
        if PAGE_NUMBER.fullmatch(text):
            self._leave("A page number.", text, [text], line.place)
            return
        if _DOTS.search(text) or re.fullmatch(r"(?:table of )?contents", text, re.I):
            self._leave("Part of a list of contents.", text, [text], line.place)
            return
        if is_legend(text):
            self._leave("A scale's legend.", text, [text], line.place)
            return
        if is_context(text):
            self._open_context(line)
            return
        if self._context is not None and line.level == 0:
            self._context.append(text)
            return
        self._context = None
        if not self.items and self._section is None:
            self.lines.append(line)
        self._pending.append(line)

    def _open_context(self, line: Line) -> None:
        texts: list[str] = []
        self.context.append((line, texts))
        self._context = texts
        self._item = None

    def _leave(self, reason: str, text: str, cells: list[str], place: Place) -> None:
        self.left_out.append(LeftOut(reason, text, cells, where(place)))

    def _drop_pending(self) -> None:
        for line in self._pending:
            if line not in self.lines:
                self._leave("Text outside the plan's tables.", line.text, [line.text], line.place)
        self._pending = []

    def _section_from_pending(self) -> None:
        """The last paragraph before a headed table names a section where headings or repetition show it."""
        self._section_from_context()
        if self._pending:
            line = self._pending[-1]
            first = not self.items
            if could_head(line.text) and (self._headed >= 2 or (line.level > 0 and not first)):
                self._pending.pop()
                if line in self.lines:
                    self.lines.remove(line)
                self._open_section(*section_heading(line.text), line.place)
        self._drop_pending()

    def _section_from_context(self) -> None:
        """A short line between the local risks and a table names the table's section where it speaks of the duty's parts."""
        if self.context and self._context and len(self._context) >= 2 and _DUTY.search(self._context[-1]):
            line = self._context[-1]
            if len(line) <= 60 and not line.endswith("."):
                self._context.pop()
                self._open_section(*section_heading(line), self.context[-1][0].place)

    def _open_section(self, number: str | None, title: str | None, place: Place) -> None:
        self._item = None
        self._context = None
        for at, section in enumerate(self.sections):
            # A heading that is repeated on a new page opens nothing.
            if section.number == number and (section.title or "").lower() == (title or "").lower():
                self._section = at
                return
        self.sections.append(Section(number, title, where(place)))
        self._section = len(self.sections) - 1

    def _leave_row(self, reason: str, row: Row, grid: Grid) -> None:
        cells = [cell.text if cell is not None else "" for cell in row]
        place = next((cell.place for cell in row if cell is not None), grid.place)
        self._leave(reason, " | ".join(text for text in cells if text.strip()), cells, place)

    def _new(self, number: str | None, place: Place, grid: Grid) -> Item:
        item = Item(number, place, self._section, grid.told_by in WRAPPED)
        self.items.append(item)
        self._item = item
        return item


def could_head(text: str) -> bool:
    """Whether a paragraph could name the table below it."""
    plain = text.strip()
    return (
        2 < len(plain) <= LONGEST_HEADING and not PAGE_NUMBER.fullmatch(plain) and not plain.startswith(("(", "[", "*"))
    )
