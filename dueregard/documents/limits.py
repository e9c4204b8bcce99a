"""How much a document may ask for: bytes, pages, cells, seconds and memory, and the counting against it."""

from __future__ import annotations

from dataclasses import dataclass

from .grids import UnreadableDocument


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost. Plain numbers, so that settings can be mapped to it and it travels as JSON.

    max_bytes: size of the file. max_unpacked_bytes: size of all members of a packed format together, nested ones
    included. max_members: files inside a packed format. max_pages: pages of a PDF. max_cells: positions in all grids
    together. max_characters: text of a whole document. max_lines: physical lines of a plain text. seconds: by the
    clock, for a run apart. memory_bytes: address space of a run apart. max_answer_bytes: what one may hand back.
    """

    max_bytes: int = 50_000_000
    max_unpacked_bytes: int = 150_000_000
    max_members: int = 5_000
    max_pages: int = 500
    max_cells: int = 400_000
    max_characters: int = 20_000_000
    max_lines: int = 200_000
    seconds: float = 19.0  # so that a reading that must be stopped is over within 20
    memory_bytes: int = 1_000_000_000
    max_answer_bytes: int = 128_000_000


DEFAULT = Limits()


class Tally:
    """Counts one document's cells and characters, and refuses when a limit is passed."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cells = 0
        self.characters = 0

    def add_cells(self, number: int = 1) -> None:
        """Count positions in a grid; raises UnreadableDocument beyond the limit."""
        self.cells += number
        if self.cells > self.limits.max_cells:
            raise UnreadableDocument(
                f"The file has more than {self.limits.max_cells:,} table cells, which no plan needs: "
                "take out the sheets and tables that are not the plan and try again."
            )

    def add_text(self, text: str) -> str:
        """Count a text and give it back; raises UnreadableDocument beyond the limit."""
        self.characters += len(text)
        if self.characters > self.limits.max_characters:
            raise UnreadableDocument(
                f"The file has more than {self.limits.max_characters:,} characters of text: "
                "bring only the part that is the plan."
            )
        return text


def in_megabytes(number: int) -> str:
    """A number of bytes for a sentence: "50 MB"."""
    return f"{number / 1_000_000:,.0f} MB" if number >= 1_000_000 else f"{number / 1_000:,.0f} kB"
