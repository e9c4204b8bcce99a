"""The rows of a plan's tables put where they belong: headings of sections, items and their entries, or aside."""

from __future__ import annotations

import re

from dueregard.documents.grids import Cell, Grid, Place

from .collected import Collected
from .columns import item_number
from .header_rows import Row, filled, text_of
from .items import Entry, Item, Line, Part
from .layout import Layout
from .rows import (
    PAGE_NUMBER,
    Ways,
    another_action,
    is_context,
    is_legend,
    same_item,
    section_of,
    split_number,
)

_CARD = re.compile(r"(?:risk|item|area)\s*(\d{1,3}(?:\.\d{1,3})?)\s*[:.–-]?\s*(.*)", re.I | re.S)
_OWNER = re.compile(r"(?:risk |action |lead )?(?:owner|lead|officer)\s*:\s*(.{2,200})", re.I | re.S)
# What somebody writes across a table about the table itself.
_REMARK = re.compile(
    r"(?:last |next )?(?:updated|reviewed|review(?: date)?|revised|prepared|completed)(?: (?:by|on|in|due)\b|:)|"
    r"no (?:further |new )?(?:actions?|updates?|changes?) (?:in|for|since|during|this)\b|end of (?:plan|table|document)\b",
    re.I,
)
# Fields that tables repeat on every row of an item.
_NAMES = ("title", "category", "section", "number", "requirement")


