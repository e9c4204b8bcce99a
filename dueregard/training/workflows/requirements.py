"""Requirements: who needs which course, for how long a completion counts, and from when; a change is a new one from a day on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.organisation.workflows.opened import refuse_later
from dueregard.training import permissions
from dueregard.training.models import AlsoMeets, Course, Requirement, RoleGroup
from dueregard.training.rules.needs import MOST_GRACE_DAYS, MOST_MONTHS

_CHANGED = ("training.requirement_changed", "training.requirement_ended")


@transaction.atomic
def add_requirement(
    *,
    by: Any,
    group: RoleGroup,
    course: Course,
    from_on: date,
    validity_months: int | None = None,
    grace_days: int = 0,
    also: Sequence[Course] = (),
    reason: str = "",
) -> Requirement:
    """A group needs a course from a day on. also: courses that meet it as well. Raises Refused where a value is out of
    bounds, or where the group needs the course on one of those days already."""
    permit(permissions.can_keep_training(by))
    group = locked(RoleGroup, group.pk)
    sound(group.ended_on is None or group.ended_on >= from_on, "This group has ended.")
    sound(course.ended_on is None or course.ended_on >= from_on, "This course is not offered any more.")
    _refuse_twice(group, course, from_on, None)
    row = Requirement.objects.create(
        group=group, course=course, from_on=from_on, **_sound(validity_months, grace_days, reason)
    )
    _meets(row, also)
    _record(by, row, "added", "Added a training requirement.", _told(row, also))
    return row


@transaction.atomic
def correct_requirement(
    *,
    by: Any,
    requirement: Requirement,
    from_on: date,
    validity_months: int | None,
    grace_days: int,
    also: Sequence[Course] = (),
    reason: str = "",
    revision: int | None = None,
) -> Requirement:
    """Change a requirement that has not begun. Raises NotAllowedNow where it has: then it is changed from a day on."""
    permit(permissions.can_keep_training(by))
    row = locked(Requirement, requirement.pk)
    refuse_later(row, revision, subject=row.reference, verbs=_CHANGED)
    allowed_now(row.from_on > clock.today(), "This requirement has begun: change it from a day on.")
    allowed_now(row.to_on is None, "This requirement has ended.")
    _refuse_twice(row.group, row.course, from_on, None, but=row)
    before = _told(row, list(row.also.all()))
    for name, value in _sound(validity_months, grace_days, reason).items():
        setattr(row, name, value)
    row.from_on = from_on
    row.revision += 1
    row.save()
    _meets(row, also)
    _record(by, row, "changed", "Changed a training requirement.", {"before": before, "after": _told(row, also)})
    return row


@transaction.atomic
def change_requirement(
    *,
    by: Any,
    requirement: Requirement,
    on: date,
    validity_months: int | None,
    grace_days: int,
    also: Sequence[Course] = (),
    reason: str = "",
    revision: int | None = None,
) -> Requirement:
    """Change a requirement from the day `on`: it ends the day before, and its successor begins. Gives the successor.

    What was due before that day stays as it was. Raises ChangedSince; NotAllowedNow where it has ended; Refused where
    the day is not after its first.
    """
    permit(permissions.can_keep_training(by))
    row = locked(Requirement, requirement.pk)
    refuse_later(row, revision, subject=row.reference, verbs=_CHANGED)
    allowed_now(row.to_on is None, "This requirement has ended.")
    sound(on > row.from_on, "The change comes after the day from which it is needed.")
    row.to_on = on - timedelta(days=1)
    row.revision += 1
    row.save(update_fields=["to_on", "revision"])
    _refuse_twice(row.group, row.course, on, None, but=row)
    after = Requirement.objects.create(
        group=row.group, course=row.course, from_on=on, **_sound(validity_months, grace_days, reason)
    )
    _meets(after, also)
    details = {"from": on, "successor": after.reference, "after": _told(after, also)}
    _record(by, row, "changed", "Changed a training requirement from a day on.", details)
    return after


@transaction.atomic
def end_requirement(*, by: Any, requirement: Requirement, on: date, revision: int | None = None) -> None:
    """Say which day was a requirement's last. One that has not begun by then never held, and goes.

    Raises ChangedSince; NotAllowedNow where it has ended.
    """
    permit(permissions.can_keep_training(by))
    row = locked(Requirement, requirement.pk)
    refuse_later(row, revision, subject=row.reference, verbs=_CHANGED)
    allowed_now(row.to_on is None, "This requirement has ended already.")
    sound(row.from_on <= on or row.from_on > clock.today(), "The last day lies before the first.")
    _record(by, row, "ended", "Ended a training requirement.", {"on": on, "before": _told(row, list(row.also.all()))})
    if on < row.from_on:
        row.delete()
        return
    row.to_on = on
    row.revision += 1
    row.save(update_fields=["to_on", "revision"])


def _refuse_twice(
    group: RoleGroup, course: Course, from_on: date, to_on: date | None, but: Requirement | None = None
) -> None:
    rows = Requirement.objects.filter(Q(to_on__isnull=True) | Q(to_on__gte=from_on), group=group, course=course)
    if to_on is not None:
        rows = rows.filter(from_on__lte=to_on)
    if but is not None:
        rows = rows.exclude(pk=but.pk)
    sound(not rows.exists(), "This group needs this course already: change that requirement from a day on.")


def _sound(validity_months: int | None, grace_days: int, reason: str) -> dict[str, Any]:
    if validity_months is not None:
        sound(1 <= validity_months <= MOST_MONTHS, f"A completion counts for 1 to {MOST_MONTHS} months, or for good.")
    sound(0 <= grace_days <= MOST_GRACE_DAYS, f"Allow 0 to {MOST_GRACE_DAYS} days.")
    return {"validity_months": validity_months, "grace_days": grace_days, "reason": clean_text(reason).strip()}


def _meets(row: Requirement, also: Sequence[Course]) -> None:
    wanted = {course.pk for course in also} - {row.course_id}
    AlsoMeets.objects.filter(requirement=row).exclude(course__in=wanted).delete()
    there = set(AlsoMeets.objects.filter(requirement=row).values_list("course", flat=True))
    AlsoMeets.objects.bulk_create(AlsoMeets(requirement=row, course_id=pk) for pk in sorted(wanted - there))


def _told(row: Requirement, also: Sequence[Course]) -> dict[str, Any]:
    return {
        "group": row.group.name,
        "course": row.course.title,
        "also": sorted(course.title for course in also),
        "validity_months": row.validity_months,
        "grace_days": row.grace_days,
        "from": row.from_on,
        "reason": row.reason,
    }


def _record(by: Any, row: Requirement, past: str, summary: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"training.requirement_{past}",
        subject_kind="training requirement",
        subject=row.reference,
        summary=summary,
        details=details,
    )
