"""Charts as pictures: Word takes no SVG that everybody can see, so each is drawn as a PNG with its description."""

from __future__ import annotations

import struct
import tempfile
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    import typst

# English Metric Units to a twip.
_TWIP = 635
# Dots for each point of the drawing: sharp in print at the size of the drawing itself.
_PPI = 216
_HIGHEST = 7_400  # twips: a chart leaves room for its caption on a page that lies across

_PAGE = b"""#set page(width: auto, height: auto, margin: 0pt, fill: white)
#set text(font: "Source Sans Pro")
#image(bytes(sys.inputs.svg), format: "svg")
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawn chart. width and height are those of the drawing, in twips."""

    png: bytes
    width: int
    height: int


class CannotBeDrawn(ValueError):
    """The drawing is no SVG that can be drawn."""


def drawn(svg: str) -> Picture:
    """An SVG as a PNG; the same drawing gives the same bytes. Raises CannotBeDrawn."""
    import typst

    with tempfile.TemporaryDirectory() as empty:  # the root: a drawing can reach no file
        try:
            compiler = typst.Compiler(root=Path(empty), font_paths=_fonts(), ignore_system_fonts=True)
            png = cast("bytes", compiler.compile(_PAGE, format="png", ppi=_PPI, sys_inputs={"svg": svg}))  # one page
        except (RuntimeError, ValueError) as error:
            raise CannotBeDrawn from error
    across, down = struct.unpack(">II", png[16:24])
    return Picture(png, round(across * 1440 / _PPI), round(down * 1440 / _PPI))


@cache
def _fonts() -> typst.Fonts:
    """The typeface that the product brings along, and no other, so that every machine draws the same."""
    import typst

    found = find_spec("font_source_sans_pro")
    folders = [Path(found.origin).parent / "files"] if found and found.origin else []
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)


def drawing_xml(picture: Picture, number: int, relation: str, description: str, width: int) -> str:
    """The run that shows a picture, no wider than the text. description: as an attribute's value."""
    scale = min(1.0, width / picture.width, _HIGHEST / picture.height)
    across, down = round(picture.width * scale) * _TWIP, round(picture.height * scale) * _TWIP
    drawing = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{drawing}/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0">'
        f'<wp:extent cx="{across}" cy="{down}"/><wp:docPr id="{number}" name="Chart {number}" descr="{description}"/>'
        f'<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{drawing}/main" noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        f'<a:graphic xmlns:a="{drawing}/main"><a:graphicData uri="{drawing}/picture"><pic:pic xmlns:pic="{drawing}/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="Chart {number}" descr="{description}"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )
