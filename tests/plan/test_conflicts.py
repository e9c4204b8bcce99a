"""Two people in the same form: whoever saves second is told exactly what differs, and nothing of either is lost."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.workflows.leads import lead_as_written
from dueregard.plan.models import Area, AreaRevision
from dueregard.plan.queries.areas import leads_of, step_of
from dueregard.plan.workflows import areas, steps
from tests import factories
from tests.sent import fields_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(small: Any) -> Any:
    return factories.signed_in(small.lead)


def url(name: str, *args: Any) -> str:
    return reverse(f"plan:{name}", args=args)


def labels(page: Any) -> list[str]:
    return [field["label"] for field in page.context["conflict"]["fields"]]


def test_what_the_other_changed_in_a_step_stays_though_i_never_saw_it(small: Any, client: Any) -> None:
    lead = lead_as_written(by=small.lead, words="Registrar")
    address = url("edit_step", small.awareness.area.reference, small.dated.action.reference)
    opened = client.get(address)
    steps.edit_step(
        by=small.lead,
        area=small.awareness.area,
        action=small.dated.action,
        revision=1,
        leads=[lead],
        waiting_on="the council",
        restricted=True,
        progress="Two of\n\nthree.",
    )
    page = client.post(address, fields_of(opened, text="Write a better statement"))
    assert labels(page) == []
    assert {"Waiting on", "Leads", "Progress"} < set(page.context["conflict"]["kept"])
    assert client.post(address, fields_of(page)).status_code == 302
    row = step_of(small.lead, small.awareness.area, small.dated.action.reference)
    assert row is not None
    said = row.revision
    assert (said.text, said.waiting_on, said.restricted) == ("Write a better statement", "the council", True)
    assert said.progress == "Two of\n\nthree."
    assert [each.label for each in row.leads] == ["Registrar"]


def test_what_both_changed_is_shown_side_by_side(small: Any, client: Any) -> None:
    address = url("edit_step", small.awareness.area.reference, small.dated.action.reference)
    opened = client.get(address)
    steps.edit_step(
        by=small.lead, area=small.awareness.area, action=small.dated.action, revision=1, text="Theirs", restricted=True
    )
    page = client.post(address, fields_of(opened, text="Mine", waiting_on="the union"))
    assert labels(page) == ["What is to be done"]  # what only I changed is no conflict
    assert client.post(address, fields_of(page)).status_code == 302
    row = step_of(small.lead, small.awareness.area, small.dated.action.reference)
    assert row is not None
    assert (row.revision.text, row.revision.waiting_on, row.revision.restricted) == ("Mine", "the union", True)


def test_a_passage_of_several_paragraphs_that_nobody_touched_is_no_difference(small: Any, client: Any) -> None:
    area = Area.objects.get(pk=small.awareness.area_id)
    areas.edit_area(by=small.lead, area=area, revision=area.revision, actions_taken="One.\n\nTwo.\nThree.")
    address = url("edit_area", area.reference)
    opened = client.get(address)
    area.refresh_from_db()
    areas.edit_area(by=small.lead, area=area, revision=area.revision, hazard="Theirs", title="Their title")
    page = client.post(address, fields_of(opened, title="My title"))
    assert labels(page) == ["Risk area"]
    assert page.context["conflict"]["kept"] == ["Hazard"]
    assert client.post(address, fields_of(page)).status_code == 302
    row = AreaRevision.objects.get(as_recorded(None), area=area)
    assert (row.title, row.hazard, row.actions_taken) == ("My title", "Theirs", "One.\n\nTwo.\nThree.")


def test_a_lead_whom_the_other_added_stays(small: Any, client: Any) -> None:
    first, second, third = (lead_as_written(by=small.lead, words=w) for w in ("Registrar", "Chaplain", "Head of IT"))
    area = small.group.area
    areas.set_area_leads(by=small.lead, area=area, leads=[first])
    opened = client.get(url("set_area_leads", area.reference))
    areas.set_area_leads(by=small.lead, area=area, leads=[first, second])
    sent = fields_of(opened, leads=[third.reference])
    assert client.post(url("set_area_leads", area.reference), sent).status_code == 302
    assert [lead.label for lead in leads_of(area)] == ["Chaplain", "Head of IT"]


def test_a_restriction_that_the_other_set_stays(small: Any, client: Any) -> None:
    area = small.group.area
    opened = client.get(url("restrict_passages", area.reference))
    areas.restrict_passages(by=small.lead, area=area, passages=["hazard"], reason="A name")
    sent = fields_of(opened, passages=["requirement"], reason="Another name")
    assert client.post(url("restrict_passages", area.reference), sent).status_code == 302
    row = AreaRevision.objects.get(as_recorded(None), area=area)
    assert row.restricted == ["hazard", "requirement"]
    opened = client.get(url("restrict_passages", area.reference))
    sent = fields_of(opened, passages=["requirement"], reason="Cleared")
    client.post(url("restrict_passages", area.reference), sent)
    assert AreaRevision.objects.get(as_recorded(None), area=area).restricted == ["requirement"]


def test_the_second_rating_is_told_of_the_first(small: Any, client: Any) -> None:
    area = small.group.area
    opened = client.get(url("rate_area", area.reference))
    areas.rate_area(by=small.lead, area=area, rag="red", reason="Theirs", likelihood=5, impact=5)
    sent = fields_of(opened, rag="green", reason="Mine")
    page = client.post(url("rate_area", area.reference), sent)
    assert labels(page) == ["Rating"]
    assert AreaRevision.objects.get(as_recorded(None), area=area).rag == "red"
    assert client.post(url("rate_area", area.reference), fields_of(page)).status_code == 302
    row = AreaRevision.objects.get(as_recorded(None), area=area)
    assert (row.rag, row.likelihood, row.impact) == ("green", 5, 5)
