"""Who may keep and read the records of training, and whose: the truth is tests/training/test_permissions.py."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q

from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import Role
from dueregard.kernel.principals import Command, LinkHolder, Schedule
from dueregard.training.models import Attendance, Booking, Placement, Session, Staff
from dueregard.training.rules.states import SessionState

_KEEPERS = (Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.TRAINING_ADMINISTRATOR)
# Those who read everybody's records: the keepers, and those who check.
_RECORD_READERS = (*_KEEPERS, Role.UNIVERSITY_SECRETARY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR)
# Every role but the two that have no business with the duty's content.
READERS = tuple(role for role in Role.values if role not in (Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF))


def can_keep_training(viewer: Any) -> bool:
    """Courses, requirements, sessions, officers, records and lists: for the whole institution."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*_KEEPERS)


def can_decide_roles(viewer: Any) -> bool:
    """Decide whether a role needs training: those who answer for the duty, and who runs training."""
    return can_keep_training(viewer)


def can_read_training(viewer: Any) -> bool:
    """Open the room: courses, requirements, sessions, and coverage in numbers (under the small-number rule)."""
    return isinstance(viewer, Command) or held_roles(viewer).has(*READERS)


def can_read_all_records(viewer: Any) -> bool:
    """Read everybody's training record by name."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*_RECORD_READERS)


def can_read_officers(viewer: Any) -> bool:
    """Read who is designated safeguarding officer, their training, and gaps: the keepers, those who check, and the
    officers themselves."""
    return can_read_all_records(viewer) or held_roles(viewer).has(Role.SAFEGUARDING_OFFICER, Role.HEAD_OF_DEPARTMENT)


def can_bring_records(viewer: Any) -> bool:
    """Bring lists of staff and completions in, and undo it."""
    return can_keep_training(viewer)


def can_send_reminders(viewer: Any) -> bool:
    """Invitations and reminders: the keepers, and the schedule."""
    return isinstance(viewer, Schedule) or can_keep_training(viewer)


def _own(viewer: Any) -> int | None:
    return getattr(viewer, "person_id", None)


def visible_staff(viewer: Any, day: date) -> Q:
    """The members of staff whose records `viewer` may read on `day`: all, those of their own departments (head of
    department) or of their own campuses (keepers and readers limited to one), and always one's own."""
    held = held_roles(viewer)
    if can_read_all_records(viewer):
        return Q()
    condition = Q(pk__in=[])
    own = _own(viewer)
    if own is not None:
        condition |= Q(person_id=own)
    placed = Placement.objects.filter(_running(day), staff=OuterRef("pk"))
    departments = held.limited_to(Role.HEAD_OF_DEPARTMENT)
    if departments:
        condition |= Q(Exists(placed.filter(department__reference__in=sorted(departments))))
    campuses = held.limited_to(*_RECORD_READERS)
    if campuses:
        condition |= Q(Exists(placed.filter(campus__reference__in=sorted(campuses))))
    return condition


def can_read_staff(viewer: Any, staff: Staff, day: date) -> bool:
    """The same rule as visible_staff, for one member of staff."""
    held = held_roles(viewer)
    own = _own(viewer)
    if can_read_all_records(viewer) or (own is not None and staff.person_id == own):
        return True
    placed = staff.placements.filter(_running(day))
    departments, campuses = held.limited_to(Role.HEAD_OF_DEPARTMENT), held.limited_to(*_RECORD_READERS)
    return any(
        (each.department is not None and each.department.reference in departments)
        or (each.campus is not None and each.campus.reference in campuses)
        for each in placed.select_related("department", "campus")
    )


def own_departments(viewer: Any) -> frozenset[str]:
    """References of the departments whose people the viewer may read as their head."""
    return held_roles(viewer).limited_to(Role.HEAD_OF_DEPARTMENT)


def has_people(viewer: Any) -> bool:
    """Whether the viewer may read anybody's records but their own."""
    held = held_roles(viewer)
    return can_read_all_records(viewer) or bool(
        held.limited_to(Role.HEAD_OF_DEPARTMENT) or held.limited_to(*_RECORD_READERS)
    )


def has_record(viewer: Any) -> bool:
    """Whether the viewer is a member of staff whose own record is kept here. One query."""
    own = _own(viewer)
    return own is not None and Staff.objects.filter(person_id=own).exists()


def can_read_materials(viewer: Any) -> bool:
    """Download what is handed out with a course: whoever reads the room, and every member of staff."""
    return can_read_training(viewer) or has_record(viewer)


def can_name_roles(viewer: Any) -> bool:
    """Say which further role should be trained: the keepers, and who answers the question after a session."""
    return can_keep_training(viewer) or isinstance(viewer, LinkHolder) or has_record(viewer)


def can_forget_staff(viewer: Any) -> bool:
    """Take somebody's name out of the records before its time: whoever answers for the duty or for data protection."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(Role.PREVENT_LEAD, Role.DATA_PROTECTION_OFFICER)


def can_book_for(viewer: Any, staff: Staff) -> bool:
    """Take or give up a place: for oneself, or for anybody as a keeper."""
    own = _own(viewer)
    return can_keep_training(viewer) or (own is not None and staff.person_id == own)


def visible_sessions(viewer: Any, day: date) -> Q:
    """The sessions that `viewer` may see: all, for those who may open the room; those that are open for booking, for members
    of staff who have not left by `day`; and always those in which one has or had a place, or to which one came."""
    if can_read_training(viewer):
        return Q()
    own = _own(viewer)
    if own is None:
        return Q(pk__in=[])
    staying = Staff.objects.filter(_not_left(day), person_id=own)
    booked = Booking.objects.filter(session=OuterRef("pk"), staff__person_id=own)
    came = Attendance.objects.filter(date__session=OuterRef("pk"), staff__person_id=own)
    return Q(Exists(staying), open_to_all=True, state=SessionState.PLANNED) | Q(Exists(booked)) | Q(Exists(came))


def can_read_session(viewer: Any, session: Session, day: date) -> bool:
    """The same rule as visible_sessions, for one session."""
    if can_read_training(viewer):
        return True
    own = _own(viewer)
    if own is None:
        return False
    if session.bookings.filter(staff__person_id=own).exists():
        return True
    if Attendance.objects.filter(date__session=session, staff__person_id=own).exists():
        return True
    is_open = session.open_to_all and session.state == SessionState.PLANNED
    return is_open and Staff.objects.filter(_not_left(day), person_id=own).exists()


def _not_left(day: date) -> Q:
    return Q(left_on__isnull=True) | Q(left_on__gte=day)  # whoever begins next month may book already


def _running(day: date) -> Q:
    return (Q(from_on__isnull=True) | Q(from_on__lte=day)) & (Q(to_on__isnull=True) | Q(to_on__gte=day))
