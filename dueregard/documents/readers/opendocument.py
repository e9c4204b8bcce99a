"""OpenDocument texts and spreadsheets (.odt, .ods): paragraphs, tables and sheets with their spans and fills."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..grids import Block, Cell, Grid, Paragraph, Place, SourceDocument, UnreadableDocument
from ..limits import Limits, Tally
from .characters import flags_of, tidy
from .excel_numbers import plain
from .excel_styles import local, whole
from .markup import DAMAGED
from .opendocument_styles import Styles, attribute
from .package import PROTECTED, Package
from .sheets import FoundCell, SheetContent, laid_out
from .spanning import SpanningRows

if TYPE_CHECKING:
    from lxml import etree

_DROPPED = {
    "tracked-changes", "annotation", "annotation-end", "note-citation", "forms", "sequence-decls", "variable-decls",
    "user-field-decls", "table-of-content-source", "index-title-template", "desc", "title", "ruby-text",
    "event-listeners", "dde-connection-decls",
}  # fmt: skip
_MOST_REPEATS = 2_000
# Offices write a sheet's empty rest as one cell or row repeated to the sheet's end.
_MOST_BLANK_REPEATS = 3


def read_opendocument(data: bytes, limits: Limits, kind: str) -> SourceDocument:
    """An .odt or .ods file (kind says which); raises UnreadableDocument when it is damaged or protected."""
    package = Package(data, limits)
    manifest = package.read("META-INF/manifest.xml") or b""
    if b"encryption-data" in manifest:
        raise UnreadableDocument(PROTECTED)
    content = package.required_xml("content.xml")
    styles = Styles(content, package.xml("styles.xml"))
    reader = _Reader(styles, Tally(limits))
    body = next((element for element in content.iter() if local(element) in ("text", "spreadsheet") and
                 local(_parent(element)) == "body"), None)  # fmt: skip
    if body is None:
        raise UnreadableDocument(DAMAGED)
    title = _title(package.xml("meta.xml"))
    if kind == "ods":
        blocks, remarks, sheets = reader.spreadsheet(body)
        return SourceDocument("ods", blocks, title=title, pages=sheets, remarks=remarks)
    blocks = list(reader.blocks(body))
    remarks = []
    if any(local(element) == "tracked-changes" and len(element) for element in body):
        remarks.append("The document holds tracked changes: insertions are read as text and deletions are left out.")
    return SourceDocument("odt", blocks, title=title, remarks=remarks)


def _parent(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if parent is None else parent


def _has_text(element: etree._Element) -> bool:
    return any(str(part).strip() for part in element.itertext())


def _title(meta: etree._Element | None) -> str:
    if meta is None:
        return ""
    return next((tidy(element.text or "") for element in meta.iter() if local(element) == "title"), "")


class _Reader:
    def __init__(self, styles: Styles, tally: Tally) -> None:
        self._styles = styles
        self._tally = tally

    # Text documents

    def blocks(self, parent: etree._Element) -> Iterator[Block]:
        """The blocks of a text body, section or frame."""
        for child in parent:
            name = local(child)
            if name in _DROPPED or not name:
                continue
            if name in ("p", "h"):
                text = tidy("".join(self._text(child)))
                level = whole(attribute(child, "outline-level"), 1) if name == "h" else 0
                level = level or self._styles.level(attribute(child, "style-name"))
                if text:
                    yield Paragraph(self._tally.add_text(text), level=level)
                for box in self._text_boxes(child):
                    yield from self.blocks(box)
            elif name == "list":
                for line in self._list_lines(child):
                    yield Paragraph(self._tally.add_text(line))
            elif name == "table":
                grid = self._table(child)
                if grid:
                    yield grid
            else:
                yield from self.blocks(child)

    def _text_boxes(self, paragraph: etree._Element) -> list[etree._Element]:
        return [
            element
            for element in paragraph.iter()
            if local(element) == "text-box" and not any(local(above) == "text-box" for above in element.iterancestors())
        ]

    def _table(self, table: etree._Element) -> Grid | None:
        laid = SpanningRows(self._tally)
        number = 0
        for row, header in self._rows(table):
            for _ in range(self._repeats(row, "number-rows-repeated", blank=not any(True for _ in row.itertext()))):
                number += 1
                laid.start_row()
                for cell in row:
                    if local(cell) != "table-cell":
                        continue
                    text = self._cell_text(cell)
                    made = Cell(
                        text,
                        Place(row=number),
                        fill=self._fill(cell),
                        rowspan=max(1, whole(attribute(cell, "number-rows-spanned"), 1)),
                        colspan=max(1, whole(attribute(cell, "number-columns-spanned"), 1)),
                        header=header,
                        flags=flags_of(text),
                    )
                    for _ in range(self._repeats(cell, "number-columns-repeated", blank=not text)):
                        laid.add(made)
        return laid.grid(Place(row=1)) if number else None

    def _rows(self, table: etree._Element, header: bool = False) -> Iterator[tuple[etree._Element, bool]]:
        """The table's rows, through its groups; header rows are marked."""
        for child in table:
            name = local(child)
            if name == "table-row":
                yield child, header
            elif name in ("table-header-rows", "table-rows", "table-row-group"):
                yield from self._rows(child, header or name == "table-header-rows")

    @staticmethod
    def _repeats(element: etree._Element, name: str, *, blank: bool) -> int:
        number = max(1, whole(attribute(element, name), 1))
        return min(number, _MOST_BLANK_REPEATS if blank and number > 100 else _MOST_REPEATS)

    def _cell_text(self, cell: etree._Element) -> str:
        lines: list[str] = []
        for child in cell:
            name = local(child)
            if name in ("p", "h"):
                lines.append("".join(self._text(child)))
                lines.extend(self._cell_text(box) for box in self._text_boxes(child))
            elif name == "list":
                lines.extend(self._list_lines(child))
            elif name == "table":
                for row, _ in self._rows(child):
                    texts = [self._cell_text(inner) for inner in row if local(inner) == "table-cell"]
                    lines.append(" ".join(text for text in texts if text))
            elif name == "section":
                lines.append(self._cell_text(child))
        return tidy("\n".join(lines))

    def _list_lines(self, element: etree._Element, depth: int = 1, style: str = "") -> list[str]:
        style = attribute(element, "style-name") or style
        numbered = depth in self._styles.numbered.get(style, set())
        lines: list[str] = []
        number = 0
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            number += 1
            mark = f"{number}. " if numbered else "- "
            for child in item:
                if local(child) == "list":
                    lines.extend(self._list_lines(child, depth + 1, style))
                elif local(child) in ("p", "h"):
                    text = tidy("".join(self._text(child)))
                    if text:
                        lines.append(mark + text)
                        mark = ""
        return lines

    def _text(self, element: etree._Element) -> Iterator[str]:
        """The text of a paragraph: white space as OpenDocument means it, notes in brackets, frames left out."""
        yield re.sub(r"[ \t\r\n]+", " ", element.text or "")
        for child in element:
            name = local(child)
            if name == "s":
                yield " " * min(whole(attribute(child, "c"), 1), 100)
            elif name == "tab":
                yield "\t"
            elif name == "line-break":
                yield "\n"
            elif name == "note":
                body = next((part for part in child if local(part) == "note-body"), None)
                if body is not None:
                    note = " ".join("".join(self._text(part)) for part in body)
                    yield f" [{note.strip()}] "
            elif name and name not in _DROPPED and name not in ("frame", "custom-shape"):
                yield from self._text(child)
            yield re.sub(r"[ \t\r\n]+", " ", child.tail or "")

    def _fill(self, cell: etree._Element) -> str | None:
        """The cell's own background, or the one behind all its text."""
        own = self._styles.cell(attribute(cell, "style-name"))
        if own and own != "#ffffff":
            return own
        colours: set[str | None] = set()
        for paragraph in cell:
            if local(paragraph) not in ("p", "h") or not _has_text(paragraph):
                continue
            behind = self._styles.paragraph(attribute(paragraph, "style-name"))
            spans = [part for part in paragraph if local(part) == "span" and _has_text(part)]
            bare = (paragraph.text or "").strip() or any((part.tail or "").strip() for part in paragraph)
            if bare or not spans:
                colours.add(behind)
            colours.update(self._styles.text(attribute(span, "style-name")) or behind for span in spans)
        return colours.pop() or own if len(colours) == 1 else own

    # Spreadsheets

    def spreadsheet(self, body: etree._Element) -> tuple[list[Block], list[str], int]:
        """The visible sheets as grids, remarks, and the number of sheets."""
        blocks: list[Block] = []
        remarks: list[str] = []
        tables = [element for element in body if local(element) == "table"]
        for position, table in enumerate(tables, start=1):
            name = tidy(attribute(table, "name"))[:100]
            if not self._styles.visible(attribute(table, "style-name")):
                remarks.append(f"The hidden sheet “{name}” was left out.")
                continue
            content = self._sheet(table)
            grid = laid_out(content, position, name, self._tally)
            if grid is None:
                continue
            blocks.append(grid)
            if content.hidden_rows:
                rows = "1 hidden row" if content.hidden_rows == 1 else f"{content.hidden_rows} hidden rows"
                remarks.append(f"The sheet “{name}” has {rows}, read as well.")
        return blocks, remarks, len(tables)

    def _sheet(self, table: etree._Element) -> SheetContent:
        content = SheetContent()
        number = 1
        for row, _ in self._rows(table):
            found: dict[int, FoundCell] = {}
            spans: list[tuple[int, int, int]] = []
            column = 1
            for cell in row:
                if local(cell) not in ("table-cell", "covered-table-cell"):
                    continue
                repeats = max(1, whole(attribute(cell, "number-columns-repeated"), 1))
                made = self._sheet_cell(cell) if local(cell) == "table-cell" else FoundCell("")
                if made.text or made.flags or (made.fill and repeats <= 100):
                    for offset in range(min(repeats, _MOST_REPEATS)):
                        found[column + offset] = made
                    high = whole(attribute(cell, "number-rows-spanned"), 1)
                    wide = whole(attribute(cell, "number-columns-spanned"), 1)
                    if high > 1 or wide > 1:
                        spans.append((column, max(1, high), max(1, wide)))
                column += repeats
            repeats = max(1, whole(attribute(row, "number-rows-repeated"), 1))
            if any(cell.text or cell.flags for cell in found.values()) or (found and repeats <= 100):
                for offset in range(min(repeats, _MOST_REPEATS)):
                    self._tally.add_cells(len(found))
                    self._tally.add_text("".join(cell.text for cell in found.values()))
                    content.cells[number + offset] = found
                if attribute(row, "visibility") in ("collapse", "filter"):
                    content.hidden_rows += min(repeats, _MOST_REPEATS)
                content.merged.extend(
                    (number, first, number + high - 1, first + wide - 1) for first, high, wide in spans
                )
            number += repeats
        return content

    def _sheet_cell(self, cell: etree._Element) -> FoundCell:
        text = self._cell_text(cell)
        fill = self._fill(cell)
        kind = attribute(cell, "value-type")
        if kind == "date":
            # The stored date is plain where the shown one may be in any order, but "March 2025" says no day.
            stored = re.sub(r"T00:00(:00(\.0+)?)?$", "", attribute(cell, "date-value")).replace("T", " ")
            if re.search(r"\d", text) and not re.fullmatch(r"[A-Za-z]{3,9}[ -]\d{2,4}", text):
                text = stored or text
        elif not text and kind in ("float", "currency", "percentage"):
            try:
                text = plain(float(attribute(cell, "value")[:60]))
            except (ValueError, OverflowError):
                text = attribute(cell, "value")[:60]
        if not text and attribute(cell, "formula") and not kind:
            # The formula's language comes before it: "of:=SUM(...)".
            formula = re.sub(r"^[A-Za-z]+:(?==)", "", attribute(cell, "formula"))
            return FoundCell(
                tidy(formula if formula.startswith("=") else f"={formula}"), fill, ("formula_without_value",)
            )
        text = tidy(text)
        return FoundCell(text, fill, flags_of(text) if kind in ("", "string") else ())
