"""XML parts parsed without entities, document types or a network, and refused with a sentence when they have any."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..grids import UnreadableDocument

if TYPE_CHECKING:
    from lxml import etree

_ENCODING = re.compile(rb"""<\?xml[^>]{0,200}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_KNOWN = {"utf-8", "utf8", "utf-16", "utf16", "us-ascii", "ascii", "iso-8859-1", "latin1", "windows-1252"}

ENTITIES = (
    "The file carries a document type declaration, which can hide entity tricks: "
    "open it in the program that made it, save it afresh and bring that."
)
DAMAGED = "The file is damaged inside: open it in the program that made it, save it afresh and bring that."


def refuse_entities(data: bytes | bytearray) -> None:
    """Raise UnreadableDocument when this XML declares a document type or comes in an encoding that could hide one."""
    plain = data.replace(b"\0", b"")  # so that UTF-16 and UTF-32 are looked through as well
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise UnreadableDocument(ENTITIES)
    declared = _ENCODING.search(plain[:400])
    if declared and declared.group(1).decode("ascii").lower() not in _KNOWN:
        raise UnreadableDocument(DAMAGED)


def parse_xml(data: bytes) -> etree._Element:
    """The root element; raises UnreadableDocument for entities, and for XML that is not well formed."""
    from lxml import etree

    refuse_entities(data)
    # huge_tree off keeps libxml2's own limits on depth and on the size of a text.
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument(DAMAGED) from error
    return root
