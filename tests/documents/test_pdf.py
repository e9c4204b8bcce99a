"""PDFs: tables over pages, rows that a page break cut, colours, columns without rules, and what stands outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dueregard.documents.grids import Cell, Grid, SourceDocument
from dueregard.documents.readers import read
from dueregard.documents.readers.pdf_tables import colour_of
from tests.documents.conftest import cell_at, texts
from tests.fixtures import make_documents

HEADINGS = make_documents.HEADINGS


def rows_of(document: SourceDocument) -> list[list[Cell | None]]:
    """All rows of items, without headings and sections."""
    return [row for grid in document.grids() for row in grid.rows if row[0] and re.match(r"\d", row[0].text)]


@pytest.fixture(scope="session")
def long_rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A plan whose rows are so long that many of them are cut by a page break."""
    source = make_documents.ruled_source(
        [
            {
                "number": f"{1 + index // 10}.{1 + index % 10}",
                "area": f"Area {index + 1} of the harbour and of its people",
                "taken": " ".join(f"Measure {index + 1}.{step} was looked at last term." for step in range(1, 14)),
                "next": f"Review measure {index + 1} by 4 December 2026. Report it.",
                "lead": "HOS/ CSO",
                "rag": "Green",
                "fill": "#c6efce",
            }
            for index in range(30)
        ]
    )
    return make_documents.make_typst(tmp_path_factory.mktemp("pdf") / "long.pdf", source)


def test_a_table_over_pages(document):
    plan = document("plan.pdf")
    assert plan.title == "Harbour duty plan"
    assert plan.pages == 3
    grids = list(plan.grids())
    assert [grid.place.page for grid in grids] == [1, 2, 3]
    assert all(texts(grid)[0] == HEADINGS for grid in grids)
    rows = rows_of(plan)
    assert [cell.text if cell else None for cell in rows[0]] == [
        "1.1",
        "Area 1 of the harbour",
        "Measure 1.1 is in place. Measure 1.2 is in place.",
        "Review measure 1 by 4 December 2026.",
        "HOS/ CSO",
        "Green",
    ]
    assert [row[0].text for row in rows if row[0]] == [f"{1 + i // 10}.{1 + i % 10}" for i in range(40)]


def test_fills_and_spans(document):
    grid = next(document("plan.pdf").grids())
    assert [cell_at(grid, row, 5).fill for row in (2, 3, 4, 5)] == ["#c6efce", "#ffeb9c", "#ffc7ce", None]
    section = cell_at(grid, 1, 0)
    assert (section.text, section.colspan, section.fill) == ("Governance and partners", 6, "#e6e6e6")
    assert grid.rows[1][1:] == [None] * 5


def test_text_outside_is_in_order_and_counted(document):
    plan = document("plan.pdf")
    paragraphs = [(p.text, p.place.page) for p in plan.paragraphs()]
    assert paragraphs[1] == ("Harbour duty plan", 1)
    assert paragraphs[2][0].startswith("Agreed in March 2026 by the steering group, which meets each term and reads")
    assert "\n" not in paragraphs[2][0]
    assert ("The plan ends here.", 3) in paragraphs
    outside = sum(len(re.sub(r"\s", "", text)) for text, _ in paragraphs)
    assert plan.remarks == [f"{outside} characters stand outside every table."]
    assert [p.level for p in plan.paragraphs()][:3] == [0, 1, 0]


def test_rows_cut_by_page_breaks_are_joined(long_rows):
    plan = read(long_rows, name="long.pdf")
    rows = rows_of(plan)
    assert [row[0].text for row in rows if row[0]] == [f"{1 + i // 10}.{1 + i % 10}" for i in range(30)]
    for index, row in enumerate(rows):
        got = [" ".join(cell.text.split()) if cell else None for cell in row]
        assert got[1] == f"Area {index + 1} of the harbour and of its people"
        assert got[2] == " ".join(f"Measure {index + 1}.{step} was looked at last term." for step in range(1, 14))
        assert got[3] == f"Review measure {index + 1} by 4 December 2026. Report it."
        assert got[4:] == ["HOS/ CSO", "Green"]
    joined = [row for row in rows if any(cell and "joined_over_page" in cell.flags for cell in row)]
    assert len(joined) >= 3


def two_pages(tmp_path: Path, first: list[list[str]], second: list[list[str]]) -> list[Grid]:
    """Two closed tables of the same columns on two pages."""

    def table(rows: list[list[str]]) -> str:
        cells = ", ".join(f"[{text}]" for row in rows for text in row)
        return f"#table(columns: (2cm, 6cm, 4cm), {cells})"

    source = f"{table(first)}\n#pagebreak()\n{table(second)}"
    path = make_documents.make_typst(tmp_path / "two.pdf", source)
    return list(read(path, name="two.pdf").grids())


def test_a_first_row_with_an_empty_key_continues_the_last_row(tmp_path):
    heading = ["No.", "Action", "Lead"]
    first, second = two_pages(tmp_path, [heading, ["1", "One", "HR"], ["2", "Two goes", "HR"]],
                              [heading, ["", "on here.", ""], ["3", "Three", "HR"]])  # fmt: skip
    assert texts(first)[2] == ["2", "Two goes on here.", "HR"]
    assert cell_at(first, 2, 1).flags == ("joined_over_page",)
    assert cell_at(first, 2, 2).flags == ()
    assert texts(second) == [heading, ["3", "Three", "HR"]]


