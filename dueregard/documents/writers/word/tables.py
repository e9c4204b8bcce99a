"""Tables: a header that is repeated, widths that sum to the page's, cells that span, fills beside words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ...blocks import Cell, Facts, Row, Table, plain
from ..palette import SUNK
from .runs import Script, Shape, fill_of, shading

# A row of no more lines than this stays whole on a page; a longer one may break.
_LINES_KEPT = 14
# Facts of no more lines than this stay together.
_FACTS_KEPT = 14
# So many rows under one cell stay together.
_ROWS_KEPT = 3
# The mean width of a letter of nine points, and what a cell's own margins take, in twips.
_LETTER, _INSET = 92, 180
# A file with more is damaged to Word.
_MOST_COLUMNS = 63
# Shares of the labels and of what they say.
_FACTS = (28, 72)


def widths(shares: Sequence[int], whole: int) -> list[int]:
    """Widths in the proportion of the shares that sum to the whole exactly."""
    total = sum(max(1, share) for share in shares)
    edges = [0]
    reached = 0
    for share in shares:
        reached += max(1, share)
        edges.append(round(whole * reached / total))
    return [right - left for left, right in pairwise(edges)]


def table_xml(table: Table, width: int, script: Script) -> str:
    """A table as wide as the text. Raises ValueError for rows that do not fit together and for more columns than Word has."""
    if not 0 < len(table.columns) <= _MOST_COLUMNS:
        raise ValueError(f"A table in Word has 1 to {_MOST_COLUMNS} columns, not {len(table.columns)}.")
    across = widths([column.width for column in table.columns], width)
    first_heads = bool(table.columns) and table.columns[0].row_heading
    made = [_start("Plan Table", across, script, table.caption, first_row=True, first_column=first_heads)]
    headings = "".join(
        _cell(script.in_cell("Table Heading", column.heading, Shape(numeric=column.numeric)), across[place])
        for place, column in enumerate(table.columns)
    )
    made.append(f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{headings}</w:tr>")
    rows = _Rows(table, across, script)
    made.extend(rows.row(number, row) for number, row in enumerate(table.rows))
    made.append("</w:tbl>")
    return "".join(made)


def facts_xml(facts: Facts, width: int, script: Script) -> str:
    """Labels and what they say, as a table of two columns whose first names the rows."""
    across = widths(_FACTS, width)
    made = [_start("Facts Table", across, script, "", first_row=False, first_column=True)]
    lines = sum(len(plain(text)) * _LETTER // max(1, across[1] - _INSET) + 1 for _, text in facts.rows)
    for number, (label, text) in enumerate(facts.rows, start=1):
        # A few facts stay together: the last one alone on a page of its own would say nothing.
        shape = Shape(keep_next=number < len(facts.rows) and lines <= _FACTS_KEPT)
        whole = "<w:trPr><w:cantSplit/></w:trPr>" if shape.keep_next else ""
        made.append(
            f"<w:tr>{whole}{_cell(script.in_cell('Table Row Heading', label, shape), across[0])}"
            f"{_cell(script.in_cell('Table Text', text, shape), across[1])}</w:tr>"
        )
    made.append("</w:tbl>")
    return "".join(made)


def _start(
    style: str, across: Sequence[int], script: Script, caption: str, *, first_row: bool, first_column: bool
) -> str:
    told = f'<w:tblCaption w:val="{script.letters.attribute(caption)}"/>' if caption else ""
    value = f"{0x0020 * first_row + 0x0080 * first_column + 0x0600:04X}"
    columns = "".join(f'<w:gridCol w:w="{each}"/>' for each in across)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{script.styles.id_of(style)}"/><w:tblW w:w="{sum(across)}" w:type="dxa"/>'
        f'<w:tblInd w:w="0" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblLook w:val="{value}" w:firstRow="{first_row:d}" w:lastRow="0" w:firstColumn="{first_column:d}" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{told}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )


def _cell(content: str, width: int, *, colspan: int = 1, merge: str = "", fill: str = "") -> str:
    """merge: "restart", "continue" or ""."""
    made = [f'<w:tcW w:w="{width}" w:type="dxa"/>']
    if colspan > 1:
        made.append(f'<w:gridSpan w:val="{colspan}"/>')
    if merge:
        made.append(f'<w:vMerge w:val="{merge}"/>')
    if fill:
        made.append(shading(fill))
    return f"<w:tc><w:tcPr>{''.join(made)}</w:tcPr>{content}</w:tc>"


class _Rows:
    """Writes rows from top to bottom, and knows what is still covered from above."""

    def __init__(self, table: Table, across: Sequence[int], script: Script) -> None:
        self._table = table
        self._across = across
        self._script = script
        # column -> (rows left, columns, fill) of a cell that reaches down; 0 columns where it is not its first
        self._open: dict[int, tuple[int, int, str]] = {}
        # Rows before these: in reach of a long cell; to be kept on one page with the next, a short cell covering both.
        self._long_until = 0
        self._kept_until = 0

    def row(self, number: int, row: Row) -> str:
        """One row as w:tr."""
        if len(row) != len(self._across):
            raise ValueError(f"Row {number} has {len(row)} positions for {len(self._across)} columns.")
        if number in self._table.bands:
            return self._band(number, row)
        left = len(self._table.rows) - number
        self._look_ahead(number, row, left)
        keep_next = self._long_until <= number < self._kept_until
        made: list[str] = []
        covered_until = 0
        still: dict[int, tuple[int, int, str]] = {}
        for column, cell in enumerate(row):
            from_above = self._open.get(column)
            reached = (from_above is not None) + (column < covered_until)
            if (cell is None) != (reached == 1):
                raise ValueError(f"Row {number}, column {column}: a position is empty just where a cell spans it.")
            if cell is not None:
                rows = min(max(1, cell.rowspan), left)
                columns = min(max(1, cell.colspan), len(row) - column)
                covered_until = column + columns
                made.append(self._standing(column, columns, cell, rows, keep_next=keep_next))
                if rows > 1:
                    still[column] = (rows - 1, columns, fill_of(cell.tone))
                    still.update(dict.fromkeys(range(column + 1, covered_until), (rows - 1, 0, "")))
            elif from_above is not None:
                rows, columns, fill = from_above
                if columns:
                    made.append(self._carried_on(column, columns, fill, keep_next=keep_next))
                if rows > 1:
                    still[column] = (rows - 1, columns, fill)
        self._open = still
        whole = "" if number < self._long_until else "<w:trPr><w:cantSplit/></w:trPr>"
        return f"<w:tr>{whole}{''.join(made)}</w:tr>"

    def _look_ahead(self, number: int, row: Row, left: int) -> None:
        """Note how far this row's cells reach."""
        for column, cell in enumerate(row):
            if cell is None:
                continue
            rows = min(max(1, cell.rowspan), left)
            if self._is_long(column, cell):
                self._long_until = max(self._long_until, number + rows)
            elif rows <= _ROWS_KEPT:
                self._kept_until = max(self._kept_until, number + rows - 1)

    def _is_long(self, column: int, cell: Cell) -> bool:
        """Whether a cell is too high to ask for a place on one page."""
        width = max(1, sum(self._across[column : column + max(1, cell.colspan)]) - _INSET)
        lines = (len(line) * _LETTER // width + 1 for line in plain(cell.text).split("\n"))
        return sum(lines) > _LINES_KEPT

    def _standing(self, column: int, columns: int, cell: Cell, rows: int, *, keep_next: bool) -> str:
        about = self._table.columns[column]
        style = "Table Row Heading" if about.row_heading else "Table Text"
        shape = Shape(keep_next=keep_next, numeric=about.numeric and columns == 1, dark=bool(cell.tone))
        return _cell(
            self._script.in_cell(style, cell.text, shape),
            sum(self._across[column : column + columns]),
            colspan=columns,
            merge="restart" if rows > 1 else "",
            fill=fill_of(cell.tone),
        )

    def _carried_on(self, column: int, columns: int, fill: str, *, keep_next: bool) -> str:
        width = sum(self._across[column : column + columns])
        empty = self._script.paragraph("Table Text", "", Shape(keep_next=keep_next))
        return _cell(empty, width, colspan=columns, merge="continue", fill=fill)

    def _band(self, number: int, row: Row) -> str:
        cell = row[0]
        if cell is None or any(row[1:]) or self._open:
            raise ValueError(f"Row {number} is a band: one cell at its left, and nothing beside it.")
        content = self._script.in_cell("Table Band", cell.text, Shape(dark=True))
        whole = _cell(content, sum(self._across), colspan=len(self._across), fill=fill_of(cell.tone) or SUNK)
        return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{whole}</w:tr>"
