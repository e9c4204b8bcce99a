"""Who may do what in the plan: one table for each question, and the promise that a list and a single check agree."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.kernel.principals import Command
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.workflows.campuses import add_campus
from dueregard.plan import permissions
from dueregard.plan.models import AreaRevision, Evidence, PlanImport, SheetReturn
from dueregard.plan.workflows.areas import add_area
from tests import factories

LEAD, OFFICER, SECRETARY = Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY
FULL = {LEAD, OFFICER, SECRETARY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}
NOBODY = {Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF}


@pytest.mark.django_db
@pytest.mark.parametrize("role", Role.values)
def test_what_a_role_for_the_whole_institution_may_do(role: str, small: Any) -> None:
    viewer = factories.make_account(role)
    area = small.group
    assert permissions.can_read_register(viewer) is (role not in NOBODY)
    assert permissions.can_read_area(viewer, area) is (role not in NOBODY)
    assert permissions.can_read_restricted(viewer) is (role in FULL)
    assert permissions.can_edit_area(viewer, area) is (role in {LEAD, OFFICER})
    assert permissions.can_edit_plan(viewer) is (role in {LEAD, OFFICER})
    assert permissions.can_change_something(viewer) is (role in {LEAD, OFFICER})
    assert permissions.can_keep_meeting_sheet(viewer) is (role in {LEAD, OFFICER})
    assert permissions.can_rate_area(viewer, area) is (role in {LEAD, OFFICER, SECRETARY})
    assert permissions.can_add_area(viewer) is (role in {LEAD, OFFICER})
    assert permissions.can_read_import(viewer, PlanImport()) is (role in {LEAD, OFFICER})
    assert permissions.can_read_sheet_return(viewer, SheetReturn()) is (role in {LEAD, OFFICER})
    assert permissions.can_read_evidence(viewer, Evidence(), area) is (role not in NOBODY)
    assert permissions.can_read_evidence(viewer, Evidence(restricted=True), area) is (role in FULL)


@pytest.mark.django_db
def test_the_command_line_holds_the_keys_already(small: Any) -> None:
    by = Command()
    for may in (permissions.can_read_register, permissions.can_read_restricted, permissions.can_edit_plan):
        assert may(by)
    assert permissions.can_read_area(by, small.group)
    assert permissions.can_edit_area(by, small.group)


@pytest.mark.django_db
def test_an_officer_of_one_campus(small: Any) -> None:
    north, south = add_campus(by=small.lead, name="North"), add_campus(by=small.lead, name="South")
    of_north = add_area(by=small.lead, section=small.training, title="North only", campus=north)
    of_south = add_area(by=small.lead, section=small.training, title="South only", campus=south)
    viewer = factories.make_account(OFFICER, scope=north)
    assert permissions.can_read_area(viewer, of_north)
    assert permissions.can_edit_area(viewer, of_north)
    assert permissions.can_rate_area(viewer, of_north)
    assert permissions.can_add_area(viewer, north.reference)
    assert permissions.can_read_area(viewer, small.group)
    assert not permissions.can_edit_area(viewer, small.group)
    assert not permissions.can_read_area(viewer, of_south)
    assert not permissions.can_edit_area(viewer, of_south)
    assert not permissions.can_add_area(viewer, south.reference)
    assert not permissions.can_add_area(viewer)
    assert not permissions.can_edit_plan(viewer)
    assert not permissions.can_keep_meeting_sheet(viewer)


@pytest.mark.django_db
def test_the_list_and_the_single_check_agree_for_everybody(small: Any) -> None:
    north, south = add_campus(by=small.lead, name="North"), add_campus(by=small.lead, name="South")
    for campus in (north, south):
        add_area(by=small.lead, section=small.training, title=f"{campus.name} only", campus=campus)
    viewers = [factories.make_account(role) for role in Role.values]
    viewers += [factories.make_account(OFFICER, scope=north), factories.make_account(Role.STEERING_MEMBER, scope=south)]
    viewers += [factories.make_account(), Command()]
    current = AreaRevision.objects.filter(as_recorded(None)).select_related("campus")
    for viewer in viewers:
        listed = set(current.filter(permissions.visible_areas(viewer)))
        assert listed == {area for area in current if permissions.can_read_area(viewer, area)}


@pytest.mark.django_db
def test_an_ended_or_closed_account_holds_nothing(small: Any) -> None:
    viewer = factories.make_account(LEAD)
    viewer.is_active = False
    assert not permissions.can_read_register(viewer)
    assert not permissions.can_edit_plan(viewer)
