"""Recognition of invented plans: headings of many kinds, spans, missing headings, colours, scales and what is no area."""

from __future__ import annotations

import pytest

from dueregard.documents.grids import Cell
from dueregard.plan.importing import NoPlanFound, Proposal, propose

from .plans import area, document, filled, flags, grid, line, wide, words_in, words_of, written

REGISTER = document(
    line("Prevent Risk Register and Action Plan", 1),
    line("Reviewed: 12 March 2024"),
    grid(
        [
            "No",
            "Risk",
            "Existing controls",
            "Likelihood",
            "Impact",
            "Score",
            "Further action",
            "Owner",
            "By when",
            "RAG",
        ],
        [
            wide("1", 1, 2),
            wide("Concerns go unseen", 1, 2),
            wide("Training at induction.\nPolicy published.", 1, 2),
            "3",
            "4",
            "12",
            "Roll out e-learning",
            "Head of People and Culture",
            "31 March 2025",
            filled("#ffc000"),
        ],
        [None, None, None, "", "", "", "Brief heads of department.", "Prevent Lead & HR", "Termly", ""],
        ["2", "Speakers", "Code", "2", "5", "11", "Review it", "Registrar, Dean of Arts", "Q1 2025", filled("#c6efce")],
        ["4", "Research", "Approval", "1", "1", "1", "None", "Dr Ann Example", "", filled("#ffffff")],
    ),
)


def test_actions_beside_a_merged_risk_are_its_own() -> None:
    plan = propose(REGISTER)
    assert [one.number for one in plan.risk_areas] == ["1", "2", "4"]
    one = area(plan, "1")
    assert one.actions_taken == ["Training at induction.", "Policy published."]
    assert [step.text for step in one.next_steps] == ["Roll out e-learning", "Brief heads of department."]
    assert [[lead.written for lead in step.leads] for step in one.next_steps] == [
        ["Head of People and Culture"],
        ["Prevent Lead", "HR"],
    ]
    assert one.next_steps[0].due is not None
    assert one.next_steps[0].due.end == "2025-03-31"
    assert (one.next_steps[1].standing, one.next_steps[1].rhythm) == (True, "termly")
    assert written(one) == ["Head of People and Culture", "Prevent Lead", "HR"]


def test_colours_and_scores() -> None:
    plan = propose(REGISTER)
    assert [one.rag for one in plan.risk_areas] == ["amber", "green", "unknown"]
    assert (area(plan, "1").ratings.likelihood, area(plan, "1").ratings.severity, area(plan, "1").ratings.current) == (
        3,
        4,
        12,
    )
    assert ["2 x 5 is 10" in message for message in flags(plan, "rating_conflict")] == [True]
    assert area(plan, "4").next_steps == []
    assert area(plan, "4").findings == ["None"]
    assert area(plan, "4").leads[0].kind == "person"


def test_the_documents_own_words() -> None:
    plan = propose(REGISTER)
    assert plan.document.title == "Prevent Risk Register and Action Plan"
    assert (plan.document.updated, plan.document.updated_phrase) == ("2024-03-12", "12 March 2024")
    assert "There is no 3" in flags(plan, "number_gap")[0]


def test_two_heading_rows_with_spans() -> None:
    plan = propose(
        document(
            grid(
                [
                    "Ref",
                    "Risk description",
                    wide("Gross risk", 3),
                    None,
                    None,
                    "Control measures",
                    wide("Residual risk", 3),
                    None,
                    None,
                    "Action",
                    "Action owner",
                    "Target date",
                ],
                ["", "", "L", "I", "Score", "", "L", "I", "Score", "", "", ""],
                [
                    "R1",
                    "Extremist speakers",
                    "3",
                    "5",
                    "15",
                    "Policy",
                    "2",
                    "4",
                    "8",
                    "Train organisers",
                    "Events Manager",
                    "Nov/Dec 2024",
                ],
                [
                    "R2",
                    "Online content",
                    "4",
                    "4",
                    "16",
                    "Filter",
                    "3",
                    "3",
                    "9",
                    "Review filters",
                    "IT",
                    "At least annually",
                ],
            )
        )
    )
    ratings = area(plan, "R1").ratings
    assert (ratings.gross, ratings.residual, ratings.likelihood, ratings.severity) == (15, 8, 3, 5)
    assert ratings.stages["residual"] == {"likelihood": 2, "severity": 4}
    assert area(plan, "R1").title == "Extremist speakers"
    assert area(plan, "R2").next_steps[0].rhythm == "yearly"
    assert plan.document.kind == "both"


