"""What has changed from one content to another, and the paper that tells it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dueregard.documents.blocks import Bullets, Document, Facts, Heading, Paragraph, plain
from dueregard.publication.rules.comparing import ActionChange, compare
from dueregard.publication.rules.comparison_layout import document_of
from tests.publication.test_rules import area, content, lead, step


def one(before: dict[str, Any], after: dict[str, Any]) -> ActionChange | None:
    """What became of one action."""
    result = compare(
        content(area("A1", "1.1", "T", steps=[step("T1", "Do") | before])),
        content(area("A1", "1.1", "T", steps=[step("T1", "Do") | after])),
    )
    return result.areas[0].actions[0] if result.areas else None


@pytest.mark.parametrize(
    ("before", "after", "what"),
    [
        ({}, {"status": "done", "closed_on": "2026-02-01"}, "done"),
        ({"status": "in_progress"}, {"status": "dropped"}, "dropped"),
        ({"status": "done"}, {"status": "open"}, "reopened"),
        ({"due_end": "2026-01-01"}, {"due_end": "2026-06-01", "carried_over": 1}, "carried over"),
        ({"due_end": "2026-06-01"}, {"due_end": "2026-01-01"}, "changed"),
        ({}, {"status": "in_progress"}, "changed"),
        ({}, {"text": "Do it"}, "changed"),
        ({}, {"leads": [lead("Other")]}, "changed"),
        ({}, {"waiting_on": "the landlord"}, "changed"),
        ({}, {"rhythm": "yearly", "standing": True}, "changed"),
        ({}, {}, None),
    ],
)
def test_what_became_of_an_action(before: dict[str, Any], after: dict[str, Any], what: str | None) -> None:
    found = one(before, after)
    assert (found.what if found else None) == what


BEFORE = content(
    area("A1", "1.1", "Same"),
    area(
        "A2", "1.2", "Old words", rag="amber", likelihood=3, impact=3, leads=[lead("Prue")], steps=[step("T9", "Lost")]
    ),
    area("A3", "1.3", "Gone"),
    context=[{"reference": "C1", "kind": "local", "heading": "Local", "paragraphs": ["Quiet."], "restricted": False}],
)
AFTER = content(
    area("A4", "1.4", "New", steps=[step("T2", "Begin"), step("T3", "Over", status="done")]),
    area("A1", "1.1", "Same"),
    area(
        "A2",
        "1.2",
        "New words",
        rag="red",
        likelihood=5,
        impact=3,
        current_score=9,
        leads=[lead("Nell")],
        hazard=["It burns."],
    ),
    title="Another",
    academic_year=2027,
    context=[
        {"reference": "C1", "kind": "local", "heading": "Here", "paragraphs": ["Quiet no more."], "restricted": False},
        {"reference": "C2", "kind": "local", "heading": "There", "paragraphs": ["Far."], "restricted": False},
    ],
)


def test_area_by_area() -> None:
    result = compare(BEFORE, AFTER)
    assert [(change.what, change.number) for change in result.areas] == [
        ("new", "1.4"),
        ("changed", "1.2"),
        ("gone", "1.3"),
    ]
    new, changed, _ = result.areas
    assert [action.text for action in new.actions] == ["Begin"]
    assert changed.rating is not None
    assert (changed.rating.before, changed.rating.after) == ("Amber (gross 9)", "Red (gross 15, current 9)")
    assert [(moved.label, moved.before, moved.after) for moved in changed.moved] == [("Leads", "Prue", "Nell")]
    assert [reworded.label for reworded in changed.reworded] == ["Risk area", "Hazard"]
    assert [(action.what, action.text) for action in changed.actions] == [("gone", "Lost")]
    assert [(moved.label, moved.after) for moved in result.facts] == [
        ("Title", "Another"),
        ("Academic year", "2027/28"),
    ]
    assert [reworded.label for reworded in result.context] == ["Heading", "Here", "There"]
    assert result.unchanged == 1
    assert {words: count for words, count in result.counted().items() if count} == {
        "areas new": 1, "areas gone": 1, "areas changed": 1, "ratings moved": 1, "leads changed": 1, "actions new": 1,
    }  # fmt: skip


def test_days_stand_in_words() -> None:
    before, after = (content(area("A1", "1.1", "T", review_on=day)) for day in (None, "2026-04-14"))
    assert [(moved.before, moved.after) for moved in compare(before, after).areas[0].moved] == [("", "14 April 2026")]
    assert "Next review: 14 April 2026" in words(
        document_of(compare(after, before), "version 1", "version 2", date(2026, 11, 28))
    )


def test_the_same_twice_is_nothing() -> None:
    assert compare(BEFORE, BEFORE).nothing
    paper = document_of(compare(BEFORE, BEFORE), "version 1", "version 2", date(2026, 11, 28))
    assert [block for block in paper.blocks if isinstance(block, Paragraph)] == [Paragraph("Nothing has changed.")]


def words(paper: Document) -> str:
    said = [paper.title, paper.subtitle]
    for block in paper.blocks:
        if isinstance(block, Heading | Paragraph):
            said.append(plain(block.text))
        elif isinstance(block, Bullets):
            said += [plain(item) for item in block.items]
        elif isinstance(block, Facts):
            said += [f"{label}: {plain(text)}" for label, text in block.rows]
    return "\n".join(said)


def test_the_paper_says_all_of_it() -> None:
    paper = words(document_of(compare(BEFORE, AFTER), "version 1", "the living plan", date(2026, 11, 28)))
    for part in (
        "From version 1 to the living plan", "Title: The plan Another", "RAG: Amber (gross 9) Red (gross 15, current 9)",
        "Leads: Prue Nell", "New risk areas", "1.4 New", "New: Begin", "Risk areas that have gone", "1.3 Gone", "Gone: Lost",
        "Hazard: It burns.", "Areas new: 1",
    ):  # fmt: skip
        assert part in paper


def test_an_action_is_told_whole() -> None:
    before = content(area("A1", "1.1", "T", steps=[step("T1", "Do", due_end="2026-01-01", progress="Begun.")]))
    after = content(area("A1", "1.1", "T", steps=[step("T1", "Do it", due_end="2026-06-01", carried_over=1)]))
    paper = words(document_of(compare(before, after), "version 1", "version 2", date(2026, 11, 28)))
    assert "Carried over: Do it\nDue: 1 January 2026 1 June 2026\nProgress: Begun." in paper
