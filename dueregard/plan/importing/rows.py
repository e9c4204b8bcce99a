"""What a row of a plan's table is: a section's heading, a new item, an action more of the same item, or its continuation."""

from __future__ import annotations

import re
import statistics
from dataclasses import dataclass

from dueregard.documents.grids import Cell, Grid

from .columns import item_number
from .header_rows import Row, filled, text_of
from .items import Item
from .layout import Layout
from .legends import meanings_in
from .prose import ends_sentence, runs_on

WRAPPED = ("tabs", "columns")
PAGE_NUMBER = re.compile(r"(?:page\s*)?\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|page|[-–]\s*\d{1,4}\s*[-–]", re.I)
CONTEXT = re.compile(
    r"(?:(?:the )?(?:national|local|regional|institutional|sector|international)\b.{0,30}\b(?:risks?|context|"
    r"threats?|picture|profile)\b"
    r"|context\b|background\b|introduction and context\b|threat level\b|(?:risk|threat) context\b)",
    re.I,
)
_NUMBERED_SECTION = re.compile(
    r"(?:(?:section|theme|part|strand|objective|priority|area|standard|domain|aim|outcome)\s+)?"
    r"(\d{1,2}|[A-Z]|[IVX]{1,4})\s*(?:[.:)–—-]\s*|\s+)(?=\S)(.{2,200})",
    re.I | re.S,
)
_SAYS_SECTION = re.compile(
    r"(?:section|theme|part|strand|objective|priority|standard|domain|outcome|aim)\b\s*\w{0,4}\s*[:.–-]", re.I
)
_ITEM_TITLE = re.compile(r"((?:[A-Z]{1,3})?\d{1,3}(?:\.\d{1,3}){0,3})\s*(?:[.):–-]\s*|\s+)(?=[A-Z“\"'])")


@dataclass(frozen=True, slots=True)
class Ways:
    """What is true of the document as a whole. dotted: items are numbered "1.1"; lettered: "A1"; usual: filled cells."""

    dotted: bool = False
    lettered: bool = False
    usual: float = 0.0


_LEGEND = re.compile(
    r"(?:(?:rag|risk|rating|status|colour|scor(?:e|ing))\s+){0,3}(?:key|legend)\b(?:\s+(?:to|for)\b[^:]{0,40})?\s*"
    r"(?:[:=(–—-]|(?=(?:red|amber|green|high|low|[rag])\b))",
    re.I,
)
_MEANS = re.compile(
    r"\b(?:red|amber|green|yellow|orange|high|medium|low|[rag])\s*(?:[=:–—]|-\s|\s(?:is|means)\s)", re.I
)


def is_legend(text: str) -> bool:
    """Whether a line says what the marks of a scale mean: "Key: Red = high, Amber = medium", "A = met, B = ..."."""
    plain = text.strip()
    meanings = len(_MEANS.findall(plain))
    if meanings_in(plain):
        return True
    if len(plain) > 400 or meanings < 2:
        return False
    return _LEGEND.match(plain) is not None or (meanings >= 3 and _MEANS.match(plain) is not None)


def is_context(text: str) -> bool:
    """Whether a line heads the national or local risks, or other context of the plan."""
    plain = text.strip()
    return len(plain) <= 120 and not plain.endswith((".", ";")) and CONTEXT.match(plain) is not None


def ways_of(grids: list[tuple[Grid, Layout]]) -> Ways:
    """How the items of a document are numbered, and how many cells a usual row fills."""
    numbers: list[str] = []
    counts: list[int] = []
    for grid, layout in grids:
        at = layout.first("number")
        title = layout.first("title", "requirement", "category")
        for row in grid.rows[layout.starts :]:
            cells = filled(row)
            if cells:
                counts.append(len(cells))
            text = text_of(row, at)
            number = item_number(text) or split_number(text or text_of(row, title))[0]
            if number:
                numbers.append(number)
    return Ways(
        dotted=any("." in number for number in numbers),
        lettered=any(re.fullmatch(r"[A-Z]{1,3}\d{1,3}", number) for number in numbers),
        usual=statistics.median(counts) if counts else 0.0,
    )


def split_number(text: str) -> tuple[str | None, str]:
    """ "1. Leadership" as ("1", "Leadership"); (None, text) where no number stands before."""
    match = _ITEM_TITLE.match(text)
    if match is None or re.fullmatch(r"(?:19|20)\d\d", match[1]):
        return None, text
    return match[1], text[match.end() :]


