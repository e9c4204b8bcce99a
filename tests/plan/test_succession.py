"""Leads with what they carry, and succession: what moves, what stays, what is shown before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.models import Action, ActionLead
from dueregard.actions.workflows import NewAction
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotPermitted, Refused
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Lead
from dueregard.organisation.workflows import posts
from dueregard.plan.models import Area, AreaLead
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.leads import lead_groups, succession
from dueregard.plan.queries.register import register
from dueregard.plan.workflows import areas, document, steps
from dueregard.plan.workflows.leads import succeed_lead
from tests import factories

pytestmark = pytest.mark.django_db

LEADS_QUERIES = 12


@pytest.fixture
def leaver(small: Any) -> Lead:
    """A person who leads two areas and two steps, one of them done, and owns the risk register's entry."""
    person = factories.make_lead(factories.make_person("Ann Leaver"))
    other = factories.make_lead("Chaplain")
    areas.set_area_leads(by=small.lead, area=small.group.area, leads=[other, person])
    areas.set_area_leads(by=small.lead, area=small.awareness.area, leads=[person])
    steps.edit_step(by=small.lead, area=small.awareness.area, action=small.dated.action, revision=1, leads=[person])
    steps.edit_step(by=small.lead, area=small.officers.area, action=small.undated.action, revision=1, leads=[person])
    steps.move_step(by=small.lead, area=small.officers.area, action=small.undated.action, verb="finish")
    document.set_risk_entry(
        by=small.lead, opened_at=0, register_reference="CR 1", title="Prevent", owner=person.reference
    )
    return person


def led(area: Area) -> list[str]:
    rows = AreaLead.objects.filter(as_recorded(None), area=area).select_related("lead").order_by("order", "pk")
    return [row.lead.label for row in rows]


def test_what_is_unfinished_moves_and_the_rest_stays(small: Any, leaver: Lead) -> None:
    successor = factories.make_lead(factories.make_post("Registrar"))
    before = succession(small.lead, leaver)
    assert ([m.number for m in before.areas], [m.text for m in before.steps], before.risk_entry) == (
        ["1.1", "2.1"],
        ["Write the statement"],
        True,
    )
    opened = Area.objects.get(pk=small.awareness.area_id).revision
    step_opened = Action.objects.get(pk=small.dated.action_id).revision
    assert succeed_lead(by=small.lead, leaver=leaver, successor=successor, reason="Left in July") == (2, 1)
    assert led(small.group.area) == ["Chaplain", "Registrar"]  # in the leaver's place
    assert led(small.awareness.area) == ["Registrar"]
    of_done = ActionLead.objects.filter(as_recorded(None), action=small.undated.action)
    assert [link.lead.label for link in of_done] == ["Ann Leaver"]
    assert not succession(small.lead, leaver).anything
    assert [r.number for r in register(small.lead, Filters(q="registrar"))] == ["1.1", "2.1"]
    # Whoever had a form open is told, instead of putting the leaver back.
    assert Area.objects.get(pk=small.awareness.area_id).revision == opened + 1
    with pytest.raises(ChangedSince):
        steps.edit_step(
            by=small.lead, area=small.awareness.area, action=small.dated.action, revision=step_opened, leads=[leaver]
        )
    verbs = (
        Entry.objects.filter(subject=small.awareness.area.reference).order_by("-number").values_list("verb", flat=True)
    )
    assert {"plan.area_leads_set", "plan.step_edited"} == set(verbs[:2])
    entry = Entry.objects.get(verb="plan.lead_succeeded")
    assert entry.summary == "Moved 2 risk areas and 1 next steps to a successor."
    assert entry.detail.values["reason"] == "Left in July"
    assert list(faults()) == []


def test_one_who_leads_already_is_not_named_twice(small: Any, leaver: Lead) -> None:
    chaplain = Lead.objects.get(label="Chaplain")
    succeed_lead(by=small.lead, leaver=leaver, successor=chaplain)
    assert led(small.group.area) == ["Chaplain"]


