"""Web pages: a document as a fragment for a page of the product, and as a file that stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..blocks import (
    TONES,
    Block,
    Bullets,
    Cell,
    Chart,
    Document,
    Facts,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Row,
    Span,
    Table,
    Text,
    spans,
)
from ..readers.characters import clean
from .drawings import safe_drawing
from .written import Written

_MARKUP = {
    "": "{}",
    "added": "<ins>{}</ins>",
    "removed": "<del>{}</del>",
    "quiet": '<span class="quiet">{}</span>',
    "strong": "<strong>{}</strong>",
}
_NOTICES = {"red": "error", "amber": "warning", "green": "success", "grey": "info"}
_NOTHING = SafeString("")
_ANCHOR = re.compile(r"[a-z0-9-]+")
_ADDRESS = re.compile(r"(?!//)(https?://)?[\w\-./?=&%#~]+", re.ASCII)
_STYLES = (
    Path(__file__).parents[2] / "look/static/look/tokens.css",
    Path(__file__).parents[1] / "static/documents/document.css",
    Path(__file__).parents[1] / "static/documents/alone.css",
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link that stands above the document, such as to another format of it. address: http(s), or within the site."""

    text: str
    address: str


def as_fragment(document: Document) -> SafeString:
    """The blocks as HTML without style or script, for a page that links documents/document.css.

    The title is the page's own matter. A list of contents stands in front where the document has one.
    """
    blocks = list(_anchored(document.blocks))
    parts = [_contents(blocks)] if document.contents else []
    parts += [_block(block) for block in blocks]
    return format_html('<div class="document">\n{}</div>\n', _joined(parts))


def write_webpage(document: Document, *, links: Sequence[Link] = ()) -> Written:
    """A whole HTML file that needs nothing else and is readable without its style. Raises ValueError for a link elsewhere.

    It carries its style inside, which the product's own pages may not: serve it as a download only.
    """
    style = "\n".join(path.read_text(encoding="utf-8") for path in _STYLES)
    head = [format_html("<title>{}</title>", _line(document.title))]
    for name, content in (
        ("author", document.author),
        ("description", document.subject),
        ("keywords", document.keywords),
    ):
        if content:
            head.append(format_html('<meta name="{}" content="{}">', name, _line(content)))
    page = format_html(
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="dcterms.date" content="{}">\n{}\n<style>\n{}\n</style>\n</head>\n<body>\n'
        "<header>\n<h1>{}</h1>\n{}{}</header>\n<main>\n{}</main>\n{}</body>\n</html>\n",
        document.dated.isoformat(),
        _joined(head),
        SafeString(style),
        _line(document.title),
        format_html('<p class="subtitle">{}</p>\n', _line(document.subtitle)) if document.subtitle else "",
        _links(links),
        as_fragment(document),
        format_html("<footer>\n<p>{}</p>\n</footer>\n", _line(document.footer)) if document.footer else "",
    )
    return Written(page.encode(), ())


def _links(links: Sequence[Link]) -> SafeString:
    if not links:
        return _NOTHING
    for link in links:
        if not _ADDRESS.fullmatch(link.address):
            raise ValueError(f"A page may not link to “{link.address}”.")
    items = format_html_join("\n", '<li><a href="{}">{}</a></li>', ((link.address, _line(link.text)) for link in links))
    return format_html('<nav class="links" aria-label="Other formats and versions">\n<ul>\n{}\n</ul>\n</nav>\n', items)


# Blocks


