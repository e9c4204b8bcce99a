"""PDF through typst: tagged (PDF/UA-1), the same bytes for the same document, and every word of it only data."""

from __future__ import annotations

import base64
import json
import re
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..apart import run_apart
from ..blocks import TONES, Block, Bullets, Chart, Document, Facts, Heading, Notice, PageBreak, Paragraph, Table
from ..grids import UnreadableDocument
from ..limits import Limits
from ..readers.characters import clean
from . import palette
from .drawings import safe_drawing
from .pdf_glyphs import FACES, folder
from .pdf_tables import table_data
from .pdf_text import Texts, height_of
from .written import Written

_TEMPLATE = Path(__file__).with_name("house.typ")
# A4 less its margins, in points, as in the template; prose runs less wide across.
_WIDTHS = {True: 756.8, False: 510.2}
_PROSE = {True: 467.7, False: 510.2}
_PROSE_SIZE = 10.0
# Facts that are lower than this, in points, are not parted between two pages.
_FACTS_WHOLE = 240.0
_ANCHOR = re.compile(r"[a-z0-9-]+")
# Far more than a plan of 300 areas takes (under 2 seconds, about 250 MB).
_LIMITS = Limits(seconds=90.0, memory_bytes=4_000_000_000)
_STYLED = re.compile(r"var\(\s*--[\w-]+\s*(?:,([^()]*))?\)|currentColor")
_PALETTE = {
    "ink": palette.INK, "soft": palette.INK_SOFT, "rule": palette.RULE, "accent": palette.ACCENT,
    "shade": palette.ACCENT_WASH, "added": palette.ADDED, "removed": palette.REMOVED,
    "fills": palette.FILLS, "edges": palette.EDGES,
}  # fmt: skip
_SVG = "{http://www.w3.org/2000/svg}"


class PdfNotMade(ValueError):
    """The document could not be set as a PDF. Its text is one sentence that says why."""


def write_pdf(document: Document) -> Written:
    """The document as a PDF. Its remarks name the characters that the typeface lacks and what was done about them.

    Raises PdfNotMade for a document without a title, a chart without a description, and for what the
    typesetter refuses or cannot do in time.
    """
    texts = Texts()
    # Whatever typst may read is in this folder, which holds nothing else and is gone afterwards.
    with tempfile.TemporaryDirectory(prefix="dueregard-pdf-") as place:
        root, faces = Path(place, "root"), Path(place, "faces")
        root.mkdir()
        faces.mkdir()
        for name in FACES:
            # The package has each face twice, and which one is taken would depend on the order of its folder.
            (faces / name).symlink_to(folder() / name)
        data = _document_data(document, texts, root)
        (root / "document.json").write_text(json.dumps(data, ensure_ascii=True, separators=(",", ":")))
        (root / "main.typ").write_bytes(_TEMPLATE.read_bytes())
        midnight = datetime.combine(document.dated, datetime.min.time(), UTC)
        content = _compiled(root, faces, int(midnight.timestamp()))
    return Written(content, texts.remarks)


def set_type(argument: dict[str, Any]) -> dict[str, Any]:
    """In the child: the PDF in base 64 as {"content"}, or {"refused"} with the typesetter's reason."""
    import typst

    root = argument["root"]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[argument["faces"]])
    try:
        content = typst.compile(
            f"{root}/main.typ",
            root=root,
            font_paths=fonts,
            ignore_system_fonts=True,
            # Nothing is ever fetched: packages would be looked for where there are none.
            package_path=f"{root}/none",
            package_cache_path=f"{root}/none",
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=argument["timestamp"],
        )
    except RuntimeError as error:
        return {"refused": " ".join(str(getattr(error, "message", error)).split()) or "no reason given"}
    return {"content": base64.b64encode(content).decode("ascii")}


def _compiled(root: Path, faces: Path, timestamp: int) -> bytes:
    """What the typesetter makes of the root. It works in a child process, because it never gives its memory back."""
    argument = {"root": str(root), "faces": str(faces), "timestamp": timestamp}
    try:
        answer = run_apart("dueregard.documents.writers.pdf:set_type", argument, limits=_LIMITS)
    except UnreadableDocument as error:
        raise PdfNotMade(
            "The PDF could not be made within the time and memory that one may take: make the document shorter."
        ) from error
    if "refused" in answer:
        raise PdfNotMade(
            f"The PDF could not be made, because the typesetter refused the document: {answer['refused']}."
        )
    return base64.b64decode(answer["content"])


