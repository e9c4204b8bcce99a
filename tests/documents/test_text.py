"""Text drawn out of PDFs and Word tables: every character kept, rows and cells as far as the text tells."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueregard.documents.grids import Grid, Paragraph, SourceDocument
from dueregard.documents.limits import Limits
from dueregard.documents.readers import read
from dueregard.documents.readers.characters import decode
from dueregard.documents.readers.pipes import is_rule
from dueregard.documents.readers.text import read_text
from tests.documents.conftest import cell_at, texts


def as_read(text: str) -> SourceDocument:
    return read_text(text.encode(), Limits())


def content(document: SourceDocument) -> str:
    """All text of a document, without what only delimits."""
    parts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            parts.append(block.text)
        else:
            parts.extend(cell.text for row in block.rows for cell in row if cell)
    return "".join(parts)


def letters(text: str) -> str:
    """The characters that must survive: all but blanks, delimiters and what rule rows are made of."""
    return "".join(sorted(re.sub(r"[\s|/\\:-]", "", text)))


def test_tabs_give_one_row_for_each_line_and_keep_blank_cells():
    document = as_read("Plan\n\n\tArea\tLead\n1.1\tNames\tCSO\n\tgo on\t\n\n\tmore\tHR\n1.2\tLast\tHR\n")
    first, second = document.grids()
    assert first.told_by == "tabs"
    assert texts(first) == [["", "Area", "Lead"], ["1.1", "Names", "CSO"], ["", "go on", ""]]
    assert texts(second) == [["", "more", "HR"], ["1.2", "Last", "HR"]]
    assert (second.place.page, second.place.row) == (2, 7)
    assert cell_at(second, 1, 2).place.row == 8
    assert document.pages == 2


def test_blocks_of_a_text_may_have_different_numbers_of_columns():
    document = as_read("a\tb\tc\td\n1\t2\t3\t4\n\na\tb\tc\n1\t2\t3\n")
    assert [grid.width for grid in document.grids()] == [4, 3]


def test_rows_spaced_out_by_blank_lines_are_one_table_on_no_page():
    (grid,) = as_read("a\tb\tc\n\n1\t2\t3\n\n4\t5\t6\n").grids()
    assert [row[0] for row in texts(grid)] == ["a", "1", "4"]
    assert grid.place.page is None


def test_form_feeds_count_pages_and_lines_stay_physical():
    document = as_read("a\tb\tc\n1\t2\t3\n\fx\ty\tz\n4\t5\t6\n")
    first, second = document.grids()
    assert (first.place.page, first.place.row) == (1, 1)
    assert (second.place.page, second.place.row) == (2, 3)
    assert document.pages == 2


def test_a_single_tab_is_an_indent():
    document = as_read("1.\tAn item\nText.\n")
    assert list(document.grids()) == []
    assert [paragraph.text for paragraph in document.paragraphs()] == ["1.\tAn item", "Text."]


def test_pipe_rows_run_over_lines_until_the_rule_rows_number_of_cells():
    text = "Risk | Control | Owner |\n---|---|---|\n1. One | - a. |\n- b. |\nHR |\n2. Two | x | y |\nAfter.\n"
    document = as_read(text.replace("- b. |\nHR", "HR"))
    (grid,) = document.grids()
    assert texts(grid) == [["Risk", "Control", "Owner"], ["1. One", "- a.", "HR"], ["2. Two", "x", "y"]]
    assert [cell_at(grid, row, 0).header for row in range(3)] == [True, False, False]
    assert [paragraph.text for paragraph in document.paragraphs()] == ["After."]


def test_an_open_pipe_cell_takes_the_next_plain_line():
    (grid,) = as_read("a | b\n---|---\n1 | first\nsecond\n2 | x\n").grids()
    assert texts(grid) == [["a", "b"], ["1", "first\nsecond"], ["2", "x"]]


def test_leading_pipes_empty_cells_and_escaped_pipes():
    (grid,) = as_read("| a | b | c |\n|---|:-:|---|\n| 1 || x \\| y |\n").grids()
    assert texts(grid) == [["a", "b", "c"], ["1", "", "x | y"]]


def test_a_second_rule_row_begins_a_second_table():
    first, second = as_read("a | b |\n---|---|\n1 | 2 |\nc | d |\n---|---|\n3 | 4 |\n").grids()
    assert texts(first) == [["a", "b"], ["1", "2"]]
    assert texts(second) == [["c", "d"], ["3", "4"]]


def test_slashes_with_spaces_separate_and_others_do_not():
    (grid,) = as_read("Area / Risk/Harm / Lead\nOne / x and/or y / HR\nmore of HR\n").grids()
    assert texts(grid) == [["Area", "Risk/Harm", "Lead"], ["One", "x and/or y", "HR\nmore of HR"]]
    assert grid.told_by == "slashes"


def test_a_list_item_cannot_begin_a_row():
    (grid,) = as_read("No / Held by / Next\n1 / Members:\n· police\n· college / Meet\n2 / None / Find\n").grids()
    assert texts(grid) == [
        ["No", "Held by", "Next"],
        ["1", "Members:\n· police\n· college", "Meet"],
        ["2", "None", "Find"],
    ]


def test_a_line_above_a_repeated_heading_row_is_a_section():
    document = as_read("Part A\nSays / RAG / Review\n1 / x\nPart B\nSays / RAG / Review\n2 / y\n")
    assert [paragraph.text for paragraph in document.paragraphs()] == ["Part A", "Part B"]
    assert [len(grid.rows) for grid in document.grids()] == [2, 2]


def test_a_sheet_printed_as_text_gives_its_numbered_rows():
    document = as_read("ABCDEFGH\n1\nTitle\n2\n3\nRisk\n\nHarm\n5\n4\nlast\n")
    (grid,) = document.grids()
    assert grid.told_by == "sheet"
    assert texts(grid) == [["1", "Title"], ["2", ""], ["3", "Risk\n\nHarm\n5"], ["4", "last"]]
    assert cell_at(grid, 2, 0).place.row == 5


def test_prose_is_paragraphs_only():
    document = as_read("Red / amber / green are words.\n\nOne | bar.\nAnd more.\n")
    assert list(document.grids()) == []
    assert [p.place.row for p in document.paragraphs()] == [1, 3, 4]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "naïve – £5"),
        ("utf-8-sig", "naïve – £5"),
        ("utf-16", "naïve – £5 and some more words"),
        ("utf-16-le", "naïve £5 and some more words without a mark"),
        ("utf-16-be", "naïve £5 and some more words without a mark"),
        ("utf-32", "naïve – £5"),
        ("cp1252", "naïve – £5 “quoted”"),
    ],
)
def test_encodings(encoding, text):
    decoded = decode(text.encode(encoding))
    assert decoded.text == text
    assert decoded.remarks == []


def test_broken_characters_are_replaced_counted_and_flagged(tmp_path: Path):
    path = tmp_path / "plan.txt"
    path.write_bytes("a\té\tü\n1\tcaf\tö\n".encode().replace(b"caf", b"caf\xc3"))
    document = read(path, name="plan.txt")
    (grid,) = document.grids()
    assert cell_at(grid, 1, 1).text == "caf\ufffd"
    assert cell_at(grid, 1, 1).flags == ("broken_encoding",)
    assert document.remarks == ["1 character could not be read in the file's encoding and was replaced by \ufffd."]


def test_control_characters_are_left_out_and_formulas_flagged():
    (grid,) = as_read("a\tb\tc\n=1+1\t- item\t\x01x\n+A1\t-SUM(A1)\t@x\n").grids()
    assert texts(grid)[1:] == [["=1+1", "- item", "x"], ["+A1", "-SUM(A1)", "@x"]]
    flagged = [[cell.flags == ("looks_like_formula",) for cell in row if cell] for row in grid.rows]
    assert flagged == [[False] * 3, [True, False, False], [True, True, True]]


def test_the_seed_keeps_its_physical_rows(shared: Path):
    path = next(shared.glob("seeds/000_*.txt"))
    document = read(path, name=path.name)
    grids = list(document.grids())
    assert [(grid.place.page, grid.place.row, grid.width, len(grid.rows)) for grid in grids] == [
        (1, 7, 6, 5), (2, 13, 5, 3), (3, 17, 5, 2), (4, 20, 6, 28), (5, 49, 5, 5), (6, 55, 5, 6), (7, 62, 6, 2),
    ]  # fmt: skip
    assert letters(content(document)) == letters(path.read_text(encoding="utf-8"))


def test_every_character_of_the_sample_plans_is_kept(shared: Path):
    for path in sorted(shared.glob("plans/[0-9]*.txt")):
        text = path.read_text(encoding="utf-8")
        kept = "\n".join(line for line in text.split("\n") if not is_rule(line))
        assert letters(content(read(path, name=path.name))) == letters(kept), path.name


@pytest.mark.fuzz
@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "Area",
                    "1.1",
                    "x",
                    " ",
                    "\t",
                    "\t\t",
                    "|",
                    " | ",
                    " / ",
                    "/",
                    "- a",
                    "---|---",
                    "\\",
                    "\f",
                    "ABC",
                    "1",
                    "é",
                ]
            ),
            max_size=7,
        ).map("".join),
        max_size=14,
    ).map("\n".join)
)
def test_no_character_is_ever_lost(text):
    document = as_read(text)
    kept = "\n".join(line for line in re.split("[\n\f]", text) if not is_rule(line))
    assert letters(content(document)) == letters(kept)
    for block in document.blocks:
        if isinstance(block, Grid):
            assert len({len(row) for row in block.rows}) == 1
        else:
            assert block.text
