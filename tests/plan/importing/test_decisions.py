"""Decisions on what a document may mean, each held by a test: what is certain is done, what is not is asked or left."""

from __future__ import annotations

import pytest

from dueregard.plan.importing import propose
from dueregard.plan.importing.ratings import colour_in_words, rag_of_colour
from dueregard.plan.rules.proposals import status_of_step

from .plans import document, filled, flags, grid, line

# Two lines of one title


@pytest.mark.parametrize("form", ["docx", "html", "text"])
def test_two_risks_in_one_cell_are_parted_by_a_stop_and_flagged(form: str) -> None:
    cell = "Works alone and shares no good practice\nDoes not share information well"
    plan = propose(
        document(
            grid(["Outcome", "Risk", "Action", "Owner"], ["Takes part", cell, "Go to meetings", "Clerk"]), form=form
        )
    )
    (one,) = plan.risk_areas
    assert one.title == "Works alone and shares no good practice. Does not share information well"
    assert "“Does not share information well” begins another" in flags(plan, "split_unclear")[0]
    assert one.title.split(". ")[1] in (plan.flags[0].as_found or "")


@pytest.mark.parametrize(
    "cell",
    [
        "Leadership\nLeaders may not know of the duty",
        "Speakers off campus may not be\nknown of by the university",
        "Speakers may express extremist views on campus.\nThis could draw students in.",
        "Staff do not know the following parts:\nThe policy on external speakers",
    ],
)
def test_a_title_over_several_lines_is_one(cell: str) -> None:
    plan = propose(document(grid(["Risk", "Controls", "Owner"], [cell, "Training", "Clerk"])))
    assert [one.title for one in plan.risk_areas] == [" ".join(cell.split())]
    assert flags(plan, "split_unclear") == []


# Fills


@pytest.mark.parametrize(
    ("fill", "words"),
    [
        ("#e2efda", "green fill (pale)"),
        ("#00b050", "green fill"),
        ("#ffc7ce", "red fill (pale)"),
        ("#c00000", "red fill"),
        ("#ffc000", "amber fill"),
        ("#fffff0", "cream fill (pale)"),
        ("#deeaf6", "blue fill (pale)"),
        ("#7030a0", "purple fill"),
        ("#d9d9d9", "grey fill"),
        ("#ffffff", "white fill"),
        ("#000000", "black fill"),
        ("#0f3d0f", "green fill (dark)"),
        (None, ""),
        ("green", ""),
    ],
)
def test_fills_in_words(fill: str | None, words: str) -> None:
    assert colour_in_words(fill) == words


def test_the_source_of_a_colour_is_said_in_words() -> None:
    plan = propose(document(grid(["Risk", "Controls", "RAG", "Score"], ["Online", "Filter", filled("#e2efda"), "4"])))
    assert plan.risk_areas[0].fields["rag"]["as_found"] == "green fill (pale)"
    scored = propose(document(grid(["Risk", "Controls", "Gross score"], ["Online", "Filter", filled("#ffc7ce", "20")])))
    assert scored.risk_areas[0].fields["rag"]["as_found"] == "red fill (pale)"


@pytest.mark.parametrize("paper", ["#fffff0", "#faf0e6", "#f5f5dc", "#faebd7", "#d2b48c", "#eee8d5"])
def test_ivory_linen_and_tan_are_paper_and_no_rating(paper: str) -> None:
    # Whole tables are shaded so; an amber that is meant is stronger, and a wrong amber is worse than an unknown.
    assert rag_of_colour(paper) == "unknown"


# Answers


def test_what_yes_and_no_mean_is_asked_once_for_the_document() -> None:
    # One document has one way to answer; a question for each table would be asked of the same person for the same thing.
    headings = ["Ref", "Requirement", "In place? (Y/N)", "Action"]
    tables = [grid(headings, [f"{n}.1", "Policy", "Y", "Do"], [f"{n}.2", "Training", "N", "Do"]) for n in (1, 2)]
    plan = propose(document(line("Section 1: Policy", 1), tables[0], line("Section 2: Training", 1), tables[1]))
    assert len(plan.risk_areas) == 4
    assert {one.rag for one in plan.risk_areas} == {"unknown"}
    assert len(flags(plan, "scale_unclear")) == 1


@pytest.mark.parametrize("heading", ["Completed", "Completed Y/N", "Done", "Complete"])
def test_yes_under_completed_is_the_actions_status_and_no_rating(heading: str) -> None:
    rows = [["1", "Online", "Check the filter", "Yes"], ["2", "Events", "Write a protocol", "No"]]
    plan = propose(document(grid(["Ref", "Risk", "Action", heading], *rows)))
    steps = [step for one in plan.risk_areas for step in one.next_steps]
    assert [step.status for step in steps] == ["Yes", "No"]
    assert {one.rag for one in plan.risk_areas} == {"unknown"}
    assert flags(plan, "scale_unclear") == []
    assert [status_of_step({"status": step.status, "fields": step.fields}) for step in steps] == ["done", "open"]


def test_yes_under_another_heading_is_no_status_of_an_action() -> None:
    step = {"status": "Yes", "fields": {"status": {"heading": "Status"}}}
    assert status_of_step(step) is None
    assert status_of_step({"status": "In progress", "fields": {}}) == "in_progress"