def test_rows_with_empty_keys_are_left_alone_where_they_are_usual(tmp_path):
    first, second = two_pages(tmp_path, [["No.", "Action", "Lead"], ["1", "One", "HR"], ["", "More of one", "HR"]],
                              [["", "Yet more", "HR"], ["2", "Two", "HR"]])  # fmt: skip
    assert len(first.rows) == 3
    assert texts(second)[0] == ["", "Yet more", "HR"]


def test_a_table_after_a_heading_is_another_table(tmp_path):
    table = "#table(columns: (2cm, 6cm), [{}], [x], [], [y])"
    source = f"{table.format('1')}\n#pagebreak()\nSecond part\n\n#table(columns: (2cm, 6cm), [], [z], [2], [w])"
    first, second = read(make_documents.make_typst(tmp_path / "h.pdf", source), name="h.pdf").grids()
    assert len(first.rows) == 2
    assert texts(second) == [["", "z"], ["2", "w"]]


def test_columns_without_rules(tmp_path):
    path = make_documents.make_pdf(tmp_path / "columns.pdf", template="borderless")
    plan = read(path, name="columns.pdf")
    grids = list(plan.grids())
    assert {grid.told_by for grid in grids} == {"columns"}
    assert texts(grids[0])[0] == HEADINGS[:5]
    rows = rows_of(plan)
    assert [row[0].text for row in rows if row[0]] == [f"{1 + i // 10}.{1 + i % 10}" for i in range(40)]
    third = [cell.text if cell else None for cell in rows[4]]
    assert third[2] == " ".join(f"Measure 5.{step} is in place." for step in range(1, 7))
    assert third[3:] == ["Review measure 5 by 4 December 2026.", "Estates"]


def test_cells_whose_sides_are_thin_boxes(document):
    plan = document("plain.pdf")
    (grid,) = plan.grids()
    assert texts(grid) == [
        ["No.", "Action", "Lead", "RAG"],
        ["1.1", "First line\nsecond line", "HR", "Amber"],
        ["1.2", "Other", "CSO", ""],
    ]
    assert [cell_at(grid, row, 3).fill for row in range(3)] == [None, "#ffeb9c", None]
    assert [p.text for p in plan.paragraphs()] == ["Harbour duty plan"]


def test_two_columns_of_prose_are_no_table(tmp_path):
    source = "#set page(columns: 2)\n" + "The harbour is wide and its people are many. " * 60
    plan = read(make_documents.make_typst(tmp_path / "prose.pdf", source), name="prose.pdf")
    assert list(plan.grids()) == []


def test_wrapped_lines_are_joined_and_meant_breaks_kept(tmp_path):
    source = (
        "#table(columns: (6cm, 3cm), [A sentence that is longer than its cell and so is wrapped.\\ Short.\\ Next.],"
        "[- one\n- two], [4#super[th] December], [Head#underline[er]])"
    )
    (grid,) = read(make_documents.make_typst(tmp_path / "w.pdf", source), name="w.pdf").grids()
    assert texts(grid) == [
        ["A sentence that is longer than its cell and so is wrapped.\nShort.\nNext.", "• one\n• two"],
        ["4th December", "Header"],
    ]


def test_text_that_reads_upwards(tmp_path):
    source = (
        "#table(columns: 2, rotate(-90deg, reflow: true)[Likelihood], [x], [3], rotate(90deg, reflow: true)[Down it])"
    )
    (grid,) = read(make_documents.make_typst(tmp_path / "r.pdf", source), name="r.pdf").grids()
    assert texts(grid) == [["Likelihood", "x"], ["3", "Down it"]]


def test_marks_and_highlights_give_a_colour(tmp_path):
    source = (
        '#table(columns: 3, [#circle(radius: 4pt, fill: rgb("#00b050"))], [#highlight(fill: yellow)[Amber]],'
        "[Some #highlight(fill: red)[x] text of some length])"
    )
    (grid,) = read(make_documents.make_typst(tmp_path / "m.pdf", source), name="m.pdf").grids()
    assert [cell.fill if cell else None for cell in grid.rows[0]] == ["#00b050", "#ffdc00", None]


@pytest.mark.parametrize(
    ("value", "colour"),
    [((1, 0, 0), "#ff0000"), ((0.5,), "#808080"), (0, "#000000"), ((0, 1, 1, 0), "#ff0000"), (None, None),
     (("P0",), None), ((1, 2), None), ((9, -1, 0), "#ff0000")],
)  # fmt: skip
def test_colour_spaces(value, colour):
    assert colour_of(value) == colour


def test_progress_counts_pages(made):
    seen: list[tuple[int, int]] = []
    read(made("plan.pdf"), name="plan.pdf", on_progress=lambda done, of: seen.append((done, of)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_pages_without_text_are_named(tmp_path):
    path = make_documents.make_typst(tmp_path / "gap.pdf", "Text\n#pagebreak()\n#rect()\n#pagebreak()\nMore")
    assert read(path, name="gap.pdf").remarks == [
        "Page 2 has no text; if it is not blank, it is a picture and was not read."
    ]


def test_sixty_pages_are_within_the_limits(tmp_path):
    path = make_documents.make_typst(tmp_path / "sixty.pdf", "#table(columns: 3, [a], [b], [c])\n#pagebreak()\n" * 60)
    assert read(path, name="sixty.pdf").pages in (60, 61)
