"""Rows of headings: which row is one, what its columns mean, and which rows only tell how to fill the table in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dueregard.documents.grids import Cell

from .headings import DOCUMENT_HEADINGS, SCALE_HEADINGS, composed, plain_heading, read_heading

Row = Sequence[Cell | None]


@dataclass(slots=True)
class Column:
    """One column of a table. told_by: heading, content, before (the table before), or you."""

    index: int
    heading: str
    field: str
    confidence: float
    told_by: str
    also: str | None = None


def text_of(row: Row, index: int | None) -> str:
    """A cell's text, "" where it is blank, covered or missing."""
    if index is None or index >= len(row):
        return ""
    cell = row[index]
    return cell.text.strip() if cell is not None else ""


def filled(row: Row) -> list[int]:
    """The indexes of the cells with text."""
    return [index for index, cell in enumerate(row) if cell is not None and cell.text.strip()]


def read_header(row: Row, known: set[str] | None = None) -> dict[int, Column] | None:
    """The columns that a row of headings names, or None where it is no such row.

    known: the plain headings of an earlier header, which a repeated one must resemble.
    """
    cells = [(index, row[index].text) for index in filled(row) if row[index] is not None]  # type: ignore[union-attr]
    if len(cells) < 2 or sum(len(text) for _, text in cells) > 90 * len(cells):
        return None
    columns: dict[int, Column] = {}
    exact = 0
    for index, text in cells:
        reading = read_heading(text)
        if reading is None:
            continue
        exact += reading.confidence >= 0.9
        columns[index] = Column(index, text, reading.field, reading.confidence, "heading", reading.also)
    distinct = {column.field for column in columns.values()}
    flagged = any(cell is not None and cell.header for cell in row)
    repeated = known is not None and sum(plain_heading(text) in known for _, text in cells) >= max(2, len(cells) * 0.6)
    if repeated:
        return columns if len(distinct) >= 2 else None
    share = len(columns) / len(cells)
    if len(distinct) < 2:
        return None
    if known is not None and not flagged:
        return columns if exact >= 3 and share >= 0.75 and exact >= 0.6 * len(cells) else None
    if flagged:
        return columns if exact >= 1 and share >= 0.4 else None
    return columns if exact >= 1 and share >= 0.5 and (exact >= 2 or share >= 0.7) else None


# Beside a date, the heading of a log of changes.
_CHANGE = re.compile(
    r"(?:changes?|amendments?|revisions?)(?: (?:made|to|in|log)\b.*)?$|(?:summary|description|nature) of changes?$"
)


def is_document_header(row: Row) -> bool:
    """Whether a row heads a table about the document (approvals, changes, versions) or a scale, not the plan."""
    texts = [plain_heading(text_of(row, index)) for index in filled(row)]
    if not texts or any(len(text) > 60 for text in texts):
        return False
    about = sum(DOCUMENT_HEADINGS.match(text) is not None for text in texts)
    if about and (about >= 2 or len(texts) <= 2 or "version" in " ".join(texts)):
        return True
    if "date" in texts and any(_CHANGE.match(text) for text in texts) and len(texts) <= 5:
        return True
    return len(texts) >= 2 and all(
        SCALE_HEADINGS.match(text) or text in ("rag", "likelihood", "impact", "severity") for text in texts
    )


def is_second_header(row: Row, first: Row, columns: Mapping[int, Column]) -> bool:
    """Whether a row goes on with the headings above it: scores beneath a spanning "Gross risk"."""
    indexes = filled(row)
    if not indexes:
        return False
    texts = [text_of(row, index) for index in indexes]
    if any(len(text) > 80 for text in texts):
        return False
    readings = [read_heading(text) for text in texts]
    scores = sum(
        reading is not None and reading.field in ("likelihood", "severity", "current", "rag", "gross", "residual")
        for reading in readings
    )
    if scores >= 2 and all(
        reading is not None or guide_text(text) for reading, text in zip(readings, texts, strict=True)
    ):
        return True
    spanned = any(cell is not None and cell.colspan > 1 for cell in first)
    if spanned and any(cell is not None and cell.rowspan > 1 for cell in first):
        # Headings that reach down two rows say that the second row is a heading too.
        return all(index < len(first) and (first[index] is None or not text_of(first, index)) for index in indexes[1:])
    named = sum(reading is not None and reading.confidence >= 0.9 for reading in readings)
    return spanned and named >= 2 and named == len(texts)


