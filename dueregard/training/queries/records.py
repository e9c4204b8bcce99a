"""A person's own training record, and what people say is wrong about theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, Max, Q, QuerySet

from dueregard.kernel import clock
from dueregard.training import permissions
from dueregard.training.models import Booking, Completion, Objection, Requirement, Staff
from dueregard.training.queries.conditions import courses_of, in_group, requirements_on, rule_of
from dueregard.training.rules.coverage import bounds_on
from dueregard.training.rules.due import Standing
from dueregard.training.rules.states import BookingState, ObjectionState, SessionState


@dataclass(frozen=True, slots=True)
class Need:
    """One requirement as it stands for somebody on a day. due_on: by when a (new) completion is needed, None = not again."""

    requirement: Requirement
    standing: Standing
    last: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Record:
    """What is kept about somebody's training, as they see it themselves."""

    staff: Staff
    needs: list[Need]
    completions: list[Completion]
    bookings: list[Booking]
    objections: list[Objection] = field(default_factory=list)


def staff_of(viewer: Any) -> Staff | None:
    """The viewer's own row in the list of staff."""
    person = getattr(viewer, "person_id", None)
    return Staff.objects.filter(person_id=person).first() if person is not None else None


def needs_of(staff: Staff, day: date) -> list[Need]:
    """What the requirements of `day` ask of one member of staff, and where they stand. At most four queries, whatever the
    number of requirements."""
    requirements = requirements_on(day)
    if not requirements:
        return []
    asked = _among(staff, [(need, in_group(need.group, day)) for need in requirements])
    bounds = {need.pk: bounds_on(rule_of(need), day) for need in asked}
    then = {
        need.pk
        for need in _among(staff, [(need, in_group(need.group, bounds[need.pk].needed_before)) for need in asked])
        if need.from_on <= bounds[need.pk].needed_before
    }
    rows = Completion.objects.filter(staff=staff, removed_on__isnull=True, completed_on__lte=day)
    last = dict(rows.values_list("course").annotate(last=Max("completed_on")).order_by())
    found = []
    for need in asked:
        done = max((last[course] for course in courses_of(need) if course in last), default=None)
        standing = bounds[need.pk].standing(done, need.pk in then)
        needed_from = max(filter(None, (need.from_on, staff.began_on)))
        found.append(Need(need, standing, done, rule_of(need).due_on(needed_from, done)))
    order = [Standing.OVERDUE, Standing.DUE, Standing.DUE_SOON, Standing.COVERED]
    return sorted(found, key=lambda each: (order.index(each.standing), each.due_on or date.max))


def _among(staff: Staff, conditions: list[tuple[Requirement, Q]]) -> list[Requirement]:
    """The requirements whose condition the member of staff meets: one query, each condition a column of it."""
    if not conditions:
        return []
    row = Staff.objects.filter(pk=staff.pk)
    # A subquery for each: conditions reach over several tables, and who meets one twice must count once.
    met = {f"need_{need.pk}": Exists(row.filter(condition)) for need, condition in conditions}
    found = row.annotate(**met).values(*met).first() or {}
    return [need for need, _ in conditions if found.get(f"need_{need.pk}")]


def own_record(viewer: Any) -> Record | None:
    """Everything that is kept about the viewer's own training; None where they are not in the list of staff."""
    staff = staff_of(viewer)
    if staff is None:
        return None
    today = clock.today()
    completions = Completion.objects.filter(staff=staff, removed_on__isnull=True).select_related(
        "course", "edition", "session"
    )
    bookings = Booking.objects.filter(
        staff=staff, session__state=SessionState.PLANNED, state__in=[BookingState.BOOKED, BookingState.WAITING]
    ).select_related("session__course")
    return Record(
        staff,
        needs_of(staff, today),
        list(completions.order_by("-completed_on", "-pk")),
        list(bookings.prefetch_related("session__dates").order_by("session")),
        list(Objection.objects.filter(staff=staff).order_by("-said_at")),
    )


def objections(viewer: Any) -> QuerySet[Objection]:
    """What people say is wrong with their records: those that wait first. For keepers of training."""
    if not permissions.can_keep_training(viewer):
        return Objection.objects.none()
    rows = Objection.objects.select_related("staff").annotate(waits=Q(state=ObjectionState.OPEN))
    return rows.order_by("-waits", "-said_at")


def objection_of_reference(viewer: Any, reference: str) -> Objection | None:
    """One of them, for keepers of training."""
    return objections(viewer).filter(reference=reference).first()