def section_heading(text: str) -> tuple[str | None, str]:
    """A section's number and title: "Section 1: Leadership" as ("1", "Leadership")."""
    plain = " ".join(text.split())
    match = _NUMBERED_SECTION.fullmatch(plain)
    if match is None or (match[1].isalpha() and not re.match(r"(?:[A-Za-z]+\s+)?[A-Z]{1,4}\s*[.:)–—-]", plain)):
        return None, plain
    return match[1], match[2]


def section_of(row: Row, layout: Layout, grid: Grid, ways: Ways, item: Item | None) -> tuple[str | None, str] | None:
    """The number and title of the section that a row opens, or None where it opens none."""
    cells = filled(row)
    texts = list(dict.fromkeys(text_of(row, index) for index in cells))
    number_at = layout.first("number")
    title_at = layout.first("title", "requirement", "category", "hazard")
    if not texts or sum(len(text) for text in texts) > 220:
        return None
    if len(texts) == 2 and number_at == cells[0] and len(cells) == 2:
        number, title = text_of(row, number_at).rstrip(".):"), texts[1]
        if ways.dotted and re.fullmatch(r"\d{1,2}(?:\.0)?", number):
            return number.removesuffix(".0"), title
        if ways.lettered and re.fullmatch(r"[A-Z]", number):
            return number, title
        if re.match(r"(?:section|theme|part|strand|standard)\b", text_of(row, number_at), re.I):
            return item_number(number) or section_heading(f"{number}: {title}")[0], title
        return None
    if len(texts) != 1:
        return None
    text = texts[0]
    if item_number(text) is not None or "\n" in text.strip():
        return None
    heading = section_heading(text)
    cell = row[cells[0]]
    if _spans(cell, row) or len(cells) > 1:
        return heading if not re.match(r"\*|note", text, re.I) else None
    if _SAYS_SECTION.match(text):
        return heading
    if heading[0] is not None and ways.dotted and heading[0].isdigit() and cells[0] in (number_at, title_at, 0):
        return heading
    if grid.told_by in WRAPPED and (number_at is None or cells[0] != number_at):
        return heading if text.isupper() and len(text) > 4 else None
    if cells[0] not in (number_at, title_at, 0) or text[0].islower():
        return None
    if item is not None and (runs_on(item.text("title"), text)):
        return None
    plain_row = len(text.split()) <= 14 and not text.endswith(".")
    if cells[0] == number_at and number_at is not None:
        return heading if plain_row else None
    sparse = ways.usual >= 3 and plain_row
    return heading if sparse and number_at is None else heading if sparse and number_at is not None else None


def _spans(cell: Cell | None, row: Row) -> bool:
    return cell is not None and cell.colspan >= max(2, len(row) - 1)


def same_item(row: Row, layout: Layout, grid: Grid, item: Item, number: str | None, *, turn: bool) -> bool:
    """Whether a row that opens no section goes on with the item above. turn: it is the first of a table or page."""
    number_at = layout.first("number")
    title_at = layout.first("title", "requirement") if layout.first("title") is None else layout.first("title")
    title = text_of(row, title_at)
    before = item.text("title") or item.text("requirement")
    if number is not None:
        return number == item.number and (not title or _same(title, before))
    if not title:
        return True
    if number_at is not None and item.number is not None:
        if runs_on(before, title):
            return True
        if grid.told_by in WRAPPED:
            complete = ends_sentence(before) or not before
            full = len(filled(row)) >= 3 and title[0].isupper()
            others = any(
                runs_on(item.text(name), text_of(row, layout.first(name))) for name in ("actions_taken", "next_steps")
            )
            return not full or others or not complete
        return False
    if _same(title, before) and before:
        return True
    if grid.told_by in WRAPPED or turn:
        return runs_on(before, title) and title[0].islower()
    return False


def another_action(row: Row, layout: Layout, grid: Grid, item: Item) -> bool:
    """Whether a row of the same item is an action of its own, rather than the rest of the one above."""
    steps_at = layout.first("next_steps")
    steps = text_of(row, steps_at)
    if not steps:
        return False
    before = item.entries[-1].text("next_steps")
    if not before or runs_on(before, steps):
        return False
    own = any(text_of(row, layout.first(name)) for name in ("due", "status", "progress"))
    if grid.told_by in WRAPPED:
        return own
    if own or text_of(row, layout.first("leads")):
        return True
    # A merged risk over several rows: each row beside it was written as a row.
    title_at = layout.first("title", "requirement", "category", "number")
    return title_at is not None and title_at < len(row) and row[title_at] is None


def _same(first: str, second: str) -> bool:
    return " ".join(first.lower().split()) == " ".join(second.lower().split())
