"""A workbook's styles: each cell style's number format and fill, with theme, indexed and tinted colours resolved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .colours import from_hex, tinted
from .excel_numbers import BUILT_IN

if TYPE_CHECKING:
    from lxml import etree

# The colours of Excel's own numbered palette and of Office's own theme, which a file need not repeat.
_INDEXED = (
    "000000", "ffffff", "ff0000", "00ff00", "0000ff", "ffff00", "ff00ff", "00ffff", "000000", "ffffff",
    "ff0000", "00ff00", "0000ff", "ffff00", "ff00ff", "00ffff", "800000", "008000", "000080", "808000",
    "800080", "008080", "c0c0c0", "808080", "9999ff", "993366", "ffffcc", "ccffff", "660066", "ff8080",
    "0066cc", "ccccff", "000080", "ff00ff", "ffff00", "00ffff", "800080", "800000", "008080", "0000ff",
    "00ccff", "ccffff", "ccffcc", "ffff99", "99ccff", "ff99cc", "cc99ff", "ffcc99", "3366ff", "33cccc",
    "99cc00", "ffcc00", "ff9900", "ff6600", "666699", "969696", "003366", "339966", "003300", "333300",
    "993300", "993366", "333399", "333333",
)  # fmt: skip
_THEME = (
    "ffffff", "000000", "eeece1", "1f497d", "4f81bd", "c0504d", "9bbb59", "8064a2", "4bacc6", "f79646",
    "0000ff", "800080",
)  # fmt: skip
_THEME_ORDER = ("lt1", "dk1", "lt2", "dk2", *(f"accent{number}" for number in range(1, 7)), "hlink", "folHlink")


@dataclass(frozen=True, slots=True)
class CellStyle:
    """What one cell format says that a reader needs."""

    number_format: str = "General"
    fill: str | None = None


def read_styles(styles: etree._Element | None, theme: etree._Element | None) -> list[CellStyle]:
    """The cell formats of a workbook in the order in which cells refer to them."""
    if styles is None:
        return []
    palette = _Palette(styles, theme)
    formats = dict(BUILT_IN)
    for element in _within(styles, "numFmts"):
        formats[whole(element.get("numFmtId"))] = element.get("formatCode") or "General"
    fills = [palette.fill(element) for element in _within(styles, "fills")]
    found: list[CellStyle] = []
    for element in _within(styles, "cellXfs"):
        index = whole(element.get("fillId"))
        fill = fills[index] if index < len(fills) else None
        found.append(CellStyle(formats.get(whole(element.get("numFmtId")), "General")[:200], fill))
    return found


def whole(value: str | None, otherwise: int = 0) -> int:
    """A whole number in an attribute, or the other value for what is none."""
    value = (value or "").strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else otherwise


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _within(root: etree._Element, name: str) -> list[etree._Element]:
    for child in root:
        if local(child) == name:
            return list(child)
    return []


class _Palette:
    def __init__(self, styles: etree._Element, theme: etree._Element | None) -> None:
        self._indexed = list(_INDEXED)
        for colours in _within(styles, "colors"):
            if local(colours) == "indexedColors":
                own = [(element.get("rgb") or "")[-6:] for element in colours]
                self._indexed[: len(own)] = own
        self._theme = list(_THEME)
        if theme is not None:
            scheme = next((element for element in theme.iter() if local(element) == "clrScheme"), None)
            for entry in scheme if scheme is not None else ():
                if local(entry) in _THEME_ORDER and len(entry):
                    value = entry[0].get("lastClr") or entry[0].get("val") or ""
                    if from_hex(value):
                        self._theme[_THEME_ORDER.index(local(entry))] = value

    def fill(self, element: etree._Element) -> str | None:
        """The colour of a fill; None for no fill and for the hatchings that only texture a cell."""
        for shape in element:
            if local(shape) == "patternFill" and shape.get("patternType") == "solid":
                front = next((child for child in shape if local(child) == "fgColor"), None)
                return self.colour(front)
            if local(shape) == "gradientFill":
                return next((self.colour(stop[0]) for stop in shape if local(stop) == "stop" and len(stop)), None)
        return None

    def colour(self, element: etree._Element | None) -> str | None:
        """A colour given as rgb, theme or indexed, with its tint."""
        if element is None:
            return None
        base: str | None = None
        if element.get("rgb"):
            base = from_hex((element.get("rgb") or "")[-6:])
        elif element.get("theme") is not None:
            index = whole(element.get("theme"), len(self._theme))
            base = from_hex(self._theme[index]) if index < len(self._theme) else None
        elif element.get("indexed") is not None:
            index = whole(element.get("indexed"), len(self._indexed))
            base = from_hex(self._indexed[index]) if index < len(self._indexed) else None
        if base is None:
            return None
        try:
            tint = float(element.get("tint") or 0)
        except ValueError:
            tint = 0.0
        return tinted(base, tint) if tint and -1 <= tint <= 1 else base
