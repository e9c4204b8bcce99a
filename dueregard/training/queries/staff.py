"""Members of staff: the list, and the page of one with what they need, completed and held."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.db.models.functions import Lower

from dueregard.accounts.models import Person
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.organisation.queries import running_on
from dueregard.training import permissions
from dueregard.training.models import Booking, Completion, Objection, Officer, Placement, Requirement, RoleGroup, Staff
from dueregard.training.queries.conditions import courses_of, employed_on, in_group, requirements_on, rule_of
from dueregard.training.queries.groups import with_departments
from dueregard.training.rules.coverage import bounds_on
from dueregard.training.rules.due import Standing
from dueregard.training.rules.states import BookingState, ObjectionState

LEFT = "left"


@dataclass(frozen=True)
class Wanted:
    """What the list is asked for: words in a name, number or address; a department and a campus by reference; those who
    have left; or those of whom only the organisation's lists say so (unsettled)."""

    words: str = ""
    department: str = ""
    campus: str = ""
    left: bool = False
    unsettled: bool = False

    def condition(self, day: date) -> Q:
        """The members of staff asked for."""
        found = Q(forgotten_on__isnull=True) & (
            Q(left_on__lt=day) if self.left else employed_on(day) | Q(began_on__gt=day)
        )
        if self.unsettled:
            found &= Q(left_on__isnull=True, person__left_on__lt=day)
        if self.words:
            found &= Q(name__icontains=self.words) | Q(email__icontains=self.words) | Q(number__iexact=self.words)
        if self.department or self.campus:
            places = Placement.objects.filter(running_on(day))
            if self.department:
                places = places.filter(department__reference=self.department)
            if self.campus:
                places = places.filter(campus__reference=self.campus)
            found &= Q(pk__in=places.values("staff"))
        return found


@dataclass(frozen=True)
class Need:
    """One requirement of somebody: where they stand, what counts for it, and by when the next completion is needed."""

    requirement: Requirement
    standing: Standing
    last: date | None
    valid_until: date | None
    due_on: date | None


@dataclass(frozen=True)
class StaffPage:
    """Everything that training keeps of one member of staff."""

    staff: Staff
    placements: list[Placement]
    needs: list[Need]
    groups: list[RoleGroup]
    completions: list[Completion]
    removed: list[Completion]
    appointments: list[Officer]
    bookings: list[Booking] = field(default_factory=list)
    same_address: Person | None = None