TEMPLATE = [
    "Category",
    "Risk",
    "Hazard",
    "Risk management",
    "RAG",
    "Further action needed",
    "Lead officer",
    "Date for completion",
]


def test_a_workbook_with_context_and_repeated_headings() -> None:
    plan = propose(
        document(
            grid(
                ["Prevent risk assessment for Example College"],
                ["Person completing:", "Jo Sample", "Date implemented:", "Sept 2023", "Review date:", "Sept 2024"],
                ["National risks"],
                ["Online radicalisation is rising."],
                ["Local risks"],
                ["A group leaflets near the campus."],
                ["Leadership and Partnership"],
                TEMPLATE,
                [
                    "Leadership",
                    "Prevent has no priority",
                    "Staff unaware",
                    "Lead named",
                    "G",
                    "Click here to enter text.",
                    "Principal",
                    "",
                ],
                [
                    "Partnership",
                    "No links",
                    "Missed signs",
                    "On the board",
                    "A",
                    "Join the network",
                    "Prevent Lead",
                    "Ongoing",
                ],
                ["Capabilities"],
                TEMPLATE,
                [
                    "Training",
                    "The duty is not known",
                    "Harm unseen",
                    "Yearly training",
                    "R",
                    "Refresher",
                    "HR Manager",
                    "Dec 2024",
                ],
                sheet="Plan",
            ),
            form="xlsx",
        )
    )
    assert (plan.document.title, plan.document.updated) == ("Prevent risk assessment for Example College", "2023-09-01")
    assert plan.document.context == [
        {"heading": "National risks", "text": "Online radicalisation is rising."},
        {"heading": "Local risks", "text": "A group leaflets near the campus."},
    ]
    assert [(one.section, one.category, one.rag) for one in plan.risk_areas] == [
        ("Leadership and Partnership", "Leadership", "green"),
        ("Leadership and Partnership", "Partnership", "amber"),
        ("Capabilities", "Training", "red"),
    ]
    assert plan.risk_areas[0].next_steps == []
    assert flags(plan, "placeholder") == ["“Click here to enter text” is text of a template."]
    assert plan.risk_areas[0].source == {"page": None, "row": 9, "sheet": "Plan"}


def test_headings_absent_and_columns_fewer_on_later_pages() -> None:
    plan = propose(
        document(
            grid(
                ["", "Risk Area", "Action taken", "Next steps", "Lead", "RAG"],
                ["1", "Leadership"],
                [
                    "1.1",
                    "Governance of\nthe duty",
                    "Council receives an annual\nreport and the group meets\ntermly.",
                    "Council to review",
                    "PVC",
                    "Green",
                ],
                page=1,
            ),
            line("Page 1 of 2"),
            grid(
                ["", "", "", "the terms of reference.", "", ""],
                ["1.2", "Partnership", "The lead attends.", "Attend.", "Prevent Lead", "Amber"],
                page=2,
            ),
            grid(
                ["2", "Training", "", "", ""],
                ["2.1", "Staff", "Training for 120 staff as at 1 May 2023.", "Train more by July 2023.", "HR"],
                page=3,
            ),
            form="pdf",
        )
    )
    assert [(section.number, section.title) for section in plan.sections] == [("1", "Leadership"), ("2", "Training")]
    assert [one.number for one in plan.risk_areas] == ["1.1", "1.2", "2.1"]
    one = area(plan, "1.1")
    assert one.title == "Governance of the duty"
    assert one.actions_taken == ["Council receives an annual report and the group meets termly."]
    assert [step.text for step in one.next_steps] == ["Council to review the terms of reference."]
    assert written(area(plan, "2.1")) == ["HR"]
    assert [(figure.value, figure.as_at) for figure in plan.candidate_figures] == [(120, "2023-05-01")]
    assert [layout["columns"][1]["told_by"] for layout in plan.layout] == ["heading", "before", "before"]


def test_no_headings_at_all_are_told_by_content_with_little_trust() -> None:
    plan = propose(
        document(
            grid(
                [
                    "1.1",
                    "Engagement with partners is needed for the duty",
                    "The lead attends the county board each term",
                    "Attend the next meeting in May 2025",
                    "DHP",
                ],
                [
                    "1.2",
                    "Steering group runs well and often enough",
                    "Group meets three times a year",
                    "Review the terms of reference",
                    "ABC/ DHP",
                ],
                [
                    "2.1",
                    "Training of staff across campus",
                    "Online module is live for all",
                    "Extend to contractors on site",
                    "HR",
                ],
            )
        )
    )
    one = area(plan, "1.2")
    assert written(one) == ["ABC", "DHP"]
    assert one.next_steps[0].text == "Review the terms of reference"
    assert one.confidence <= 0.6