_GUIDE = re.compile(
    r"^(?:what|which|how|who|when|where|why|is|are|do|does|has|have|can|could|list|describe|state|explain|enter|insert|"
    r"give|note|set out|identify|summari[sz]e|consider|include|please|e\.g|for example|guidance|guide|provide|use|"
    r"detail)\b",
    re.I,
)


def guide_text(text: str) -> bool:
    """Whether a text only tells how to fill a cell in: a bracketed prompt, a question, "Describe ..."."""
    plain = text.strip()
    if re.fullmatch(r"[(\[<][^\n]{3,300}[)\]>]", plain):
        return True
    return len(plain) <= 300 and _GUIDE.match(plain) is not None and (plain.endswith(("?", "…", "...")))


# What a template puts in a cell to show what belongs there.
_SAMPLE = re.compile(
    r"e\.g\b.*|for example\b.*|\d{1,2} ?(?:-|–|to) ?\d{1,2}|[lips] ?[x×*] ?[lips]|(?:dd|mm)[/.-](?:mm|dd)[/.-]yy(?:yy)?|"
    r"(?:the )?name (?:or|and|/) (?:job title|post|role)s?|(?:insert|enter|click)\b.{0,60}|r ?[/,] ?a ?[/,] ?g|"
    r"red ?[/,] ?amber ?[/,] ?green|(?:low|high) ?/ ?med(?:ium)? ?/ ?(?:low|high)",
    re.I,
)


def _prompts(text: str) -> bool:
    """Whether a cell's text is, as far as its words show, a template's prompt or sample."""
    return len(text) <= 120 and (
        guide_text(text) or _GUIDE.match(text) is not None or _SAMPLE.fullmatch(text.strip()) is not None
    )


def is_guide_row(row: Row) -> bool:
    """Whether what a row says is how to fill it in: all of it, or nearly all with samples such as "dd/mm/yyyy"."""
    texts = [text_of(row, index) for index in filled(row)]
    prompts = [text for text in texts if _prompts(text)]
    # A verb alone ("Review ...") can open an action; a question or a sample shows that the row is a template's.
    sure = [text for text in prompts if guide_text(text) or _SAMPLE.fullmatch(text.strip())]
    if len(texts) >= 4 and len(prompts) >= 0.8 * len(texts) and len(sure) >= 0.5 * len(texts):
        return True
    guides = [text for text in texts if guide_text(text)]
    started = [text for text in texts if _GUIDE.match(text) and len(text) < 200]
    if len(texts) < 2:
        return False
    return len(guides) == len(texts) or (len(guides) >= 1 and len(set(guides) | set(started)) == len(texts))


def two_rows(first: Row, second: Row, columns: Mapping[int, Column]) -> dict[int, Column]:
    """The columns that two heading rows name together. columns: what the first row names alone."""
    both: dict[int, Column] = {}
    parent = ""
    for index in range(max(len(first), len(second))):
        own = text_of(first, index)
        covered = index < len(first) and (first[index] is None or not own)
        parent = own if own else (parent if covered else "")
        child = text_of(second, index)
        if child and not guide_text(child):
            reading = composed(parent, child) if parent and parent != child else read_heading(child)
            heading = f"{parent} / {child}" if parent and parent != child else child
            if reading:
                sure = reading.confidence if read_heading(child) else reading.confidence * 0.6
                both[index] = Column(index, heading, reading.field, sure, "heading", reading.also)
                continue
        if own and index in columns:
            both[index] = columns[index]
    return both
