"""The register as JSON: the import's contract, key by key, and what only a register has beside it."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from typing import Any

import pytest

from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.kernel.principals import Command
from dueregard.plan.exporting import export_register, file_name
from dueregard.plan.workflows import areas, steps
from tests import factories

pytestmark = pytest.mark.django_db

# The contract of `plan import --json`, as the issue has it.
TOP = {"document", "sections", "risk_areas", "glossary", "candidate_figures", "flags"}
DOCUMENT = {"title", "kind", "updated", "context"}
AREA = {
    "number", "section", "title", "hazard", "actions_taken", "next_steps", "leads", "rag", "ratings", "evidence", "status",
    "review_on", "confidence", "source",
}  # fmt: skip
STEP = {"text", "progress", "due", "standing", "rhythm", "carried_over", "waiting_on", "depends_on", "leads"}
RATINGS = {"likelihood", "severity", "gross", "current", "residual"}


def test_the_keys_are_those_of_the_import(small: Any) -> None:
    registrar = factories.make_lead(factories.make_post("Registrar"))
    areas.set_area_leads(by=small.lead, area=small.awareness.area, leads=[registrar])
    areas.rate_area(by=small.lead, area=small.awareness.area, rag="red", reason="x", likelihood=3, impact=5)
    areas.edit_area(
        by=small.lead, area=small.group.area, revision=1, actions_taken="One.\n\nTwo.", review_on=date(2027, 1, 2)
    )
    steps.add_step(
        by=small.lead,
        area=small.group.area,
        new=NewAction(
            "Meet", standing=True, rhythm="termly", depends_on=["2.1"], waiting_on="A date", leads=(registrar,)
        ),
    )
    factories.make_initials("RG", "Registrar", lead=registrar)
    found = json.loads(export_register(Command(), format="json"))
    assert set(found) == TOP
    assert set(found["document"]) >= DOCUMENT
    first, second, _ = found["risk_areas"]
    assert set(first) >= AREA
    assert (first["number"], first["section"], first["rag"]) == ("1.1", "1", "unknown")
    assert (first["actions_taken"], first["review_on"]) == (["One.", "Two."], "2027-01-02")
    (step,) = first["next_steps"]
    assert set(step) >= STEP
    assert (step["standing"], step["rhythm"], step["due"], step["depends_on"]) == (True, "termly", None, ["2.1"])
    assert step["leads"][0]["kind"] == "post"
    assert set(second["ratings"]) >= RATINGS
    assert (second["rag"], second["ratings"]["gross"], second["ratings"]["residual"]) == ("red", 15, None)
    assert second["leads"][0] == {
        "written": "Registrar",
        "kind": "post",
        "name": "Registrar",
        "reference": registrar.reference,
    }
    assert second["next_steps"][0]["due"] == {"start": "2026-01-01", "end": "2026-01-31", "phrase": "January 2026"}
    assert [one["title"] for one in found["sections"]] == ["Partnership and leadership", "Staff training"]
    assert {one["initials"] for one in found["glossary"]} == {"RG"}
    # A stable text: exported again, it is the same.
    assert export_register(Command(), format="json") == export_register(Command(), format="json")


def test_the_importers_own_shape_has_the_same_names() -> None:
    from dueregard.plan.importing.proposal import Proposal, RiskArea, Step

    assert {field.name for field in fields(Proposal)} >= TOP
    assert {field.name for field in fields(RiskArea)} >= AREA
    assert {field.name for field in fields(Step)} >= STEP


def test_an_empty_register_is_a_file_as_well(db: None) -> None:
    assert json.loads(export_register(Command(), format="json"))["risk_areas"] == []
    assert export_register(Command(), format="csv").decode("utf-8-sig").startswith("No.,Section,Risk area")
    assert export_register(Command(), format="xlsx")[:2] == b"PK"
    assert file_name("csv", date(2026, 1, 2)) == "prevent-register-2026-01-02.csv"


def test_a_date_without_words_has_its_days_as_a_phrase(small: Any) -> None:
    due = Due(date(2027, 1, 1), date(2027, 1, 31))
    steps.add_step(by=small.lead, area=small.group.area, new=NewAction("Meet", due=due))
    found = json.loads(export_register(Command(), format="json"))
    assert found["risk_areas"][0]["next_steps"][0]["due"]["phrase"] == "1 January 2027 to 31 January 2027"
