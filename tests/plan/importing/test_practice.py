"""Layouts from practice in the real formats: nested tables, a log of changes, rows across, signs, late columns, odd dates."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dueregard.documents.readers import read
from dueregard.plan.importing import Proposal, propose

from .plans import area, document, flags, grid, line

HEADINGS = ["Ref", "Risk area", "Action taken", "Next steps", "Lead", "RAG"]


def proposed(path: Path) -> Proposal:
    return propose(read(path, name=path.name))


def left(plan: Proposal, reason: str) -> list[str]:
    return [one.text for one in plan.left_out if one.reason.startswith(reason)]


# Word: a table within a cell


def test_a_table_within_a_cell_is_text_of_that_cell(tmp_path: Path) -> None:
    from docx import Document

    made: Any = Document()
    made.add_heading("Prevent plan", level=1)
    table = made.add_table(rows=1, cols=6)
    for cell, heading in zip(table.rows[0].cells, HEADINGS, strict=True):
        cell.text = heading
    for row in (
        ["1", "Speakers", "Code", "Review it", "Clerk", "Green"],
        ["2", "Rooms", "Log", "Check it", "HR", "Red"],
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    inner = table.cell(1, 2).add_table(rows=2, cols=2)
    for at, text in enumerate(("Step", "Who", "Form", "Porter")):
        inner.cell(at // 2, at % 2).text = text
    path = tmp_path / "nested.docx"
    made.save(str(path))
    plan = proposed(path)
    assert [(one.number, one.title, one.rag) for one in plan.risk_areas] == [
        ("1", "Speakers", "green"),
        ("2", "Rooms", "red"),
    ]
    assert {"Code", "Form", "Porter"} <= set(" ".join(area(plan, "1").actions_taken).replace("|", " ").split())


# Excel: a log of changes, and lists for drop-downs


@pytest.mark.parametrize(
    ("name", "headings"),
    [
        ("Change log", ["Date", "Action", "Owner", "Comment"]),
        ("Version history", ["No", "Action", "Owner", "Due"]),
        ("Sheet2", ["Date", "Change", "By", "Reason"]),
        ("Sheet2", ["Date", "Summary of changes", "Owner", "Action"]),
    ],
)
def test_a_sheet_that_logs_changes_is_no_part_of_the_plan(tmp_path: Path, name: str, headings: list[str]) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.title = "Plan"
    for row in ([*HEADINGS, "Due"], ["1", "Speakers", "Code", "Review it", "Clerk", "Green", "1 May 2026"]):
        book.active.append(row)
    log = book.create_sheet(name)
    for row in (
        headings,
        ["1 May 2025", "Risk 1 reworded", "Clerk", "Asked for"],
        ["2 May 2025", "Row added", "HR", "New"],
    ):
        log.append(row)
    path = tmp_path / "plan.xlsx"
    book.save(str(path))
    plan = proposed(path)
    assert [one.title for one in plan.risk_areas] == ["Speakers"]
    assert [step.text for step in plan.risk_areas[0].next_steps] == ["Review it"]
    assert len(left(plan, "A table")) == 3


def test_a_sheet_named_after_its_version_is_the_plan() -> None:
    table = grid(HEADINGS, ["1", "Speakers", "Code", "Review it", "Clerk", "Green"], sheet="Version 2 March")
    assert [one.title for one in propose(document(table, form="xlsx")).risk_areas] == ["Speakers"]


# HTML: rows across the table


def test_rows_across_the_table_are_sections_or_remarks(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"

    def across(text: str) -> str:
        return f'<tr><td colspan="6">{text}</td></tr>'

    body = "".join(
        [
            row(*HEADINGS),
            across("Section A: Leadership"),
            row("A1", "Oversight", "Paper", "Write it", "Clerk", "Green"),
            across("B. Partnership"),
            row("B1", "Partners", "Meets", "Meet them", "Clerk", "Amber"),
            across("Updated by the Prevent Lead on 3 March 2026."),
            row("B2", "Police", "Meets", "Ask them", "HR", "Red"),
        ]
    )
    path = tmp_path / "plan.html"
    path.write_text(f"<html><body><h1>Prevent plan</h1><table>{body}</table></body></html>")
    plan = proposed(path)
    assert [(one.number, one.title) for one in plan.sections] == [("A", "Leadership"), ("B", "Partnership")]
    assert [(one.number, one.section) for one in plan.risk_areas] == [("A1", "A"), ("B1", "B"), ("B2", "B")]
    assert left(plan, "A note") == ["Updated by the Prevent Lead on 3 March 2026."]


# Signs and words beside a rating


@pytest.mark.parametrize(
    ("sign", "rag"),
    [
        ("🟢", "green"),
        ("🟠", "amber"),
        ("🔴", "red"),
        ("🟡 Medium", "amber"),
        ("🟥", "red"),
        ("⚪", "unknown"),
        ("🔴🟢", "unknown"),
    ],
)
def test_circles_and_squares_are_colours(sign: str, rag: str) -> None:
    plan = propose(document(grid(HEADINGS, ["1", "Speakers", "Code", "Review it", "Clerk", sign])))
    assert (plan.risk_areas[0].rag, plan.risk_areas[0].rag_words) == (rag, sign)


def test_words_of_progress_beside_a_rating_are_the_actions_status() -> None:
    rows = [["1", "Online", "Check it", "Complete", "🔴"], ["2", "Events", "Do it", "Not started", "🟢"]]
    plan = propose(document(grid(["Ref", "Risk", "Action", "Status", "RAG"], *rows)))
    assert [one.rag for one in plan.risk_areas] == ["red", "green"]
    assert [step.status for one in plan.risk_areas for step in one.next_steps] == ["Complete", "Not started"]


def test_words_of_progress_in_place_of_a_rating_are_asked_about_once() -> None:
    rows = [[str(n), f"Risk {n}", "Log", word] for n, word in enumerate(["Complete", "In progress", "Not started"], 1)]
    plan = propose(document(grid(["Ref", "Risk", "Controls", "RAG"], *rows)))
    assert {one.rag for one in plan.risk_areas} == {"unknown"}
    assert [one.rag_words for one in plan.risk_areas] == ["Complete", "In progress", "Not started"]
    assert len(flags(plan, "scale_unclear")) == 1


# A column that begins on the second page, without a heading


def test_a_column_that_begins_later_is_kept_and_flagged() -> None:
    first = grid(HEADINGS[:3] + HEADINGS[4:], ["1", "Online safety", "Filter", "HR", "Green"], page=1)
    later = grid(["2", "Rooms and spaces", "Log kept", "Estates", "Red", "Write a new form"], page=2)
    plan = propose(document(line("Prevent plan", 1), first, later, form="pdf"))
    two = area(plan, "2")
    assert (two.title, two.rag, list(two.other.values())) == ("Rooms and spaces", "red", ["Write a new form"])
    assert flags(plan, "column_unmapped") == ["A column without a heading was kept as text."]


# Dates: right, or flagged


@pytest.mark.parametrize(
    ("phrase", "start", "end"),
    [
        ("w/c 11 May 2026", "2026-05-11", "2026-05-17"),
        ("week commencing Monday 11 May 2026", "2026-05-11", "2026-05-17"),
        ("w/e 15 May 2026", "2026-05-15", "2026-05-15"),
        ("1-5 June 2026", "2026-06-01", "2026-06-05"),
        ("end of Q2 2025/26", "2026-01-31", "2026-01-31"),
        ("Sept-25", "2025-09-01", "2025-09-30"),
        ("Easter term 2026", "2026-04-27", "2026-06-19"),
        ("from 1 May 2026 to 30 June 2026", "2026-05-01", "2026-06-30"),
    ],
)
def test_dates_that_say_enough(phrase: str, start: str, end: str) -> None:
    plan = due(phrase)
    step = plan.risk_areas[0].next_steps[0]
    assert step.due is not None
    assert (step.due.start, step.due.end) == (start, end)
    assert flags(plan, "due_unclear") == []


@pytest.mark.parametrize(
    "phrase",
    [
        "w/c 6 May", "by Christmas", "by Easter 2026", "after Easter 2026", "Summer 2026", "TBC", "asap", "Q2", "31/09/2025",
        "from September 2025", "not before June 2026", "31 March 2025 31 March 2026", "30.6.2026 (revised from 31.3.2026)",
        "by 1st week of October 2025", "mid-June 2026", "within 6 months", "next academic year", "12 or 13 March 2026",
    ],
)  # fmt: skip
def test_dates_that_do_not_are_kept_in_words_and_flagged(phrase: str) -> None:
    plan = due(phrase)
    step = plan.risk_areas[0].next_steps[0]
    assert (step.due, step.due_phrase) == (None, phrase)
    assert len(flags(plan, "due_unclear")) == 1


def test_a_date_among_other_words_is_taken_and_flagged() -> None:
    plan = due("Academic Board 12 March 2026")
    step = plan.risk_areas[0].next_steps[0]
    assert step.due is not None
    assert step.due.end == "2026-03-12"
    assert "“12 March 2026” was taken" in flags(plan, "due_unclear")[0]


def due(phrase: str) -> Proposal:
    return propose(document(grid(["Ref", "Risk", "Action", "Lead", "Due"], ["1", "Online", "Check it", "HR", phrase])))