def test_what_cannot_be_handed_over(small: Any, leaver: Lead) -> None:
    nobody = factories.make_lead("Nobody yet")
    for wrong in ({"leaver": leaver, "successor": leaver}, {"leaver": nobody, "successor": leaver}):
        with pytest.raises(Refused):
            succeed_lead(by=small.lead, **wrong)
    for role in (Role.UNIVERSITY_SECRETARY, Role.STEERING_MEMBER, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            succeed_lead(by=factories.make_account(role), leaver=leaver, successor=nobody)
    assert led(small.awareness.area) == ["Ann Leaver"]


def test_a_new_holder_of_a_post_needs_no_succession(small: Any) -> None:
    post = factories.make_post("Registrar", holder=factories.make_person())
    lead = factories.make_lead(post)
    areas.set_area_leads(by=small.lead, area=small.group.area, leads=[lead])
    posts.appoint_holder(by=small.lead, post=post, person=factories.make_person(), from_on=clock.today())
    assert led(small.group.area) == ["Registrar"]


# --- the page of leads ------------------------------------------------------------------------------------------------
def loads(viewer: Any) -> dict[str, list[tuple[str, int, int, int]]]:
    groups, _ = lead_groups(viewer)
    return {g.key: [(x.label, x.areas, x.open, x.overdue) for x in g.loads] for g in groups}


def test_leads_are_listed_with_what_they_carry(small: Any, leaver: Lead) -> None:
    post = factories.make_post("Registrar")
    lead = factories.make_lead(post)
    areas.set_area_leads(by=small.lead, area=small.officers.area, leads=[lead])
    factories.make_lead("who?")
    assert loads(small.lead) == {
        "unknown": [("Chaplain", 1, 0, 0), ("who?", 0, 0, 0)],
        "post": [("Registrar", 1, 0, 0)],
        "person": [("Ann Leaver", 2, 1, 1)],
    }
    posts.end_post(by=small.lead, post=post, on=clock.today() - timedelta(days=3))
    assert loads(small.lead)["gone"] == [("Registrar", 1, 0, 0)]
    assert lead_groups(small.lead)[1] == 0
    areas.set_area_leads(by=small.lead, area=small.officers.area, leads=[])
    assert lead_groups(small.lead)[1] == 1


def test_others_are_not_told_of_what_they_may_not_see(small: Any) -> None:
    north = factories.make_campus("North")
    hidden, shown = factories.make_lead("Northern dean"), factories.make_lead("Chaplain")
    secret = factories.make_lead("Quiet person")
    areas.add_area(by=small.lead, section=small.training, title="North", campus=north, leads=[hidden])
    areas.set_area_leads(by=small.lead, area=small.group.area, leads=[shown])
    steps.add_step(by=small.lead, area=small.group.area, new=NewAction("x", restricted=True, leads=(secret, shown)))
    member = factories.make_account(Role.STEERING_MEMBER, scope=factories.make_campus("South"))
    assert loads(member) == {"unknown": [("Chaplain", 1, 0, 0)]}
    assert set(loads(small.lead)["unknown"]) == {
        ("Northern dean", 1, 0, 0),
        ("Chaplain", 1, 1, 0),
        ("Quiet person", 0, 1, 0),
    }
    text = factories.signed_in(member).get(reverse("plan:leads")).content.decode()
    assert "Northern dean" not in text
    assert "Quiet person" not in text
    assert "Hand over" not in text
    assert "Say who this is" not in text


def test_the_page_links_to_what_is_to_be_done(small: Any, leaver: Lead) -> None:
    client = factories.signed_in(small.lead)
    text = client.get(reverse("plan:leads")).content.decode()
    chaplain = Lead.objects.get(label="Chaplain")
    assert reverse("organisation:resolve_lead", args=[chaplain.reference]) in text
    assert reverse("plan:succeed_lead", args=[leaver.reference]) in text
    assert f"{reverse('plan:register')}?lead={leaver.reference}" in text
    assert "1 risk area without a lead" in text


def test_the_leads_page_has_a_literal_bound(small: Any, django_assert_max_num_queries: Any) -> None:
    for number in range(25):
        lead = factories.make_lead(factories.make_post() if number % 2 else factories.make_person())
        row = areas.add_area(by=small.lead, section=small.training, title="x", leads=[lead])
        steps.add_step(by=small.lead, area=row.area, new=NewAction("x", leads=(lead,)))
    client = factories.signed_in(small.lead)
    with django_assert_max_num_queries(LEADS_QUERIES):
        assert client.get(reverse("plan:leads")).status_code == 200


# --- handing over from the page ---------------------------------------------------------------------------------------
def test_a_succession_is_chosen_shown_and_then_done(small: Any, leaver: Lead) -> None:
    client = factories.signed_in(small.lead)
    post = factories.make_lead(factories.make_post("Registrar"))
    url = reverse("plan:succeed_lead", args=[leaver.reference])
    text = client.get(url).content.decode()
    assert "2 risk areas" in text
    assert f'value="{leaver.reference}"' not in text  # not a successor of oneself
    assert "Choose the successor." in client.get(url, {"successor": ""}).content.decode()
    shown = client.get(url, {"successor": post.reference, "reason": "Left in July"}).content.decode()
    assert "Hand over from Ann Leaver to Registrar?" in shown
    assert "Write the statement" in shown
    assert led(small.awareness.area) == ["Ann Leaver"]  # looking moves nothing
    for wrong in ({}, {"successor": "NOSUCH"}, {"successor": leaver.reference}):
        page = client.post(url, wrong)
        assert page.status_code == 200
        assert 'class="error-summary"' in page.content.decode()
    done = client.post(url, {"successor": post.reference, "reason": "Left in July"}, follow=True)
    assert "Registrar has taken over 2 risk areas and 1 next step." in done.content.decode()
    assert led(small.awareness.area) == ["Registrar"]
    twice = client.post(url, {"successor": post.reference})
    assert "Nothing unfinished names Ann Leaver." in twice.content.decode()
    assert client.get(reverse("plan:succeed_lead", args=["NOSUCH"])).status_code == 404


def test_only_editors_hand_over(small: Any, leaver: Lead) -> None:
    url = reverse("plan:succeed_lead", args=[leaver.reference])
    for role in (Role.UNIVERSITY_SECRETARY, Role.STEERING_MEMBER, Role.SYSTEM_ADMINISTRATOR):
        client = factories.signed_in(factories.make_account(role))
        assert client.get(url).status_code == 403
        assert client.post(url, {"successor": leaver.reference}).status_code == 403
