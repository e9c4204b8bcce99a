"""Awkward templates: rows of prompts, pale fills, item numbers under "Item", yes-or-no columns, and legends."""

from __future__ import annotations

import pytest

from dueregard.documents.grids import Cell
from dueregard.plan.importing import Proposal, propose
from dueregard.plan.importing.header_rows import is_guide_row
from dueregard.plan.importing.ratings import rag_of_colour
from dueregard.plan.importing.rows import is_legend

from .plans import area, document, filled, flags, grid, line, written

HEADINGS = ["Ref", "Risk", "Controls", "Actions", "Lead", "Due"]
PROMPTS = [
    "e.g. 1",
    "Describe the risk",
    "List what is in place",
    "What more will you do?",
    "Name or job title",
    "dd/mm/yyyy",
]


def left_out(plan: Proposal, reason: str) -> list[str]:
    return [left.text for left in plan.left_out if left.reason.startswith(reason)]


# Rows of prompts


def test_a_row_of_prompts_and_samples_is_no_risk() -> None:
    plan = propose(document(grid(HEADINGS, PROMPTS, ["1", "Online", "Filter", "Check it", "IT", "1/9/2026"])))
    assert [(one.number, one.title) for one in plan.risk_areas] == [("1", "Online")]
    assert left_out(plan, "A guide") == [" | ".join(PROMPTS)]


def test_a_row_of_prompts_with_scores_is_no_risk() -> None:
    headings = ["No.", "Risk", "Existing controls", "Likelihood", "Impact", "Score", "Action", "By whom", "By when"]
    prompts = [
        "",
        "Describe the risk here",
        "What do you do already?",
        "1-5",
        "1-5",
        "L x I",
        "What more will you do?",
        "Who?",
        "When?",
    ]
    real = ["1", "Online", "Filter", "2", "3", "6", "Check it", "IT", "Termly"]
    plan = propose(document(grid(headings, prompts, real)))
    assert [one.title for one in plan.risk_areas] == ["Online"]
    assert len(left_out(plan, "A guide")) == 1
    assert flags(plan, "scale_unclear") == []


@pytest.mark.parametrize(
    "row",
    [
        ["1", "Online", "Filter", "Review the filter", "Head of IT", "dd/mm/yyyy"],
        ["1", "Describe the duty to staff", "List of staff is kept", "Identify those to train", "HR", "1/9/2026"],
        ["1", "Is there a policy?", "Yes", "None", "Who?", ""],
        ["1", "How are speakers checked?", "What is done now?", "Use the form", "Events", "Termly"],
        [
            "R1",
            "Example College has no lead",
            "Provide training",
            "State the duty in contracts",
            "Principal",
            "Ongoing",
        ],
    ],
)
def test_a_row_of_content_is_never_a_guide(row: list[str]) -> None:
    assert not is_guide_row([Cell(text) for text in row])
    plan = propose(document(grid(HEADINGS, row, ["2", "Other", "A wall", "Mend it", "Estates", "May 2027"])))
    assert len(plan.risk_areas) == 2


# Colours


@pytest.mark.parametrize(
    ("colour", "rag"),
    [
        ("#e8f5e9", "green"),  # the palest tints of the usual web palette
        ("#f1f8e9", "green"),
        ("#ffebee", "red"),
        ("#fbe9e7", "red"),
        ("#fff8e1", "amber"),
        ("#fffde7", "amber"),
        ("#fff3e0", "amber"),
        ("#c8e6c9", "green"),
        ("#ebf1de", "green"),  # an office suite's tints
        ("#f2dcdb", "red"),
        ("#fdeada", "amber"),
        ("#e2f0d9", "green"),
        ("#9bbb59", "green"),
        ("#8fbc8f", "green"),
        ("#eeece1", "unknown"),  # its tan, and a darker shade
        ("#ddd9c3", "unknown"),
        ("#e7e6e6", "unknown"),
        ("#efebe9", "unknown"),
        ("#eceff1", "unknown"),
        ("#e3f2fd", "unknown"),
        ("#fffff0", "unknown"),  # papers: ivory, snow
        ("#fffafa", "unknown"),
        ("#fafafa", "unknown"),
    ],
)
def test_tints(colour: str, rag: str) -> None:
    assert rag_of_colour(colour) == rag


def test_a_pale_green_cell_is_green() -> None:
    plan = propose(document(grid(["Ref", "Risk", "Controls", "RAG"], ["1", "Rooms", "A form", filled("#E8F5E9")])))
    assert area(plan, "1").rag == "green"


# Numbers under "Item"


@pytest.mark.parametrize("named", ["Risk", "Hazard", "Requirement"])
def test_an_item_over_numbers_is_the_number(named: str) -> None:
    plan = propose(
        document(
            grid(
                ["Item", named, "Control measures", "Lead officer"],
                ["1", "Online", "Filter", "IT"],
                ["2.1", "Speakers", "Form", "Events"],
                ["3", "Rooms", "Form", ""],
            )
        )
    )
    assert [(one.number, one.title) for one in plan.risk_areas] == [
        ("1", "Online"),
        ("2.1", "Speakers"),
        ("3", "Rooms"),
    ]


