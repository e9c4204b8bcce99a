"""The register as a spreadsheet: out and unchanged back is no difference; every edit comes back exactly, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dueregard.actions.rules import Due
from dueregard.documents.limits import DEFAULT
from dueregard.documents.readers.characters import tidy
from dueregard.documents.writers.separated import write_separated
from dueregard.documents.writers.spreadsheet import CELL_LIMIT, Sheet, length_in_cell, write_workbook
from dueregard.kernel.words import clean_text
from dueregard.plan.returning import read_sheets
from dueregard.plan.rules import cells as cells_rules
from dueregard.plan.rules.cells import (
    SHEET_NAME,
    WITHHELD,
    AreaRecord,
    LeadRecord,
    StepRecord,
    Table,
    mark,
    parts_for_cells,
    table_of,
)
from dueregard.plan.rules.differences import COPIED, EMPTIED, compare, held_against
from dueregard.plan.rules.returned import NOT_OURS, Known, meaning, rows_returned, verbs_to

KNOWN = Known(
    sections={"1": "s1", "1 partnership": "s1", "partnership": "s1", "2 training": "s2", "2": "s2"},
    leads={"registrar": ["lead1"], "hs": ["lead2"], "sam smith": ["lead3", "lead4"]},
    taken=frozenset({"1.1", "1.2", "1.9"}),
    today=date(2026, 11, 24),
)


def step(reference: str = "step1", text: str = "Write it", **more: Any) -> StepRecord:
    values: dict[str, Any] = {
        "status": "open",
        "due_start": None,
        "due_end": None,
        "due_phrase": "",
        "standing": False,
        "rhythm": "",
        "first_due_on": None,
        "carried_over": 0,
        "progress": "",
        "source": "",
        "depends_on": [],
        "waiting_on": "",
        "ask_again_on": None,
        "restricted": False,
        "closed_on": None,
    }
    return StepRecord(reference, 1, text, **(values | more))


def area(reference: str = "area1", number: str = "1.1", title: str = "A group meets", **more: Any) -> AreaRecord:
    values: dict[str, Any] = dict.fromkeys(
        ("hazard", "requirement", "actions_taken", "evidence_text", "status_text", "rating_words", "rating_reason"), ""
    ) | dict.fromkeys(
        (
            "likelihood",
            "impact",
            "current_score",
            "residual_likelihood",
            "residual_impact",
            "rated_on",
            "review_on",
        )
    )
    values |= {"rag": "amber", "campus": "", "restricted": set()}
    return AreaRecord(1, reference, 1, number, "s1", "1", "Partnership", title, **(values | more))


def came_back(table: Table, folder: Path, ending: str = "xlsx") -> Any:
    """The table through a real file and the reader."""
    path = folder / f"sheet.{ending}"
    if ending == "xlsx":
        path.write_bytes(write_workbook([Sheet(SHEET_NAME, table.columns, table.rows)]))
    else:
        path.write_bytes(write_separated([column.heading for column in table.columns], table.plain_rows()))
    limits = {name: getattr(DEFAULT, name) for name in DEFAULT.__slots__}
    answer = read_sheets({"path": str(path), "name": path.name, "limits": limits})
    return rows_returned(answer["sheets"], separated=answer["format"] == "csv")


def edited(table: Table, row: int, heading: str, text: str) -> Table:
    """The table with one cell changed; row from 0."""
    at = [column.heading for column in table.columns].index(heading)
    rows = [list(one) for one in table.rows]
    rows[row][at] = text
    return Table(table.columns, rows)


def with_row(table: Table, at: int, **by_heading: str) -> Table:
    """The table with a row written into it."""
    headings = [column.heading for column in table.columns]
    row: list[Any] = [""] * len(headings)
    for heading, text in by_heading.items():
        row[headings.index(heading.replace("_", " "))] = text
    return Table(table.columns, [*table.rows[:at], row, *table.rows[at:]])


def changes(records: list[AreaRecord], returned: Any) -> list[dict[str, Any]]:
    return [one for one in compare(records, returned) if one["kind"] != "note"]


awkward = st.sampled_from(
    [
        "=cmd()|'/c calc'!A1",
        "-2+3",
        "@SUM(A1)",
        "'tis",
        "'=x",
        " '+x",
        "a | b; c\td",
        "two\n\nparagraphs",
        "trailing  ",
        "  leading",
        "_x0041_",
        "😀 naïve",
        "2.10",
        "4/12/2026",
        "\u202e=x",
        "",
    ]
)
texts = awkward | st.text(max_size=60).map(clean_text)
said = texts.filter(lambda text: bool(tidy(text)))


@st.composite
def registers(draw: st.DrawFn) -> list[AreaRecord]:
    found = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        made = area(
            f"area{number}",
            f"1.{number}",
            draw(said),
            hazard=draw(texts),
            actions_taken=draw(texts),
            rag=draw(st.sampled_from(["red", "amber", "green", "unknown"])),
            review_on=draw(st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1))),
        )
        made.leads = [LeadRecord(f"l{n}", draw(said), "post") for n in range(draw(st.integers(0, 2)))]
        for index in range(draw(st.integers(0, 3))):
            due = draw(st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)))
            made.steps.append(
                step(
                    f"step{number}-{index}",
                    draw(said),
                    due_start=due,
                    due_end=due,
                    due_phrase=draw(texts) if due else "",
                    progress=draw(texts),
                    status=draw(st.sampled_from(["open", "in_progress", "done", "dropped"])),
                    standing=draw(st.booleans()),
                )
            )
        found.append(made)
    return found


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=registers())
def test_out_and_unchanged_back_is_no_difference(ending: str, records: list[AreaRecord], tmp_path: Path) -> None:
    returned = came_back(table_of(records), tmp_path, ending)
    assert compare(records, returned) == []


_EDITABLE = {"Hazard": "hazard", "Actions taken": "actions_taken", "Next step": "text", "Progress": "progress"}


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(records=registers(), heading=st.sampled_from(sorted(_EDITABLE)), text=texts, place=st.integers(0, 20))
def test_one_edit_comes_back_exactly(
    ending: str, records: list[AreaRecord], heading: str, text: str, place: int, tmp_path: Path
) -> None:
    for one in records:
        one.steps = one.steps or [step(f"{one.reference}-step")]
    table = table_of(records)
    # The area's own cells stand in its first row.
    firsts, at = [], 0
    for one in records:
        firsts.append(at)
        at += len(one.steps)
    row = place % len(table.rows) if heading in ("Next step", "Progress") else firsts[place % len(firsts)]
    column = [c.heading for c in table.columns].index(heading)
    before = table.rows[row][column]
    found = changes(records, came_back(edited(table, row, heading, text), tmp_path, ending))
    if tidy(str(before or "")) == tidy(text):
        assert found == []
    else:
        assert [(one["field"], one["after"], one["row"]) for one in found] == [
            (_EDITABLE[heading], tidy(text), row + 2)
        ]
        assert found[0]["doubts"] == ([] if tidy(text) else [EMPTIED])


def test_long_texts_are_continued_in_further_columns_and_come_back_whole(tmp_path: Path) -> None:
    text = "A word. " * 9_000 + "😀" * 20_000 + " the end"
    records = [area(actions_taken=text, steps=[step(progress="y" * 40_000)])]
    table = table_of(records)
    headings = [column.heading for column in table.columns]
    assert "Actions taken (continued 4)" in headings
    assert "Progress (continued 2)" in headings
    assert all(length_in_cell(str(cell)) <= CELL_LIMIT for row in table.plain_rows() for cell in row)
    for ending in ("xlsx", "csv"):
        returned = came_back(table, tmp_path, ending)
        assert compare(records, returned) == []
        assert returned.rows[0].cells["actions_taken"] == text


def test_a_text_that_cannot_be_parted_is_refused_with_its_place() -> None:
    with pytest.raises(ValueError, match=r"“Hazard” of risk area 1\.1 is too long"):
        table_of([area(hazard="a " * 20_000)])
    assert parts_for_cells("short") == ["short"]


def test_what_others_changed_and_the_sheet_left_alone_is_no_difference(tmp_path: Path) -> None:
    taken_out = [area(hazard="Old", steps=[step(progress="Old")])]
    now = [area(hazard="New", rag="red", steps=[step(progress="New", status="done")])]
    assert compare(now, came_back(table_of(taken_out), tmp_path)) == []


def test_what_both_changed_is_a_conflict_with_both_shown(tmp_path: Path) -> None:
    taken_out, now = [area(hazard="Old")], [area(hazard="Theirs", actions_taken="Theirs as well")]
    table = edited(edited(table_of(taken_out), 0, "Hazard", "Ours"), 0, "What is required", "Ours alone")
    shown = held_against(compare(now, came_back(table, tmp_path)), now, KNOWN)
    assert [(one.heading, one.before, one.after, one.conflict, one.certain) for one in shown] == [
        ("Hazard", "Theirs", "Ours", True, False),
        ("What is required", "", "Ours alone", False, True),
    ]


def test_what_both_changed_alike_is_nothing(tmp_path: Path) -> None:
    table = edited(table_of([area(hazard="Old")]), 0, "Hazard", "Same")
    assert compare([area(hazard="Same")], came_back(table, tmp_path)) == []


def test_sorted_and_shortened_sheets_are_understood(tmp_path: Path) -> None:
    records = [area(hazard="H", steps=[step("a", "A"), step("b", "B"), step("c", "C")])]
    table = table_of(records)
    backwards = Table(table.columns, table.rows[::-1])
    assert compare(records, came_back(backwards, tmp_path)) == []
    # The row with the area itself was deleted: that empties nothing.
    found = compare(records, came_back(Table(table.columns, table.rows[1:]), tmp_path))
    assert {one["kind"] for one in found} == {"note"}
    assert "The first row of 1.1 A group meets" in found[0]["message"]
    assert "0 of the register’s risk areas and 1 of its next steps" in found[1]["message"]


def test_a_column_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    records = [area(hazard="H", steps=[step()])]
    table = table_of(records)
    at = [column.heading for column in table.columns].index("Hazard")
    rows = [[cell for index, cell in enumerate(row) if index != at] for row in table.rows]
    columns = tuple(column for index, column in enumerate(table.columns) if index != at)
    found = compare(records, came_back(Table(columns, rows), tmp_path))
    assert [one["message"] for one in found] == ["The column “Hazard” is not in the file: nothing happens to it."]


def test_a_file_of_another_origin_is_told_from_ours() -> None:
    with pytest.raises(ValueError, match="no columns by which its rows are recognised"):
        rows_returned([{"rows": [["No.", "Risk area"]], "numbers": [1], "unread": []}], separated=False)
    with pytest.raises(ValueError, match="take the spreadsheet out of the register again"):
        rows_returned([], separated=False)
    assert NOT_OURS.endswith(".")


def test_rows_written_into_the_sheet(tmp_path: Path) -> None:
    records = [area(steps=[step("a", "A")]), area("area2", "1.2", "Second")]
    table = with_row(table_of(records), 1, Next_step="Under the first", Due="Spring term 2027", Status="In progress")
    table = with_row(table, 3, Next_step="Under the second")
    table = with_row(table, 4, Risk_area="A new one", RAG="red", Next_step="Its step")
    table = with_row(table, 5, Next_step="Its second step")
    table = with_row(table, 6, **{"No.": "1.1", "Next_step": "By its number"})
    table = with_row(table, 7, **{"No.": "7.7", "Next_step": "Nowhere"})
    table = with_row(table, 8, Status="Done")
    found = compare(records, came_back(table, tmp_path))
    assert [(one["kind"], one.get("area", one.get("name")), one.get("cells", {}).get("text")) for one in found] == [
        ("new_step", "area1", "Under the first"),
        ("new_step", "area2", "Under the second"),
        ("new_area", "new1", None),
        ("new_step", "new1", "Its step"),
        ("new_step", "new1", "Its second step"),
        ("new_step", "area1", "By its number"),
        ("note", None, None),
        ("note", None, None),
    ]
    shown = held_against(found, records, KNOWN)
    assert [one.blocked for one in shown] == [""] * 6
    assert ("Section, of the row above", "1 Partnership") in shown[2].cells


def test_a_copied_row_is_asked_about(tmp_path: Path) -> None:
    records = [area(steps=[step("a", "A")])]
    table = table_of(records)
    doubled = Table(table.columns, [*table.rows, list(table.rows[0])])
    assert compare(records, came_back(doubled, tmp_path)) == []
    found = changes(records, came_back(edited(doubled, 1, "Next step", "Another"), tmp_path))
    assert [(one["kind"], one["doubts"]) for one in found] == [("new_step", [COPIED])]
    # What is said twice of the area is asked about as well.
    twice = edited(edited(doubled, 0, "Hazard", "One"), 1, "Hazard", "Two")
    assert [one["after"] for one in changes(records, came_back(twice, tmp_path))] == ["One", "Two"]


def test_rows_that_are_no_longer_in_the_register(tmp_path: Path) -> None:
    table = table_of([area(steps=[step("a", "A"), step("b", "B")]), area("gone", "1.5", "Gone")])
    found = compare([area(steps=[step("a", "A")])], came_back(edited(table, 2, "Hazard", "x"), tmp_path))
    assert [(one["kind"], one["row"]) for one in found] == [("note", 3), ("note", 4)]
    later = [{"id": "d1", "kind": "change", "row": 2, "area": "gone", "step": "", "field": "hazard", "mark": "", "after": "x",
              "doubts": []}]  # fmt: skip
    assert held_against(later, [area()], KNOWN)[0].blocked == "It is no longer in the register."


def test_a_withheld_passage_stays_withheld(tmp_path: Path) -> None:
    out = [area(restricted={"hazard"}, withheld={"hazard"})]
    table = table_of(out)
    at = [column.heading for column in table.columns].index("Hazard")
    assert table.rows[0][at] == WITHHELD
    now = [area(hazard="The secret", restricted={"hazard"})]
    assert compare(now, came_back(table, tmp_path)) == []
    (one,) = held_against(changes(now, came_back(edited(table, 0, "Hazard", "Typed"), tmp_path)), now, KNOWN)
    assert (one.conflict, one.before, one.certain) == (True, "The secret", False)
    restricted = [column.heading for column in table.columns].index("Restricted")
    assert table.rows[0][restricted] == "Hazard"


def test_damaged_marks_are_doubted(tmp_path: Path) -> None:
    records = [area(hazard="H")]
    table = edited(edited(table_of(records), 0, "Marks", "nonsense"), 0, "Hazard", "New")
    (one,) = held_against(changes(records, came_back(table, tmp_path)), records, KNOWN)
    assert not one.certain
    assert not one.blocked


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("rag", "R", "red"),
        ("rag", "green", "green"),
        ("rag", "", "unknown"),
        ("status", "in progress", "in_progress"),
        ("due", "", Due()),
        ("due", "31 January 2027", Due(date(2027, 1, 31), date(2027, 1, 31))),
        ("due", "2027-01-31", Due(date(2027, 1, 31), date(2027, 1, 31))),
        ("due", "January 2027", Due(date(2027, 1, 1), date(2027, 1, 31), "January 2027")),
        ("review_on", "4 December 2026", date(2026, 12, 4)),
        ("review_on", "", None),
        ("rhythm", "Every term", (True, "termly")),
        ("rhythm", "annually", (True, "yearly")),
        ("rhythm", "Standing", (True, "")),
        ("rhythm", "", (False, "")),
        ("section", "2 training", "s2"),
        ("leads", "Registrar; HS", [("lead1", "Registrar"), ("lead2", "HS")]),
        ("leads", "", []),
    ],
)
def test_what_a_cell_means(name: str, text: str, value: Any) -> None:
    assert meaning(name, text, KNOWN).value == value


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("rag", "purple", "RAG is one of"),
        ("status", "nearly", "Status is one of"),
        ("due", "when we can", "no date"),
        ("due", "termly", "Rhythm"),
        ("review_on", "soon", "next review"),
        ("rhythm", "purple", "no rhythm"),
        ("section", "9 Nothing", "no such section"),
        ("number", "9.9", "cannot be changed"),
        ("title", "", "must not be empty"),
        ("text", "", "must not be empty"),
        ("waiting_on", "x" * 301, "300"),
        ("leads", "Sam Smith", "more than one"),
        ("leads", "; ".join(str(n) for n in range(80)), "at most"),
    ],
)
def test_what_a_cell_cannot_mean(name: str, text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        meaning(name, text, KNOWN)


def test_leads_of_the_row_are_known_first_and_names_may_have_semicolons() -> None:
    present = [LeadRecord("own", "Sam Smith", "person"), LeadRecord("odd", "Safety; Security", "unknown")]
    meant = meaning("leads", "Sam Smith; Safety; Security", KNOWN, present)
    assert meant.value == [("own", "Sam Smith"), ("odd", "Safety; Security")]
    doubted = meaning("leads", "Registrar; Nobody at all", KNOWN)
    assert doubted.value == [("lead1", "Registrar"), ("", "Nobody at all")]
    assert "Nobody at all" in doubted.doubts[0]


def test_verbs_of_a_status() -> None:
    assert verbs_to("open", "done") == ["finish"]
    assert verbs_to("done", "in_progress") == ["reopen", "start"]
    assert verbs_to("done", "dropped") == ["reopen", "drop"]
    assert verbs_to("dropped", "open") == ["reopen"]
    with pytest.raises(ValueError, match="cannot"):
        verbs_to("open", "open")


def test_a_changed_number_is_said_and_cannot_be_ticked(tmp_path: Path) -> None:
    records = [area()]
    shown = held_against(
        compare(records, came_back(edited(table_of(records), 0, "No.", "9.9"), tmp_path)), records, KNOWN
    )
    assert [one.blocked for one in shown] == ["A number that was given stays: it cannot be changed."]
    taken = with_row(table_of(records), 1, **{"No.": "1.9", "Risk_area": "New"})
    shown = held_against(compare(records, came_back(taken, tmp_path)), records, KNOWN)
    assert "1.9 was given before" in shown[0].blocked


def test_marks_do_not_see_what_spreadsheets_lose() -> None:
    assert mark("a \n b\u00a0") == mark("a\nb")
    assert mark("a") != mark("b")
    assert cells_rules.due_words(None, None, "TBC") == "TBC"
    assert replace(Due(), phrase="x").phrase == "x"
