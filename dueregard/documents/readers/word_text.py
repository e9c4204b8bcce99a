"""The text, style and shading of a Word paragraph once every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .characters import tidy
from .colours import blended, from_hex
from .numbering import Numbering

if TYPE_CHECKING:
    from lxml import etree

# What only wraps content: tracked insertions, content controls, links, fields.
_WRAPPERS = {
    "ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "hyperlink", "fldSimple", "dir", "bdo", "ruby",
    "rubyBase",
}  # fmt: skip
_DROPPED = {"del", "moveFrom", "rPr", "pPr", "tcPr", "trPr", "tblPr", "sdtPr", "sdtEndPr", "delText", "instrText", "rt"}
_HIGHLIGHTS = {
    "yellow": "#ffff00", "green": "#00ff00", "red": "#ff0000", "darkGreen": "#008000", "darkRed": "#800000",
    "darkYellow": "#808000", "cyan": "#00ffff", "magenta": "#ff00ff", "blue": "#0000ff", "darkBlue": "#000080",
    "darkCyan": "#008080", "darkMagenta": "#800080", "lightGray": "#c0c0c0", "darkGray": "#808080", "black": "#000000",
}  # fmt: skip
# Symbol-font characters that plans use as marks; their private code points mean nothing to a reader.
_SYMBOLS = {
    0xF0FC: "✓", 0xF0FB: "✗", 0xF0FE: "☑", 0xF0FD: "☒", 0xF0A8: "☐", 0xF06F: "☐", 0xF071: "☐", 0xF0B7: "•",
    0xF0A7: "▪", 0xF0D8: "➢", 0xF0E0: "→", 0xF0E8: "→", 0xF02D: "-",
}  # fmt: skip
_OFF = ("0", "false", "off", "none")


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style says: its heading level (0 for none) and its list."""

    level: int = 0
    list_id: str = ""
    list_level: int = 0


