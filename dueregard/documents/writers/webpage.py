"""Web pages: a document as a fragment for a page of the product, and as a file that stands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..blocks import (
    Block,
    Bullets,
    Chart,
    Document,
    Facts,
    Heading,
    Notice,
    PageBreak,
    Paragraph,
    Table,
)
from .drawings import safe_drawing
from .webpage_tables import table_of
from .webpage_text import joined, one_line, paragraphs_of, words_of
from .written import Written

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
    across = " document-across" if document.landscape else ""
    return format_html('<div class="document{}">\n{}</div>\n', across, joined(parts))


def write_webpage(document: Document, *, links: Sequence[Link] = ()) -> Written:
    """A whole HTML file that needs nothing else and is readable without its style. Raises ValueError for a link elsewhere.

    It carries its style inside, which the product's own pages may not: serve it as a download only.
    """
    style = "\n".join(path.read_text(encoding="utf-8") for path in _STYLES)
    head = [format_html("<title>{}</title>", one_line(document.title))]
    for name, content in (
        ("author", document.author),
        ("description", document.subject),
        ("keywords", document.keywords),
    ):
        if content:
            head.append(format_html('<meta name="{}" content="{}">', name, one_line(content)))
    page = format_html(
        '<!doctype html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="dcterms.date" content="{}">\n{}\n<style>\n{}\n</style>\n</head>\n<body>\n'
        "<header>\n<h1>{}</h1>\n{}{}</header>\n<main>\n{}</main>\n{}</body>\n</html>\n",
        document.dated.isoformat(),
        joined(head),
        SafeString(style),
        one_line(document.title),
        format_html('<p class="subtitle">{}</p>\n', one_line(document.subtitle)) if document.subtitle else "",
        _links(links),
        as_fragment(document),
        format_html("<footer>\n<p>{}</p>\n</footer>\n", one_line(document.footer)) if document.footer else "",
    )
    return Written(page.encode(), ())


def _links(links: Sequence[Link]) -> SafeString:
    if not links:
        return _NOTHING
    for link in links:
        if not _ADDRESS.fullmatch(link.address):
            raise ValueError(f"A page may not link to “{link.address}”.")
    items = format_html_join(
        "\n", '<li><a href="{}">{}</a></li>', ((link.address, one_line(link.text)) for link in links)
    )
    return format_html('<nav class="links" aria-label="Other formats and versions">\n<ul>\n{}\n</ul>\n</nav>\n', items)


# Blocks


def _anchored(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks; every heading has an anchor of its own, and no level of headings is left out."""
    taken: set[str] = set()
    level, number = 1, 0
    for block in blocks:
        if isinstance(block, Heading):
            if not one_line(block.text):
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
        ((heading.level, heading.anchor, one_line(heading.text)) for heading in headings),
    )
    return format_html(
        '<nav class="contents" aria-labelledby="document-contents">\n<h2 id="document-contents">Contents</h2>\n'
        "<ul>\n{}\n</ul>\n</nav>\n",
        items,
    )


def _block(block: Block) -> SafeString:
    match block:
        case Heading():
            return format_html('<h{0} id="{1}">{2}</h{0}>\n', block.level, block.anchor, one_line(block.text))
        case Paragraph():
            return paragraphs_of(block.text)
        case Notice():
            kind = _NOTICES.get(block.tone, "info")
            return format_html(
                '<div class="notice notice-{}" role="note">\n{}</div>\n', kind, paragraphs_of(block.text)
            )
        case Bullets():
            if not block.items:
                return _NOTHING
            return format_html(
                "<ul>\n{}\n</ul>\n", format_html_join("\n", "<li>{}</li>", ((words_of(item),) for item in block.items))
            )
        case Facts():
            if not block.rows:
                return _NOTHING
            rows = ((one_line(label), words_of(says)) for label, says in block.rows)
            return format_html(
                '<dl class="facts">\n{}\n</dl>\n',
                format_html_join("\n", "<div><dt>{}</dt><dd>{}</dd></div>", rows),
            )
        case Table():
            return table_of(block)
        case Chart():
            drawing = safe_drawing(block.svg, one_line(block.description))
            return format_html('<figure class="chart">\n{}\n</figure>\n{}', drawing, table_of(block.table))
        case PageBreak():
            return SafeString('<div class="page-break"></div>\n')
    raise TypeError(f"no block that a page can show: {type(block).__name__}")
