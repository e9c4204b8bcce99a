"""Word documents: paragraphs and tables in reading order, once every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..grids import Block, Cell, Grid, Paragraph, Place, SourceDocument, UnreadableDocument
from ..limits import Limits, Tally
from .characters import flags_of, tidy
from .markup import DAMAGED
from .numbering import Numbering
from .package import Package, in_properties
from .spanning import SpanningRows
from .word_text import WordText

if TYPE_CHECKING:
    from lxml import etree


def read_word(data: bytes, limits: Limits) -> SourceDocument:
    """A .docx file as grids and paragraphs; raises UnreadableDocument when it is damaged or protected."""
    package = Package(data, limits)
    main = next((part for kind, part in package.relations("").values() if kind == "officeDocument"), "")
    if not package.find(main):
        main = "word/document.xml"
    return _WordReader(package, main, limits).read()


@dataclass(slots=True)
class _TableCell:
    """A w:tc where it stands. The element itself is kept: proxies of one element may differ by id."""

    element: etree._Element
    column: int
    colspan: int
    merge: str  # "", "restart" or "continue"


@dataclass(slots=True)
class _TableRow:
    header: bool
    before: int
    cells: list[_TableCell] = field(default_factory=list)


class _WordReader:
    def __init__(self, package: Package, main: str, limits: Limits) -> None:
        self._package = package
        self._root = package.required_xml(main)
        prefix = self._root.tag.rpartition("}")[0] + "}" if "}" in str(self._root.tag) else ""
        self._tally = Tally(limits)
        parts = dict(package.relations(main).values())
        self._words = WordText(
            prefix,
            package.xml(parts.get("styles", "word/styles.xml")),
            Numbering(package.xml(parts.get("numbering", "word/numbering.xml"))),
        )
        self._w = prefix
        self._notes = package.xml(parts.get("footnotes", "word/footnotes.xml"))

    def read(self) -> SourceDocument:
        body = self._root.find(f"{self._w}body")
        if body is None:
            raise UnreadableDocument(DAMAGED)
        blocks = list(self._blocks(body))
        remarks: list[str] = []
        if (
            next(self._root.iter(*(f"{self._w}{name}" for name in ("ins", "del", "moveTo", "moveFrom"))), None)
            is not None
        ):
            remarks.append(
                "The document holds tracked changes: insertions are read as text and deletions are left out."
            )
        if next(self._root.iter(f"{self._w}altChunk"), None) is not None:
            remarks.append("The document embeds another file, whose text is not read.")
        notes = list(self._footnotes())
        if notes:
            blocks.extend(notes)
            remarks.append("The document's footnotes are placed after its text.")
        title, keywords = (tidy(in_properties(self._package, name)) for name in ("title", "keywords"))
        return SourceDocument("docx", blocks, title=title, remarks=remarks, keywords=keywords)

    def _blocks(self, parent: etree._Element) -> Iterator[Block]:
        for child in self._words.children(parent):
            name = self._words.name(child)
            if name == "p":
                text = self._words.paragraph(child)
                if text:
                    yield Paragraph(self._tally.add_text(text), level=self._words.level(child))
                for box in self._text_boxes(child):
                    yield from self._blocks(box)
            elif name == "tbl":
                if self._only_lays_out(child):
                    for row in self._table_rows(child):
                        for cell in self._row(row).cells:
                            yield from self._blocks(cell.element)
                elif grid := self._table(child):
                    yield grid

    def _text_boxes(self, paragraph: etree._Element) -> list[etree._Element]:
        """Text boxes anchored in a paragraph. A box may come in a modern and a fallback form: the modern one counts."""
        modern: list[etree._Element] = []
        fallback: list[etree._Element] = []
        for box in paragraph.iter(f"{self._w}txbxContent"):
            between: list[str] = []
            for element in box.iterancestors():
                if element is paragraph:
                    break
                between.append(self._words.name(element))
            if "txbxContent" in between or "del" in between:
                continue
            (fallback if "Fallback" in between else modern).append(box)
        return modern or fallback

    def _footnotes(self) -> Iterator[Block]:
        if self._notes is None:
            return
        for note in self._notes:
            if self._words.name(note) == "footnote" and not self._words.attribute(note, "type"):
                yield from (block for block in self._blocks(note) if isinstance(block, Paragraph))

    # Tables

    def _only_lays_out(self, table: etree._Element) -> bool:
        """Whether a table holds a larger one and so is a frame; a small table inside is a cell's content."""
        own = len(table.findall(f"{self._w}tr"))
        inner = table.iterdescendants(f"{self._w}tbl")
        return any(len(other.findall(f"{self._w}tr")) > max(own, 2) for other in inner)

    def _table(self, table: etree._Element) -> Grid | None:
        rows = [self._row(row) for row in self._table_rows(table)]
        if not rows:
            return None
        covered = self._rowspans(rows)
        laid = SpanningRows(self._tally)
        for number, row in enumerate(rows):
            laid.start_row()
            laid.skip(row.before)
            for cell in row.cells:
                rowspan = covered.get((number, cell.column), 1)
                if rowspan == 0:
                    continue
                text = self._cell_text(cell.element)
                laid.add(
                    Cell(
                        text,
                        Place(row=number + 1),
                        fill=self._fill(cell.element),
                        rowspan=rowspan,
                        colspan=cell.colspan,
                        header=row.header,
                        flags=flags_of(text),
                    )
                )
        return laid.grid(Place(row=1))

    def _table_rows(self, table: etree._Element) -> Iterator[etree._Element]:
        """The rows that remain: one that was deleted under tracking is gone."""
        for row in self._words.children(table):
            if self._words.name(row) != "tr":
                continue
            properties = row.find(f"{self._w}trPr")
            if properties is None or properties.find(f"{self._w}del") is None:
                yield row

    def _row(self, element: etree._Element) -> _TableRow:
        properties = element.find(f"{self._w}trPr")
        row = _TableRow(
            self._words.is_on(properties, "tblHeader"), min(self._words.number(properties, "gridBefore"), 100)
        )
        column = row.before
        for cell in self._words.children(element):
            if self._words.name(cell) != "tc":
                continue
            properties = cell.find(f"{self._w}tcPr")
            if properties is not None and properties.find(f"{self._w}cellDel") is not None:
                continue
            colspan = max(1, min(self._words.number(properties, "gridSpan"), 1_000))
            if row.cells and properties is not None and self._words.value(properties, "hMerge") == "continue":
                row.cells[-1].colspan += colspan
                column += colspan
                continue
            merge = None if properties is None else properties.find(f"{self._w}vMerge")
            kind = "" if merge is None else self._words.attribute(merge, "val") or "continue"
            row.cells.append(_TableCell(cell, column, colspan, kind))
            column += colspan
        return row

    @staticmethod
    def _rowspans(rows: list[_TableRow]) -> dict[tuple[int, int], int]:
        """Rows that a cell covers, by its row and column; 0 for a cell that carries on the one above it."""
        spans: dict[tuple[int, int], int] = {}
        open_at: dict[int, int] = {}
        for number, row in enumerate(rows):
            still: dict[int, int] = {}
            for cell in row.cells:
                if cell.merge == "continue" and cell.column in open_at:
                    start = open_at[cell.column]
                    spans[(start, cell.column)] += 1
                    spans[(number, cell.column)] = 0
                    still[cell.column] = start
                elif cell.merge:
                    spans[(number, cell.column)] = 1
                    still[cell.column] = number
            open_at = still
        return spans

    def _paragraphs(self, cell: etree._Element) -> list[etree._Element]:
        return [child for child in self._words.children(cell) if self._words.name(child) == "p"]

    def _cell_text(self, cell: etree._Element) -> str:
        """The cell's paragraphs as lines; a nested table gives one line for each of its rows."""
        lines: list[str] = []
        for child in self._words.children(cell):
            name = self._words.name(child)
            if name == "p":
                lines.append(self._words.paragraph(child))
                for box in self._text_boxes(child):
                    lines.append(self._cell_text(box))
            elif name == "tbl":
                for row in self._table_rows(child):
                    texts = [self._cell_text(inner.element) for inner in self._row(row).cells]
                    lines.append(" ".join(text for text in texts if text))
        return tidy("\n".join(lines))

    def _fill(self, cell: etree._Element) -> str | None:
        own = self._words.shade(cell.find(f"{self._w}tcPr"))
        if own and own != "#ffffff":
            return own
        return self._words.whole_shade(self._paragraphs(cell)) or own
