"""How a table's columns are read: by its heading rows, by those of the table before, by content, or by the user's mapping."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from dueregard.documents.grids import Grid

from .columns import Profile, align, item_number, profile
from .header_rows import (
    Column,
    Row,
    filled,
    is_document_header,
    is_guide_row,
    is_second_header,
    read_header,
    text_of,
    two_rows,
)
from .headings import FIELDS, plain_heading
from .meanings import answers_are_ratings, number_the_items, tell_rag_from_score

# A table of the plan says what the risk or duty is, or what is done about it.
_CORE = {"actions_taken", "next_steps", "hazard", "title", "requirement", "category"}
_TELLING = {
    "actions_taken",
    "next_steps",
    "rag",
    "gross",
    "current",
    "residual",
    "likelihood",
    "severity",
    "leads",
    "hazard",
}

# The name of a sheet of a workbook that tells of the document.
_LOG = re.compile(
    r"(?:change|version|revision|amendment|document|update)s?[ _-]*(?:log|history|control|record)s?|"
    r"changes|amendments|revisions|history|log of changes",
    re.I,
)


@dataclass(slots=True)
class Layout:
    """The columns of a table, by index; starts: the row that its data begin at."""

    columns: dict[int, Column] = field(default_factory=dict)
    header_row: int | None = None
    starts: int = 0

    def first(self, *names: str) -> int | None:
        """The index of the first column of one of these fields."""
        return next((index for index, column in sorted(self.columns.items()) if column.field in names), None)

    def all(self, name: str) -> list[int]:
        """The indexes of every column of a field."""
        return [index for index, column in sorted(self.columns.items()) if column.field == name]

    @property
    def fields(self) -> set[str]:
        return {column.field for column in self.columns.values()}

    @property
    def is_plan(self) -> bool:
        """Whether these columns can be a plan's."""
        return plan_columns(self.fields)


def plan_columns(fields: set[str]) -> bool:
    """A plan has what is at stake or asked for, and something that is done, rated or led."""
    telling = fields & _TELLING
    core = fields & _CORE
    if not core or not telling:
        return False
    if "next_steps" in fields or "actions_taken" in fields:
        return len(core | telling | (fields & {"due", "progress", "status", "number", "evidence"})) >= 2
    return bool(fields & {"title", "requirement", "hazard"}) and bool(
        telling - {"hazard", "leads"} or "leads" in telling
    )


def read_layout(grid: Grid, at: int, columns: dict[int, Column]) -> Layout:
    """The layout that begins at the header row `at`: a second header row joined in, unnamed columns told by content."""
    first = grid.rows[at]
    starts = at + 1
    if starts < len(grid.rows) and is_second_header(grid.rows[starts], first, columns):
        columns = two_rows(first, grid.rows[starts], columns)
        starts += 1
    layout = Layout(columns, at, starts)
    data = _until_next_header(grid, starts, columns)
    profiles = [profile(data, index) for index in range(grid.width)]
    number_the_items(layout.columns, profiles)
    _shift_for_unnamed_first(layout, profiles)
    _name_the_unnamed(layout, profiles, first)
    settle(layout, profiles)
    return layout


def _until_next_header(grid: Grid, starts: int, columns: Mapping[int, Column]) -> list[Row]:
    known = {plain_heading(column.heading) for column in columns.values()}
    data: list[Row] = []
    for row in grid.rows[starts:]:
        if read_header(row, known) is not None:
            break
        if filled(row) and not is_guide_row(row):
            data.append(row)
    return data


def _shift_for_unnamed_first(layout: Layout, profiles: list[Profile]) -> None:
    """Headings may lack the one over the numbers, so that every column stands one further right than its heading."""
    first = layout.columns.get(0)
    if first is None or first.field == "number" or not profiles or profiles[0].number < 0.8 or profiles[0].filled < 2:
        return
    last = max(layout.columns)
    if last + 1 >= len(profiles) and profiles[last].filled:
        return
    layout.columns = {
        index + 1: Column(index + 1, column.heading, column.field, column.confidence * 0.9, column.told_by, column.also)
        for index, column in layout.columns.items()
        if index + 1 < len(profiles)
    }


def _name_the_unnamed(layout: Layout, profiles: list[Profile], first: Row) -> None:
    """Columns without a heading that can be read: the numbers by content, the rest kept as text."""
    for index, held in enumerate(profiles):
        if index in layout.columns:
            continue
        heading = text_of(first, index)
        if not held.filled and not heading:
            continue
        named = "other"
        if held.number > 0.7 and "number" not in layout.fields and index <= 1:
            named = "number"
        elif not heading and held.lead > 0.7 and "leads" not in layout.fields:
            named = "leads"
        elif not heading and held.mark > 0.7 and "rag" not in layout.fields:
            named = "rag"
        layout.columns[index] = Column(index, heading, named, 0.8 if named == "number" else 0.4, "content")