class WordText:
    """Reads paragraphs of one document; keeps the counters of its lists, so ask in reading order."""

    def __init__(self, prefix: str, styles: etree._Element | None, numbering: Numbering) -> None:
        """prefix: the namespace of the document's own elements as "{...}"."""
        self.w = prefix
        self._numbering = numbering
        self._styles = self._read_styles(styles)

    def name(self, element: etree._Element) -> str:
        """The element's name without its namespace; "" for anything that is no element."""
        tag = element.tag
        return tag.rpartition("}")[2] if isinstance(tag, str) else ""

    def attribute(self, element: etree._Element | None, name: str) -> str:
        """An attribute of the document's namespace, or ""."""
        return "" if element is None else element.get(f"{self.w}{name}") or ""

    def value(self, parent: etree._Element | None, name: str) -> str:
        """The w:val of a property, or ""."""
        return "" if parent is None else self.attribute(parent.find(f"{self.w}{name}"), "val")

    def number(self, parent: etree._Element | None, name: str) -> int:
        """The w:val of a property as a whole number, 0 when there is none."""
        value = self.value(parent, name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else 0

    def is_on(self, parent: etree._Element | None, name: str) -> bool:
        """Whether a switch such as w:tblHeader is set."""
        switch = None if parent is None else parent.find(f"{self.w}{name}")
        return switch is not None and self.attribute(switch, "val").lower() not in _OFF

    def children(self, element: etree._Element) -> Iterator[etree._Element]:
        """The content of an element with wrappers opened and deletions left out."""
        for child in element:
            name = self.name(child)
            if name in _DROPPED:
                continue
            if name in _WRAPPERS:
                yield from self.children(child)
            elif name == "AlternateContent":
                chosen = next((part for part in child if self.name(part) in ("Choice", "Fallback")), None)
                if chosen is not None:
                    yield from self.children(chosen)
            else:
                yield child

    def paragraph(self, paragraph: etree._Element) -> str:
        """The paragraph's text with its bullet or number in front; "" when nothing would be seen."""
        text = tidy("".join(self._pieces(paragraph)))
        list_id, level = self._list_of(paragraph)
        if list_id and list_id != "0":
            mark, is_number = self._numbering.mark(list_id, level)
            # Word shows the number of an empty paragraph (a column that numbers itself); an empty bullet says nothing.
            if text or is_number:
                text = (mark + text).strip()
        return text

    def level(self, paragraph: etree._Element) -> int:
        """The heading level of a paragraph, 0 for body text."""
        properties = paragraph.find(f"{self.w}pPr")
        if properties is None:
            return 0
        outline = self.value(properties, "outlineLvl")
        if outline.isascii() and outline.isdigit() and int(outline[:3]) < 9:
            return int(outline[:3]) + 1
        return self._styles.get(self.value(properties, "pStyle"), Style()).level

    def shade(self, properties: etree._Element | None) -> str | None:
        """The colour of a w:shd (or w:highlight) in a cell's, paragraph's or run's properties."""
        if properties is None:
            return None
        shading = properties.find(f"{self.w}shd")
        if shading is not None:
            fill = from_hex(self.attribute(shading, "fill"))
            pattern = self.attribute(shading, "val")
            front = from_hex(self.attribute(shading, "color"))
            if pattern == "solid" and front:
                return front
            if pattern.startswith("pct") and pattern[3:6].isascii() and pattern[3:6].isdigit():
                return blended(front or "#000000", fill or "#ffffff", min(int(pattern[3:6]), 100) / 100)
            if fill:
                return fill
        return _HIGHLIGHTS.get(self.value(properties, "highlight"))

    def whole_shade(self, paragraphs: list[etree._Element]) -> str | None:
        """The one colour behind all text of these paragraphs, whether it is set on paragraphs or on runs."""
        colours: set[str | None] = set()
        for paragraph in paragraphs:
            if not "".join(self._pieces(paragraph)).strip():
                continue
            behind = self.shade(paragraph.find(f"{self.w}pPr"))
            for run in self._runs(paragraph):
                if "".join(self._run_pieces(run)).strip():
                    colours.add(self.shade(run.find(f"{self.w}rPr")) or behind)
        return colours.pop() if len(colours) == 1 else None

    def _runs(self, element: etree._Element) -> Iterator[etree._Element]:
        for child in self.children(element):
            if self.name(child) == "r":
                yield child

    def _pieces(self, paragraph: etree._Element) -> Iterator[str]:
        for child in self.children(paragraph):
            name = self.name(child)
            if name == "r":
                yield from self._run_pieces(child)
            elif name in ("oMath", "oMathPara"):
                yield "".join(part.text or "" for part in child.iter() if self.name(part) == "t")

    def _run_pieces(self, run: etree._Element) -> Iterator[str]:
        properties = run.find(f"{self.w}rPr")
        if properties is not None and properties.find(f"{self.w}del") is not None:
            return
        for child in self.children(run):
            name = self.name(child)
            if name == "t":
                yield child.text or ""
            elif name in ("tab", "ptab"):
                yield "\t"
            elif name in ("br", "cr"):
                yield "\n"
            elif name == "noBreakHyphen":
                yield "-"
            elif name == "sym":
                yield self._symbol(self.attribute(child, "char"))

    @staticmethod
    def _symbol(code: str) -> str:
        try:
            number = int(code[:6], 16)
        except ValueError:
            return ""
        if number in _SYMBOLS:
            return _SYMBOLS[number]
        return chr(number) if 0x20 <= number < 0xD800 else "\ufffd"

    def _list_of(self, paragraph: etree._Element) -> tuple[str, int]:
        properties = paragraph.find(f"{self.w}pPr")
        if properties is None:
            return "", 0
        style = self._styles.get(self.value(properties, "pStyle"), Style())
        own = properties.find(f"{self.w}numPr")
        if own is None:
            return style.list_id, style.list_level
        list_id = self.value(own, "numId") or style.list_id
        return list_id, self.number(own, "ilvl") if self.value(own, "ilvl") else style.list_level

    def _read_styles(self, root: etree._Element | None) -> dict[str, Style]:
        raw: dict[str, tuple[str, Style]] = {}
        if root is None:
            return {}
        for style in root.iter(f"{self.w}style"):
            properties = style.find(f"{self.w}pPr")
            name = self.value(style, "name").lower()
            level = 0
            if name == "title":
                level = 1
            elif name.startswith("heading ") and name[8:9].isdigit():
                level = int(name[8]) if name[8].isascii() else 0
            outline = self.value(properties, "outlineLvl")
            if not level and outline.isascii() and outline.isdigit() and int(outline[:3]) < 9:
                level = int(outline[:3]) + 1
            numbered = None if properties is None else properties.find(f"{self.w}numPr")
            raw[self.attribute(style, "styleId")] = (
                self.value(style, "basedOn"),
                Style(level, self.value(numbered, "numId"), self.number(numbered, "ilvl")),
            )
        return {key: self._inherited(key, raw) for key in raw}

    @staticmethod
    def _inherited(key: str, raw: dict[str, tuple[str, Style]]) -> Style:
        level, list_id, list_level = 0, "", 0
        for _ in range(12):  # longer chains are circles
            if key not in raw:
                break
            key, style = raw[key]
            level = level or style.level
            if not list_id:
                list_id, list_level = style.list_id, style.list_level
        return Style(level, list_id, list_level)
