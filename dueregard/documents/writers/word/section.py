"""The page of a document: which way round it lies, and how wide its text is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .markup import element, w

if TYPE_CHECKING:
    from lxml import etree

# Twips: less than this is no page for a table.
NARROWEST = 3_000
_WIDEST = 31_680  # Word's own limit, 22 inches
_A4 = (11_906, 16_838)
# What is kept of an institution's section, in the order that Word wants.
_KEPT = (
    "pgSz", "pgMar", "paperSrc", "pgBorders", "pgNumType", "cols", "vAlign", "titlePg", "textDirection", "bidi",
    "rtlGutter", "docGrid",
)  # fmt: skip


def kept_section(section: etree._Element | None) -> etree._Element:
    """A section of our own with what may be kept of the given one: one column, and a page even if it names none."""
    made = element("<w:sectPr/>")
    found = {} if section is None else {child.tag: child for child in section}
    for name in _KEPT:
        child = found.get(w(name))
        if name == "cols":
            child = element('<w:cols w:space="708"/>')
        elif child is None and name == "pgSz":
            child = element(f'<w:pgSz w:w="{_A4[0]}" w:h="{_A4[1]}"/>')
        elif child is None and name == "pgMar":
            child = element(
                '<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" '
                'w:gutter="0"/>'
            )
        if child is not None:
            made.append(child)
    return made


def text_width(section: etree._Element) -> int:
    """The width between the margins in twips."""
    size, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    return _twips(size, "w", _A4[0]) - sum(_twips(margins, name) for name in ("left", "right", "gutter"))


def laid(section: etree._Element, *, landscape: bool) -> int:
    """Turn the page to the way that is asked for, its margins kept; the width of the text in twips."""
    size = section.find(w("pgSz"))
    if size is not None:
        across, down = _twips(size, "w", _A4[0]), _twips(size, "h", _A4[1])
        short, long = sorted((across, down))
        across, down = (long, short) if landscape else (short, long)
        size.set(w("w"), str(across))
        size.set(w("h"), str(down))
        if landscape:
            size.set(w("orient"), "landscape")
        else:
            size.attrib.pop(w("orient"), "")
    return text_width(section)


def _twips(found: etree._Element | None, name: str, otherwise: int = 0) -> int:
    """A measure in twips. Word also writes fractions, negative margins and "2cm"; what makes no sense counts as unsaid."""
    text = "" if found is None else found.get(w(name)) or ""
    try:
        number = float(text)
    except ValueError:
        return otherwise
    return round(number) if 0 <= number <= _WIDEST else otherwise