def settle(layout: Layout, profiles: Sequence[Profile]) -> None:
    """One meaning for each column: two of the same field are told apart, and something is the area's title."""
    columns = layout.columns
    answers_are_ratings(columns, profiles)
    titles = layout.all("title")
    if len(titles) > 1:
        # "Risk Area" beside "Risk": the shorter names the area, the longer describes what may happen.
        lengths = {index: profiles[index].length if index < len(profiles) else 0.0 for index in titles}
        named = [index for index in titles if "area" in plain_heading(columns[index].heading)]
        keep = named[0] if named else min(titles, key=lambda index: lengths[index])
        for index in titles:
            if index != keep:
                columns[index].field = "hazard" if "hazard" not in layout.fields else "other"
    if not layout.all("title"):
        hazards = layout.all("hazard")
        if (hazards and not layout.all("category") and not layout.all("requirement")) or (
            hazards and layout.all("category")
        ):
            columns[hazards[0]].field = "title"
    for name in ("rag", "likelihood", "severity", "gross", "current", "residual"):
        for index in layout.all(name)[1:]:
            held = profiles[index] if index < len(profiles) else Profile()
            other = "current" if name == "rag" and held.score > 0.7 and "current" not in layout.fields else "other"
            columns[index].field = other
            columns[index].confidence = 0.5
    tell_rag_from_score(columns, profiles)
    dues = sorted(layout.all("due"), key=lambda index: -columns[index].confidence)
    for index in dues[1:]:
        columns[index].field = "other"
    for index in layout.all("number"):
        # "No" over words is a column of answers, not of numbers.
        held = profiles[index] if index < len(profiles) else Profile()
        if held.filled >= 2 and held.number < 0.3 and columns[index].told_by == "heading":
            columns[index].field = "other" if layout.first("title") is not None else "title"


def headers_of(grid: Grid) -> list[tuple[int, Layout]]:
    """The rows of a table that head a plan, each with the layout that begins there."""
    found: list[tuple[int, Layout]] = []
    if _LOG.fullmatch(grid.place.sheet.strip()):
        return found
    known: set[str] | None = None
    at = 0
    while at < len(grid.rows):
        columns = read_header(grid.rows[at], known)
        if columns is not None and not is_document_header(grid.rows[at]):
            layout = read_layout(grid, at, columns)
            if layout.is_plan:
                found.append((at, layout))
                known = {plain_heading(column.heading) for column in columns.values()}
                at = layout.starts
                continue
        at += 1
    return found


def is_about_the_document(grid: Grid) -> bool:
    """Whether a table's first rows head approvals, changes, versions or a scale, or its sheet is named as a log of them."""
    if _LOG.fullmatch(grid.place.sheet.strip()):
        return True
    return any(is_document_header(row) for row in grid.rows[:2] if filled(row))


def from_before(grid: Grid, before: Layout) -> Layout | None:
    """The layout of a table without headings that goes on with the one before, or None where it does not."""
    data = [row for row in grid.rows if filled(row)]
    width = max((max(filled(row)) + 1 for row in data), default=0)
    known = [before.columns[index] for index in sorted(before.columns)]
    if not data or not known or width > len(known) + 1 or any(is_document_header(row) for row in data[:2]):
        return None
    profiles = [profile(data, index) for index in range(width)]
    numbered = before.first("number") is not None
    if width < 2 or (width < len(known) - 2 and not (numbered and profiles[0].number > 0.5 and width >= 3)):
        return None
    found = align([column.field for column in known], profiles)
    columns: dict[int, Column] = {}
    for index, at in enumerate(found):
        if at is not None:
            old = known[at]
            columns[index] = Column(index, old.heading, old.field, min(old.confidence, 0.85), "before", old.also)
        elif profiles[index].filled:
            columns[index] = Column(index, "", "other", 0.3, "content")
    layout = Layout(columns, None, 0)
    number = layout.first("number")
    if numbered and number is not None and profiles[number].filled and profiles[number].number < 0.5:
        return None
    return layout if layout.fields & (_CORE | {"number"}) else None


def by_content(grid: Grid) -> Layout | None:
    """A layout for a plan that has no headings at all: numbered rows with prose, and leads or marks beside them."""
    data = [row for row in grid.rows if filled(row)]
    if len(data) < 3:
        return None
    profiles = [profile(data, index) for index in range(grid.width)]
    number = next((index for index, held in enumerate(profiles[:2]) if held.number > 0.7 and held.filled >= 3), None)
    if number is None or not any("." in (item_number(text_of(row, number)) or "") for row in data):
        return None
    columns = {number: Column(number, "", "number", 0.8, "content")}
    prose = []
    for index, held in enumerate(profiles):
        if index == number or not held.filled:
            continue
        name = ""
        if held.mark > 0.6:
            name = "rag"
        elif held.date > 0.6:
            name = "due"
        elif held.lead > 0.6 and held.length < 60:
            name = "leads"
        if name and all(column.field != name for column in columns.values()):
            columns[index] = Column(index, "", name, 0.5, "content")
        elif held.prose > 0.3:
            prose.append(index)
    if len(prose) < 2 or (len(prose) < 3 and len(columns) < 2):
        return None
    order = {2: ["title", "next_steps"], 3: ["title", "actions_taken", "next_steps"]}.get(
        len(prose), ["title", "hazard", "actions_taken", "next_steps"]
    )
    for index, name in zip(prose, order, strict=False):
        columns[index] = Column(index, "", name, 0.4, "content")
    for index in prose[len(order) :]:
        columns[index] = Column(index, "", "other", 0.3, "content")
    return Layout(columns, None, 0)


def by_the_user(layout: Layout, mapping: Mapping[str, str], grid: Grid) -> Layout:
    """The layout with the user's own choice for each column that they chose for; an unknown field leaves a column out."""
    columns = dict(layout.columns)
    for written, name in mapping.items():
        if not str(written).isdigit() or int(written) >= grid.width:
            continue
        index = int(written)
        heading = columns[index].heading if index in columns else ""
        columns[index] = Column(index, heading, name if name in FIELDS else "ignore", 1.0, "you")
    return Layout(columns, layout.header_row, layout.starts)


def as_rows(layout: Layout) -> list[dict[str, Any]]:
    """The columns for the review page."""
    return [
        {
            "column": column.index,
            "heading": column.heading,
            "field": column.field,
            "also": column.also,
            "confidence": column.confidence,
            "told_by": column.told_by,
        }
        for _, column in sorted(layout.columns.items())
    ]
