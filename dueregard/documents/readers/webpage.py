"""Web pages: tables with spans and colours, headings and text, without running or fetching anything."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..grids import Block, Cell, Paragraph, Place, SourceDocument, UnreadableDocument
from ..limits import Limits, Tally
from .characters import NOT_TEXT, clean, decode, flags_of, tidy
from .colours import from_css, from_legacy_html
from .spanning import SpanningRows

if TYPE_CHECKING:
    from lxml import etree

_SKIPPED = {"script", "style", "noscript", "template", "head", "svg", "math", "select", "button", "iframe", "object"}
_BLOCKS = {
    "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "section", "article", "main",
    "header", "footer", "nav", "aside", "blockquote", "pre", "address", "figure", "figcaption", "fieldset", "form",
    "body", "html", "center", "details", "summary", "hr", "caption", "tr", "table", "thead", "tbody", "tfoot", "td",
    "th",
}  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([A-Za-z0-9._-]{1,40})""", re.I)
_DEEPEST = 200
_NUMBER = "data-number-in-list"
# Where a block begins or ends inside a cell. The page's own text is cleaned of control characters before.
_EDGE = "\x1e"


def read_webpage(data: bytes, limits: Limits) -> SourceDocument:
    """An HTML file as grids and paragraphs; raises UnreadableDocument when it is none."""
    from lxml import etree

    text, remarks = _decoded(data)
    if re.search(r"<!ENTITY", text[:100_000], re.I):
        raise UnreadableDocument(
            "The page declares entities of its own, which can hide tricks: save it afresh from the browser as HTML."
        )
    text = clean(text)
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(
            "The page is too large or too broken to be read: save it afresh from the browser, or bring only the plan."
        ) from error
    if root is None:
        raise UnreadableDocument(NOT_TEXT)
    _number_items(root)
    title = root.findtext(".//title") or ""
    reader = _PageReader(Tally(limits), _class_colours(root))
    reader.walk(root)
    reader.end_paragraph()
    named = (meta.get("content") or "" for meta in root.iter("meta") if (meta.get("name") or "").lower() == "keywords")
    keywords = " ".join(next(named, "").split())
    return SourceDocument("html", reader.blocks, title=" ".join(title.split()), remarks=remarks, keywords=keywords)


def _decoded(data: bytes) -> tuple[str, list[str]]:
    declared = _DECLARED.search(data[:2048])
    if declared and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        name = declared.group(1).decode("ascii").lower()
        if name in ("iso-8859-1", "latin1", "windows-1252", "us-ascii"):
            try:
                return data.decode("utf-8"), []  # a page that says Latin-1 and is UTF-8 is common, the reverse is not
            except UnicodeDecodeError:
                if b"\0" not in data:
                    return data.decode("cp1252", errors="replace"), []
    decoded = decode(data)
    return decoded.text, decoded.remarks


def _class_colours(root: etree._Element) -> dict[str, str]:
    """Background colours by simple selector (".amber", "td.amber", "#id") from the page's style blocks."""
    colours: dict[str, str] = {}
    for style in root.iter("style"):
        for rule in _without_comments((style.text or "")[:500_000]).split("}"):
            before, _, body = rule.rpartition("{")
            colour = _background(body) if before else None
            if not colour:
                continue
            for selector in before.rpartition("{")[2].split(","):
                last = selector.strip().split()[-1:] or [""]
                colours[last[0].lower()] = colour
    return colours


def _without_comments(sheet: str) -> str:
    first, *others = sheet.split("/*")
    return first + " ".join(other.partition("*/")[2] for other in others)


def _background(declarations: str) -> str | None:
    found = None
    for declaration in declarations.split(";"):
        name, _, value = declaration.partition(":")
        if name.strip().lower() in ("background", "background-color"):
            found = from_css(value) or found
    return found


