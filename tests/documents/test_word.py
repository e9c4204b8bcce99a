"""Word documents as they read once every tracked change is accepted."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueregard.documents.grids import Grid
from dueregard.documents.readers import read
from dueregard.documents.readers.colours import blended
from tests.documents.conftest import cell_at, texts
from tests.fixtures import make_documents


@pytest.fixture
def grid(document) -> Grid:
    (grid,) = document("plan.docx").grids()
    return grid


def test_paragraphs_with_tracked_changes_controls_and_lists(document):
    plan = document("plan.docx")
    assert [(paragraph.text, paragraph.level) for paragraph in plan.paragraphs()] == [
        ("Harbour duty plan", 1),
        ("Agreed in March 2026", 0),
        ("The group always meets.", 0),
        ("- Ask the chaplaincy", 0),
        ("1. Count first", 0),
        ("2. Count second", 0),
        ("Reviewed by the board.", 0),
        ("Click here to enter text.", 0),
    ]
    assert plan.title == "Harbour duty plan"
    assert any("tracked changes" in remark for remark in plan.remarks)


def test_merged_cells_stand_once_and_cover(grid):
    assert texts(grid)[0] == ["Plan for the year", None, None, None, None, None]
    assert cell_at(grid, 0, 0).colspan == 6
    assert texts(grid)[2][:3] == ["1", "Governance and partners", None]
    lead = cell_at(grid, 3, 4)
    assert (lead.rowspan, lead.colspan) == (2, 1)
    assert grid.rows[4][4] is None


def test_rows_and_cells_in_content_controls_are_read_and_deleted_rows_are_not(grid):
    assert texts(grid)[6][:2] == ["2.1", "New staff know the duty"]
    assert texts(grid)[7][:2] == ["2.10", "Security staff"]
    assert len(grid.rows) == 8


def test_a_cell_keeps_its_lines_items_and_inner_table(grid):
    assert cell_at(grid, 3, 2).text == "First line\nsecond line\n- An item\ninner left inner right"


def test_pale_fills_of_cells_and_of_runs(grid):
    assert [cell_at(grid, row, 5).fill for row in (3, 4, 6, 7)] == ["#c6efce", "#ffeb9c", "#ffc7ce", None]


def test_header_rows_formulas_and_places(grid):
    assert [cell_at(grid, row, 0).header for row in range(3)] == [False, True, False]
    assert cell_at(grid, 7, 2).flags == ("looks_like_formula",)
    assert [cell_at(grid, row, 0).place.row for row in range(8)] == [1, 2, 3, 4, 5, 6, 7, 8]


def body(tmp_path: Path, made, xml: str) -> Path:
    """A document whose body is this XML."""
    start = f'<?xml version="1.0"?><w:document xmlns:w="{make_documents.W}"><w:body>'
    return make_documents.rewrite_zip(
        made("plan.docx"),
        tmp_path / "own.docx",
        {"word/document.xml": lambda _: f"{start}{xml}</w:body></w:document>".encode()},
    )


def row(*cells: str) -> str:
    return "<w:tr>" + "".join(cells) + "</w:tr>"


def cell(text: str, properties: str = "", run: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:rPr>{run}</w:rPr><w:t>{text}</w:t></w:r></w:p></w:tc>"


def test_shading_patterns_highlights_and_colours(tmp_path, made):
    xml = "<w:tbl>" + row(
        cell("a", '<w:shd w:val="pct20" w:color="FF0000" w:fill="FFFFFF"/>'),
        cell("b", '<w:shd w:val="solid" w:color="00FF00" w:fill="auto"/>'),
        cell("c", "", '<w:highlight w:val="yellow"/>'),
        cell("d", '<w:shd w:val="clear" w:color="auto" w:fill="auto"/>'),
    ) + "</w:tbl>"  # fmt: skip
    (grid,) = read(body(tmp_path, made, xml), name="own.docx").grids()
    assert [cell_at(grid, 0, column).fill for column in range(4)] == [
        blended("#ff0000", "#ffffff", 0.2), "#00ff00", "#ffff00", None,
    ]  # fmt: skip


def test_shading_behind_part_of_a_text_is_not_the_cells(tmp_path, made):
    xml = (
        '<w:tbl><w:tr><w:tc><w:p><w:r><w:rPr><w:highlight w:val="red"/></w:rPr><w:t>part</w:t></w:r>'
        "<w:r><w:t> whole</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    (grid,) = read(body(tmp_path, made, xml), name="own.docx").grids()
    assert (cell_at(grid, 0, 0).text, cell_at(grid, 0, 0).fill) == ("part whole", None)


def test_rows_that_begin_late_and_merges_that_begin_nowhere(tmp_path, made):
    xml = (
        "<w:tbl>"
        + row(cell("a"), cell("b", '<w:vMerge w:val="restart"/>'), cell("c"))
        + "<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("", "<w:vMerge/>") + cell("d") + "</w:tr>"
        + row(cell("e", "<w:vMerge/>"), cell("f", '<w:gridSpan w:val="9"/>'))
        + "</w:tbl>"
    )  # fmt: skip
    (grid,) = read(body(tmp_path, made, xml), name="own.docx").grids()
    assert texts(grid) == [
        ["a", "b", "c", "", "", "", "", "", "", ""],
        ["", None, "d", "", "", "", "", "", "", ""],
        ["e", "f", None, None, None, None, None, None, None, None],
    ]
    assert cell_at(grid, 0, 1).rowspan == 2


def test_moves_fields_links_symbols_breaks_and_text_boxes(tmp_path, made):
    xml = (
        "<w:p><w:moveFrom><w:r><w:t>gone </w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>here </w:t></w:r></w:moveTo>"
        "<w:hyperlink><w:r><w:t>link </w:t></w:r></w:hyperlink>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:fldSimple><w:r><w:t>7</w:t></w:r></w:fldSimple>"
        '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:br/><w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t></w:r>'
        "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>In a box</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>"
    )
    document = read(body(tmp_path, made, xml), name="own.docx")
    assert [paragraph.text for paragraph in document.paragraphs()] == ["here link 7✓\na-b", "In a box"]


def test_a_table_that_only_frames_another_is_no_table(tmp_path, made):
    inner = "<w:tbl>" + "".join(row(cell(text), cell("x")) for text in "123") + "</w:tbl>"
    xml = f"<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Frame</w:t></w:r></w:p>{inner}<w:p/></w:tc></w:tr></w:tbl>"
    document = read(body(tmp_path, made, xml), name="own.docx")
    assert [paragraph.text for paragraph in document.paragraphs()] == ["Frame"]
    (grid,) = document.grids()
    assert texts(grid) == [["1", "x"], ["2", "x"], ["3", "x"]]


def test_numbered_cells_show_their_number(tmp_path, made):
    xml = "<w:tbl>" + "".join(
        row(f'<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr></w:p></w:tc>', cell("x"))
        for level in (0, 1, 1, 0, 1)
    ) + "</w:tbl>"  # fmt: skip
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, form, text in ((0, "decimal", "%1"), (1, "lowerLetter", "%1.%2)"))
    )
    numbering = (
        f'<w:numbering xmlns:w="{make_documents.W}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    path = body(tmp_path, made, xml)
    path = make_documents.rewrite_zip(
        path, tmp_path / "numbered.docx", {"word/numbering.xml": lambda _: numbering.encode()}
    )
    (grid,) = read(path, name="numbered.docx").grids()
    assert [line[0] for line in texts(grid)] == ["1", "1.a)", "1.b)", "2", "2.a)"]