def test_an_item_over_words_stays_the_title() -> None:
    plan = propose(
        document(
            grid(
                ["Item", "Hazard", "Control measures"], ["Room 1", "Leaflets", "Patrol"], ["Room 2", "Noise", "Patrol"]
            )
        )
    )
    assert [(one.title, one.hazard) for one in plan.risk_areas] == [("Room 1", "Leaflets"), ("Room 2", "Noise")]


def test_headings_that_lack_the_one_over_the_numbers_still_move() -> None:
    plan = propose(
        document(
            grid(
                ["Item", "Control measures", "Lead officer"],
                ["1", "Speakers", "Form", "Events"],
                ["2", "Rooms", "Rota", "Chaplain"],
            )
        )
    )
    assert [(one.number, one.title, written(one)) for one in plan.risk_areas] == [
        ("1", "Speakers", ["Events"]),
        ("2", "Rooms", ["Chaplain"]),
    ]


# Yes or no


@pytest.mark.parametrize("heading", ["In place (Y/N)", "Y/N", "Status", "In place?", "Met", "Yes / No / Partly"])
def test_a_column_of_answers_is_a_rating_that_is_asked_about_once(heading: str) -> None:
    plan = propose(
        document(
            grid(
                ["No", "Requirement", heading, "Comments", "Action", "By whom"],
                ["1", "A policy is published", "Y", "On the website", "Review it", "DSL"],
                ["2", "Staff are trained", "No", "", "Train all staff", "HR"],
                ["3", "Visitors sign in", "Partly", "", "Buy a system", "Estates"],
            )
        )
    )
    assert [(one.rag, one.rag_words) for one in plan.risk_areas] == [
        ("unknown", "Y"),
        ("unknown", "No"),
        ("unknown", "Partly"),
    ]
    assert all(not one.actions_taken and one.status is None for one in plan.risk_areas)
    assert [step.status for one in plan.risk_areas for step in one.next_steps] == [None] * 3
    assert area(plan, "1").progress == "On the website" or area(plan, "1").next_steps[0].progress == "On the website"
    asked = flags(plan, "scale_unclear")
    assert len(asked) == 1
    assert all(mark in asked[0] for mark in ("“Y”", "“No”", "“Partly”"))


def test_answers_on_several_rows_of_a_risk_are_no_status_of_its_actions() -> None:
    plan = propose(
        document(
            grid(
                ["No", "Requirement", "In place (Y/N)", "Action", "By whom"],
                ["1", "Staff are trained", "N", "Train governors", "Clerk"],
                ["", "", "N", "Train tutors", "HR"],
                ["2", "A policy", "Y", "Review it", "DSL"],
            )
        )
    )
    assert [step.status for step in area(plan, "1").next_steps] == [None, None]
    assert area(plan, "1").actions_taken == []


def test_answers_beside_a_rating_are_kept_as_text() -> None:
    plan = propose(
        document(
            grid(
                ["No", "Requirement", "RAG", "In place (Y/N)", "Action"],
                ["1", "Staff are trained", "Red", "N", "Train them"],
                ["2", "A policy", "Green", "Y", "Review it"],
            )
        )
    )
    assert [(one.rag, one.other) for one in plan.risk_areas] == [
        ("red", {"In place (Y/N)": "N"}),
        ("green", {"In place (Y/N)": "Y"}),
    ]


def test_words_beside_an_answer_are_controls_still_and_completed_is_a_status() -> None:
    plan = propose(
        document(
            grid(
                ["No", "Requirement", "In place (Y/N)", "Action", "Completed"],
                ["1", "Staff are trained", "Y - each September", "Train new staff", "No"],
                ["2", "A policy", "N", "Write one", "Yes"],
            )
        )
    )
    assert area(plan, "1").actions_taken == ["Y - each September"]
    assert [step.status for one in plan.risk_areas for step in one.next_steps] == ["No", "Yes"]


def test_letters_of_a_scale_are_asked_about_once() -> None:
    rows = [[str(number), f"Statement {mark}", "Log", mark] for number, mark in enumerate("ACED", 1)]
    plan = propose(document(grid(["Item", "Requirement", "Evidence", "Rating"], *rows)))
    assert [one.rag_words for one in plan.risk_areas] == ["A", "C", "E", "D"]
    assert len(flags(plan, "scale_unclear")) == 1


# Legends


@pytest.mark.parametrize(
    "legend",
    [
        "Key: Red = high, Amber = medium, Green = low",
        "RAG key: R – not started, A – under way, G – complete",
        "RAG rating key Red: urgent; Green: in hand",
        "Red = high, Amber = medium, Green = low",
    ],
)
def test_a_legend_is_no_local_risk(legend: str) -> None:
    plan = propose(
        document(
            line("Prevent risk assessment", 1),
            line("Local risks", 1),
            line("The profile names two local groups."),
            line(legend),
            grid(["Ref", "Risk", "Controls", "RAG"], ["1", "Online", "Filter", "Red"]),
        )
    )
    assert plan.document.context == [{"heading": "Local risks", "text": "The profile names two local groups."}]
    assert left_out(plan, "A scale's legend") == [legend]


@pytest.mark.parametrize(
    "text",
    ["Key risks: two groups are active.", "The threat is high: stay alert.", "Key staff are trained; risk is low."],
)
def test_text_that_explains_no_marks_is_no_legend(text: str) -> None:
    assert not is_legend(text)
