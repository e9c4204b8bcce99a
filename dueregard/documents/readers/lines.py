"""The physical lines of a text, each with its place."""

from __future__ import annotations

from dataclasses import dataclass

from ..grids import Place


@dataclass(frozen=True, slots=True)
class Line:
    """One physical line, or the part of one that stands on one side of a form feed."""

    text: str
    place: Place


def lines_of(text: str) -> list[Line]:
    """The lines of a text. Rows count physical lines from 1; pages count form feeds, and are None without any."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    page = 1 if "\f" in text.strip("\f\n ") else None
    lines: list[Line] = []
    for row, whole in enumerate(text.split("\n"), start=1):
        for index, part in enumerate(whole.split("\f")):
            if index and page is not None:
                page += 1
                # A page's first line does not belong to the block before it.
                lines.append(Line("", Place(page, row)))
                if not part:
                    continue
            lines.append(Line(part, Place(page, row)))
    return lines
