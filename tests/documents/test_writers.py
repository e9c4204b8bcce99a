"""Spreadsheets and separated values out: text stays text, nothing is cut, and what was written can be read again."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.documents.readers import read
from dueregard.documents.readers.characters import tidy
from dueregard.documents.writers.separated import guarded, unguarded, write_separated
from dueregard.documents.writers.spreadsheet import (
    CELL_LIMIT,
    Column,
    Filled,
    Sheet,
    TooLongForCell,
    length_in_cell,
    write_workbook,
)
from dueregard.kernel.words import clean_text

AWKWARD = [
    "=cmd()|'/c calc'!A1",
    "+44 1234",
    "-2+3",
    "@SUM(A1)",
    "'an apostrophe",
    "'=not a formula",
    'a | b; c, d "quoted"',
    "two\nlines\n\nthree",
    "_x0041_ and _x000D_",
    "<b>&amp;</b>",
    "2.10",
    "00012",
    "1/2",
    "TRUE",
    "👩🏽‍🎓 café naïve Ω",
    "\ttab",
]


# The product stores no control characters; a writer that gets some leaves them out.
stored = st.sampled_from(AWKWARD) | st.text(max_size=40).map(clean_text)


def written(*texts: str) -> bytes:
    return write_workbook([Sheet("S", (Column("Text"),), [[text] for text in texts])])


def test_nothing_in_a_workbook_is_a_formula() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(written(*AWKWARD)))["S"]
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} == {"s"}
    # Edited and left again in the program, they are still text.
    assert [cell.quotePrefix for cell in cells[:4]] == [True] * 4
    assert not cells[6].quotePrefix


def test_the_sheet_is_made_for_work() -> None:
    columns = (Column("No.", 8, text_only=True), Column("RAG", choices=("Red", "Green")), Column("Key", hidden=True))
    content = write_workbook(
        [
            Sheet("Register", columns, [["2.10", Filled("Red", "#f4c7c3"), "k"]]),
            Sheet("Read me", (Column("How"),), [["x"]]),
        ],
        title="The plan",
    )
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book["Register"]
    assert book.sheetnames == ["Register", "Read me"]
    assert (book.properties.language, book.properties.title) == ("en-GB", "The plan")
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:C2")
    assert sheet.column_dimensions["C"].hidden
    assert sheet.column_dimensions["A"].width == 8
    assert sheet["A2"].number_format == "@"
    assert sheet["B2"].fill.fgColor.rgb.endswith("F4C7C3")
    assert [rule.formula1 for rule in sheet.data_validations.dataValidation] == ['"Red,Green"']


@pytest.mark.parametrize("text", ["x" * (CELL_LIMIT + 1), "😀" * (CELL_LIMIT // 2 + 1)])
def test_a_text_that_no_cell_holds_is_refused_before_anything_is_written(text: str) -> None:
    with pytest.raises(TooLongForCell, match="“Text” in row 3"):
        written("short", text)


def test_the_longest_text_is_written_whole(tmp_path: Path) -> None:
    text = "x" * (CELL_LIMIT - 2) + "😀"
    assert length_in_cell(text) == CELL_LIMIT
    path = tmp_path / "a.xlsx"
    path.write_bytes(written(text))
    (grid,) = read(path, name="a.xlsx").grids()
    assert grid.rows[1][0] is not None
    assert grid.rows[1][0].text == text


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(stored, min_size=1, max_size=6))
def test_texts_come_back_from_a_workbook(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("w") / "a.xlsx"
    path.write_bytes(write_workbook([Sheet("S", (Column("a"), Column("b")), [["-", text] for text in texts])]))
    (grid,) = read(path, name="a.xlsx").grids()
    found = [row[1].text if len(row) > 1 and row[1] else "" for row in grid.rows[1:]]
    assert found == [tidy(text) for text in texts]


def test_separated_values_open_without_running_anything() -> None:
    content = write_separated(["Text"], [[text] for text in AWKWARD]).decode("utf-8-sig")
    assert content.startswith("Text\r\n")
    for text in ("=cmd()|'/c calc'!A1", "+44 1234", "-2+3", "@SUM(A1)"):
        assert f"'{text}" in content
        assert f"\n{text}" not in content


@given(st.text(alphabet="'=+-@ \t\nab\ufeff\u202a😀", max_size=12) | st.text(max_size=40))
def test_a_guard_can_be_taken_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    # Also after a reader has tidied it.
    assert tidy(unguarded(tidy(guarded(text)))) == tidy(text)


@settings(max_examples=20, deadline=None)
@given(texts=st.lists(stored, min_size=1, max_size=6))
def test_texts_come_back_from_separated_values(texts: list[str], tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("w") / "a.csv"
    path.write_bytes(write_separated(["key", "text", "key"], [["-x", text, "y"] for text in texts]))
    (grid,) = read(path, name="a.csv").grids()
    found = [tidy(unguarded(row[1].text)) if row[1] else "" for row in grid.rows[1:]]
    assert found == [tidy(text) for text in texts]


def test_characters_that_no_file_may_hold_are_left_out() -> None:
    assert write_separated(["T"], [["a\x00b\ud800c\x1f"]]).decode("utf-8-sig") == "T\r\nabc\r\n"
    sheet = openpyxl.load_workbook(io.BytesIO(written("a\x00b\ud800c\x1f")))["S"]
    assert sheet["A2"].value == "abc"