def test_an_action_plan_without_categories_has_an_area_for_each_section() -> None:
    plan = propose(
        document(
            line("Prevent Action Plan"),
            line("Version 3, April 2024"),
            grid(
                ["No.", "Action", "Lead", "Deadline", "Status"],
                [wide("Leadership", 5), None, None, None, None],
                ["1", "Report to Council", "Registrar", "Nov/Dec 2024", "In progress"],
                ["2", "Meet the coordinator", "Prevent Lead", "As and when", "Complete"],
                [wide("Training", 5), None, None, None, None],
                ["3", "Train governors", "HR and Governance Officer", "By 30.06.2025", ""],
            ),
        )
    )
    assert plan.document.kind == "action_plan"
    assert [(one.title, len(one.next_steps)) for one in plan.risk_areas] == [("Leadership", 2), ("Training", 1)]
    report, meet = plan.risk_areas[0].next_steps
    assert (report.status, report.due and report.due.end) == ("In progress", "2024-12-31")
    assert (meet.status, meet.standing, meet.rhythm) == ("Complete", True, "as needed")
    assert plan.risk_areas[1].next_steps[0].fields["number"]["as_found"] == "3"


def test_tables_about_the_document_are_left_out_with_the_reason() -> None:
    headings = ["Risk", "Current mitigation", "RAG", "Planned actions", "Responsible person", "Timescale"]
    source = document(
        line("Contents"),
        line("1. Introduction ........ 3"),
        grid(["Version", "Author", "Date", "Changes"], ["1", "A Writer", "1 May 2020", "First"]),
        grid(["Likelihood", "Score", "Description"], ["Rare", "1", "Unlikely"], ["Likely", "4", "Will happen"]),
        line("Leadership", 2),
        grid(
            headings,
            [
                "Weak oversight",
                "Group meets",
                "Green",
                "Appoint a deputy",
                "Vice-Principal (Students)",
                "Spring term 2025",
            ],
        ),
        line("Speakers", 2),
        grid(
            headings,
            ["Unvetted speakers", "Form", "A", "Update form; brief societies", "SU President", "January 30th, 2025"],
        ),
        grid(["Red", "Not in place"], ["Amber", "Partly"], ["Green", "In place"]),
    )
    plan = propose(source)
    assert [(one.section, one.title) for one in plan.risk_areas] == [
        ("Leadership", "Weak oversight"),
        ("Speakers", "Unvetted speakers"),
    ]
    due = plan.risk_areas[0].next_steps[0].due
    assert due is not None
    assert (due.start, due.end) == ("2025-01-13", "2025-04-04")
    reasons = {left.text: left.reason for left in plan.left_out}
    assert reasons["1 | A Writer | 1 May 2020 | First"].startswith("A table about the document")
    assert reasons["1. Introduction ........ 3"] == "Part of a list of contents."
    assert "Red | Not in place" in reasons
    assert words_of(source) <= words_in(plan.to_json())


def test_a_form_with_headings_down_the_side() -> None:
    def form(risk: str, owner: str) -> object:
        return grid(
            ["Risk", risk],
            ["Hazard", "Harm"],
            ["Existing controls", "Filter"],
            ["Further action", "Review it"],
            ["Owner", owner],
            ["RAG", "Amber"],
        )

    plan = propose(document(form("Online", "Director of IT"), form("Speakers", "Registrar")))  # type: ignore[arg-type]
    assert [(one.title, written(one), one.rag) for one in plan.risk_areas] == [
        ("Online", ["Director of IT"], "amber"),
        ("Speakers", ["Registrar"], "amber"),
    ]