class PlacedRows(Collected):
    """What a walk knows of the rows so far, and what each row does to it."""

    def __init__(self) -> None:
        super().__init__()
        self.ways = Ways()
        self._card: tuple[str, str, str] | None = None
        self._by_category: dict[tuple[int | None, str], Item] = {}

    def _before_the_plan(self, row: Row, grid: Grid, noise: str, comes: bool, number: int) -> None:
        """A row of a table that is no plan, or that stands above the plan's headings."""
        cells = filled(row)
        texts = list(dict.fromkeys(text_of(row, index) for index in cells))
        first = row[cells[0]]
        place = first.place if first is not None else grid.place
        card = _CARD.fullmatch(texts[0])
        if card and comes and len(texts) <= 4:
            rest = [card[2], *texts[1:]]
            owner = next((match for text in rest if (match := _OWNER.fullmatch(text))), None)
            title = next((text for text in rest if text and not _OWNER.fullmatch(text)), "")
            self._card = (card[1], title, owner[1] if owner else "")
            self._item = None
            for text in rest:
                if text and text != title and not _OWNER.fullmatch(text):
                    self._leave("Beside the risk's title.", text, [text], place)
            return
        if noise:
            self._leave_row(noise, row, grid)
        elif len(texts) == 1 and (comes or len(grid.rows) == 1):
            self._paragraph(Line(texts[0], place, 0))
        elif self._context is not None and comes:
            self._context.append(" ".join(texts))
        elif comes or (len(texts) == 2 and len(grid.rows) <= 12 and not self.items):
            line = Line(f"{texts[0].rstrip(':')}: {' '.join(texts[1:])}" if len(texts) > 1 else texts[0], place, 0)
            self.lines.append(line)
        else:
            self._leave_row("A table that is not the plan.", row, grid)

    def _row(self, row: Row, layout: Layout, grid: Grid, turn: bool) -> None:
        cells = filled(row)
        texts = list(dict.fromkeys(text_of(row, index) for index in cells))
        first = row[cells[0]]
        place = first.place if first is not None else grid.place
        if len(texts) == 1 and PAGE_NUMBER.fullmatch(texts[0]) and item_number(texts[0]) != texts[0]:
            self._leave_row("A page number.", row, grid)
            return
        if len(texts) == 1 and is_context(texts[0]) and (len(row) < 3 or len(grid.rows) > 1) and _wide(row):
            self._open_context(Line(texts[0], place))
            return
        if len(texts) == 1 and is_legend(texts[0]):
            self._leave_row("A scale's legend.", row, grid)
            return
        if self._context is not None and len(texts) == 1:
            self._context.append(texts[0])
            return
        self._context = None
        if len(texts) == 1 and _REMARK.match(texts[0]) and item_number(texts[0]) is None and _wide(row) and _alone(row):
            self._leave_row("A note or key within the table.", row, grid)
            return
        section = section_of(row, layout, grid, self.ways, self._item)
        if section is not None:
            self._open_section(*section, place)
            return
        if len(texts) == 1 and re.match(r"(?:\*+|note\b|key\b|n\.?b\.?\b)", texts[0], re.I) and _wide(row):
            self._leave_row("A note or key within the table.", row, grid)
            return
        self._item_row(row, layout, grid, turn, place)

    def _item_row(self, row: Row, layout: Layout, grid: Grid, turn: bool, place: Place) -> None:
        number_at = layout.first("number")
        title_at = layout.first("title", "requirement")
        written = text_of(row, number_at)
        number = item_number(written)
        glued_title = ""
        if written and number is None:
            number, glued_title = split_number(written)
        elif number_at is None and title_at is not None:
            number, _ = split_number(text_of(row, title_at))
        by_category = title_at is None or (not layout.all("title") and not layout.all("requirement"))
        if by_category:
            self._category_row(row, layout, grid, place, number)
            return
        item = self._item
        if self._card is not None and item is None:
            item = self._new(self._card[0], place, grid)
            item.title, item.card_leads = self._card[1], self._card[2]
            self._card = None
            self._add(item, row, layout, grid, turn, item.entries[-1])
            return
        if item is not None and same_item(row, layout, grid, item, number, turn=turn):
            item.rows += 1
            if another_action(row, layout, grid, item):
                item.entries.append(Entry())
            self._add(item, row, layout, grid, turn, item.entries[-1])
            return
        if number is None and not text_of(row, title_at) and item is None and not _says_enough(row, layout):
            self._leave_row("A row before any item.", row, grid)
            return
        item = self._new(number, place, grid)
        self._add(item, row, layout, grid, turn, item.entries[-1])
        if glued_title and not item.text("title"):
            item.title = glued_title

    def _category_row(self, row: Row, layout: Layout, grid: Grid, place: Place, number: str | None) -> None:
        """A plan of actions only: one item to a category (or section), an entry to each action."""
        category_at = layout.first("category", "section", "hazard")
        category = text_of(row, category_at)
        item = self._item
        if not category and item is not None:
            if not another_action(row, layout, grid, item) and number is None:
                item.rows += 1
                self._add(item, row, layout, grid, False, item.entries[-1])
                return
        else:
            key = (self._section, " ".join(category.lower().split()))
            item = self._by_category.get(key)
            if item is None:
                item = self._new(None, place, grid)
                item.by_category = True
                item.title = category
                self._by_category[key] = item
        self._item = item
        if any(item.entries[-1].parts):
            item.entries.append(Entry())
        item.rows += 1
        self._add(item, row, layout, grid, False, item.entries[-1])

    def _add(self, item: Item, row: Row, layout: Layout, grid: Grid, turn: bool, entry: Entry) -> None:
        """Each cell to its own column's field; blank cells of a wrapped table are kept, since they part paragraphs."""
        for index, column in sorted(layout.columns.items()):
            cell = row[index] if index < len(row) else None
            if cell is None or (not cell.text.strip() and cell.fill is None and not item.wrapped and not cell.flags):
                continue
            if item.by_category and column.field in ("category", "section"):
                continue
            if item.rows > 1 and column.field in _NAMES and _says_again(item, column.field, cell):
                continue  # said again on another row of the same item
            entry.add(column.field, Part(cell, column, turn))
            longest = max((len(line) for line in cell.text.split("\n")), default=0)
            item.widths[index] = max(item.widths.get(index, 0), longest)
        for index in filled(row):
            if index not in layout.columns:
                extra: Cell | None = row[index]
                if extra is not None:
                    self._leave("A cell outside the table's columns.", extra.text, [extra.text], extra.place)


def _alone(row: Row) -> bool:
    """Whether a row's one text spans it."""
    cell = row[filled(row)[0]]
    return cell is not None and cell.colspan >= max(2, len(row) - 1)


def _says_enough(row: Row, layout: Layout) -> bool:
    return any(text_of(row, layout.first(name)) for name in ("actions_taken", "next_steps", "hazard", "category"))


def _says_again(item: Item, name: str, cell: Cell) -> bool:
    text = cell.text.strip()
    return bool(text) and any(part.text.strip() == text for part in item.parts(name))


def _wide(row: Row) -> bool:
    """Whether a row is one cell across the table, or its first cell alone."""
    cells = filled(row)
    return (len(cells) == 1 and cells[0] <= 1) or len({text_of(row, index) for index in cells}) == 1
