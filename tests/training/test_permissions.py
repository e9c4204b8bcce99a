"""Who may keep and read the records of training: truth tables over all roles, and whose records by scope."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from dueregard.accounts.rules import ROLES, Role
from dueregard.kernel import clock
from dueregard.kernel.principals import LinkHolder, Schedule
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training import permissions
from dueregard.training.models import Placement, Staff
from tests import factories
from tests.factories import COMMAND, make_account
from tests.training.records import make_staff

pytestmark = pytest.mark.django_db

KEEPERS = {Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.TRAINING_ADMINISTRATOR}
RECORD_READERS = KEEPERS | {Role.UNIVERSITY_SECRETARY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}
READERS = set(Role) - {Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF}
WITHOUT_THING = {
    "can_keep_training": KEEPERS,
    "can_decide_roles": KEEPERS,
    "can_bring_records": KEEPERS,
    "can_send_reminders": KEEPERS,
    "can_name_roles": KEEPERS,
    "can_read_all_records": RECORD_READERS,
    "can_read_officers": RECORD_READERS | {Role.SAFEGUARDING_OFFICER, Role.HEAD_OF_DEPARTMENT},
    "can_read_training": READERS,
    "can_read_materials": READERS,
    "can_forget_staff": {Role.PREVENT_LEAD, Role.DATA_PROTECTION_OFFICER},
    "has_people": RECORD_READERS,
}


@pytest.mark.parametrize("role", list(Role))
def test_truth_table(role: Role) -> None:
    viewer, other = make_account(role), make_staff()
    for name, roles in WITHOUT_THING.items():
        assert getattr(permissions, name)(viewer) is (role in roles), name
    assert not permissions.has_record(viewer)
    assert permissions.can_book_for(viewer, other) is (role in KEEPERS)


def test_a_member_of_staff_has_their_own_record_and_no_more() -> None:
    viewer = make_account(Role.MEMBER_OF_STAFF)
    own, other = make_staff(person=viewer.person), make_staff()
    assert permissions.has_record(viewer)
    assert permissions.can_name_roles(viewer)
    assert permissions.can_read_materials(viewer)
    assert permissions.can_book_for(viewer, own)
    assert not permissions.can_book_for(viewer, other)
    assert not permissions.has_people(viewer)
    assert not permissions.can_read_training(viewer)
    assert list(Staff.objects.filter(permissions.visible_staff(viewer, clock.today()))) == [own]


@pytest.mark.parametrize("role", [role for role in Role if ROLES[role].scoped])
def test_a_limited_appointment_keeps_nothing(role: Role) -> None:
    viewer = make_account(role, scope=factories.make_campus())
    for name in WITHOUT_THING:
        if name not in ("can_read_training", "can_read_materials", "can_read_officers", "has_people"):
            assert not getattr(permissions, name)(viewer), name


def test_others() -> None:
    for name in WITHOUT_THING:
        assert not getattr(permissions, name)(AnonymousUser()), name
        assert not getattr(permissions, name)(make_account()), name
        assert not getattr(permissions, name)(None), name
        assert getattr(permissions, name)(COMMAND), name
    assert permissions.can_send_reminders(Schedule())
    assert not permissions.can_keep_training(Schedule())
    assert permissions.can_name_roles(LinkHolder("X", "Ann"))
    assert not permissions.can_read_training(LinkHolder("X", "Ann"))


def test_reading_one_and_reading_all_agree_for_every_role_and_scope() -> None:
    """can_read_staff and visible_staff: the same members of staff, whatever the role, its scope and the day."""
    today = clock.today()
    day = timedelta(days=1)
    department, other = (factories.make_body(kind=BodyKind.DEPARTMENT) for _ in range(2))
    campus, elsewhere = factories.make_campus(), factories.make_campus()
    viewers: list[Any] = [COMMAND, Schedule(), LinkHolder("X", "Ann"), AnonymousUser(), None, make_account()]
    for role in Role:
        viewers.append(make_account(role))
        if ROLES[role].scoped:
            viewers += [make_account(role, scope=scope) for scope in (department, campus)]
    viewers.append(make_account(Role.HEAD_OF_DEPARTMENT, Role.PREVENT_OFFICER, scope=department))
    own = [make_staff(person=viewer.person) for viewer in viewers if hasattr(viewer, "person")]
    people = [
        *own,
        make_staff(),
        make_staff(department=department),
        make_staff(department=other),
        make_staff(campus=campus),
        make_staff(campus=elsewhere, department=department),
        make_staff(department=department, left_on=today - day),
    ]
    moved = make_staff(department=department)
    Placement.objects.filter(staff=moved).update(to_on=today - day)
    Placement.objects.create(staff=moved, department=other, campus=campus, from_on=today)
    seen: set[tuple[int, ...]] = set()
    for viewer in viewers:
        for on in (today, today - day, date(2001, 1, 1)):
            visible = set(Staff.objects.filter(permissions.visible_staff(viewer, on)))
            one_by_one = {staff for staff in [*people, moved] if permissions.can_read_staff(viewer, staff, on)}
            assert visible == one_by_one, (viewer, on)
            seen.add(tuple(sorted(staff.pk for staff in visible)))
    assert len(seen) > 6  # the scopes tell them apart


def test_a_head_reads_their_department_as_it_is_on_the_day() -> None:
    today = clock.today()
    department, other = (factories.make_body(kind=BodyKind.DEPARTMENT) for _ in range(2))
    head = make_account(Role.HEAD_OF_DEPARTMENT, scope=department)
    moved = make_staff(department=department)
    Placement.objects.update(to_on=today - timedelta(days=1))
    Placement.objects.create(staff=moved, department=other, from_on=today)
    assert permissions.has_people(head)
    assert permissions.own_departments(head) == {department.reference}
    assert not permissions.can_read_staff(head, moved, today)
    assert permissions.can_read_staff(head, moved, today - timedelta(days=1))
    assert not permissions.can_read_all_records(head)
    everywhere = make_account(Role.HEAD_OF_DEPARTMENT)
    assert not permissions.has_people(everywhere)
