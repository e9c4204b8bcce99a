"""The words of a web page: lines and paragraphs of a text, escaped and with their marks."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ..blocks import Span, Text, spans
from ..readers.characters import clean

_MARKUP = {
    "": "{}",
    "added": "<ins>{}</ins>",
    "removed": "<del>{}</del>",
    "quiet": '<span class="quiet">{}</span>',
    "strong": "<strong>{}</strong>",
}


def joined(parts: Sequence[SafeString]) -> SafeString:
    """The parts, one after the other."""
    return SafeString("".join(parts))


def one_line(text: str) -> str:
    """A text of one line, not yet escaped."""
    return " ".join(clean(text).split())


def words_of(text: Text) -> SafeString:
    """A text within a cell or an item: a line break is one, a blank line two."""
    # Joining safe strings by their own method would give a plain one.
    return SafeString("<br><br>".join(_lines(paragraph) for paragraph in _parted(text)))


def paragraphs_of(text: Text) -> SafeString:
    """A text as paragraphs: a blank line parts them."""
    return format_html_join("", "<p>{}</p>\n", ((_lines(paragraph),) for paragraph in _parted(text)))


def _lines(paragraph: list[list[Span]]) -> SafeString:
    lines = ("".join(format_html(_MARKUP.get(span.mark, "{}"), span.text) for span in line) for line in paragraph)
    return SafeString("<br>".join(lines))


def _parted(text: Text) -> list[list[list[Span]]]:
    """Paragraphs of lines of spans, without what is blank."""
    lines: list[list[Span]] = [[]]
    for span in spans(text):
        for number, part in enumerate(clean(span.text).split("\n")):
            if number:
                lines.append([])
            if part:
                lines[-1].append(Span(part, span.mark))
    paragraphs: list[list[list[Span]]] = [[]]
    for line in lines:
        if any(span.text.strip() for span in line):
            paragraphs[-1].append(line)
        elif paragraphs[-1]:
            paragraphs.append([])
    return [paragraph for paragraph in paragraphs if paragraph]
