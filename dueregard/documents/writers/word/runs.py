"""Text to runs and paragraphs of Word's XML: what stands in a line stays as it is, character by character."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from ...blocks import Span, Text, spans
from ..palette import FILLS, INK
from .styles import StyleSheet

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# XML refuses most of these; the others are no text either and the reader of Word files leaves them out as well.
_MAY_NOT_STAND = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_BULLET = re.compile(r"\s*[•◦▪●–—*-]\s")
# The width of "• " in text of nine points.
_HANGING = 120
_STYLE_OF_MARK = {"added": "Added Text", "removed": "Removed Text", "quiet": "Quiet Text", "strong": "Strong"}

Line = tuple[Span, ...]


@dataclass(slots=True)
class Letters:
    """Takes out what no XML may hold, and counts it."""

    dropped: int = 0

    def clean(self, text: str) -> str:
        """The text with "\\n" as its only break and nothing in it that may not stand."""
        cleaned, number = _MAY_NOT_STAND.subn("", _BREAKS.sub("\n", text))
        self.dropped += number
        return cleaned

    def attribute(self, text: str) -> str:
        """The text as an attribute's value."""
        return escape(self.clean(text)).replace("\n", "&#10;").replace("\t", "&#9;")

    def lines(self, text: Text) -> list[Line]:
        """The text's lines. Blank lines at its ends are left out, for they say nothing."""
        lines: list[list[Span]] = [[]]
        returned = False
        for span in spans(text):
            # A break may fall between two stretches.
            own = span.text[1:] if returned and span.text.startswith("\n") else span.text
            returned = span.text.endswith("\r")
            for number, piece in enumerate(self.clean(own).split("\n")):
                if number:
                    lines.append([])
                if piece:
                    lines[-1].append(Span(piece, span.mark))
        while len(lines) > 1 and is_blank(lines[-1]):
            lines.pop()
        while len(lines) > 1 and is_blank(lines[0]):
            lines.pop(0)
        return [tuple(line) for line in lines]

    @property
    def remarks(self) -> tuple[str, ...]:
        """A sentence about what was taken out, or nothing."""
        if not self.dropped:
            return ()
        what = "1 control character was" if self.dropped == 1 else f"{self.dropped:,} control characters were"
        return (f"{what} left out of the Word document, which cannot hold any.",)


def is_blank(line: Sequence[Span]) -> bool:
    """Whether nothing would be seen of this line."""
    return not any(span.text.strip() for span in line)


@dataclass(frozen=True, slots=True)
class Shape:
    """How a paragraph stands beyond its style. fill: "#rrggbb" behind it. before: room above it in twips, or None.

    edge: the colour of a line at its left. break_before: it begins a page. dark: its plain text is set in ink whatever the
    style says.
    """

    keep_next: bool = False
    break_before: bool = False
    fill: str = ""
    edge: str = ""
    before: int | None = None
    hanging: int = 0
    numeric: bool = False
    tabs: tuple[int, ...] = ()
    dark: bool = False


PLAIN = Shape()


@dataclass(slots=True)
class Script:
    """Writes runs and paragraphs in the styles of one document."""

    styles: StyleSheet
    letters: Letters = field(default_factory=Letters)

    def paragraph(self, style: str, content: str, shape: Shape = PLAIN, *, right_to_left: bool = False) -> str:
        """A paragraph. style: a name of stylebook.NEEDED, or "" for body text. content: its runs, as XML."""
        made: list[str] = []
        if style:
            made.append(f'<w:pStyle w:val="{self.styles.id_of(style)}"/>')
        if shape.keep_next:
            made.append("<w:keepNext/>")
        if shape.break_before:
            made.append("<w:pageBreakBefore/>")
        if shape.edge:
            made.append(f'<w:pBdr><w:left w:val="single" w:sz="36" w:space="8" w:color="{shape.edge[1:]}"/></w:pBdr>')
        if shape.fill:
            made.append(shading(shape.fill))
        if shape.tabs:
            stops = "".join(f'<w:tab w:val="right" w:pos="{position}"/>' for position in shape.tabs)
            made.append(f"<w:tabs>{stops}</w:tabs>")
        if right_to_left:
            made.append("<w:bidi/>")
        if shape.before is not None:
            made.append(f'<w:spacing w:before="{shape.before}"/>')
        if shape.hanging:
            made.append(f'<w:ind w:left="{shape.hanging}" w:hanging="{shape.hanging}"/>')
        if shape.numeric:
            made.append('<w:jc w:val="right"/>')
        properties = f"<w:pPr>{''.join(made)}</w:pPr>" if made else ""
        return f"<w:p>{properties}{content}</w:p>"

    def runs(self, line: Sequence[Span], *, dark: bool = False) -> str:
        """A line's stretches as runs. dark: unmarked text is set in ink, to be read on a fill."""
        made: list[str] = []
        for span in line:
            properties = ""
            if span.mark:
                properties = f'<w:rStyle w:val="{self.styles.id_of(_STYLE_OF_MARK[span.mark])}"/>'
            if dark and span.mark in ("", "strong"):
                properties += f'<w:color w:val="{INK[1:]}"/>'
            if runs_right_to_left(span.text):
                properties += "<w:rtl/>"
            inner = "<w:tab/>".join(
                f'<w:t xml:space="preserve">{escape(piece, quote=False)}</w:t>' if piece else ""
                for piece in span.text.split("\t")
            )
            made.append(f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{inner}</w:r>")
        return "".join(made)

    def line(self, style: str, line: Line, shape: Shape = PLAIN) -> str:
        """One line as a paragraph of its own."""
        right_to_left = runs_right_to_left("".join(span.text for span in line))
        return self.paragraph(style, self.runs(line, dark=shape.dark), shape, right_to_left=right_to_left)

    def in_cell(self, style: str, text: Text, shape: Shape = PLAIN) -> str:
        """A cell's text: each line a paragraph, so that what begins with a bullet can hang and reads back as it is."""
        made: list[str] = []
        for line in self.letters.lines(text):
            hangs = _BULLET.match("".join(span.text for span in line)) is not None
            own = shape
            if hangs and not shape.numeric:
                own = Shape(keep_next=shape.keep_next, hanging=_HANGING, dark=shape.dark)
            made.append(self.line(style, line, own))
        return "".join(made)

    def prose(self, text: Text, *, dark: bool = False) -> list[tuple[str, bool]]:
        """The text's paragraphs, parted by blank lines, as runs with line breaks, and whether each runs right to left."""
        parted: list[list[Line]] = [[]]
        for line in self.letters.lines(text):
            if is_blank(line):
                if parted[-1]:
                    parted.append([])
            else:
                parted[-1].append(line)
        return [
            (
                "<w:r><w:br/></w:r>".join(self.runs(line, dark=dark) for line in lines),
                runs_right_to_left("".join(span.text for span in lines[0])),
            )
            for lines in parted
            if lines
        ]

    def one_line(self, text: str) -> str:
        """A heading's or a footer's text as runs, its lines joined."""
        return self.runs((Span(" ".join(self.letters.clean(text).split())),))


def shading(fill: str) -> str:
    """A fill behind a cell or a paragraph."""
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill[1:].upper()}"/>'


def fill_of(tone: str) -> str:
    """The fill of a tone, or ""."""
    return FILLS[tone] if tone else ""


def runs_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction says so."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