def staff_list(viewer: Any, wanted: Wanted, day: date, page: str | None) -> Page[Staff]:
    """One page of those whom `viewer` may read, by name, each with `placed`. Three queries."""
    rows = Staff.objects.filter(wanted.condition(day), permissions.visible_staff(viewer, day))
    total = rows.count()
    number = page_number(page, total)
    found = list(rows.order_by(Lower("name"), "pk")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    with_departments(found, day)
    return page_of(found, number, total)


def staff_of_reference(viewer: Any, reference: str, day: date) -> Staff | None:
    """The member of staff with this reference, if `viewer` may read their record; with their person."""
    rows = Staff.objects.select_related("person").filter(permissions.visible_staff(viewer, day), reference=reference)
    return rows.first()


def staff_of_person(viewer: Any) -> Staff | None:
    """The viewer's own record; None where there is none."""
    own = getattr(viewer, "person_id", None)
    return Staff.objects.select_related("person").filter(person_id=own).first() if own is not None else None


def place_now(viewer: Any, staff: Staff) -> dict[str, str]:
    """Where somebody works, as the form of a move begins; {} where that is not recorded."""
    rows = Placement.objects.filter(staff=staff, to_on__isnull=True).select_related("department", "campus")
    place = rows.first()
    if place is None:
        return {}
    return {
        "department": place.department.reference if place.department else "",
        "campus": place.campus.reference if place.campus else "",
        "job": place.job,
    }


def open_words(viewer: Any) -> int:
    """How many words that a record is wrong wait for an answer; 0 for those who do not answer them."""
    if not permissions.can_keep_training(viewer):
        return 0
    return Objection.objects.filter(state=ObjectionState.OPEN).count()


def staff_named(words: str, day: date) -> list[Staff]:
    """Those who work here and have this staff number, address or whole name; at most ten. For the keepers' forms."""
    named = Q(number=words) | Q(email__iexact=words) | Q(name__iexact=words)
    rows = Staff.objects.filter(named & ~Q(name=""), employed_on(day) | Q(began_on__gt=day))
    return list(rows.order_by(Lower("name"), "pk")[:10])


def person_of_address(viewer: Any, email: str) -> Person | None:
    """The person of the organisation's lists with this address, whatever its case."""
    return Person.objects.filter(email__iexact=email.strip()).first() if email.strip() else None


def groups_of(staff: Staff, groups: Iterable[RoleGroup], day: date) -> set[int]:
    """The keys of those of the groups that the member of staff is in on `day`. One query."""
    kept = {group.pk: group for group in groups}
    if not kept:
        return set()
    inside = {
        f"group{pk}": Case(
            When(in_group(group, day), then=Value(True)), default=Value(False), output_field=BooleanField()
        )
        for pk, group in kept.items()
    }
    row = Staff.objects.filter(pk=staff.pk).annotate(**inside).values(*inside).first() or {}
    return {int(name.removeprefix("group")) for name, there in row.items() if there}


def needs_of(staff: Staff, day: date) -> list[Need]:
    """What the requirements of `day` ask of the member of staff, by rules.due, what is overdue first. Six queries and one
    more for each length of grace."""
    asked = requirements_on(day)
    inside = groups_of(staff, [need.group for need in asked], day)
    mine = [need for need in asked if need.group_id in inside]
    rows = Completion.objects.filter(removed_on__isnull=True, staff=staff, completed_on__lte=day)
    completed = list(rows.values_list("course", "completed_on"))
    then: dict[date, set[int]] = {}
    found = []
    for need in mine:
        bounds, rule, meeting = bounds_on(rule_of(need), day), rule_of(need), set(courses_of(need))
        last = max((on for course, on in completed if course in meeting), default=None)
        before = bounds.needed_before
        if before not in then:
            then[before] = groups_of(staff, [each.group for each in mine], before)
        needed_then = need.from_on <= before and need.group_id in then[before]
        since = max(filter(None, (need.from_on, staff.began_on)))
        until = rule.valid_until(last) if last else None
        standing = bounds.standing(last, needed_then)
        found.append(Need(need, standing, last, until, rule.due_on(since, last)))
    order = (Standing.OVERDUE, Standing.DUE, Standing.DUE_SOON, Standing.COVERED)
    return sorted(found, key=lambda need: (order.index(need.standing), need.due_on or date.max))


def staff_page(viewer: Any, reference: str, day: date) -> StaffPage | None:
    """The page of one member of staff whom `viewer` may read."""
    staff = staff_of_reference(viewer, reference, day)
    return None if staff is None else record_of(viewer, staff, day)


def record_of(viewer: Any, staff: Staff, day: date) -> StaffPage:
    """What training keeps of a member of staff. The caller has checked that the viewer may read it."""
    completions = list(_completions().filter(staff=staff).order_by("-completed_on", "-pk"))
    places = Placement.objects.filter(staff=staff).select_related("department", "campus")
    bookings = Booking.objects.filter(staff=staff, session__dates__ends_at__date__gte=day)
    bookings = bookings.exclude(state=BookingState.CANCELLED).select_related("session__course").distinct()
    every = list(RoleGroup.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day)).order_by(Lower("name")))
    inside = groups_of(staff, every, day)
    officers = Officer.objects.filter(staff=staff).select_related("campus", "school").order_by("-from_on")
    return StaffPage(
        staff,
        sorted(places, key=lambda place: (place.to_on or date.max, place.from_on or date.min), reverse=True),
        needs_of(staff, day),
        [group for group in every if group.pk in inside],
        [row for row in completions if row.removed_on is None],
        [row for row in completions if row.removed_on is not None],
        list(officers),
        list(bookings),
        _same_address(viewer, staff),
    )


def completion_of(viewer: Any, staff: Staff, course: str, day: date) -> Completion | None:
    """The completion of the course with this reference on `day`, if it counts."""
    rows = _completions().filter(removed_on__isnull=True, staff=staff)
    return rows.filter(course__reference=course, completed_on=day).first()


def _completions() -> QuerySet[Completion]:
    return Completion.objects.select_related("course", "edition")


def _same_address(viewer: Any, staff: Staff) -> Person | None:
    """Who has the same address in the organisation's lists, where nobody is linked and the viewer may link."""
    if staff.person_id is not None or not staff.email or not permissions.can_keep_training(viewer):
        return None
    taken = Staff.objects.filter(person__isnull=False).values("person")
    return Person.objects.filter(email__iexact=staff.email).exclude(pk__in=taken).first()
