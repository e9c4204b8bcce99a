"""Who may open the health of the plan and start its jobs, role by role."""

from __future__ import annotations

import pytest

from dueregard.accounts.rules import Role
from dueregard.health import permissions
from dueregard.kernel.principals import Command, Schedule
from tests import factories

pytestmark = pytest.mark.django_db

_NOT_READERS = {Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF}
_EDITORS = {Role.PREVENT_LEAD, Role.PREVENT_OFFICER}


@pytest.mark.parametrize("role", Role.values)
def test_whoever_reads_the_register_reads_its_health_and_editors_start_the_jobs(role: str) -> None:
    account = factories.make_account(role)
    assert permissions.can_read_health(account) == (role not in _NOT_READERS)
    assert permissions.can_look_again(account) == (role in _EDITORS)
    assert permissions.can_ask_links(account) == (role in _EDITORS)


def test_an_account_without_a_role_does_nothing_and_an_editor_of_one_campus_starts_no_job() -> None:
    nobody = factories.make_account()
    assert not permissions.can_read_health(nobody)
    local = factories.make_account(Role.PREVENT_OFFICER, scope=factories.make_campus())
    assert permissions.can_read_health(local)
    whole = not local.person.appointments.filter(scope="campus").exists()
    assert permissions.can_look_again(local) == whole


@pytest.mark.parametrize("principal", [Schedule(), Command()])
def test_the_schedule_and_the_command_line_start_the_jobs(principal: object) -> None:
    assert permissions.can_look_again(principal)
    assert permissions.can_ask_links(principal)
