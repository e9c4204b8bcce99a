"""Today's page over registers of a step or two: the edges of its days, an empty plan, and who waits for what."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.models import Account, Appointment
from dueregard.accounts.rules import AppointmentState, Role
from dueregard.accounts.workflows import propose_appointment
from dueregard.actions.models import Action
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.home.queries.today import Today, today_for
from dueregard.kernel import clock
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.selecting import selected
from dueregard.plan.workflows import areas, steps
from tests.factories import COMMAND, make_account, make_campus, signed_in

pytestmark = pytest.mark.django_db


def test_it_waits_for_nobody_who_proposed_it_or_is_appointed_by_it() -> None:
    lead, other = make_account(Role.PREVENT_LEAD), make_account(Role.UNIVERSITY_SECRETARY)
    propose_appointment(by=lead, person=other.person, role=Role.AUDITOR, reason="To read.", starts_on=clock.today())
    assert Appointment.objects.filter(state=AppointmentState.PROPOSED).count() == 1
    assert [today_for(account).waiting.appointments for account in (lead, other)] == [0, 0]
    assert today_for(make_account(Role.UNIVERSITY_SECRETARY)).waiting.appointments == 1


def test_a_visitor_is_asked_to_sign_in() -> None:
    answer = signed_in(None).get("/")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_an_empty_register_offers_one_step_to_whoever_may_take_it() -> None:
    page = signed_in(make_account(Role.PREVENT_LEAD)).get("/").content.decode()
    assert page.count("Bring your plan</a>") == 1
    assert reverse("plan:bring_document") in page
    assert "overdue" not in page.casefold()
    reader = signed_in(make_account(Role.AUDITOR)).get("/").content.decode()
    assert "The register is empty" in reader
    assert reverse("plan:bring_document") not in reader


# --- days -------------------------------------------------------------------------------------------------------------
def _with_step(**step: Any) -> tuple[Account, Today]:
    lead = make_account(Role.PREVENT_LEAD)
    section = areas.add_section(by=lead, number="1", title="Leadership")
    area = areas.add_area(by=lead, section=section, title="A group meets").area
    steps.add_step(by=lead, area=area, new=NewAction(text="Do it", **step))
    return lead, today_for(lead)


@pytest.mark.parametrize(
    ("days", "overdue", "soon"), [(-1, 1, 0), (0, 0, 1), (30, 0, 1), (31, 0, 0)], ids=["-1", "0", "30", "31"]
)
def test_a_step_is_overdue_the_day_after_and_soon_for_30_days(days: int, overdue: int, soon: int) -> None:
    day = clock.today() + timedelta(days=days)
    _, found = _with_step(due=Due(day, day, "then"))
    assert (found.figures.overdue, found.figures.due_soon) == (overdue, soon)
    assert (len(found.overdue), len(found.soon)) == (overdue, soon)


def test_a_step_that_was_put_back_is_counted_by_its_present_date_only() -> None:
    late, later = clock.today() - timedelta(days=9), clock.today() + timedelta(days=9)
    lead, found = _with_step(due=Due(late, late, "then"))
    step = found.overdue[0]
    area = selected(lead, Filters()).get().area
    steps.edit_step(
        by=lead, area=area, action=Action.objects.get(pk=step.action_id), revision=1, due=Due(later, later, "later")
    )
    found = today_for(lead)
    assert (found.figures.overdue, found.figures.due_soon, found.figures.carried_over) == (0, 1, 1)
    assert (found.overdue, len(found.soon)) == ([], 1)


def test_nothing_pressing_is_said_calmly() -> None:
    lead, found = _with_step(standing=True, rhythm="termly")
    assert found.calm
    assert "Nothing presses today" in signed_in(lead).get("/").content.decode()


def test_a_campus_officer_counts_no_other_campus() -> None:
    mine, other = make_campus(), make_campus()
    section = areas.add_section(by=COMMAND, number="1", title="Leadership")
    day = clock.today() - timedelta(days=1)
    for campus in (mine, other, None):
        area = areas.add_area(by=COMMAND, section=section, title="A risk", campus=campus).area
        steps.add_step(by=COMMAND, area=area, new=NewAction(text="Do it", due=Due(day, day, "then")))
    viewer = make_account(Role.PREVENT_OFFICER, scope=mine)
    found = today_for(viewer)
    assert (found.figures.areas, found.figures.overdue, len(found.overdue)) == (2, 2, 2)
    assert not found.edits_plan
