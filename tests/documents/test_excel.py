"""Workbooks as they show themselves: values by their formats, spans, fills of every kind, and what is hidden."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dueregard.documents.grids import Grid
from dueregard.documents.limits import Limits
from dueregard.documents.readers import read
from dueregard.documents.readers.excel_numbers import shown
from dueregard.documents.readers.excel_old import NO_FILLS, read_old_excel
from tests.documents.conftest import cell_at, texts
from tests.fixtures import make_documents


@pytest.fixture
def grid(document) -> Grid:
    return next(document("plan.xlsx").grids())


def test_sheets_titles_and_what_is_hidden(document):
    plan = document("plan.xlsx")
    assert [(grid.place.page, grid.place.sheet, grid.place.row) for grid in plan.grids()] == [
        (1, "Plan", 1),
        (3, "Glossary", 2),
    ]
    assert plan.title == "Harbour duty plan"
    assert plan.remarks == [
        "The sheet “Plan” has 1 hidden row, read as well.",
        "The hidden sheet “Lists” was left out.",
    ]


def test_item_numbers_typed_as_numbers(grid):
    assert [texts(grid)[row][0] for row in range(3, 7)] == ["1.1", "1.2", "2.1", "2.10"]


def test_dates_percentages_and_formulas(grid):
    assert [texts(grid)[row][6] for row in range(3, 7)] == ["2026-12-04", "March 2027", "2027-01-05 14:30", "25%"]
    total = cell_at(grid, 3, 7)
    assert total.text.startswith("=")
    assert len(total.text) > 1
    assert total.flags == ("formula_without_value",)
    assert cell_at(grid, 6, 2).flags == ("looks_like_formula",)


def test_a_stored_value_of_a_formula_is_read(tmp_path: Path, made):
    path = make_documents.with_stored_value(tmp_path / "saved.xlsx", made("plan.xlsx"))
    total = cell_at(next(read(path, name="saved.xlsx").grids()), 3, 7)
    assert (total.text, total.flags) == ("6.4", ())


def test_fills_by_rgb_index_theme_and_tint(grid):
    assert [cell_at(grid, row, 5).fill for row in range(3, 7)] == ["#c6efce", "#ffff00", "#e6b9b8", "#bfbfbf"]


def test_merged_cells(grid):
    assert cell_at(grid, 0, 0).colspan == 8
    assert texts(grid)[0][1:] == [None] * 7
    assert cell_at(grid, 3, 4).rowspan == 2
    assert grid.rows[4][4] is None


def test_places_are_the_sheets_own_rows(grid):
    assert [cell_at(grid, row, 0).place.row for row in range(7)] == [1, 2, 3, 4, 5, 6, 7]


@pytest.mark.parametrize(
    ("number", "number_format", "text"),
    [
        (1.0, "General", "1"), (1.1, "General", "1.1"), (2.1, "0.00", "2.10"), (2.1000000000000001, "General", "2.1"),
        (1234.5, "#,##0.00", "1,234.50"), (1234.5, '"£"#,##0', "£1,234"), (7, "000", "007"), (0.256, "0.0%", "25.6%"),
        (-3, "0.00;[Red]-0.00", "-3.00"), (12.5, "[$£-809]#,##0.00", "£12.50"), (3, '0" days"', "3 days"),
        (2.5, "0.##", "2.5"), (2, "0.##", "2"), (1e20, "General", "1e+20"), (0.5, "# ?/?", "0.5"),
        (43803, "dd/mm/yyyy", "2019-12-04"), (43803.75, "d mmm yyyy h:mm", "2019-12-04 18:00"),
        (43803, "mmm-yy", "December 2019"), (43803, "yyyy", "2019"), (43803, '[$-809]dddd, d "of" mmmm yyyy', "2019-12-04"),
        (0.5, "h:mm", "12:00"), (1.5, "[h]:mm", "36:00"), (1, "d/m/yyyy", "1900-01-01"), (-5, "d/m/yyyy", "-5"),
        (99999999, "d/m/yyyy", "99999999"), (float("nan"), "0", ""), (float("inf"), "0", ""), (5, "@", "5"), (5, "", "5"),
    ],
)  # fmt: skip
def test_numbers_as_shown(number, number_format, text):
    assert shown(number, number_format) == text


def test_the_other_calendar_of_workbooks():
    assert shown(43803 - 1462, "dd/mm/yyyy", from_1904=True) == "2019-12-04"


def sheet(tmp_path: Path, made, xml: str) -> Path:
    start = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    return make_documents.rewrite_zip(
        made("plan.xlsx"),
        tmp_path / "own.xlsx",
        {"xl/worksheets/sheet1.xml": lambda _: f"{start}{xml}</worksheet>".encode()},
    )


def test_cells_without_addresses_inline_text_booleans_errors_and_bad_indexes(tmp_path, made):
    xml = (
        '<sheetData><row><c t="inlineStr"><is><r><t>in</t></r><r><t>line_x000D_</t></r></is></c><c t="b"><v>1</v></c>'
        '<c t="e"><v>#N/A</v></c><c t="s"><v>99999</v></c><c s="9999"><v>3</v></c><c><v>abc</v></c>'
        '<c t="str"><f>A1</f><v></v></c></row></sheetData>'
    )
    grid = next(read(sheet(tmp_path, made, xml), name="own.xlsx").grids())
    assert texts(grid) == [["inline", "TRUE", "#N/A", "", "3", "abc"]]


def test_far_away_cells_do_not_make_a_huge_grid(tmp_path, made):
    xml = (
        '<sheetData><row r="1"><c r="A1"><v>1</v></c></row>'
        '<row r="1048576"><c r="A1048576"><v>2</v></c><c r="XFD1048576"><v>3</v></c></row></sheetData>'
        '<mergeCells><mergeCell ref="A1:XFD1048575"/><mergeCell ref="A1:B2"/><mergeCell ref="nonsense"/></mergeCells>'
    )
    grid = next(read(sheet(tmp_path, made, xml), name="own.xlsx").grids())
    assert texts(grid) == [["1", None], [None, None], ["2", "3"]]
    assert (cell_at(grid, 0, 0).rowspan, cell_at(grid, 0, 0).colspan) == (2, 2)


def test_the_reader_of_old_workbooks(made):
    """No program here writes .xls; its library reads new workbooks by the same calls."""
    document = read_old_excel(made("plan.xlsx").read_bytes(), Limits(), "xls")
    plan, glossary = document.grids()
    assert [texts(plan)[line][0] for line in range(3, 7)] == ["1.1", "1.2", "2.1", "2.1"]
    assert [texts(plan)[line][6] for line in range(3, 7)] == ["2026-12-04", "2027-03-01", "2027-01-05 14:30", "0.25"]
    assert (cell_at(plan, 0, 0).colspan, cell_at(plan, 3, 4).rowspan) == (8, 2)
    assert (glossary.place.page, glossary.place.row, glossary.place.sheet) == (3, 2, "Glossary")
    assert document.remarks == [NO_FILLS, "The hidden sheet “Lists” was left out."]


def test_too_many_cells_are_refused(made, refusal):
    assert "table cells" in refusal(made("plan.xlsx"), "plan.xlsx", max_cells=20)


def test_too_much_text_is_refused(made, refusal):
    assert "characters of text" in refusal(made("plan.xlsx"), "plan.xlsx", max_characters=50)


def test_a_cell_that_shares_the_formula_of_another_says_so(tmp_path: Path, made):
    # Excel writes a formula that was filled down once and names it by an index in the cells below.
    def fill_down(data: bytes) -> bytes:
        master = re.search(rb"<f>SUM\(A4:A7\)</f><v ?/>|<f>SUM\(A4:A7\)</f><v></v>", data)
        assert master
        data = data.replace(master[0], b'<f t="shared" ref="H4:H6" si="0">SUM(A4:A7)</f>')
        below = re.search(rb'<row r="5".*?</row>', data, re.S)
        assert below
        added = b'<c r="H5"><f t="shared" si="0"/></c><c r="I5"><f t="shared" si="9"/></c></row>'
        return data.replace(below[0], re.sub(rb'<c r="H5"[^>]*/>', b"", below[0]).removesuffix(b"</row>") + added)

    path = make_documents.rewrite_zip(
        made("plan.xlsx"), tmp_path / "shared.xlsx", {"xl/worksheets/sheet1.xml": fill_down}
    )
    table = next(read(path, name="shared.xlsx").grids())
    assert [(cell_at(table, row, 7).text, cell_at(table, row, 7).flags) for row in (3, 4)] == [
        ("=SUM(A4:A7)", ("formula_without_value",)),
        ("=SUM(A4:A7) (as in H4)", ("formula_without_value",)),
    ]
    assert cell_at(table, 4, 8).text == "=(a formula of another cell)"
    assert cell_at(table, 4, 8).flags == ("formula_without_value",)
