"""Files of data: the tree as it will be stored, a row for each of its objects, and one sentence for what is no data."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from dueregard.documents.blocks import Attachment, Cell, Column, Document, Heading, Table
from dueregard.documents.grids import UnreadableDocument
from dueregard.documents.limits import Limits
from dueregard.documents.readers import damaged_inside, read
from dueregard.documents.readers.data import DEEPEST, TOO_DEEP, read_data
from dueregard.documents.writers.pdf import write_pdf
from dueregard.documents.writers.spreadsheet import Column as SheetColumn
from dueregard.documents.writers.spreadsheet import Sheet, write_workbook
from dueregard.documents.writers.webpage import write_webpage
from dueregard.documents.writers.word import write_word


def test_the_tree_and_a_row_for_each_object() -> None:
    found = read_data(
        b'{"a": "x\\u0000y", "n": [1, "two"], "no": false, "yes": true, "in": [{"b": null}, {"c": 2.5}]}', Limits()
    )
    assert found.data == {"a": "xy", "n": [1, "two"], "no": False, "yes": True, "in": [{"b": None}, {"c": 2.5}]}
    grid = next(found.grids())
    assert [[cell.text if cell else None for cell in row] for row in grid.rows] == [
        ["", "a: xy\nn: 1\n\ntwo\nyes: yes"],
        ["in/1", "c: 2.5"],
    ]
    assert [row[0].place.row for row in grid.rows if row[0]] == [1, 2]


def test_what_is_shown_holds_no_marks_that_steer_a_display() -> None:
    found = read_data(b'{"a": "x\\u202ey"}', Limits())
    assert found.data == {"a": "x\u202ey"}
    assert [cell.text for row in next(found.grids()).rows for cell in row if cell] == ["", "a: xy"]


def test_a_byte_order_mark_and_wide_encodings_are_understood() -> None:
    for encoding in ("utf-8-sig", "utf-16"):
        assert read_data('{"a": "é"}'.encode(encoding), Limits()).data == {"a": "é"}


def _nested(depth: int) -> bytes:
    return b"[" * depth + b'{"a": "x"}' + b"]" * depth


def test_depth_has_an_end() -> None:
    assert read_data(_nested(DEEPEST - 1), Limits()).blocks
    for depth in (DEEPEST, 100_000):
        with pytest.raises(UnreadableDocument) as refused:
            read_data(_nested(depth), Limits())
        assert str(refused.value) == TOO_DEEP


@pytest.mark.parametrize("limits", [Limits(max_characters=3), Limits(max_cells=3)])
def test_limits_hold(limits: Limits) -> None:
    with pytest.raises(UnreadableDocument):
        read_data(b'{"a": "xxxx", "b": "", "c": 1}', limits)


# --- data inside a PDF ------------------------------------------------------------------------------------------------
def _document(*attachments: Attachment, keywords: str = "") -> Document:
    table = Table((Column("A"), Column("B")), [(Cell("x"), Cell("y"))], "Told by its heading", titled=True)
    blocks = [Heading(2, "Told by its heading"), table]
    return Document("T", blocks, date(2026, 11, 28), attachments=attachments, keywords=keywords)


def _pdf(tmp_path: Path, *attachments: Attachment) -> Path:
    path = tmp_path / "a.pdf"
    path.write_bytes(write_pdf(_document(*attachments)).content)
    return path


def test_a_pdf_is_read_as_the_data_that_was_asked_for(tmp_path: Path) -> None:
    path = _pdf(tmp_path, Attachment("a.json", "application/json", b'{"a": "x"}', ""))
    found = read(path, name="a.pdf", inside="a.json")
    assert (found.format, found.data) == ("pdf", {"a": "x"})
    assert found.remarks == ["It was read from the data that the PDF carries inside (a.json), not from its pages."]
    for inside in ("", "b.json"):
        plain = read(path, name="a.pdf", inside=inside)
        assert plain.data is None
        assert not [remark for remark in plain.remarks if "inside" in remark]


@pytest.mark.parametrize("content", [b"{", b"{}", b'"x"', _nested(DEEPEST)])
def test_data_that_is_no_use_is_told_and_the_pages_are_read(tmp_path: Path, content: bytes) -> None:
    path = _pdf(tmp_path, Attachment("a.json", "application/json", content, ""))
    found = read(path, name="a.pdf", inside="a.json")
    assert found.data is None
    assert found.remarks[0] == damaged_inside("a.json")
    assert any(cell and cell.text == "x" for grid in found.grids() for row in grid.rows for cell in row)


def test_a_damaged_pdf_is_refused_whatever_it_carries(tmp_path: Path) -> None:
    path = _pdf(tmp_path, Attachment("a.json", "application/json", b'{"a": "x"}', ""))
    path.write_bytes(path.read_bytes()[:2_000])
    with pytest.raises(UnreadableDocument, match="cut short"):
        read(path, name="a.pdf", inside="a.json")


# --- keywords, and captions that the heading before says --------------------------------------------------------------
def test_keywords_come_back(tmp_path: Path) -> None:
    document = _document(keywords='Ours & "theirs"')
    book = write_workbook([Sheet("S", (SheetColumn("A"),), [["x"]])], keywords='Ours & "theirs"')
    for name, content in (
        ("a.docx", write_word(document).content),
        ("a.html", write_webpage(document).content),
        ("a.xlsx", book),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        assert read(path, name=name).keywords == 'Ours & "theirs"'
    assert openpyxl.load_workbook(io.BytesIO(book)).properties.keywords == 'Ours & "theirs"'


def test_a_caption_that_the_heading_says_is_shown_once(tmp_path: Path) -> None:
    page = write_webpage(_document()).content.decode()
    assert '<caption class="unseen">Told by its heading</caption>' in page
    word = tmp_path / "a.docx"
    word.write_bytes(write_word(_document()).content)
    assert [one.text for one in read(word, name="a.docx").paragraphs()] == ["T", "Told by its heading"]
    pdf = _pdf(tmp_path)
    assert [one.text for one in read(pdf, name="a.pdf").paragraphs() if "Told" in one.text] == ["Told by its heading"]
