"""The walk through a document's blocks in reading order, which finds its sections and items and says what is neither."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dueregard.documents.grids import Block, Grid, Paragraph

from .collected import could_head
from .header_rows import filled, is_document_header, is_guide_row, text_of
from .items import Line
from .layout import Layout, as_rows, by_content, by_the_user, from_before, headers_of, is_about_the_document
from .placed_rows import PlacedRows
from .proposal import Section, where
from .rows import (
    WRAPPED,
    section_heading,
    ways_of,
)

# The user's choice of fields: number of the grid, number of the column, field.
Choices = Mapping[str, Mapping[str, str]]


class Walk(PlacedRows):
    """One pass. After `run`: items, sections, context, lines (before the plan), left_out, layouts."""

    def __init__(self, blocks: Sequence[Block], mapping: Choices | None = None, skip: set[int] | None = None) -> None:
        super().__init__()
        self.blocks = blocks
        self.mapping = mapping or {}
        self.skip = skip or set()
        self.layouts: list[dict[str, Any]] = []
        self.plan_fields: set[str] = set()
        self._any_header = False
        self._seen_header: set[str] = set()

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
