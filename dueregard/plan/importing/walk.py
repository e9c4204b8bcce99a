"""The walk through a document's blocks in reading order, which finds its sections and items and says what is neither."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from dueregard.documents.grids import Block, Cell, Grid, Paragraph, Place

from .collected import Collected, could_head
from .columns import item_number
from .header_rows import Row, filled, is_document_header, is_guide_row, text_of
from .items import Entry, Item, Line, Part
from .layout import Layout, as_rows, by_content, by_the_user, from_before, headers_of, is_about_the_document
from .proposal import Section, where
from .rows import (
    PAGE_NUMBER,
    WRAPPED,
    Ways,
    another_action,
    is_context,
    is_legend,
    same_item,
    section_heading,
    section_of,
    split_number,
    ways_of,
)

_CARD = re.compile(r"(?:risk|item|area)\s*(\d{1,3}(?:\.\d{1,3})?)\s*[:.–-]?\s*(.*)", re.I | re.S)
_OWNER = re.compile(r"(?:risk |action |lead )?(?:owner|lead|officer)\s*:\s*(.{2,200})", re.I | re.S)
# Fields that tables repeat on every row of an item.
_NAMES = ("title", "category", "section", "number", "requirement")

# The user's choice of fields: number of the grid, number of the column, field.
Choices = Mapping[str, Mapping[str, str]]


class Walk(Collected):
    """One pass. After `run`: items, sections, context, lines (before the plan), left_out, layouts."""

    def __init__(self, blocks: Sequence[Block], mapping: Choices | None = None, skip: set[int] | None = None) -> None:
        super().__init__()
        self.blocks = blocks
        self.mapping = mapping or {}
        self.skip = skip or set()
        self.layouts: list[dict[str, Any]] = []
        self.ways = Ways()
        self.plan_fields: set[str] = set()
        self._any_header = False
        self._card: tuple[str, str, str] | None = None
        self._seen_header: set[str] = set()
        self._by_category: dict[tuple[int | None, str], Item] = {}

    def run(self) -> None:
        """Walk through all blocks."""
        plans = self._plans()
        self.ways = ways_of([(grid, layout) for grid, parts in plans.values() for layout in parts[:1]])
        self._headed = sum(self._is_headed(index) for index in plans)
        before: Layout | None = None
        number = -1
        for index, block in enumerate(self.blocks):
            if isinstance(block, Grid):
                number += 1
            if index in self.skip:
                continue
            if isinstance(block, Paragraph):
                self._paragraph(Line(block.text, block.place, block.level))
                continue
            before = self._grid(block, number, before)
        self._drop_pending()
        self._sections_from_columns()

    def _sections_from_columns(self) -> None:
        """A column of sections, or of categories beside the risks, stands in where no row or heading names sections."""
        name = "section" if any(item.text("section") for item in self.items) else "category"
        if self.sections or not any(item.text(name) for item in self.items if not item.by_category):
            return
        at: int | None = None
        for item in self.items:
            written = item.entries[0].text(name)
            if written and not item.by_category:
                number, title = section_heading(written)
                known = [(section.number, section.title) for section in self.sections]
                if (number, title) not in known:
                    self.sections.append(Section(number, title, where(item.place)))
                    known.append((number, title))
                at = known.index((number, title))
            item.section = at

    # Which tables are the plan's

    def _plans(self) -> dict[int, tuple[Grid, list[Layout]]]:
        found: dict[int, tuple[Grid, list[Layout]]] = {}
        before: Layout | None = None
        for index, block in enumerate(self.blocks):
            if not isinstance(block, Grid) or index in self.skip:
                continue
            layouts = [layout for _, layout in headers_of(block)]
            if not layouts and before is not None and not is_about_the_document(block):
                inherited = from_before(block, before)
                layouts = [inherited] if inherited else []
            if layouts:
                before = layouts[-1]
                found[index] = (block, layouts)
                self.plan_fields |= set().union(*(layout.fields for layout in layouts))
        self._any_header = bool(found)
        return found

    def _is_headed(self, index: int) -> bool:
        """Whether a plan's table follows straight on a paragraph that could be its section's name."""
        before = self.blocks[index - 1] if index else None
        grid = self.blocks[index]
        starts_with_header = isinstance(grid, Grid) and any(at <= 1 for at, _ in headers_of(grid))
        return isinstance(before, Paragraph) and could_head(before.text) and starts_with_header

    # Tables

    def _grid(self, grid: Grid, number: int, before: Layout | None) -> Layout | None:
        headers = dict(headers_of(grid))
        layout: Layout | None = None
        noise = ""
        override = self.mapping.get(str(number))
        if not headers:
            if before is not None and not is_about_the_document(grid):
                layout = from_before(grid, before)
            elif not self._any_header:
                layout = by_content(grid)
                if layout:
                    self.ways = ways_of([(grid, layout)])
                    self.plan_fields |= layout.fields
            if layout is None and override:
                layout = Layout()
        if layout is not None and override:
            layout = by_the_user(layout, override, grid)
            self.plan_fields |= layout.fields
        if layout is not None:
            self._context = None
            self._drop_pending()
        described: dict[str, Any] = {
            "grid": number,
            **(where(grid.place) or {}),
            "columns": [],
            "taken": False,
            "reason": "",
        }
        if layout is not None:
            described |= {"columns": as_rows(layout), "taken": True}
        self.layouts.append(described)
        turn = True
        at = 0
        after_header = False
        while at < len(grid.rows):
            row = grid.rows[at]
            if at in headers:
                layout = headers[at]
                if override:
                    layout = by_the_user(layout, override, grid)
                    self.plan_fields |= layout.fields
                described |= {"columns": as_rows(layout), "taken": True}
                noise = ""
                self._section_from_pending()
                self._context = None
                self._skip_header(grid, at, layout.starts)
                at = layout.starts
                after_header = True
                continue
            at += 1
            if not filled(row):
                continue
            if is_document_header(row) and (layout is None or (len(filled(row)) >= 2 and grid.told_by not in WRAPPED)):
                noise, layout = "A table about the document or a scale, not the plan.", None
                described["reason"] = described["reason"] or noise
            if layout is None:
                self._before_the_plan(row, grid, noise, bool(headers), number)
                continue
            if after_header and is_guide_row(row):
                self._leave_row("A guide to filling the columns in.", row, grid)
                continue
            self._row(row, layout, grid, turn)
            turn = after_header = False
        return layout if layout is not None else before

    def _skip_header(self, grid: Grid, at: int, starts: int) -> None:
        """Headings are in the layout; a guide beneath them, and what else the rows say, is kept aside."""
        for row in grid.rows[at:starts]:
            key = " | ".join(text_of(row, index) for index in filled(row))
            if key not in self._seen_header:
                self._seen_header.add(key)
                self._leave_row("Headings of a table.", row, grid)

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


def _says_enough(row: Row, layout: Layout) -> bool:
    return any(text_of(row, layout.first(name)) for name in ("actions_taken", "next_steps", "hazard", "category"))


def _says_again(item: Item, name: str, cell: Cell) -> bool:
    text = cell.text.strip()
    return bool(text) and any(part.text.strip() == text for part in item.parts(name))


def _wide(row: Row) -> bool:
    """Whether a row is one cell across the table, or its first cell alone."""
    cells = filled(row)
    return (len(cells) == 1 and cells[0] <= 1) or len({text_of(row, index) for index in cells}) == 1
