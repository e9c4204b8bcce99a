"""People who left, their accounts, former roles and former seats: what goes when, in which order, and what holds it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dueregard.accounts.models import Account, Appointment, Person
from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import (
    close_account,
    correct_person,
    decline_appointment,
    end_appointment,
    propose_appointment,
    reopen_account,
)
from dueregard.actions.workflows import NewAction
from dueregard.audit.models import Detail
from dueregard.audit.queries import faults
from dueregard.kernel import clock, retention
from dueregard.kernel.models import Tombstone
from dueregard.kernel.principals import Schedule
from dueregard.organisation.models import Lead, Membership
from dueregard.organisation.workflows import memberships
from dueregard.plan.workflows import areas, steps
from dueregard.plan.workflows.saved import save_view
from tests import factories

pytestmark = pytest.mark.django_db

YEAR = 366


def run_in(days: int) -> dict[str, int]:
    """What a run in so many days removes."""
    with clock.set_to(clock.now() + timedelta(days=days)):
        return retention.run(by=Schedule()).counts


def leave(person: Person) -> None:
    correct_person(by=factories.COMMAND, person=person, name=person.name, email=person.email, left_on=clock.today())


def details_about(reference: str) -> list[dict[str, Any]]:
    rows = Detail.objects.filter(entry__subject=reference).order_by("pk")
    return [row.values for row in rows]


# --- persons ----------------------------------------------------------------------------------------------------------
def test_somebody_who_left_goes_after_two_years_with_their_lead_and_their_details() -> None:
    stays, goes = factories.make_person("Stays Here"), factories.make_person("Goes Away")
    leave(goes)
    assert run_in(2 * YEAR - 5) == {}
    assert run_in(2 * YEAR) == {"organisation.Lead": 1, "accounts.Person": 1}
    assert list(Person.objects.all()) == [stays]
    assert [lead.person for lead in Lead.objects.all()] == [stays]
    assert all(values == {} for values in details_about(goes.reference))
    assert any(values.get("name") == "Stays Here" for values in details_about(stays.reference))
    assert [(stone.kind, stone.reference) for stone in Tombstone.objects.all()] == [("accounts.Person", goes.reference)]
    assert list(faults()) == []


def test_whom_a_post_or_an_action_names_is_kept() -> None:
    holder, doer = factories.make_person("Holds Post"), factories.make_person("Does Step")
    factories.make_post(holder=holder)
    editor = factories.make_account(Role.PREVENT_LEAD)
    section = areas.add_section(by=editor, number="1", title="Leadership")
    area = areas.add_area(by=editor, section=section, title="A group meets").area
    steps.add_step(by=editor, area=area, new=NewAction("Write it", leads=(factories.make_lead(doer),)))
    for person in (holder, doer):
        leave(person)
    # The name under which a holder would be printed as a lead is not used by anything.
    assert run_in(3 * YEAR) == {"organisation.Lead": 1}
    assert {holder, doer} <= set(Person.objects.all())
    assert Lead.objects.filter(person=doer).exists()


# --- accounts ---------------------------------------------------------------------------------------------------------
def test_a_closed_account_goes_after_a_year_with_what_is_only_its_own() -> None:
    account = factories.make_account(email="kim@example.org")
    Person.objects.filter(pk=account.person_id).update(email="")
    factories.appoint(account.person, Role.AUDITOR)
    save_view(by=factories.fresh(account.person), name="Mine", query="rag=red")
    close_account(by=factories.COMMAND, account=account)
    assert run_in(360) == {}
    assert run_in(YEAR + 1) == {"accounts.Account": 1}
    assert not Account.objects.exists()
    person = Person.objects.get()
    assert person.appointments.exists()
    # Of the person's own entry nothing is emptied: they are still known.
    texts = [str(values) for values in details_about(person.reference)]
    assert sum("kim@example.org" in text for text in texts) == 1
    assert "{}" in texts


def test_an_account_that_was_reopened_is_kept_and_a_second_closing_counts_anew() -> None:
    account = factories.make_account()
    close_account(by=factories.COMMAND, account=account)
    reopen_account(by=factories.COMMAND, account=account)
    assert run_in(3 * YEAR) == {}
    with clock.set_to(clock.now() + timedelta(days=300)):
        close_account(by=factories.COMMAND, account=account)
    assert run_in(300 + 360) == {}
    assert run_in(300 + YEAR + 1) == {"accounts.Account": 1}


def test_somebody_with_account_role_and_seat_goes_whole_once_all_is_over() -> None:
    account = factories.make_account(Role.AUDITOR)
    person = account.person
    seat = factories.make_membership(factories.make_body(), person=person)
    memberships.end_membership(by=factories.COMMAND, membership=seat, to_on=clock.today())
    end_appointment(by=factories.COMMAND, appointment=Appointment.objects.get(), reason="They left.")
    leave(person)
    close_account(by=factories.COMMAND, account=account)
    assert run_in(3 * YEAR) == {"organisation.Lead": 1, "accounts.Account": 1}
    assert Person.objects.filter(pk=person.pk).exists()
    gone = run_in(7 * YEAR)
    del gone["kernel.RetentionRun"]  # the note of the run before
    assert gone == {"organisation.Membership": 1, "accounts.Appointment": 1, "accounts.Person": 1}
    assert not Person.objects.exists()


# --- roles and seats --------------------------------------------------------------------------------------------------
def test_former_and_declined_roles_go_after_six_years_and_others_stay() -> None:
    lead, secretary = factories.make_account(Role.PREVENT_LEAD), factories.make_account(Role.UNIVERSITY_SECRETARY)
    somebody = factories.make_person()
    declined = propose_appointment(
        by=lead, person=somebody, role=Role.AUDITOR, reason="To read.", starts_on=clock.today()
    )
    decline_appointment(by=secretary, appointment=declined)
    ended = propose_appointment(
        by=lead, person=somebody, role=Role.GOVERNOR, reason="To read.", starts_on=clock.today()
    )
    end_appointment(by=lead, appointment=ended, reason="A mistake.")
    waiting = propose_appointment(by=lead, person=somebody, role=Role.AUDITOR, reason="Again.", starts_on=clock.today())
    before = Appointment.objects.count()
    assert run_in(6 * 365) == {}
    assert run_in(6 * YEAR) == {"accounts.Appointment": 2}
    assert Appointment.objects.count() == before - 2
    assert Appointment.objects.filter(pk=waiting.pk).exists()
    assert details_about(ended.reference) == [{}, {}]
    assert {stone.reference for stone in Tombstone.objects.all()} == {declined.reference, ended.reference}


def test_former_seats_go_after_six_years() -> None:
    body = factories.make_body()
    ended, runs = factories.make_membership(body), factories.make_membership(body)
    memberships.end_membership(by=factories.COMMAND, membership=ended, to_on=clock.today())
    assert run_in(6 * 365) == {}
    assert run_in(6 * YEAR) == {"organisation.Membership": 1}
    assert list(Membership.objects.all()) == [runs]
    told = [values.get("membership") for values in details_about(body.reference)]
    assert told.count(runs.reference) == 1
    assert ended.reference not in told
    assert {stone.reference for stone in Tombstone.objects.all()} == {ended.reference}
