"""Plain text, mostly drawn out of a PDF or a Word table: which delimiter it uses, tab tables, and sheet dumps."""

from __future__ import annotations

import string
from dataclasses import replace

from ..grids import Block, Cell, Grid, Paragraph, Place, SourceDocument, UnreadableDocument
from ..limits import Limits, Tally
from .characters import decode, flags_of, tidy
from .lines import Line, lines_of
from .pipes import PipeTables, uses_pipes
from .slashes import SlashTables, uses_slashes
from .spanning import rectangle


def read_text(data: bytes, limits: Limits) -> SourceDocument:
    """A text file as grids and paragraphs; raises UnreadableDocument when it is no text."""
    decoded = decode(data)
    tally = Tally(limits)
    breaks = decoded.text.count("\n") + decoded.text.count("\r") + decoded.text.count("\f")
    if breaks > limits.max_lines:
        raise UnreadableDocument(
            f"The file has more than {limits.max_lines:,} lines, which no plan has: bring only the part that is the plan."
        )
    lines = lines_of(decoded.text)
    pages = max((line.place.page or 0 for line in lines), default=0)
    blocks: list[Block]
    if _is_sheet_dump(lines):
        blocks = _sheet_dump(lines, tally)
    elif _uses_tabs(lines):
        blocks, pages = _tab_tables(lines, tally)
    elif uses_pipes(lines):
        blocks = PipeTables(tally).read(lines)
    elif uses_slashes(lines):
        blocks = SlashTables(tally).read(lines)
    else:
        blocks = [_paragraph(line, tally) for line in lines if tidy(line.text)]
    return SourceDocument("text", blocks, pages=pages or None, remarks=decoded.remarks)


def _paragraph(line: Line, tally: Tally) -> Paragraph:
    return Paragraph(tally.add_text(tidy(line.text)), line.place)


def _uses_tabs(lines: list[Line]) -> bool:
    """Two lines with two tabs, or three with a tab between words: fewer are indents or a tabbed heading."""
    several = sum(1 for line in lines if line.text.count("\t") >= 2)
    inside = sum(1 for line in lines if "\t" in line.text.strip())
    return (several >= 2 and inside >= 1) or inside >= 3


def _tab_tables(lines: list[Line], tally: Tally) -> tuple[list[Block], int]:
    """One grid for each run of tab lines, one grid row for each line. Gives the blocks and the number of pages.

    Blank lines between runs are taken for page breaks when the runs are long enough for it; otherwise they only space
    the rows out, and runs with nothing but blank lines between them are one grid.
    """
    runs = _runs(lines)
    tables = [run for is_table, run in runs if is_table]
    by_form_feed = any(line.place.page for line in lines)
    rows = sum(len(run) for run in tables)
    paged = not by_form_feed and len(tables) > 1 and rows >= 2 * len(tables)
    blocks: list[Block] = []
    page = 1
    seen_table = False
    last: Grid | None = None
    blank = False
    for is_table, run in runs:
        if not run:
            blank = True
            continue
        if is_table:
            if paged and seen_table and blank:
                page += 1
            seen_table = True
        placed = [replace(line, place=Place(page, line.place.row)) for line in run] if paged else run
        if not is_table:
            blocks.extend(_paragraph(line, tally) for line in placed if tidy(line.text))
            last = None
        elif last is not None and not paged and last.place.page == placed[0].place.page:
            last.rows.extend(_tab_rows(placed, tally))
        else:
            last = Grid(_tab_rows(placed, tally), placed[0].place, "tabs")
            blocks.append(last)
        blank = False
    for block in blocks:
        if isinstance(block, Grid):
            rectangle(block.rows, tally)
    pages = max((block.place.page or 0 for block in blocks), default=0)
    return blocks, pages


def _runs(lines: list[Line]) -> list[tuple[bool, list[Line]]]:
    """Neighbouring lines of one kind: (True, tab lines), (False, plain lines), (False, []) for blank lines."""
    runs: list[tuple[bool, list[Line]]] = []
    for line in lines:
        tabbed = "\t" in line.text
        if not tabbed and not line.text.strip():
            if not runs or runs[-1][1]:
                runs.append((False, []))
            continue
        if runs and runs[-1][1] and runs[-1][0] == tabbed:
            runs[-1][1].append(line)
        else:
            runs.append((tabbed, [line]))
    # One line with a single tab is a list item or a heading with its page number.
    checked: list[tuple[bool, list[Line]]] = []
    for is_table, run in runs:
        if is_table and not any(line.text.strip() for line in run):
            checked.append((False, []))
        elif is_table and len(run) == 1 and run[0].text.count("\t") < 2:
            checked.append((False, run))
        else:
            checked.append((is_table, run))
    return checked


def _tab_rows(lines: list[Line], tally: Tally) -> list[list[Cell | None]]:
    rows: list[list[Cell | None]] = []
    for line in lines:
        texts = [tidy(text) for text in line.text.split("\t")]
        tally.add_cells(len(texts))
        rows.append([Cell(tally.add_text(text), line.place, flags=flags_of(text)) for text in texts])
    return rows


def _is_sheet_dump(lines: list[Line]) -> bool:
    """A spreadsheet printed as text: the column letters, then each row's number on a line of its own."""
    filled = [line.text.strip() for line in lines[:200] if line.text.strip()]
    if len(filled) < 4 or len(filled[0]) < 3 or not string.ascii_uppercase.startswith(filled[0][:26]):
        return False
    return "1" in filled[1:6] and "2" in filled[1:]


def _sheet_dump(lines: list[Line], tally: Tally) -> list[Block]:
    """The sheet's rows as a grid of two columns: the row's number, and its text, whose cells cannot be told apart."""
    blocks: list[Block] = []
    rows: list[list[Cell | None]] = []
    expected = 1
    held: list[tuple[Line, list[str]]] = []

    for line in lines:
        text = line.text.strip()
        if text == str(expected):
            held.append((line, []))
            expected += 1
        elif held:
            held[-1][1].append(text)
        elif text:
            blocks.append(_paragraph(line, tally))
    for line, texts in held:
        text = tidy("\n".join(texts))
        tally.add_cells(2)
        number = tally.add_text(tidy(line.text))
        below = Place(line.place.page, (line.place.row or 0) + 1) if text else line.place
        rows.append([Cell(number, line.place), Cell(tally.add_text(text), below, flags=flags_of(text))])
    if rows:
        blocks.append(Grid(rows, held[0][0].place, "sheet"))
    return blocks
