"""Blocks to the body of a Word document, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...blocks import Block, Bullets, Chart, Document, Facts, Heading, Notice, PageBreak, Paragraph, Table, Text
from ..palette import EDGES
from .pictures import CannotBeDrawn, Picture, drawing_xml, drawn
from .runs import PLAIN, Script, Shape, fill_of
from .tables import facts_xml, table_xml

# Word's own name for the entries that its lists of contents jump to.
_JUMP = "_Toc{:09d}"
# Room above a paragraph that follows a table; styles of headings and captions bring theirs.
_AFTER_TABLE = 200
# A chart's table is as wide as the chart, but not narrower than about nine centimetres.
_NARROWEST_TABLE = 5_000


class Body:
    """Writes a document's title, contents and blocks.

    out: the XML so far. pictures: the charts drawn, whose relation is relation_of(number). remarks: what could not be
    written as it was meant.
    """

    def __init__(self, script: Script, width: int) -> None:
        """width: of the text, in twips."""
        self.out: list[str] = []
        self.pictures: list[Picture] = []
        self.remarks: list[str] = []
        self._script = script
        self._width = width
        self._new_page = False
        self._below_table = False
        self._headings = 0

    def write(self, document: Document) -> str:
        """The whole body as XML, without the properties of its section."""
        self._say("Title", self._script.one_line(document.title))
        if document.subtitle:
            self._say("Subtitle", self._script.one_line(document.subtitle))
        if document.contents:
            self._contents([block for block in document.blocks if isinstance(block, Heading)])
        for block in document.blocks:
            self._block(block)
        if self._below_table:
            # A body must not end in a table; this last line is too low to need a page of its own.
            end = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>'
            self.out.append(f"<w:p><w:pPr>{end}</w:pPr></w:p>")
        return "".join(self.out)

    def _block(self, block: Block) -> None:
        match block:
            case Heading():
                self._heading(block)
            case Paragraph():
                self._prose("", block.text)
            case Notice():
                self._notice(block)
            case Bullets():
                for item in block.items:
                    for runs, right_to_left in self._script.prose(item):
                        self._say("List Bullet", runs, right_to_left=right_to_left)
            case Facts():
                self._facts(block)
            case Table():
                self._table(block)
            case Chart():
                self._chart(block)
            case PageBreak():
                self._new_page = bool(self.out)

    def _say(self, style: str, content: str, shape: Shape = PLAIN, *, right_to_left: bool = False) -> None:
        """A paragraph, with the page break or the room above it that what came before asks for."""
        if self._new_page:
            # A page begins at its top, whatever room the style wants above.
            shape = replace(shape, break_before=True, before=0)
        elif self._below_table and style in ("", "List Bullet", "Notice"):
            shape = replace(shape, before=_AFTER_TABLE)
        self._new_page = self._below_table = False
        self.out.append(self._script.paragraph(style, content, shape, right_to_left=right_to_left))

    def _prose(self, style: str, text: Text, shape: Shape = PLAIN) -> None:
        for runs, right_to_left in self._script.prose(text):
            self._say(style, runs, shape, right_to_left=right_to_left)

    def _heading(self, heading: Heading) -> None:
        self._headings += 1
        name = _JUMP.format(self._headings)
        start = f'<w:bookmarkStart w:id="{self._headings}" w:name="{name}"/>'
        end = f'<w:bookmarkEnd w:id="{self._headings}"/>'
        self._say(f"heading {_depth(heading)}", f"{start}{self._script.one_line(heading.text)}{end}")

    def _notice(self, notice: Notice) -> None:
        shape = Shape(fill=fill_of(notice.tone or "grey"), edge=EDGES[notice.tone or "grey"], dark=True)
        for line, right_to_left in self._script.prose(notice.text, dark=True):
            self._say("Notice", line, shape, right_to_left=right_to_left)

    def _facts(self, facts: Facts) -> None:
        if facts.rows:
            self._part_from_table()
            self.out.append(facts_xml(facts, self._width, self._script))
            self._below_table = True

    def _table(self, table: Table, width: int = 0) -> None:
        if table.caption and not table.titled:
            self._say("caption", self._script.one_line(table.caption))
        else:
            self._part_from_table()
        self.out.append(table_xml(table, width or self._width, self._script))
        self._below_table = True

    def _part_from_table(self) -> None:
        """Two tables that touch would become one; and a table itself cannot begin a page."""
        if self._below_table or self._new_page:
            self._say("Table Text", "")

    def _chart(self, chart: Chart) -> None:
        width = 0
        try:
            picture = drawn(chart.svg)
        except CannotBeDrawn:
            self.remarks.append(f"The chart “{chart.table.caption}” could not be drawn; its table is there.")
        else:
            self.pictures.append(picture)
            number = len(self.pictures)
            described = self._script.letters.attribute(chart.description)
            content = drawing_xml(picture, number, relation_of(number), described, self._width)
            self._say("", content, Shape(keep_next=True))
            width = min(self._width, max(picture.width, _NARROWEST_TABLE))
        self._table(chart.table, width)

    def _contents(self, headings: Sequence[Heading]) -> None:
        """A list of contents as Word makes one, filled in already.

        Where Word breaks its pages nobody knows beforehand, and a field that is filled when the file is opened makes Word
        ask a question. So the entries are links without page numbers until somebody presses "Update table" or prints.
        """
        if not headings:
            return
        self._say("TOC Heading", self._script.one_line("Contents"))
        begin = (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            '<w:r><w:instrText xml:space="preserve"> TOC \\o "1-3" \\h \\z \\u </w:instrText></w:r>'
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        )
        end = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        entries: list[str] = []
        for number, heading in enumerate(headings, start=1):
            link = (
                f'<w:hyperlink w:anchor="{_JUMP.format(number)}" w:history="1">'
                f"{self._script.one_line(heading.text)}</w:hyperlink>"
            )
            content = (begin if number == 1 else "") + link + (end if number == len(headings) else "")
            shape = Shape(tabs=(self._width,))
            entries.append(self._script.paragraph(f"toc {_depth(heading)}", content, shape))
        self._below_table = True  # room is left below the list as well
        # The frame that gives Word's own button for updating it.
        self.out.append(
            '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
            f"</w:sdtPr><w:sdtContent>{self.out.pop()}{''.join(entries)}</w:sdtContent></w:sdt>"
        )


def relation_of(number: int) -> str:
    """The relation by which the body refers to its picture of that number."""
    return f"ownChart{number}"


def _depth(heading: Heading) -> int:
    """Word's level: the title is no heading there."""
    return min(3, max(1, heading.level - 1))
