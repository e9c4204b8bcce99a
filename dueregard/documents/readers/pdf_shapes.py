"""What is painted on a PDF page, sorted into characters, rules and filled shapes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .pdf_text import Box, Character


@dataclass(slots=True)
class Shapes:
    """A page's rules and fills; what the library's table finder asks of a page, without turning every character into a
    dictionary, which takes longer than all the rest."""

    bbox: Box
    characters: list[Character] = field(default_factory=list)
    edges: list[dict[str, Any]] = field(default_factory=list)
    filled: list[dict[str, Any]] = field(default_factory=list)  # in the order in which they were painted


def shapes_of(page: Any) -> Shapes:
    """Everything on a page of pdfplumber's that lies inside its box."""
    from pdfminer.layout import LTChar
    from pdfplumber import utils

    x0, top, x1, bottom = (float(value) for value in page.bbox)
    shapes = Shapes((x0, top, x1, bottom))
    height = bottom - top
    for item in _items(page.layout):
        if isinstance(item, LTChar):
            box = (item.x0 + x0, height - item.y1 + top, item.x1 + x0, height - item.y0 + top)
            if box[2] > x0 and box[0] < x1 and box[3] > top and box[1] < bottom:
                shapes.characters.append((item.get_text(), box, item.matrix, float(item.size)))
            continue
        shape = page.process_object(item)
        kind = shape["object_type"]
        if kind == "rect":
            shapes.edges.extend(utils.rect_to_edges(shape))
        elif kind == "line":
            shapes.edges.append(utils.line_to_edge(shape))
        elif kind == "curve":
            shapes.edges.extend(utils.curve_to_edges(shape))
        if kind in ("rect", "curve") and shape.get("fill"):
            shapes.filled.append(shape)
    return shapes


def _items(container: Any) -> Iterator[Any]:
    from pdfminer.layout import LTContainer

    for item in container:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item
