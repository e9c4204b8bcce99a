"""Taking a long plan into the register: few queries whatever its length, and all that a row by itself would get."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dueregard.accounts.rules import Role
from dueregard.actions.models import Action, ActionLead
from dueregard.audit.models import Entry
from dueregard.kernel.files import store
from dueregard.kernel.require import Refused
from dueregard.organisation.models import Body, Initials, Lead
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.plan.importing.leads import read_leads
from dueregard.plan.models import Area, AreaAction, AreaLead, AreaRevision, PlanImport
from dueregard.plan.rules.proposals import blank_area, blank_step, prepared
from dueregard.plan.rules.states import ImportState
from dueregard.plan.workflows import imports
from dueregard.plan.workflows.imports.bringing import new_import
from dueregard.plan.workflows.making import index_area
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(db: None) -> Any:
    return factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")


def plan(rows: int) -> dict[str, Any]:
    """A proposal of so many areas in three sections, three steps and two leads to each."""
    areas = []
    for number in range(rows):
        area = blank_area("")
        for name in ("key", "at", "by", "checked"):
            del area[name]
        area |= {
            "number": f"{number % 3 + 1}.{number}",
            "section": str(number % 3 + 1),
            "title": f"Risk {number}",
            "hazard": "Étude",
            "actions_taken": [f"Training {number}."],
            "next_steps": [{**blank_step(f"Step {number}{letter}."), "leads": _leads(number)[:1]} for letter in "abc"],
            "leads": _leads(number),
            "findings": ["Arrangements are adequate."] if number % 5 == 0 else [],
        }
        areas.append(area)
    return {
        "document": {"title": "A long plan", "kind": "both", "updated": "2026-03-01", "updated_phrase": None, "context": []},
        "sections": [{"number": str(number), "title": f"Section {number}", "source": None} for number in (1, 2, 3)],
        "risk_areas": areas,
        "glossary": [],
        "candidate_figures": [],
        "flags": [],
        "layout": [],
        "left_out": [],
    }  # fmt: skip


def _leads(number: int) -> list[dict[str, Any]]:
    names = [f"Head of Unit {number}", f"Team {number % 7}"]
    kinds = ("post", "body")
    return [{"written": name, "kind": kind, "name": name} for name, kind in zip(names, kinds, strict=True)]


def waiting(lead: Any, proposal: dict[str, Any]) -> PlanImport:
    """An import of a proposal that waits for review."""
    brought = new_import(lead, store(BytesIO(b"a long plan"), "plan.txt"))
    brought.proposal, brought.state = prepared(proposal, 1), ImportState.READY
    brought.save()
    return brought


def queries_of(lead: Any, rows: int) -> int:
    brought = waiting(lead, plan(rows))
    with CaptureQueriesContext(connection) as caught:
        imports.commit_import(by=lead, brought=brought, again=True)
    return len(caught)


def test_a_long_plan_takes_hardly_more_queries_than_a_short_one(lead: Any) -> None:
    short = queries_of(lead, 3)
    Area.objects.update(number=None)
    # Rows go in together, as many to a query as the database takes parameters.
    assert queries_of(lead, 120) <= short + 30
    assert short <= 104


def test_each_area_gets_what_is_its_own(lead: Any) -> None:
    brought = imports.commit_import(by=lead, brought=waiting(lead, plan(12)))
    assert (Area.objects.count(), Action.objects.count()) == (12, 36)
    assert brought.made["areas"] == list(Area.objects.order_by("pk").values_list("reference", flat=True))
    area = Area.objects.get(number="2.7")
    links = AreaAction.objects.filter(area=area).order_by("position")
    assert list(links.values_list("action__revisions__text", flat=True)) == ["Step 7a.", "Step 7b.", "Step 7c."]
    assert list(AreaLead.objects.filter(area=area).order_by("order").values_list("lead__label", flat=True)) == [
        "Head of Unit 7",
        "Team 0",
    ]
    assert set(ActionLead.objects.filter(action__in=links.values("action")).values_list("lead__label", flat=True)) == {
        "Head of Unit 7"
    }
    assert area.reviews.count() == 0
    assert Area.objects.get(number="3.5").reviews.get().outcome == "adequate"
    places = AreaRevision.objects.order_by("position").values_list("area__number", flat=True)
    assert list(places) == [f"{n % 3 + 1}.{n}" for n in sorted(range(12), key=lambda n: (n % 3, n))]
    assert Entry.objects.filter(verb="plan.plan_imported").count() == 1
    assert Lead.objects.exclude(kind="person").count() == 12 + 7


def test_the_words_are_those_that_indexing_one_area_gives(lead: Any) -> None:
    imports.commit_import(by=lead, brought=waiting(lead, plan(4)))

    def words() -> list[Any]:
        key = "rowid" if connection.vendor == "sqlite" else "id"
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {key}, body, restricted FROM plan_area_words ORDER BY {key}")  # noqa: S608
            return list(cursor.fetchall())

    together = words()
    assert len(together) == 4
    for pk in Area.objects.values_list("pk", flat=True):
        index_area(pk)
    assert words() == together


def test_a_row_that_cannot_be_taken_leaves_nothing_behind(lead: Any) -> None:
    proposal = plan(5)
    proposal["risk_areas"][4]["next_steps"][2]["text"] = " "
    with pytest.raises(Refused, match="Say what is to be done"):
        imports.commit_import(by=lead, brought=waiting(lead, proposal))
    assert not Area.objects.exists()
    assert not Action.objects.exists()
    assert not Lead.objects.exclude(kind="person").exists()


def test_initials_that_are_read_as_a_body_become_that_body(lead: Any) -> None:
    proposal = plan(1)
    read = [{"written": one.written, "kind": one.kind, "name": one.name} for one in read_leads("HR, IT, DSL, XYZ", {})]
    assert [one["kind"] for one in read] == ["body", "body", "post", "unknown"]
    proposal["risk_areas"][0]["leads"] = read
    imports.commit_import(by=lead, brought=waiting(lead, proposal))
    made = AreaLead.objects.order_by("order").values_list("lead__label", "lead__kind")
    assert list(made) == [("HR", "body"), ("IT", "body"), ("DSL", "post"), ("XYZ", "unknown")]


def test_initials_that_the_institution_explains_are_what_it_says(lead: Any) -> None:
    people = Body.objects.create(name="People and Culture", kind=BodyKind.TEAM)
    known = Lead.objects.create(kind="body", label=people.name, body=people)
    Initials.objects.create(letters="HR", meaning="People and Culture", lead=known)
    proposal = plan(1)
    proposal["risk_areas"][0]["leads"] = [{"written": "HR", "kind": "body", "name": None}]
    imports.commit_import(by=lead, brought=waiting(lead, proposal))
    assert AreaLead.objects.get().lead == known
    assert not Body.objects.filter(name="HR").exists()


def test_names_are_found_whatever_their_capitals(lead: Any) -> None:
    union = Body.objects.create(name="Étudiants' Union", kind=BodyKind.STUDENTS_UNION)
    proposal = plan(1)
    proposal["risk_areas"][0]["leads"] = [{"written": "étudiants' union", "kind": "body", "name": "étudiants' union"}]
    brought = imports.commit_import(by=lead, brought=waiting(lead, proposal))
    assert AreaLead.objects.get().lead.body == union
    imports.undo_import(by=lead, brought=brought)
    assert Body.objects.filter(pk=union.pk).exists()
