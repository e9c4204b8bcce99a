"""An OpenDocument file's styles: the background of cells, paragraphs and spans, heading levels and numbered lists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .colours import from_css
from .excel_styles import local, whole

if TYPE_CHECKING:
    from lxml import etree


def attribute(element: etree._Element, name: str) -> str:
    """An attribute by its local name; OpenDocument never uses one name in two namespaces for our purposes."""
    for key, value in element.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return ""


@dataclass(slots=True)
class _Style:
    parent: str = ""
    cell: str | None = None
    paragraph: str | None = None
    text: str | None = None
    visible: bool = True
    level: int = 0


class Styles:
    """Background colours and list kinds by style name, with inheritance."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self._styles: dict[str, _Style] = {}
        self.numbered: dict[str, set[int]] = {}
        # The content's own styles come first and win over the document's named ones.
        for root in reversed(roots):
            for element in root.iter() if root is not None else ():
                name = local(element)
                if name in ("style", "default-style"):
                    self._read(element)
                elif name == "list-style":
                    self.numbered[attribute(element, "name")] = {
                        whole(attribute(level, "level"), 1)
                        for level in element
                        if local(level) == "list-level-style-number" and attribute(level, "num-format")
                    }

    def _read(self, element: etree._Element) -> None:
        name = attribute(element, "name")
        if not name:
            return
        style = _Style(
            attribute(element, "parent-style-name"), level=whole(attribute(element, "default-outline-level"))
        )
        for properties in element:
            kind = local(properties)
            colour = from_css(attribute(properties, "background-color"))
            if kind == "table-cell-properties":
                style.cell = colour
            elif kind == "paragraph-properties":
                style.paragraph = colour
            elif kind == "text-properties":
                style.text = colour
            elif kind == "table-properties":
                style.visible = attribute(properties, "display") != "false"
        self._styles[name] = style

    def _chain(self, name: str) -> Iterator[_Style]:
        for _ in range(12):  # longer chains are circles
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = style.parent

    def cell(self, name: str) -> str | None:
        """The background of a cell style."""
        return next((style.cell for style in self._chain(name) if style.cell), None)

    def paragraph(self, name: str) -> str | None:
        """The background of a paragraph style."""
        return next(
            (style.paragraph or style.text for style in self._chain(name) if style.paragraph or style.text), None
        )

    def text(self, name: str) -> str | None:
        """The background of a span's style."""
        return next((style.text for style in self._chain(name) if style.text), None)

    def visible(self, name: str) -> bool:
        """Whether a table style shows its table."""
        return all(style.visible for style in self._chain(name))

    def level(self, name: str) -> int:
        """The outline level that a paragraph style gives."""
        if name in ("Title", "title"):
            return 1
        return next((style.level for style in self._chain(name) if style.level), 0)
