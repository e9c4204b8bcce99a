"""The register read as two documents: what each prints, on which day, for whom, and in how many queries."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.kernel import clock
from dueregard.plan.models import Area
from dueregard.plan.queries.documents import action_plan, risk_assessment
from dueregard.plan.queries.filters import Filters
from dueregard.plan.workflows import areas, document, steps
from tests import factories

pytestmark = pytest.mark.django_db

DOCUMENT_QUERIES = 14


def get(client: Any, name: str, query: str = "") -> str:
    page = client.get(reverse(f"plan:{name}") + query)
    assert page.status_code == 200
    return str(page.content.decode())


def test_the_risk_assessment_prints_hazards_controls_and_ratings(small: Any) -> None:
    area = Area.objects.get(pk=small.group.area_id)
    areas.edit_area(
        by=small.lead,
        area=area,
        revision=1,
        hazard="The group does not meet.",
        actions_taken="It met.\n\nTwice.",
        status_text="wombat",
    )
    areas.rate_area(
        by=small.lead,
        area=area,
        rag="red",
        reason="No chair",
        likelihood=4,
        impact=5,
        residual_likelihood=2,
        residual_impact=3,
    )
    areas.set_area_leads(by=small.lead, area=area, leads=[factories.make_lead("Registrar")])
    page = risk_assessment(small.lead)
    assert [(a.row.area.number, a.heading) for a in page] == [
        ("1.1", "1 Partnership and leadership"),
        ("2.1", "2 Staff training"),
        ("2.3", ""),
    ]
    first = page[0]
    assert (first.gross, first.residual, first.leads) == (20, 6, ["Registrar"])
    assert [(p.label, p.paragraphs) for p in first.parts] == [
        ("Hazard", ["The group does not meet."]),
        ("Actions taken", ["It met.", "Twice."]),
    ]
    text = get(factories.signed_in(small.lead), "risk_assessment")
    assert "Before controls 4 × 5 = 20" in text
    assert "With controls 2 × 3 = 6" in text
    areas.rate_area(by=small.lead, area=area, rag="red", likelihood=4, impact=5, reason="A single rating")
    single = get(factories.signed_in(small.lead), "risk_assessment")
    assert "Likelihood × impact: 4 × 5 = 20" in single
    assert "Before controls" not in single
    assert "wombat" not in text  # the action plan's
    assert "wombat" in get(factories.signed_in(small.lead), "action_plan")


def test_the_action_plan_prints_actions_leads_dates_and_progress(small: Any) -> None:
    lead = factories.make_lead("Registrar")
    steps.edit_step(
        by=small.lead,
        area=small.awareness.area,
        action=small.dated.action,
        revision=1,
        leads=[lead],
        progress="Half done.",
    )
    steps.move_step(by=small.lead, area=small.officers.area, action=small.undated.action, verb="finish")
    found = {a.row.area.number: a.steps for a in action_plan(small.lead)}
    assert [(s.revision.text, s.leads, s.overdue) for s in found["2.1"]] == [
        ("Write the statement", ["Registrar"], True)
    ]
    assert (found["1.1"], found["2.3"]) == ([], [])
    both = {a.row.area.number: a.steps for a in action_plan(small.lead, closed=True)}
    assert [s.revision.status for s in both["2.3"]] == ["done"]
    client = factories.signed_in(small.lead)
    text = get(client, "action_plan")
    assert "Half done." in text
    assert "Overdue" in text
    assert "Find a trainer" not in text
    assert "Find a trainer" in get(client, "action_plan", "?closed=on")


def test_what_is_restricted_leaks_from_neither_document(small: Any) -> None:
    by, member = small.lead, factories.make_account(Role.STEERING_MEMBER)
    with clock.set_to(datetime(2025, 3, 10, 9, tzinfo=UTC)):
        row = areas.add_area(
            by=by, section=small.training, title="Area", number="2.9", hazard="wildcat", status_text="lynx"
        )
        step = steps.add_step(
            by=by, area=row.area, new=NewAction("leopard", due=Due(date(2025, 1, 1), date(2025, 1, 1)))
        )
    areas.restrict_passages(by=by, area=row.area, passages=["hazard", "status_text"], reason="x")
    steps.edit_step(by=by, area=row.area, action=step.action, revision=1, restricted=True)
    theirs, mine = factories.signed_in(member), factories.signed_in(by)
    for query in ("", "?recorded_on=2025-04-01", "?closed=on", "?closed=on&recorded_on=1+April+2025"):
        for name in ("risk_assessment", "action_plan"):
            text = get(theirs, name, query)
            for secret in ("wildcat", "lynx", "leopard"):
                assert secret not in text
        assert "leopard" in get(mine, "action_plan", query)
        assert "wildcat" in get(mine, "risk_assessment", query)
    part = next(a for a in risk_assessment(member) if a.row.area.number == "2.9").parts[0]
    assert (part.label, part.paragraphs, part.withheld) == ("Hazard", [], True)
    assert next(a for a in action_plan(member, closed=True) if a.row.area.number == "2.9").steps == []


def test_the_areas_of_another_campus_stay_out(small: Any) -> None:
    north, south = factories.make_campus("North"), factories.make_campus("South")
    areas.add_area(by=small.lead, section=small.training, title="Northern wombats", campus=north)
    client = factories.signed_in(factories.make_account(Role.HEAD_OF_DEPARTMENT, scope=south))
    for name in ("risk_assessment", "action_plan"):
        assert "wombats" not in get(client, name)
        assert "wombats" in get(factories.signed_in(small.lead), name)


def test_the_documents_as_recorded_on_a_day(small: Any) -> None:
    by = small.lead
    with clock.set_to(datetime(2025, 3, 10, 9, tzinfo=UTC)):
        section = areas.add_section(by=factories.COMMAND, number="8", title="Students")
        row = areas.add_area(by=factories.COMMAND, section=section, title="First title", number="8.1")
        step = steps.add_step(
            by=factories.COMMAND, area=row.area, new=NewAction("A step", due=Due(date(2025, 3, 1), date(2025, 3, 12)))
        )
        document.add_passage(by=factories.COMMAND, kind="local", heading="Then", text="Words.")
    areas.edit_area(by=by, area=row.area, revision=Area.objects.get(pk=row.area_id).revision, title="Second title")
    steps.move_step(by=by, area=row.area, action=step.action, verb="finish")
    areas.retire_area(by=by, area=row.area, reason="Merged")
    day = Filters(recorded_on=date(2025, 3, 11))
    assert [a.row.title for a in risk_assessment(by, day.moment())] == ["First title"]
    then = action_plan(by, day.recorded_on, day.moment())
    assert [(s.revision.status, s.overdue) for s in then[0].steps] == [("open", False)]
    late = Filters(recorded_on=date(2025, 3, 13))
    assert [s.overdue for s in action_plan(by, late.recorded_on, late.moment())[0].steps] == [True]
    client = factories.signed_in(by)
    text = get(client, "risk_assessment", "?recorded_on=11+March+2025")
    assert "As recorded on 11 March 2025" in text
    assert "First title" in text
    assert "Then" in text
    assert "Second title" not in text
    assert "No risk area on that day" in get(client, "risk_assessment", "?recorded_on=1+March+2025")
    assert "First title" not in get(client, "risk_assessment")


def test_a_day_that_is_not_understood_is_said_and_left_out(small: Any) -> None:
    for name in ("risk_assessment", "action_plan"):
        text = get(factories.signed_in(small.lead), name, "?recorded_on=soon&page=x&closed=maybe")
        assert "write a day like 4 December 2026" in text
        assert "Staff know the duty" in text


def test_an_empty_register_says_where_to_go(db: None) -> None:
    client = factories.signed_in(factories.make_account(Role.STEERING_MEMBER))
    for name in ("risk_assessment", "action_plan"):
        assert "No risk area yet" in get(client, name)


def test_the_documents_have_a_literal_bound(small: Any, django_assert_max_num_queries: Any) -> None:
    lead = factories.make_lead("Registrar")
    for number in range(30):
        row = areas.add_area(by=small.lead, section=small.training, title=f"Area {number}", leads=[lead], hazard="x")
        steps.add_step(by=small.lead, area=row.area, new=NewAction("Something", leads=(lead,)))
        document.add_passage(by=small.lead, kind="local", heading=f"Passage {number}", text="Words.")
    client = factories.signed_in(small.lead)
    for query in ("", f"?recorded_on={clock.today().replace(year=clock.today().year - 1)}"):
        for name in ("risk_assessment", "action_plan", "context"):
            with django_assert_max_num_queries(DOCUMENT_QUERIES):
                get(client, name, query)
