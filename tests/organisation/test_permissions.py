"""Who may see and keep the organisation: truth tables over all roles."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from dueregard.accounts.rules import Role
from dueregard.organisation import permissions
from tests.factories import COMMAND, make_account, make_campus

pytestmark = pytest.mark.django_db

KEEPERS = {Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY, Role.SYSTEM_ADMINISTRATOR}


@pytest.mark.parametrize("role", list(Role))
def test_truth_table(role: Role) -> None:
    viewer = make_account(role)
    assert permissions.can_read_organisation(viewer) is (role != Role.MEMBER_OF_STAFF)
    assert permissions.can_keep_organisation(viewer) is (role in KEEPERS)
    assert permissions.can_keep_glossary(viewer) is (role in KEEPERS)
    assert permissions.can_name_leads(viewer) is (role in KEEPERS - {Role.SYSTEM_ADMINISTRATOR})


def test_officer_of_one_campus_works_on_the_plan_but_not_on_the_organisation() -> None:
    viewer = make_account(Role.PREVENT_OFFICER, scope=make_campus())
    assert permissions.can_read_organisation(viewer)
    assert not permissions.can_keep_organisation(viewer)
    assert permissions.can_keep_glossary(viewer)
    assert permissions.can_name_leads(viewer)


def test_visitors_and_accounts_without_a_role() -> None:
    for viewer in (AnonymousUser(), make_account(), None):
        for name in ("can_read_organisation", "can_keep_organisation", "can_keep_glossary", "can_name_leads"):
            assert not getattr(permissions, name)(viewer), name


def test_command_line() -> None:
    for name in ("can_read_organisation", "can_keep_organisation", "can_keep_glossary", "can_name_leads"):
        assert getattr(permissions, name)(COMMAND), name
