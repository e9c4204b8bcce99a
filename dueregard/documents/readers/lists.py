"""Long plain lists, row by row: what an HR system or a learning platform exports, or what somebody pastes. Called in a child
process; the rows leave it in portions, so that no process ever holds the whole list."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from ..grids import UnreadableDocument
from ..limits import Limits, Tally
from .characters import decode, tidy
from .excel_old import read_old_text
from .kinds import kind_of
from .package import PROTECTED, Package
from .separated import delimiter_of

PORTION = 1_000
_MOST_COLUMNS = 100
# As many as a sheet can have: whatever has more is no list, and must not cost as much as one.
_MOST_ROWS = 1_048_576
# A date at the end of a pasted line that nothing else separates.
_TRAILING_DATE = re.compile(
    r"^(?P<words>.*?\S)\s+(?P<date>\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|"
    r"\d{1,2}(?:st|nd|rd|th)?\s+[A-Za-z]{3,9}\.?,?\s+\d{4})$"
)
NO_ROWS = "The list is empty: check that the right sheet was saved and bring it again."
_KINDS = "Bring the list as CSV or as an Excel workbook (.xlsx), or paste it."


def send_rows(argument: dict[str, Any], report: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    """Read a list and report {"rows": [[text, ...], ...], "first": number of the first row in the file} in portions.

    argument: {"path", "name", "limits" (fields of Limits), "most" (rows to read, None = all)}. Gives {"rows": how many}.
    Empty rows are left out, numbers stay those of the file. Raises UnreadableDocument.
    """
    limits = Limits(**argument["limits"])
    data = Path(argument["path"]).read_bytes()
    most, sent, first = argument.get("most"), 0, 0
    portion: list[list[str]] = []
    for number, row in _rows(data, argument["name"], limits):
        if most is not None and sent + len(portion) >= most:
            break
        if portion and number != first + len(portion):  # empty rows between: a portion's rows follow each other
            report({"rows": portion, "first": first})
            sent, portion = sent + len(portion), []
        if not portion:
            first = number
        portion.append(row)
        if len(portion) == PORTION:
            report({"rows": portion, "first": first})
            sent, portion = sent + len(portion), []
    if portion:
        report({"rows": portion, "first": first})
        sent += len(portion)
    if not sent:
        raise UnreadableDocument(NO_ROWS)
    return {"rows": sent}


def _rows(data: bytes, name: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """(number in the file, cells) of each row that is not empty."""
    kind = kind_of(data, name)
    tally = Tally(limits)
    found: Iterable[list[str]]
    if kind in ("xlsx", "xlsb", "xls", "ods"):
        if kind != "xls":
            Package(data, limits)  # bombs and protection are refused before the library sees them
        found = _sheet(data)
    elif kind == "csv":
        found = _separated(decode(data).text, delimiter="\t" if name.lower().endswith(".tsv") else "")
    elif kind == "text":
        found = _pasted(decode(data).text)
    else:
        raise UnreadableDocument(f"This is no list of rows. {_KINDS}")
    for number, row in enumerate(found, start=1):
        if number > _MOST_ROWS:
            raise UnreadableDocument(f"The list has more than {_MOST_ROWS:,} rows: bring it in parts.")
        cells = [tally.add_text(tidy(cell)) for cell in row[:_MOST_COLUMNS]]
        tally.add_cells(max(1, len(cells)))
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _sheet(data: bytes) -> Iterator[list[str]]:
    """The rows of the first visible sheet that has any."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for position, meta in enumerate(workbook.sheets_metadata):
            if meta.typ != SheetTypeEnum.WorkSheet or meta.visible != SheetVisibleEnum.Visible:
                continue
            sheet = workbook.get_sheet_by_index(position)
            if sheet.height:
                for row in sheet.iter_rows():
                    yield [read_old_text(value) for value in row]
                return
    except UnreadableDocument:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the library's own errors are of many kinds, and a panic of it is a BaseException
        raise UnreadableDocument(
            PROTECTED if "assword" in str(error) else f"The workbook cannot be read: save it afresh. {_KINDS}"
        ) from error


def _separated(text: str, delimiter: str = "") -> Iterator[list[str]]:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text = first.strip()[4], rest
        yield []  # the line counts
    csv.field_size_limit(max(csv.field_size_limit(), 1_000_000))
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter or delimiter_of(text))
    except csv.Error as error:
        raise UnreadableDocument(
            "The list is not a readable table of separated values: save it again as CSV."
        ) from error


def _pasted(text: str) -> Iterator[list[str]]:
    """Lines as people paste them: cells by tabs, bars or semicolons, else by commas, else the date at the end."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for mark in ("\t", "|", ";", ","):
        if sum(mark in line for line in lines if line.strip()) * 2 > sum(bool(line.strip()) for line in lines):
            yield from _separated("\n".join(lines), mark)
            return
    for line in lines:
        found = _TRAILING_DATE.match(line.strip())
        yield [found["words"].rstrip(" ,:-–"), found["date"]] if found else [line]