class _PageReader:
    """Walks the page in reading order and collects blocks."""

    def __init__(self, tally: Tally, class_colours: dict[str, str]) -> None:
        self.blocks: list[Block] = []
        self._tally = tally
        self._class_colours = class_colours
        self._parts: list[str] = []
        self._level = 0

    def walk(self, element: etree._Element, depth: int = 0) -> None:
        """Take an element and all below it; the element's tail belongs to its parent."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _SKIPPED or not tag or _hidden(element):
            return
        if tag == "table" and depth < _DEEPEST and not _only_lays_out(element):
            self.end_paragraph()
            self._table(element)
            return
        if depth >= _DEEPEST:
            self._parts.append("".join(str(part) for part in element.itertext()))
            return
        block = tag in _BLOCKS
        if block:
            self.end_paragraph()
        if tag == "br":
            self._parts.append("\n")
        if tag in _HEADINGS:
            self._level = _HEADINGS[tag]
        if tag == "li":
            self._parts.append(_bullet(element))
        self._parts.append(_flow(element.text))
        for child in element:
            self.walk(child, depth + 1)
            self._parts.append(_flow(child.tail))
        if block:
            self.end_paragraph()

    def end_paragraph(self) -> None:
        """Close the paragraph being collected, if it has any text."""
        text = _settled(self._parts).replace("\n\n", "\n")
        self._parts.clear()
        if text:
            self.blocks.append(Paragraph(self._tally.add_text(text), level=self._level))
        self._level = 0

    def _table(self, table: etree._Element) -> None:
        caption = table.find("caption")
        if caption is not None:
            text = _settled(_texts(caption))
            if text:
                self.blocks.append(Paragraph(self._tally.add_text(text)))
        rows = SpanningRows(self._tally)
        number = 0
        for row in _rows_of(table):
            number += 1
            rows.start_row()
            in_head = _parent_tag(row) == "thead"
            behind = self._colour(row) or self._colour(row.getparent())
            for item in row:
                if item.tag not in ("td", "th"):
                    continue
                text = _settled(_texts(item))
                rows.add(
                    Cell(
                        text,
                        Place(row=number),
                        fill=self._cell_colour(item, text) or behind,
                        rowspan=_span(item.get("rowspan")),
                        colspan=_span(item.get("colspan")),
                        header=in_head or (item.tag == "th" and item.get("scope") not in ("row", "rowgroup")),
                        flags=flags_of(text),
                    )
                )
        if number:
            self.blocks.append(rows.grid(Place(row=1)))

    def _cell_colour(self, cell: etree._Element, text: str) -> str | None:
        """The cell's own colour, or that of an element in it that holds all its text."""
        element = cell
        for _ in range(4):
            colour = self._colour(element)
            if colour:
                return colour
            children = [child for child in element if isinstance(child.tag, str) and child.tag != "br"]
            if len(children) != 1 or _settled(_texts(children[0])) != text:
                return None
            element = children[0]
        return None

    def _colour(self, element: etree._Element | None) -> str | None:
        if element is None or not isinstance(element.tag, str):
            return None
        style = element.get("style")
        if style:
            colour = _background(style)
            if colour:
                return colour
        legacy = element.get("bgcolor")
        if legacy and element.tag in ("td", "th", "tr", "tbody", "thead", "table"):
            return from_legacy_html(legacy)
        for name in (element.get("class") or "").lower().split():
            for selector in (f"{element.tag}.{name}", f".{name}"):
                if selector in self._class_colours:
                    return self._class_colours[selector]
        identity = (element.get("id") or "").lower()
        return self._class_colours.get(f"#{identity}") if identity else None


def _only_lays_out(table: etree._Element) -> bool:
    """Whether a table holds a larger one, and so only places things on the page; a small one inside is a cell's content."""
    own = len(_rows_of(table))
    return any(len(_rows_of(inner)) > max(own, 2) for inner in table.iterdescendants("table"))


def _hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style


def _rows_of(table: etree._Element) -> list[etree._Element]:
    """The table's own rows, not those of a table inside it."""
    rows: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            rows.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows.extend(row for row in child if row.tag == "tr")
    return rows


def _parent_tag(element: etree._Element) -> str:
    parent = element.getparent()
    return parent.tag if parent is not None and isinstance(parent.tag, str) else ""


def _span(value: str | None) -> int:
    digits = (value or "").strip()[:6]
    return max(1, int(digits)) if digits.isascii() and digits.isdigit() else 1


def _flow(text: str | None) -> str:
    """Source text with its line breaks turned to spaces, as a browser flows it."""
    return re.sub(r"[\n\t ]+", " ", text or "")


def _bullet(item: etree._Element) -> str:
    """What stands before a list item: "- ", or its number in an ordered list."""
    number = item.get(_NUMBER)
    return f"{number}. " if number else "- "


def _number_items(root: etree._Element) -> None:
    """Write each ordered item's number on it, once, so that nobody counts siblings again and again."""
    for ordered in root.iter("ol"):
        first = (ordered.get("start") or "1")[:6]
        number = int(first) if first.isascii() and first.isdigit() else 1
        for item in ordered.iterchildren("li"):
            item.set(_NUMBER, str(number))
            number += 1


def _texts(element: etree._Element, depth: int = 0) -> list[str]:
    """All text of a cell, line breaks where blocks begin and end; a nested table's cells are set apart by tabs."""
    parts: list[str] = [_flow(element.text)]
    if depth >= _DEEPEST:
        return ["".join(str(part) for part in element.itertext())]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag and tag not in _SKIPPED and not _hidden(child):
            if tag == "br":
                parts.append("\n")
            block = tag in _BLOCKS and tag not in ("td", "th")
            if block:
                parts.append(_EDGE)
            if tag in ("td", "th"):
                parts.append(" ")
            if tag == "li":
                parts.append(_bullet(child))
            parts.extend(_texts(child, depth + 1))
            if block:
                parts.append(_EDGE)
        parts.append(_flow(child.tail))
    return parts


def _settled(parts: list[str]) -> str:
    """The parts as lines: runs of blanks are one, blank lines from nested blocks are none, two breaks leave one."""
    blocks = (block.strip(" \t\n") for block in "".join(parts).split(_EDGE))
    text = re.sub(r"[ \t]+", " ", tidy("\n".join(block for block in blocks if block)))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.strip() for line in text.split("\n")))
