"""Excel workbooks (.xlsx) of plain rows: text stays text, nothing is cut, the header stays in view."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

# What Excel itself holds in one cell, counted as it counts: in units of UTF-16.
CELL_LIMIT = 32_767

# Text that a spreadsheet would take for a formula when somebody edits the cell.
_LIKE_FORMULA = ("=", "+", "-", "@")
# Excel reads _x0041_ as "A": text that happens to look so is written with its underline escaped.
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_MAY_NOT_STAND = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_FONT = "Calibri"


class TooLongForCell(ValueError):
    """A text that no cell holds. Its text is a sentence that names the place."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A cell's text on a fill colour, "#rrggbb"; the text is dark on any pale fill."""

    text: str
    fill: str


@dataclass(frozen=True, slots=True)
class Column:
    """One column. width: in characters. text_only: what people type there stays text ("2.10", "31/3/2027").

    choices: words that the program offers in every cell below the heading; other words stay possible.
    """

    heading: str
    width: int = 20
    hidden: bool = False
    text_only: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its columns and rows of str, int, Filled or None, each as long as the columns."""

    name: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[str | int | Filled | None]]
    # A sheet of prose has neither a filter nor a frozen row.
    table: bool = True


def length_in_cell(text: str) -> int:
    """How long a cell counts a text: characters outside the basic plane count twice."""
    return len(text) + sum(1 for character in text if character > "\uffff")


def write_workbook(sheets: Sequence[Sheet], *, title: str = "", author: str = "", keywords: str = "") -> bytes:
    """The workbook as bytes; its language is British English. Raises TooLongForCell before anything is written."""
    from openpyxl import Workbook  # slow to import, and seldom needed

    for sheet in sheets:
        _check(sheet)
    book = Workbook(write_only=True)
    book.properties.title = title
    book.properties.creator = author
    book.properties.keywords = keywords or None
    book.properties.language = "en-GB"
    for sheet in sheets:
        _write_sheet(book, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _check(sheet: Sheet) -> None:
    for number, row in enumerate(sheet.rows, start=2):
        for column, value in zip(sheet.columns, row, strict=True):
            text = value.text if isinstance(value, Filled) else value
            if isinstance(text, str) and len(text) > CELL_LIMIT // 2 and length_in_cell(text) > CELL_LIMIT:
                raise TooLongForCell(
                    f"“{column.heading}” in row {number} has {len(text):,} characters, and a cell of a spreadsheet "
                    f"holds {CELL_LIMIT:,}."
                )


def _write_sheet(book: Any, sheet: Sheet) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    page = book.create_sheet(sheet.name)
    top = Alignment(vertical="top", wrap_text=True)
    plain, strong = Font(name=_FONT, size=11), Font(name=_FONT, size=11, bold=True)
    heading_fill = PatternFill("solid", fgColor="E7E9EC")
    fills: dict[str, Any] = {}
    for index, column in enumerate(sheet.columns, start=1):
        letter = get_column_letter(index)
        page.column_dimensions[letter].width = column.width
        page.column_dimensions[letter].hidden = column.hidden
        if column.text_only:
            page.column_dimensions[letter].number_format = "@"
        if column.choices:
            listed = ",".join(column.choices)
            # A list in the cell itself may have 255 characters; the words stay free in any case.
            if len(listed) <= 255:
                offer = DataValidation(type="list", formula1=f'"{listed}"', allow_blank=True, showErrorMessage=False)
                offer.add(f"{letter}2:{letter}{max(len(sheet.rows) + 500, 1000)}")
                page.data_validations.append(offer)
    if sheet.table:
        page.freeze_panes = "A2"
        page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(sheet.rows) + 1}"
        page.print_title_rows = "1:1"
    page.page_setup.orientation = "landscape" if sheet.table else "portrait"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr.fitToPage = True

    def cell(value: str | int | Filled | None, column: Column, *, heading: bool = False) -> Any:
        text = value.text if isinstance(value, Filled) else value
        made = WriteOnlyCell(page)
        made.font = strong if heading else plain
        made.alignment = top
        if column.text_only and not heading:
            made.number_format = "@"
        if heading and sheet.table:
            made.fill = heading_fill
        elif isinstance(value, Filled):
            if value.fill not in fills:
                fills[value.fill] = PatternFill("solid", fgColor=value.fill.lstrip("#").upper())
            made.fill = fills[value.fill]
        if isinstance(text, int):
            made.value = text
        elif text:
            made.value = _ESCAPE.sub("_x005F_", _MAY_NOT_STAND.sub("", text))
            # Text is text, whatever it begins with: no formula now, and none when somebody edits the cell.
            made.data_type = "s"
            if text.startswith(_LIKE_FORMULA):
                made.quotePrefix = True
        return made

    page.append([cell(column.heading, column, heading=True) for column in sheet.columns])
    for row in sheet.rows:
        page.append([cell(value, column) for column, value in zip(sheet.columns, row, strict=True)])
