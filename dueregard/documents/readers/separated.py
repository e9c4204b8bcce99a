"""Comma-, semicolon- and tab-separated values, as spreadsheets save them."""

from __future__ import annotations

import csv
import io
from collections import Counter

from ..grids import Cell, Grid, Place, SourceDocument, UnreadableDocument
from ..limits import Limits, Tally
from .characters import decode, flags_of, tidy
from .spanning import rectangle

_DELIMITERS = (",", ";", "\t", "|")


def read_separated(data: bytes, limits: Limits, *, tabs: bool = False) -> SourceDocument:
    """A file of separated values as one grid; tabs: the ending says that tabs separate."""
    decoded = decode(data)
    tally = Tally(limits)
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    first, _, rest = text.partition("\n")
    offset = 0
    delimiter = "\t" if tabs else ""
    if first.lower().startswith("sep=") and len(first.strip()) == 5:
        delimiter, text, offset = first.strip()[4], rest, 1
    if not delimiter:
        delimiter = delimiter_of(text)
    # The limit is global to the module, and a plan's cell may be longer than its small default.
    csv.field_size_limit(max(csv.field_size_limit(), limits.max_bytes))
    rows: list[list[Cell | None]] = []
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    line = 1 + offset
    try:
        for record in reader:
            tally.add_cells(max(1, len(record)))
            place = Place(row=line)
            row: list[Cell | None] = []
            for value in record:
                value = tidy(value)
                row.append(Cell(tally.add_text(value), place, flags=flags_of(value)))
            rows.append(row or [Cell("", place)])
            line = reader.line_num + 1 + offset
    except csv.Error as error:
        raise UnreadableDocument(
            "The file is not a readable table of separated values: save it again as CSV from the spreadsheet."
        ) from error
    while rows and not any(cell and cell.text for cell in rows[-1]):
        rows.pop()
    blocks = [Grid(rectangle(rows, tally), Place(row=1 + offset))] if rows else []
    return SourceDocument("csv", list(blocks), remarks=decoded.remarks)


def delimiter_of(text: str) -> str:
    """The delimiter that gives the most rows of the same width of two cells or more; a comma when none does."""
    sample = "\n".join(text.split("\n", 200)[:200])[:200_000]
    best, best_score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        try:
            widths = Counter(len(record) for record in csv.reader(io.StringIO(sample), delimiter=delimiter) if record)
        except csv.Error:
            continue
        wide = {width: count for width, count in widths.items() if width > 1}
        if not wide:
            continue
        width, count = max(wide.items(), key=lambda item: (item[1], item[0]))
        score = (count / sum(widths.values()), width)
        if score > best_score:
            best, best_score = delimiter, score
    return best
