"""The container of a Word document: parts with their relations, packed so that the same parts give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from posixpath import relpath
from typing import TYPE_CHECKING

from .markup import DECLARATION, R

if TYPE_CHECKING:
    from lxml import etree

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# The last word of a relation's type -> what a part of that kind is.
CONTENT_TYPES = {
    "styles": f"{_WORD}.styles+xml",
    "numbering": f"{_WORD}.numbering+xml",
    "settings": f"{_WORD}.settings+xml",
    "header": f"{_WORD}.header+xml",
    "footer": f"{_WORD}.footer+xml",
    "fontTable": f"{_WORD}.fontTable+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "font": "application/vnd.openxmlformats-officedocument.obfuscatedFont",
}
MAIN = f"{_WORD}.document.main+xml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_OUTSIDE = ' TargetMode="External"'


@dataclass(frozen=True, slots=True)
class Relation:
    """From one part to another or to an address outside. kind: the last word of its type."""

    identity: str
    kind: str
    target: str
    external: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A member of the container, with the relations that start from it."""

    name: str
    content_type: str
    content: bytes
    relations: tuple[Relation, ...] = ()


@dataclass(slots=True)
class Margin:
    """A header or footer. kind: "header" or "footer". pages: "default", "first" or "even".

    tells_footer: it had a place for the document's own footer.
    """

    kind: str
    pages: str
    root: etree._Element
    relations: tuple[Relation, ...] = ()
    tells_footer: bool = False


@dataclass(slots=True)
class Foundation:
    """What a document stands on: everything but its text.

    section: page, margins and columns as w:sectPr, without its references to headers and footers, which are in margins.
    parts and relations: typefaces, theme and pictures, as the document refers to them.
    """

    styles: etree._Element
    numbering: etree._Element
    settings: etree._Element
    section: etree._Element
    margins: list[Margin] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)


def packed(parts: Sequence[Part], properties: bytes) -> bytes:
    """The container. The first part is the document itself; properties: the core properties."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        _put(archive, "[Content_Types].xml", _types(parts))
        starts = (
            Relation("rId1", "officeDocument", parts[0].name),
            Relation("rId2", "core-properties", "docProps/core.xml"),
        )
        _put(archive, "_rels/.rels", _relations(starts, ""))
        for part in parts:
            _put(archive, part.name, part.content)
            if part.relations:
                folder, _, name = part.name.rpartition("/")
                _put(archive, f"{folder}/_rels/{name}.rels", _relations(part.relations, folder))
        _put(archive, "docProps/core.xml", properties)
    return out.getvalue()


def properties_of(*, title: str, author: str, subject: str, keywords: str, dated: date) -> bytes:
    """The file's own properties, as values that are clean and escaped already. Its times are those of the day it tells."""
    moment = f"{dated.isoformat()}T00:00:00Z"
    return (
        f'{DECLARATION}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{title}</dc:title><dc:subject>{subject}</dc:subject><dc:creator>{author}</dc:creator>"
        f"{f'<cp:keywords>{keywords}</cp:keywords>' if keywords else ''}"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><cp:revision>1</cp:revision>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        "<dc:language>en-GB</dc:language></cp:coreProperties>"
    ).encode()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(name, _EARLIEST)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 0  # the same file from every machine
    archive.writestr(info, content)


def _types(parts: Sequence[Part]) -> bytes:
    overrides = "".join(
        f'<Override PartName="/{escape(name)}" ContentType="{kind}"/>'
        for name, kind in [*((part.name, part.content_type) for part in parts), ("docProps/core.xml", _CORE)]
    )
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    ).encode()


def _relations(relations: Iterable[Relation], folder: str) -> bytes:
    """The relations of a part in that folder. Targets are told from there: not every program reads them from the root."""
    made = "".join(
        f'<Relationship Id="{escape(each.identity)}" Type="{_type(each.kind)}" '
        f'Target="{escape(each.target if each.external else relpath(each.target, folder or "."))}"'
        f"{_OUTSIDE if each.external else ''}/>"
        for each in relations
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{made}</Relationships>'.encode()


def _type(kind: str) -> str:
    if kind == "core-properties":
        return f"{_PACKAGE}/relationships/metadata/core-properties"
    return f"{R}/{kind}"
