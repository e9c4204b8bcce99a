"""What every writer takes: a document as a list of blocks, without a word of the domain.

One list of blocks feeds the page, Word and PDF; its tables also feed spreadsheets. Texts are plain: "\\n" is a line
break, a blank line parts paragraphs. Nothing in a text is markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

# How a cell or a notice is coloured. The word always stands beside the colour: colour alone tells nothing.
TONES = ("red", "amber", "green", "grey")
# What a stretch of text is: as it stands, added or taken out since (differences), or of lesser weight.
MARKS = ("", "added", "removed", "quiet", "strong")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text. mark: one of MARKS. An added or removed stretch is told by more than its colour."""

    text: str
    mark: str = ""


Text = str | tuple[Span, ...]


def plain(text: Text) -> str:
    """The text alone."""
    return text if isinstance(text, str) else "".join(span.text for span in text)


def spans(text: Text) -> tuple[Span, ...]:
    """The text as stretches."""
    return (Span(text),) if isinstance(text, str) else text


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. level: 1 is the document's own title and comes from Document.title, so 2 to 4 here.

    anchor: a name by which pages link to it ([a-z0-9-]), or "".
    """

    level: int
    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Prose. A blank line in it parts paragraphs."""

    text: Text


@dataclass(frozen=True, slots=True)
class Notice:
    """A boxed sentence that must be seen, such as “Restricted passages are withheld”."""

    text: Text
    tone: str = "grey"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list without order."""

    items: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and what it says, such as version, date and approval."""

    rows: tuple[tuple[str, Text], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. width: its share, relative to the others. numeric: set to the right.

    row_heading: its cells name their rows (th scope=row).
    """

    heading: str
    width: int = 10
    numeric: bool = False
    row_heading: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell. tone: one of TONES, or "". A cell that spans stands once, at its top left; what it covers is None."""

    text: Text = ""
    tone: str = ""
    rowspan: int = 1
    colspan: int = 1


Row = tuple[Cell | None, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header row is repeated on every page. Every row is as long as the columns.

    caption: what the table is, read out before it (kept short). bands: the positions of rows that head a group of rows:
    such a row is one cell over all columns. cards: a narrow screen shows each row as a card. titled: the heading before it
    says the same as the caption, which then only programs see that read a page out.
    """

    columns: tuple[Column, ...]
    rows: Sequence[Row]
    caption: str
    bands: frozenset[int] = frozenset()
    cards: bool = True
    titled: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing with its description; the table beside it tells the same in figures."""

    svg: str
    description: str
    table: Table


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page in print."""


Block = Heading | Paragraph | Notice | Bullets | Facts | Table | Chart | PageBreak


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that the PDF carries inside."""

    name: str
    content_type: str
    content: bytes
    description: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document.

    subtitle: below the title. footer: on every printed page beside the page number (version and hash).
    dated: the day that the file's properties tell, so that the same content gives the same bytes.
    contents: whether a list of contents stands in front. landscape: A4 across. version: what an institution's own
    template may show in its header or footer, such as "3.1". keywords: in the file's properties, by which a program knows its
    own files again.
    """

    title: str
    blocks: Sequence[Block]
    dated: date
    subtitle: str = ""
    author: str = ""
    subject: str = ""
    footer: str = ""
    contents: bool = False
    landscape: bool = True
    attachments: tuple[Attachment, ...] = field(default=())
    version: str = ""
    keywords: str = ""

    def tables(self) -> list[Table]:
        """The tables, in reading order."""
        return [block for block in self.blocks if isinstance(block, Table)]