def _anchored(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; every heading has an anchor of its own, and no level of headings is left out."""
    taken: set[str] = set()
    level, number = 1, 0
    for block in blocks:
        if isinstance(block, Heading):
            if not _line(block.text):
                continue
            number += 1
            level = max(2, min(block.level, level + 1, 4))
            anchor = block.anchor if _ANCHOR.fullmatch(block.anchor) and block.anchor not in taken else f"part-{number}"
            taken.add(anchor)
            block = Heading(level, block.text, anchor)
        yield block


def _contents(blocks: Sequence[Block]) -> SafeString:
    headings = [block for block in blocks if isinstance(block, Heading)]
    if not headings:
        return _NOTHING
    items = format_html_join(
        "\n",
        '<li class="level-{}"><a href="#{}">{}</a></li>',
        ((heading.level, heading.anchor, _line(heading.text)) for heading in headings),
    )
    return format_html(
        '<nav class="contents" aria-labelledby="document-contents">\n<h2 id="document-contents">Contents</h2>\n'
        "<ul>\n{}\n</ul>\n</nav>\n",
        items,
    )


def _block(block: Block) -> SafeString:
    match block:
        case Heading():
            return format_html('<h{0} id="{1}">{2}</h{0}>\n', block.level, block.anchor, _line(block.text))
        case Paragraph():
            return _paragraphs(block.text)
        case Notice():
            kind = _NOTICES.get(block.tone, "info")
            return format_html('<div class="notice notice-{}" role="note">\n{}</div>\n', kind, _paragraphs(block.text))
        case Bullets():
            if not block.items:
                return _NOTHING
            return format_html(
                "<ul>\n{}\n</ul>\n", format_html_join("\n", "<li>{}</li>", ((_words(item),) for item in block.items))
            )
        case Facts():
            if not block.rows:
                return _NOTHING
            rows = ((_line(label), _words(says)) for label, says in block.rows)
            return format_html(
                '<dl class="facts">\n{}\n</dl>\n',
                format_html_join("\n", "<div><dt>{}</dt><dd>{}</dd></div>", rows),
            )
        case Table():
            return _table(block)
        case Chart():
            drawing = safe_drawing(block.svg, _line(block.description))
            return format_html('<figure class="chart">\n{}\n</figure>\n{}', drawing, _table(block.table))
        case PageBreak():
            return SafeString('<div class="page-break"></div>\n')
    raise TypeError(f"no block that a page can show: {type(block).__name__}")


# Tables


def _table(table: Table) -> SafeString:
    labels = [_line(column.heading) for column in table.columns]
    total = sum(max(1, column.width) for column in table.columns)
    shares = [max(2, min(60, 2 * round(50 * max(1, column.width) / total))) for column in table.columns]
    html = format_html(
        "<table{}>\n{}<colgroup>{}</colgroup>\n<thead>\n<tr>{}</tr>\n</thead>\n{}</table>\n",
        SafeString(' class="as-cards"') if table.cards else "",
        format_html(
            "<caption{}>{}</caption>\n", SafeString(' class="unseen"') if table.titled else "", _line(table.caption)
        )
        if table.caption
        else "",
        format_html_join("", '<col class="share-{}">', ((share,) for share in shares)),
        format_html_join(
            "",
            '<th scope="col"{}>{}</th>',
            (
                (SafeString(' class="number"') if column.numeric else "", _words(column.heading))
                for column in table.columns
            ),
        ),
        _bodies(table, labels),
    )
    if table.cards:
        return html
    # A wide table without cards is scrolled by itself, with the keyboard too; never the whole page.
    return format_html(
        '<div class="scrolled" role="region" aria-label="{}" tabindex="0">\n{}</div>\n', _line(table.caption), html
    )


def _bodies(table: Table, labels: list[str]) -> SafeString:
    """The rows; each band begins a body of its own, whose rows it heads."""
    bodies: list[list[SafeString]] = [[]]
    for number, row in enumerate(table.rows):
        if number in table.bands:
            band = next((cell for cell in row if cell is not None), Cell())
            if bodies[-1]:
                bodies.append([])
            bodies[-1].append(
                format_html(
                    '<tr class="band"><th scope="rowgroup" colspan="{}">{}</th></tr>\n', len(labels), _words(band.text)
                )
            )
        else:
            bodies[-1].append(_row(table, row, labels))
    return format_html_join("", "<tbody>\n{}</tbody>\n", ((_joined(rows),) for rows in bodies if rows))


def _row(table: Table, row: Row, labels: list[str]) -> SafeString:
    cells: list[SafeString] = []
    for column, label, cell in zip(table.columns, labels, row, strict=True):
        if cell is None:
            continue
        classes = " ".join(
            name
            for name in ("number" if column.numeric else "", f"tone tone-{cell.tone}" if cell.tone in TONES else "")
            if name
        )
        attributes = (
            format_html(' class="{}"', classes) if classes else "",
            format_html(' rowspan="{}"', cell.rowspan) if cell.rowspan > 1 else "",
            format_html(' colspan="{}"', cell.colspan) if cell.colspan > 1 else "",
            format_html(' data-label="{}"', label) if table.cards else "",
        )
        markup = '<th scope="row"{}{}{}{}>{}</th>' if column.row_heading else "<td{}{}{}{}>{}</td>"
        cells.append(format_html(markup, *attributes, _words(cell.text)))
    # A row that goes on what a cell above spans is, on a narrow screen, a part of that card.
    goes_on = SafeString(' class="goes-on"') if row and row[0] is None else ""
    return format_html("<tr{}>{}</tr>\n", goes_on, _joined(cells))


# Text


def _joined(parts: Sequence[SafeString]) -> SafeString:
    return SafeString("".join(parts))


def _line(text: str) -> str:
    """A text of one line, not yet escaped."""
    return " ".join(clean(text).split())


def _words(text: Text) -> SafeString:
    """A text within a cell or an item: a line break is one, a blank line two."""
    # Joining safe strings by their own method would give a plain one.
    return SafeString("<br><br>".join(_lines(paragraph) for paragraph in _parted(text)))


def _paragraphs(text: Text) -> SafeString:
    return format_html_join("", "<p>{}</p>\n", ((_lines(paragraph),) for paragraph in _parted(text)))


def _lines(paragraph: list[list[Span]]) -> SafeString:
    lines = ("".join(format_html(_MARKUP.get(span.mark, "{}"), span.text) for span in line) for line in paragraph)
    return SafeString("<br>".join(lines))


def _parted(text: Text) -> list[list[list[Span]]]:
    """Paragraphs of lines of spans, without what is blank."""
    lines: list[list[Span]] = [[]]
    for span in spans(text):
        for number, part in enumerate(clean(span.text).split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Span(part, span.mark))
    paragraphs: list[list[list[Span]]] = [[]]
    for line in lines:
        if any(span.text.strip() for span in line):
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]
