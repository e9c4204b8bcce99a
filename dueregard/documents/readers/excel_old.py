"""Old and binary Excel workbooks (.xls, .xlsb): values and merged areas; fills are not to be had from them."""

from __future__ import annotations

import datetime as dt
import io

from ..grids import Block, SourceDocument, UnreadableDocument
from ..limits import Limits, Tally
from .characters import flags_of, tidy
from .excel_numbers import iso, plain
from .markup import DAMAGED
from .package import PROTECTED, Package
from .sheets import FoundCell, SheetContent, laid_out

NO_FILLS = "Colours are not read from this format: save the workbook as .xlsx if its cells are rated by colour."


def read_old_excel(data: bytes, limits: Limits, kind: str) -> SourceDocument:
    """An .xls or .xlsb file (kind) as one grid for each visible sheet; raises UnreadableDocument."""
    if kind == "xlsb":
        Package(data, limits)
    try:
        return _read(data, limits)
    except UnreadableDocument:
        raise
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # the library's own errors are of many kinds, and a panic of it is a BaseException
        raise UnreadableDocument(PROTECTED if "assword" in str(error) else DAMAGED) from error


def _read(data: bytes, limits: Limits) -> SourceDocument:
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    tally = Tally(limits)
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    blocks: list[Block] = []
    remarks = [NO_FILLS]
    for position, meta in enumerate(workbook.sheets_metadata, start=1):
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        if meta.visible != SheetVisibleEnum.Visible:
            remarks.append(f"The hidden sheet “{tidy(meta.name)[:100]}” was left out.")
            continue
        sheet = workbook.get_sheet_by_index(position - 1)
        tally.add_cells(sheet.height * sheet.width)
        content = SheetContent()
        top, left = sheet.start or (0, 0)
        for row, values in enumerate(sheet.to_python(skip_empty_area=True), start=top + 1):
            for column, value in enumerate(values, start=left + 1):
                text = tidy(read_old_text(value))
                if text:
                    tally.add_text(text)
                    content.cells.setdefault(row, {})[column] = FoundCell(text, flags=flags_of(text))
        for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ():
            content.merged.append((first_row + 1, first_column + 1, last_row + 1, last_column + 1))
        grid = laid_out(content, position, tidy(meta.name)[:100], tally)
        if grid:
            blocks.append(grid)
    return SourceDocument("xlsx", blocks, pages=len(workbook.sheet_names), remarks=remarks)


def read_old_text(value: object) -> str:
    """A cell's value as calamine gives it, as text: dates in ISO form, whole numbers without a point."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return plain(float(value))
    if isinstance(value, dt.datetime):
        return iso(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.strftime("%H:%M")
    if isinstance(value, dt.timedelta):
        minutes = round(value.total_seconds() / 60)
        return f"{minutes // 60}:{minutes % 60:02d}"
    return str(value)