@pytest.mark.parametrize(
    "owner",
    ["Lead", "Owner", "Person responsible", "Risk owner", "Lead officer", "Staff Responsible", "BY WHOM", "Involving"],
)
def test_headings_for_the_owner(owner: str) -> None:
    plan = propose(document(grid(["Risk", "Control measures", owner], ["Speakers", "Code", "Registrar"])))
    assert written(plan.risk_areas[0]) == ["Registrar"]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Action taken to mitigate/address risk", "actions_taken"),
        ("What is already in place?", "actions_taken"),
        ("Further controls required", "next_steps"),
        ("Additional action(s) needed", "next_steps"),
        ("Target Completion Date", "due"),
        ("R A G", "rag"),
        ("RAG*", "rag"),
        ("Residual Risk Score", "residual"),
        ("Inherent likelihood", "gross.likelihood"),
        ("L x I", "current"),
        ("Evidence of progress", "evidence"),
        ("Progress report", "progress"),
        ("Date of next review", "review_on"),
        ("Action required1", "next_steps"),
    ],
)
def test_headings_by_synonym_and_pattern(heading: str, field: str) -> None:
    from dueregard.plan.importing.headings import read_heading

    reading = read_heading(heading)
    assert reading is not None
    assert reading.field == field


def test_prose_is_no_heading() -> None:
    from dueregard.plan.importing.headings import read_heading

    assert (
        read_heading("The Prevent lead will report to the committee on every action that has been taken in the year")
        is None
    )


def test_letters_of_another_scale_are_asked_about() -> None:
    plan = propose(
        document(
            grid(
                ["Requirement", "Evidence", "Rating", "Action required", "By whom", "Review date"],
                ["Policy in place", "Policy 3", "B", "Update", "Clerk", "April 2025"],
                ["Training", "Log", "A", "", "HR", "2025-26"],
                ["Chaplaincy", "", "E", "", "", ""],
            )
        )
    )
    assert {one.rag for one in plan.risk_areas} == {"unknown"}
    assert [one.rag_words for one in plan.risk_areas] == ["B", "A", "E"]
    assert "A, B, E" in flags(plan, "scale_unclear")[0]
    assert [one.review_on for one in plan.risk_areas] == ["2025-04-30", "2026-07-31", None]


def test_a_number_that_stands_twice_is_flagged_and_kept() -> None:
    plan = propose(document(grid(["No", "Risk", "Controls"], ["1", "First", "A wall"], ["1", "Second", "A door"])))
    assert [one.title for one in plan.risk_areas] == ["First", "Second"]
    assert flags(plan, "duplicate_number") == ["The number 1 stands 2 times."]


def test_a_formula_is_text_with_a_flag() -> None:
    odd = Cell("=HYPERLINK(1)", flags=("looks_like_formula",))
    plan = propose(document(grid(["No", "Risk", "Controls"], ["1", "First", odd])))
    assert plan.risk_areas[0].actions_taken == ["=HYPERLINK(1)"]
    assert len(flags(plan, "looks_like_formula")) == 1


def test_the_user_can_map_a_column_otherwise() -> None:
    source = document(grid(["No", "Risk", "Controls", "Comments"], ["1", "First", "A wall", "Build a door"]))
    assert propose(source).risk_areas[0].next_steps == []
    plan = propose(source, mapping={"0": {"3": "next_steps", "2": "ignore", "99": "title", "x": "title"}})
    one = plan.risk_areas[0]
    assert [step.text for step in one.next_steps] == ["Build a door"]
    assert one.actions_taken == []
    assert "A wall" in words_text(plan)
    assert {column["told_by"] for column in plan.layout[0]["columns"]} == {"heading", "you"}


def words_text(plan: Proposal) -> str:
    return " ".join(left.text for left in plan.left_out)


def test_a_table_without_headings_can_be_mapped_by_the_user() -> None:
    source = document(grid(["Speakers", "Brief the societies", "Registrar"], ["Training", "Train the staff", "HR"]))
    with pytest.raises(NoPlanFound):
        propose(source)
    plan = propose(source, mapping={"0": {"0": "title", "1": "next_steps", "2": "leads"}})
    assert [(one.title, written(one)) for one in plan.risk_areas] == [("Speakers", ["Registrar"]), ("Training", ["HR"])]


@pytest.mark.parametrize(
    "source",
    [
        document(),
        document(line("Only prose about the duty and its risks.")),
        document(grid(["Version", "Approved by", "Date approved"], ["1", "Council", "1 May 2024"])),
        document(grid(["Name", "Telephone"], ["A Person", "01"])),
        document(grid([""])),
    ],
)
def test_no_plan(source: object) -> None:
    with pytest.raises(NoPlanFound):
        propose(source)  # type: ignore[arg-type]


