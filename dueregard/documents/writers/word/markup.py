"""Names and small steps of Word's XML that several of these modules need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACES = f'xmlns:w="{W}" xmlns:r="{R}"'
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def w(name: str) -> str:
    """The full name of one of Word's elements or attributes."""
    return f"{{{W}}}{name}"


def value(parent: etree._Element | None, name: str) -> str:
    """The w:val of a child, or ""."""
    child = None if parent is None else parent.find(w(name))
    return "" if child is None else child.get(w("val")) or ""


def is_on(parent: etree._Element, name: str) -> bool:
    """Whether a switch is there and not turned off."""
    child = parent.find(w(name))
    return child is not None and (child.get(w("val")) or "on").lower() not in ("0", "false", "off")


def element(xml: str) -> etree._Element:
    """An element of our own writing, parsed."""
    from lxml import etree

    return etree.fromstring(f"<own {NAMESPACES}>{xml}</own>")[0]


def as_part(root: etree._Element) -> bytes:
    """A part's bytes."""
    from lxml import etree

    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
