"""Who may open accounts and appoint: truth tables over all roles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from dueregard.accounts import permissions
from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import close_account, propose_appointment
from dueregard.kernel import clock
from tests.factories import COMMAND, appoint, fresh, make_account, make_campus, make_person

pytestmark = pytest.mark.django_db

APPOINTERS = {Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY, Role.SYSTEM_ADMINISTRATOR}
CONFIRMERS = {Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY}
READERS = APPOINTERS | {Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}


@pytest.mark.parametrize("role", list(Role))
def test_truth_table(role: Role) -> None:
    viewer, other = make_account(role), make_person()
    proposed = propose_appointment(
        by=make_account(Role.PREVENT_LEAD), person=other, role=Role.AUDITOR, reason="x", starts_on=clock.today()
    )
    assert permissions.can_manage_people(viewer) is (role in APPOINTERS)
    assert permissions.can_read_appointments(viewer) is (role in READERS)
    assert permissions.can_propose_appointment(viewer, other.reference, Role.GOVERNOR) is (role in APPOINTERS)
    assert permissions.can_decide_appointments(viewer) is (role in CONFIRMERS)
    assert permissions.can_confirm_appointment(viewer, proposed) is (role in CONFIRMERS)
    assert permissions.can_end_appointment(viewer, proposed) is (role in APPOINTERS)
    assert permissions.can_close_account(viewer, other) is (role in APPOINTERS)
    # `other` waits for a role: their door is opened by those who confirm roles only.
    assert permissions.can_open_door(viewer, other) is (role in CONFIRMERS)
    assert permissions.can_open_door(viewer, make_person()) is (role in APPOINTERS)


def test_visitors_and_people_without_a_role_may_nothing() -> None:
    person = make_person()
    for viewer in (AnonymousUser(), make_account(), None):
        assert not permissions.can_manage_people(viewer)
        assert not permissions.can_read_appointments(viewer)
        assert not permissions.can_propose_appointment(viewer, person.reference, Role.GOVERNOR)
        assert not permissions.can_open_door(viewer, person)
        assert not permissions.can_close_account(viewer, person)


def test_nobody_acts_on_themselves() -> None:
    viewer = make_account(Role.PREVENT_LEAD)
    assert not permissions.can_propose_appointment(viewer, viewer.reference, Role.AUDITOR)
    assert not permissions.can_open_door(viewer, viewer.person)
    assert not permissions.can_close_account(viewer, viewer.person)


def test_an_unknown_role_cannot_be_proposed() -> None:
    assert not permissions.can_propose_appointment(make_account(Role.PREVENT_LEAD), make_person().reference, "king")


def test_whoever_proposed_or_is_appointed_does_not_confirm() -> None:
    lead, secretary = make_account(Role.PREVENT_LEAD), make_account(Role.UNIVERSITY_SECRETARY)
    proposed = propose_appointment(
        by=lead, person=secretary.person, role=Role.AUDITOR, reason="x", starts_on=clock.today()
    )
    assert not permissions.can_confirm_appointment(lead, proposed)
    assert not permissions.can_confirm_appointment(secretary, proposed)
    assert permissions.can_confirm_appointment(make_account(Role.PREVENT_LEAD), proposed)


def test_two_administrators_do_not_make_a_pair() -> None:
    first, second = make_account(Role.SYSTEM_ADMINISTRATOR), make_account(Role.SYSTEM_ADMINISTRATOR)
    for role in Role:
        if role != Role.MEMBER_OF_STAFF:
            proposed = propose_appointment(
                by=first, person=make_person(), role=role, reason="x", starts_on=clock.today()
            )
            assert not permissions.can_confirm_appointment(second, proposed)


def test_anybody_may_lay_down_a_role_of_their_own() -> None:
    viewer = make_account(Role.GOVERNOR)
    assert permissions.can_end_appointment(viewer, viewer.person.appointments.get())
    assert not permissions.can_end_appointment(make_account(Role.GOVERNOR), viewer.person.appointments.get())


def test_a_role_gives_nothing_before_its_first_day_after_its_last_or_on_a_closed_account() -> None:
    today = clock.today()
    account = make_account()
    appoint(account.person, Role.PREVENT_LEAD, starts_on=today + timedelta(days=1))
    assert not permissions.can_manage_people(fresh(account.person))
    appoint(account.person, Role.UNIVERSITY_SECRETARY, starts_on=today)
    assert permissions.can_manage_people(fresh(account.person))
    close_account(by=COMMAND, account=account)
    assert not permissions.can_manage_people(fresh(account.person))


def test_scope_limits_where_a_role_is_held() -> None:
    campus = make_campus()
    held = held_roles(make_account(Role.PREVENT_OFFICER, Role.GOVERNOR, scope=campus))
    assert held.has(Role.PREVENT_OFFICER)
    assert not held.everywhere(Role.PREVENT_OFFICER)
    assert held.limited_to(Role.PREVENT_OFFICER) == {campus.reference}
    assert held.everywhere(Role.GOVERNOR)