def test_headings_that_reach_down_two_rows() -> None:
    def tall(text: str) -> Cell:
        return Cell(text, rowspan=2, header=True)

    plan = propose(
        document(
            line("1. Leadership", 2),
            grid(
                [tall("Action"), tall("Lead"), Cell("Timing", colspan=2, header=True), None, tall("Progress")],
                [None, None, "Start", "Deadline", None],
                ["Review the policy", "Secretary to Council", "Sept 2024", "Mar 2025", "Draft done"],
            ),
            line("2. Welfare", 2),
            grid(["Action", "Lead", "Deadline", "Progress"], ["Map the chaplaincy", "Chaplain", "June 2025", ""]),
            form="html",
        )
    )
    assert [(section.number, section.title) for section in plan.sections] == [("1", "Leadership"), ("2", "Welfare")]
    step = plan.risk_areas[0].next_steps[0]
    assert step.due is not None
    assert (step.due.phrase, step.progress) == ("Mar 2025", "Draft done")
    assert plan.risk_areas[0].other == {"Timing / Start": "Sept 2024"}


def test_a_date_in_the_words_of_one_of_several_actions_is_its_own() -> None:
    headings = ["Risk", "Controls", "Further action", "Lead", "By when"]
    plan = propose(
        document(
            grid(headings, ["Staff", "A module", "Train porters by May 2025. Review it.", "HR", "Autumn term 2025"])
        )
    )
    dues = [step.due.start if step.due else None for step in plan.risk_areas[0].next_steps]
    assert dues == ["2025-05-01", "2025-09-29"]


def test_the_colour_behind_a_score_is_the_rag() -> None:
    plan = propose(
        document(
            grid(
                ["Risk", "Existing measures", "L", "S", "Risk rating", "Further measures", "By whom"],
                ["Leaders", "Policy", "3", "3", filled("#ffc000", "9"), "Train governors", "Principal"],
                ["Network", "Filter", "4", "3", filled("#ff0000", "12"), "Audit the filter", "IT Manager and DSL"],
            )
        )
    )
    assert [(one.rag, one.ratings.current) for one in plan.risk_areas] == [("amber", 9), ("red", 12)]
    assert flags(plan, "rating_conflict") == []


def test_blank_categories_repeat_and_marks_are_the_actions_own() -> None:
    plan = propose(
        document(
            line("Prevent Delivery Plan 2023-24"),
            grid(
                ["Theme", "Action", "Owner", "Timescale", "RAG", "Update"],
                ["Governance", "Hold meetings", "Prevent Lead", "Termly", "Green", "Met in May"],
                ["", "Report to Board", "Registrar", "By July 2024", "Amber", "Drafted"],
                ["Training", "Brief new staff", "HR/L&D", "Ongoing", "Red", ""],
                told_by="pipes",
            ),
            form="text",
        )
    )
    governance, training = plan.risk_areas
    assert [(step.text, step.status) for step in governance.next_steps] == [
        ("Hold meetings", "Green"),
        ("Report to Board", "Amber"),
    ]
    assert (governance.rag, governance.rag_words) == ("unknown", "Green / Amber")
    assert flags(plan, "rating_conflict") == ["The row is marked green and amber."]
    assert (training.rag, written(training)) == ("red", ["HR", "L&D"])


def test_headings_that_are_questions() -> None:
    headings = ["Area of risk", "What are we doing?", "What more do we need to do?", "Who?", "When?", "RAG"]
    plan = propose(
        document(grid(headings, ["1.1 Leadership", "Lead appointed", "Appoint a deputy", "Principal", "2017-18", "G"]))
    )
    one = area(plan, "1.1")
    assert (one.title, one.actions_taken, one.rag) == ("Leadership", ["Lead appointed"], "green")
    assert one.next_steps[0].due is not None
    assert one.next_steps[0].due.end == "2018-07-31"


def test_a_health_and_safety_form() -> None:
    plan = propose(
        document(
            grid(
                [
                    "No",
                    "Hazard",
                    "Who might be harmed",
                    "Control measures",
                    "Likelihood (L)",
                    "Severity (S)",
                    "Risk (LxS)",
                    "In place? Y/N",
                ],
                ["1", "Extremist material online", "Students", "Filter", "3", "4", "12", "Y"],
                ["2", "Leaflets on campus", "Staff", "Patrols", "2", "2", "4", "N"],
            )
        )
    )
    one = area(plan, "2")
    assert (one.title, one.hazard, one.status) == ("Leaflets on campus", "Staff", "N")
    assert (one.ratings.likelihood, one.ratings.severity, one.ratings.current) == (2, 2, 4)
