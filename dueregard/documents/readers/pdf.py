"""PDF files: text and tables page by page, with broken rows joined and what stands outside every table counted."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..grids import Block, Grid, Paragraph, Place, SourceDocument, UnreadableDocument
from ..limits import Limits, Tally
from .characters import tidy
from .package import CUT_SHORT, PROTECTED
from .pdf_columns import column_tables
from .pdf_joins import TableChain
from .pdf_shapes import shapes_of
from .pdf_tables import PageTable, ruled_tables
from .pdf_text import TextLine, breaks, glyphs_of, lines_of, paragraph_of

SCANNED = (
    "The PDF holds pictures of pages and no text: bring the document that it was made from, "
    "or let a scanner's text recognition (OCR) add the text first."
)
UNKNOWN_LETTERS = (
    "The letters of this PDF cannot be read as text, because its fonts do not say what they stand for: "
    "bring the document that it was made from."
)
DAMAGED_PDF = "The PDF is damaged and cannot be read: make it afresh from the document that it was made from."
_PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.I)


def read_pdf(data: bytes, limits: Limits, on_progress: Callable[[int, int], None] | None = None) -> SourceDocument:
    """A PDF as one grid for each table and page, and paragraphs; raises UnreadableDocument.

    on_progress is told (pages done, pages in all) after each page.
    """
    _refuse_cut_short(data)
    try:
        return _PdfReader(limits, on_progress).read(data)
    except (UnreadableDocument, MemoryError):
        raise
    except Exception as error:  # a broken PDF can make the library fail in any way: each means that it is damaged
        if "password" in (type(error).__name__ + repr(error)).lower():
            raise UnreadableDocument(PROTECTED) from error
        raise UnreadableDocument(DAMAGED_PDF) from error


def _refuse_cut_short(data: bytes) -> None:
    """A whole PDF ends with a mark; what a broken upload leaves has none, or has text after an earlier one."""
    end = data.rfind(b"%%EOF")
    if end < 0 or len(data) - end > 4_096:
        raise UnreadableDocument(CUT_SHORT)


@dataclass(slots=True)
class _Page:
    """What one page gave: tables and lines, each with its height on the page."""

    number: int
    tables: list[PageTable]
    lines: list[TextLine]
    right: float


class _PdfReader:
    def __init__(self, limits: Limits, on_progress: Callable[[int, int], None] | None) -> None:
        self._limits = limits
        self._tally = Tally(limits)
        self._on_progress = on_progress
        self._sizes: Counter[int] = Counter()
        self._letters = 0
        self._unknown = 0
        self._outside = 0
        self._without_text: list[int] = []

    def read(self, data: bytes) -> SourceDocument:
        import pdfplumber

        # The library reports oddities of a file in its log, and quotes them: a document's words do not belong there.
        logging.getLogger("pdfminer").setLevel(logging.CRITICAL)
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            self._count_pages(pdf)
            total = len(pdf.pages)
            pages: list[_Page] = []
            for number, page in enumerate(pdf.pages, start=1):
                pages.append(self._page(page, number))
                page.close()  # lets go of the page's objects, which would otherwise add up
                if self._on_progress:
                    self._on_progress(number, total)
            title = tidy(str((pdf.metadata or {}).get("Title") or ""))
        if not self._letters:
            raise UnreadableDocument(SCANNED)
        if self._unknown > self._letters / 2:
            raise UnreadableDocument(UNKNOWN_LETTERS)
        blocks = self._blocks(pages)
        return SourceDocument("pdf", blocks, title=title, pages=total, remarks=self._remarks(blocks))

    def _count_pages(self, pdf: Any) -> None:
        """Refuse too many pages, by what the file says of itself before every page is looked at."""
        from pdfminer.pdftypes import resolve1

        tree = resolve1(pdf.doc.catalog.get("Pages"))
        stated = resolve1(tree.get("Count")) if isinstance(tree, dict) else None
        count = stated if isinstance(stated, int) and stated > self._limits.max_pages else len(pdf.pages)
        if count > self._limits.max_pages:
            raise UnreadableDocument(
                f"The PDF has {count:,} pages and the most that can be read is {self._limits.max_pages:,}: "
                "bring only the pages of the plan."
            )
        if not count:
            raise UnreadableDocument(DAMAGED_PDF)

    def _page(self, page: Any, number: int) -> _Page:
        shapes = shapes_of(page)
        glyphs, unknown = glyphs_of(shapes.characters)
        printed = sum(1 for glyph in glyphs if glyph.text.strip())
        self._letters += printed
        self._unknown += unknown
        if not printed:
            self._without_text.append(number)
            return _Page(number, [], [], 0.0)
        tables, left = ruled_tables(shapes, glyphs, number, self._tally)
        lines = lines_of(left)
        more, lines = column_tables(lines, number, self._tally)
        tables.extend(more)
        for line in lines:
            printed = sum(1 for glyph in line.glyphs if glyph.text.strip())
            self._outside += printed
            self._sizes[round(line.size)] += printed
        return _Page(number, tables, lines, max((line.x1 for line in lines), default=0.0))

    def _blocks(self, pages: list[_Page]) -> list[Block]:
        """Everything in reading order, with tables joined over pages where only running headings stand between."""
        running = _running_lines(pages)
        body = self._sizes.most_common(1)[0][0] if self._sizes else 0
        blocks: list[Block] = []
        chain = TableChain()
        for page in pages:
            items: list[tuple[float, PageTable | TextLine]] = [(table.box[1], table) for table in page.tables]
            items.extend((line.top, line) for line in page.lines)
            items.sort(key=lambda item: item[0])
            tables = [item for _, item in items if isinstance(item, PageTable)]
            held: list[TextLine] = []
            for _, item in items:
                if isinstance(item, TextLine):
                    if held and breaks(held[-1], item, page.right):
                        self._paragraph(held, page, body, blocks)
                        held = []
                    held.append(item)
                    if tables and _plain(item) not in running:
                        chain.restart()
                    continue
                self._paragraph(held, page, body, blocks)
                held = []
                if item is not tables[0]:
                    chain.restart()
                if chain.offer(item):
                    blocks.append(Grid(item.rows, Place(page.number, 1), item.told_by))
            self._paragraph(held, page, body, blocks)
            if not tables:
                chain.restart()
        return blocks

    def _paragraph(self, lines: list[TextLine], page: _Page, body: int, blocks: list[Block]) -> None:
        if not lines:
            return
        text = tidy(paragraph_of(lines, page.right))
        if text:
            size = round(lines[0].size)
            level = 0
            if body and len(text) < 200 and size > body * 1.15:
                level = 1 if size >= body * 1.5 else 2
            blocks.append(Paragraph(self._tally.add_text(text), Place(page.number), level))

    def _remarks(self, blocks: list[Block]) -> list[str]:
        remarks: list[str] = []
        if self._outside and any(isinstance(block, Grid) for block in blocks):
            stand = "1 character stands" if self._outside == 1 else f"{self._outside:,} characters stand"
            remarks.append(f"{stand} outside every table.")
        if self._without_text:
            which = ", ".join(str(number) for number in self._without_text[:10])
            more = " and more" if len(self._without_text) > 10 else ""
            remarks.append(
                f"Page {which} has no text; if it is not blank, it is a picture and was not read."
                if len(self._without_text) == 1
                else f"Pages {which}{more} have no text; those that are not blank are pictures and were not read."
            )
        if self._unknown:
            remarks.append(f"{self._unknown:,} letters could not be read and were replaced by \ufffd.")
        return remarks


def _plain(line: TextLine) -> str:
    """A line's text without its numbers, so that "Page 3 of 7" equals "Page 4 of 7"."""
    return re.sub(r"\d+", "#", line.text).strip().lower()


def _running_lines(pages: list[_Page]) -> set[str]:
    """Lines that come again on several pages, such as running headings, and page numbers."""
    seen: defaultdict[str, set[int]] = defaultdict(set)
    for page in pages:
        for line in page.lines:
            seen[_plain(line)].add(page.number)
    found = {text for text, numbers in seen.items() if len(numbers) > 1}
    found.update(_plain(line) for page in pages for line in page.lines if _PAGE_NUMBER.fullmatch(line.text.strip()))
    return found