def _document_data(document: Document, texts: Texts, root: Path) -> dict[str, Any]:
    """The document as the template's JSON; files that it needs are put into the root."""
    title = texts.line(document.title)
    if not title:
        raise PdfNotMade("A PDF needs a title: give the document one.")
    blocks: list[dict[str, Any]] = []
    level = 1
    anchors: set[str] = set()
    for block in document.blocks:
        data = _block_data(block, texts, document.landscape, root, number=len(blocks))
        if data["kind"] == "heading":
            if not data["text"]:
                continue
            # No level is left out, or a screen reader's user would look for what is missing.
            level = data["level"] = max(2, min(data["level"], level + 1, 4))
            if data["anchor"] in anchors:
                data["anchor"] = ""
            anchors.add(data["anchor"])
        blocks.append(data)
    attachments = []
    for number, attachment in enumerate(document.attachments):
        path = root / f"attachment-{number}"
        path.write_bytes(attachment.content)
        attachments.append(
            {
                "name": _unseen(attachment.name),
                "path": f"/{path.name}",
                "content_type": attachment.content_type,
                "description": _unseen(attachment.description),
            }
        )
    return {
        "title": title,
        "subtitle": texts.line(document.subtitle),
        "author": [author] if (author := _unseen(document.author)) else [],
        "subject": _unseen(document.subject),
        "dated": [document.dated.year, document.dated.month, document.dated.day],
        "footer": texts.line(document.footer),
        "contents": document.contents,
        "landscape": document.landscape,
        "palette": _PALETTE,
        "attachments": attachments,
        "blocks": blocks,
    }


def _block_data(block: Block, texts: Texts, landscape: bool, root: Path, *, number: int) -> dict[str, Any]:
    width = _PROSE[landscape]
    match block:
        case Heading():
            anchor = block.anchor if _ANCHOR.fullmatch(block.anchor) else ""
            return {"kind": "heading", "level": block.level, "text": texts.line(block.text), "anchor": anchor}
        case Paragraph():
            return {"kind": "paragraph", "text": texts.passage(block.text, width, _PROSE_SIZE)}
        case Notice():
            tone = block.tone if block.tone in TONES else "grey"
            return {"kind": "notice", "text": texts.passage(block.text, width - 24, _PROSE_SIZE), "tone": tone}
        case Bullets():
            return {"kind": "bullets", "items": [texts.passage(item, width - 20, _PROSE_SIZE) for item in block.items]}
        case Facts():
            rows = [(texts.line(label), texts.passage(says, width * 0.6, _PROSE_SIZE)) for label, says in block.rows]
            tall = sum(height_of(says, width * 0.6, _PROSE_SIZE) + 6 for _, says in rows)
            return {"kind": "facts", "rows": rows, "whole": tall <= _FACTS_WHOLE}
        case Table():
            return table_data(block, texts, _WIDTHS[landscape])
        case Chart():
            path = root / f"chart-{number}.svg"
            path.write_bytes(_drawing(block.svg, texts))
            description = texts.line(block.description)
            if not description:
                raise PdfNotMade("A chart needs a description for those who cannot see it.")
            table = table_data(block.table, texts, _WIDTHS[landscape])
            return {"kind": "chart", "file": f"/{path.name}", "description": description, "table": table}
        case PageBreak():
            return {"kind": "page_break"}
    raise TypeError(f"no block that a PDF can show: {type(block).__name__}")


def _unseen(text: str) -> str:
    """A text that stands in the file's properties and on no page, in any script."""
    return " ".join(clean(text).split())


def _drawing(svg: str, texts: Texts) -> bytes:
    """The chart's drawing with its words in our typeface, which the standard demands of every glyph."""
    from lxml import etree

    try:
        tree = etree.fromstring(safe_drawing(svg, "").encode("utf-8"))
    except ValueError as error:
        raise PdfNotMade("A chart could not be drawn, because its drawing is broken.") from error
    for element in tree.iter():
        for name, value in element.attrib.items():
            # Colours of the page's own style have no meaning here: take what stands in for them, or ink.
            colour = _STYLED.sub(lambda match: (match.group(1) or palette.INK).strip(), str(value))
            if colour != value:
                element.set(name, colour)
        if element.tag in (f"{_SVG}text", f"{_SVG}tspan"):
            element.text = texts.line(element.text) if element.text else None
            element.set("font-family", "Source Sans Pro")
            if element.tail and element.tag == f"{_SVG}tspan":
                element.tail = texts.line(element.tail)
    return bytes(etree.tostring(tree))
