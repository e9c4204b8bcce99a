"""Every layout in ../shared/plans imports as a careful reader would take it; the one that is no plan is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueregard.documents.readers import read
from dueregard.plan.importing import NoPlanFound, Proposal, propose

from .plans import area, flags, words_in, words_of, written


def load(shared: Path, number: str) -> Proposal:
    path = next((shared / "plans").glob(f"{number}_*.txt"))
    source = read(path, name=path.name)
    proposal = propose(source)
    assert words_of(source) <= words_in(proposal.to_json())
    return proposal


def test_an_action_plan_by_category(shared: Path) -> None:
    plan = load(shared, "01")
    assert (plan.document.title, plan.document.kind) == ("Prevent Action Plan 2024-25", "action_plan")
    assert plan.document.period == {"start": "2024-08-01", "end": "2025-07-31", "phrase": "2024-25"}
    assert [(one.title, len(one.next_steps)) for one in plan.risk_areas] == [
        ("Governance", 3),
        ("Risk Assessment", 1),
        ("Action Plan", 1),
        ("Reporting on Prevent to OfS", 1),
        ("Information Sharing Agreement and Partnerships", 2),
        ("Student Engagement and Consultation", 1),
    ]
    meetings = plan.risk_areas[0].next_steps[0]
    assert meetings.due is not None
    assert (meetings.due.start, meetings.due.phrase) == ("2025-08-01", "Complete by 1 Aug 2025")
    assert (meetings.progress or "").startswith("First meeting held on 1 October 2024")
    assert meetings.status is None
    assert written(area(plan, title="Risk Assessment")) == ["Head of Risk", "University Secretary", "Head of Security"]
    start = area(plan, title="Action Plan").next_steps[0]
    assert (start.due, start.standing, start.rhythm) == (None, True, "ongoing")
    shared_leads = area(plan, title="Information Sharing Agreement and Partnerships").next_steps[0].leads
    assert [(lead.written, lead.kind) for lead in shared_leads] == [
        ("Prevent Lead", "post"),
        ("Prevent Working Group", "body"),
    ]


@pytest.mark.parametrize(("number", "updated", "controls"), [("03", "2016-01-01", 8), ("04", "2016-02-01", 10)])
def test_a_register_of_products(shared: Path, number: str, updated: str, controls: int) -> None:
    plan = load(shared, number)
    assert (plan.document.kind, plan.document.updated) == ("risk_assessment", updated)
    one = area(plan, "1")
    assert one.title == "Extremist act by someone in the community takes place, or seems to, on campus"
    assert written(one)[0] == "Chair of Board of Trustees"
    ratings = one.ratings
    assert (ratings.severity, ratings.likelihood, ratings.gross) == (5, 4, 20)
    assert (ratings.current, ratings.residual) == (None, None)
    assert one.rag == "unknown"
    assert len(one.actions_taken) == controls
    assert "Bad press, weaker recruitment" in (one.hazard or "")
    assert (one.evidence or "").startswith("No incidents")


def test_a_blank_template(shared: Path) -> None:
    plan = load(shared, "08")
    assert [one.requirement for one in plan.risk_areas] == [
        "The organisation owns extremism concerns and has oversight",
        "The organisation supports multi-agency delivery in the county",
        "Understands local risks",
    ]
    assert len(plan.risk_areas[0].next_steps) == 6
    assert plan.risk_areas[0].title == "No clear, systematic approach in the organisation"
    assert plan.risk_areas[1].next_steps[0].text == "Attends multi-agency meetings"
    assert all(not one.leads and one.rag == "unknown" for one in plan.risk_areas)


def test_a_printed_sheet(shared: Path) -> None:
    plan = load(shared, "12")
    assert plan.document.title == "Prevent risk assessment for Slated Row School"
    assert [context["heading"].split(" –")[0] for context in plan.document.context] == ["National Risks", "Local Risks"]
    assert "Postcode gangs" in plan.document.context[1]["text"]
    assert [section.title for section in plan.sections] == ["Leadership and Partnership"]
    assert [one.title for one in plan.risk_areas] == ["Leadership"]
    assert flags(plan, "cells_glued")
    assert len(flags(plan, "placeholder")) >= 3


def test_bullets_words_and_a_placeholder(shared: Path) -> None:
    plan = load(shared, "13")
    assert (plan.document.title, plan.document.updated) == (
        "Meadowhead Junior School Prevent Risk Assessment",
        "2024-09-01",
    )
    assert [(one.number, one.title, one.rag) for one in plan.risk_areas] == [
        ("1", "Leadership", "amber"),
        ("2", "Staff Training", "amber"),
        ("3", "Partnerships", "green"),
        ("4", "Visiting Speakers", "green"),
        ("5", "British Values in Curriculum", "unknown"),
    ]
    assert written(area(plan, "3")) == ["DSL", "LA"]
    assert area(plan, "1").actions_taken == ["Yearly training for SLT.", "Governor e-learning.", "Updates in meetings."]
    assert [step.text for step in area(plan, "2").next_steps] == [
        "Remind staff in the new year.",
        'Look at a new CPOMS "Radicalisation" category.',
        "More cultural contact in assemblies.",
    ]
    assert any("[Designated Safeguarding Lead]" in message for message in flags(plan, "placeholder"))


def test_a_number_glued_to_the_headings(shared: Path) -> None:
    plan = load(shared, "21")
    assert (plan.document.title, plan.document.updated) == ("Prevent action plan February 2017", "2017-02-01")
    assert [one.number for one in plan.risk_areas] == ["1", "2", "3", "4", "5"]
    first = area(plan, "1")
    assert first.title == "Set up or use a local multi-agency group to agree risk and co-ordinate."
    assert first.actions_taken[:2] == ["A Board is in place comprising", "B&NES Council"]
    assert len(first.next_steps) == 2


def test_sections_above_repeated_headings(shared: Path) -> None:
    plan = load(shared, "24")
    assert plan.document.title == "Middlesbrough Council: Prevent Self Assessment for Schools"
    assert [section.title for section in plan.sections] == [
        "Leadership and management- clear, visible and accountable structures are in place in school.",
        "Staff are appropriately trained according to their role.",
    ]
    assert [one.number for one in plan.risk_areas] == [str(number) for number in range(1, 14)]
    assert area(plan, "7").section == plan.sections[0].title
    assert area(plan, "8").section == plan.sections[1].title
    assert any("Evidence/ Next Steps" in message for message in flags(plan, "column_unclear"))


def test_what_is_no_plan_is_refused(shared: Path) -> None:
    path = next((shared / "plans").glob("31_*.txt"))
    with pytest.raises(NoPlanFound, match=r"^No plan was found in this file: [^.]+\.$"):
        propose(read(path, name=path.name))
