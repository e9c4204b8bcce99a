"""Keys that say what the marks of a document's scale mean: they are read, used, put aside, and never taken for a risk."""

from __future__ import annotations

import pytest

from dueregard.documents.grids import Block
from dueregard.plan.importing import Proposal, propose
from dueregard.plan.importing.legends import meanings_in

from .plans import document, flags, grid, line

KEY = "Key: A = fully met, B = largely met, C = partly met, D = not met, E = not applicable"
ASSESSMENT = grid(
    ["Item", "Requirement", "Evidence", "Rating", "Action required"],
    *[[str(number), f"Statement {mark}", "Log", mark, "Update it"] for number, mark in enumerate("ABCDE", 1)],
)


def proposed(*blocks: Block) -> Proposal:
    return propose(document(line("Prevent self-assessment", 1), *blocks))


def rags(plan: Proposal) -> list[str]:
    return [one.rag for one in plan.risk_areas]


@pytest.mark.parametrize(
    "key",
    [
        [line(KEY)],
        [line("Rating: A – fully met; B – largely met; C – partly met; D – not met; E – not applicable.")],
        [line("Key"), *[line(part.strip()) for part in KEY.removeprefix("Key:").split(",")]],
        [grid(*[part.strip().split(" = ") for part in KEY.removeprefix("Key: ").split(",")])],
        [
            grid(
                ["Grade", "Meaning"],
                ["A", "In place, reviewed, approved, active"],
                ["B", "In place but needs review"],
                ["C", "In preparation"],
                ["D", "Not prepared"],
                ["E", "Not applicable (explain)"],
            )
        ],
        [grid(["A – fully met"], ["B – largely met"], ["C – in preparation"], ["D – not met"], ["E – not applicable"])],
    ],
    ids=["equals", "dashes", "a line each", "table", "table with headings", "one column"],
)
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_letters_are_read_by_the_documents_key(key: list[Block], after: bool) -> None:
    plan = proposed(*([ASSESSMENT, *key] if after else [*key, ASSESSMENT]))
    assert [one.number for one in plan.risk_areas] == ["1", "2", "3", "4", "5"]
    assert rags(plan) == ["green", "amber", "amber", "red", "unknown"]
    assert (plan.risk_areas[3].rag_words or "").startswith("D (")
    assert plan.risk_areas[3].ratings.words["rag"] == "D"
    assert flags(plan, "scale_unclear") == []
    assert len(flags(plan, "scale_read")) == 1
    assert {left.reason for left in plan.left_out if "met" in left.text or "rep" in left.text} == {"A scale's legend."}


def test_a_key_in_a_row_of_the_table_is_read_and_is_no_risk() -> None:
    rows = [*ASSESSMENT.rows]
    table = grid(*[[cell.text if cell else "" for cell in row] for row in rows], [KEY])
    plan = proposed(table)
    assert len(plan.risk_areas) == 5
    assert rags(plan) == ["green", "amber", "amber", "red", "unknown"]


def test_a_meaning_that_names_no_colour_is_asked_about_once_in_the_keys_words() -> None:
    key = line("Key: A = fully met, B = reported to council, C = not met")
    marks = grid(
        ["Item", "Requirement", "Evidence", "Rating"], *[[str(n), f"S{n}", "Log", m] for n, m in enumerate("ABBC", 1)]
    )
    plan = proposed(key, marks)
    assert rags(plan) == ["green", "unknown", "unknown", "red"]
    assert flags(plan, "scale_unclear") == [
        "The document's key says that B is “reported to council”: is that red, amber or green?"
    ]


def test_numbers_are_read_by_the_documents_key() -> None:
    key = line("Scale: 1 = not in place, 2 = in preparation, 3 = in place but needs review, 4 = in place, 5 = embedded")
    table = grid(
        ["Ref", "Requirement", "Evidence", "Rating"], *[[f"1.{n}", f"S{n}", "Log", m] for n, m in enumerate("1245", 1)]
    )
    plan = proposed(key, table)
    assert rags(plan) == ["red", "amber", "green", "green"]
    assert plan.risk_areas[0].rag_words == "1 (not in place)"
    assert flags(plan, "scale_unclear") == []


def test_words_of_likelihood_and_impact_are_the_keys_numbers() -> None:
    key = grid(
        ["Score", "Likelihood", "Impact"],
        ["1", "Rare", "Negligible"],
        ["2", "Unlikely", "Minor"],
        ["3", "Possible", "Moderate"],
        ["4", "Likely", "Major"],
        ["5", "Almost certain", "Severe"],
    )
    table = grid(["Ref", "Risk", "Controls", "Likelihood", "Impact"], ["1", "Online", "Filter", "Likely", "Minor"])
    plan = proposed(key, table)
    (one,) = plan.risk_areas
    assert (one.ratings.likelihood, one.ratings.severity, one.rag) == (4, 2, "unknown")
    assert one.ratings.words == {"likelihood": "Likely", "severity": "Minor"}
    assert flags(plan, "scale_unclear") == []


def test_a_key_that_does_not_explain_every_mark_is_not_used() -> None:
    table = grid(["Item", "Requirement", "Evidence", "RAG"], ["1", "S1", "Log", "R"], ["2", "S2", "Log", "A"])
    plan = proposed(line(KEY), table)
    assert rags(plan) == ["red", "amber"]


@pytest.mark.parametrize(
    "text",
    [
        "1. Policy in place. 2. Training completed. 3. Not yet reviewed.",
        "1 - Policy in place\n2 - Training completed\n3 - Not reviewed",
        "1) Policy in place 2) Training completed 3) No progress",
        "A: Admissions, B: Board, C: Council",
        "Plan A – met by the group",
        "1: Leadership, 2: Training, 3: Speakers, 4: Welfare",
        "Key: A = met",
    ],
)
def test_lists_and_names_are_no_key(text: str) -> None:
    assert meanings_in(text) == {}


def test_numbered_rows_of_a_plan_are_no_key() -> None:
    rows = [["1", "Policy in place"], ["2", "Training completed"], ["3", "Not reviewed"]]
    plan = propose(document(grid(["No", "Requirement", "Action"], *[[*row, "Do it"] for row in rows])))
    assert [one.number for one in plan.risk_areas] == ["1", "2", "3"]
