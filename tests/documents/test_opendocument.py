"""OpenDocument texts and spreadsheets."""

from __future__ import annotations

from tests.documents.conftest import cell_at, texts
from tests.fixtures.make_documents import HEADINGS, ROWS


def test_a_text_with_its_table(document):
    plan = document("plan.odt")
    assert [(p.text, p.level) for p in plan.paragraphs()] == [
        ("Harbour duty plan", 1),
        ("Agreed in March\n2026", 0),
        ("- Ask the chaplaincy", 0),
    ]
    assert plan.title == "Harbour duty plan"
    assert any("tracked changes" in remark for remark in plan.remarks)
    (grid,) = plan.grids()
    assert texts(grid)[0] == ["Plan for the year", *[None] * 5]
    assert texts(grid)[1] == HEADINGS
    assert cell_at(grid, 1, 0).header
    assert texts(grid)[2:] == [list(row[:6]) for row in ROWS]
    assert [cell_at(grid, row, 5).fill for row in range(2, 6)] == ["#c6efce", "#ffeb9c", "#ffc7ce", None]


def test_a_sheet_with_its_empty_rest(document):
    plan = document("plan.ods")
    (grid,) = plan.grids()
    assert grid.place.sheet == "Plan"
    assert len(grid.rows) == 7
    assert grid.width == 6
    assert cell_at(grid, 0, 0).colspan == 6
    assert texts(grid)[6][0] == "2026-12-04"
    assert cell_at(grid, 6, 1).text.startswith("=")
    assert cell_at(grid, 6, 1).flags == ("formula_without_value",)
    assert cell_at(grid, 5, 2).flags == ("looks_like_formula",)
    assert [cell_at(grid, row, 5).fill for row in range(2, 6)] == ["#c6efce", "#ffeb9c", "#ffc7ce", None]
    assert plan.remarks == ["The hidden sheet “Lists” was left out."]
