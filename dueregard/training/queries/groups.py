"""Role groups with how many are in them today, who they are for those who may read it, and who has no record yet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Lower

from dueregard.accounts.models import Appointment, Person
from dueregard.accounts.queries import in_force_on
from dueregard.accounts.rules import Role
from dueregard.figures.permissions import can_read_exact
from dueregard.figures.queries import small_numbers
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.words import clean_line
from dueregard.organisation.models import Body, Membership, PostHolding
from dueregard.organisation.queries import running_on
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training import permissions
from dueregard.training.models import Placement, Requirement, RoleGroup, Staff
from dueregard.training.queries.conditions import in_group
from dueregard.training.rules.kinds import GroupKind

# Whose members are named by the organisation's lists: they may have no record here.
_FROM_LISTS = (GroupKind.BODY, GroupKind.POST, GroupKind.ROLE)


def about(group: RoleGroup) -> str:
    """How a group knows its members, in words. Needs body, post and campus at hand."""
    words = {
        GroupKind.EVERYBODY: "All staff",
        GroupKind.DEPARTMENT: f"Staff of {group.body.name}" if group.body else "",
        GroupKind.BODY: f"Members of {group.body.name}" if group.body else "",
        GroupKind.POST: f"Whoever is {group.post.title}" if group.post else "",
        GroupKind.OFFICERS: "Designated safeguarding officers",
        GroupKind.ROLE: f"Appointed here as {Role(group.role).label}" if group.role else "",
        GroupKind.LISTED: "A named list",
    }[GroupKind(group.kind)]
    return f"{words}, at {group.campus.name}" if group.campus else words


@dataclass(frozen=True)
class GroupLine:
    """A group as a list shows it. number: how many are in it today, as the viewer may see it."""

    group: RoleGroup
    about: str
    number: str
    requirements: int
    ended: bool


@dataclass(frozen=True)
class GroupPage:
    """One group. members: one page of those whom the viewer may read; missing: people in it without a record."""

    group: RoleGroup
    about: str
    number: str
    ended: bool
    requirements: list[Requirement]
    members: Page[Staff]
    missing: list[Person] = field(default_factory=list)


def numbers_in(groups: Iterable[RoleGroup], day: date) -> dict[int, int]:
    """How many members of staff are in each group on `day`, by its key. One query."""
    wanted = {f"group{group.pk}": Count("pk", filter=in_group(group, day)) for group in groups}
    found = Staff.objects.aggregate(**wanted) if wanted else {}
    return {int(name.removeprefix("group")): int(number) for name, number in found.items()}


def shown_to(viewer: Any, number: int) -> str:
    """A number of members as the viewer may see it."""
    exact = can_read_exact(viewer) or permissions.can_read_all_records(viewer)
    return f"{number:,}" if exact else small_numbers().shown(number)


def has_ended(group: RoleGroup, day: date) -> bool:
    """Whether the group is no longer used on `day`."""
    return group.ended_on is not None and group.ended_on < day


def groups(viewer: Any, day: date) -> list[GroupLine]:
    """All groups by name, those that have ended last. Two queries."""
    holding = Q(requirements__to_on__isnull=True) | Q(requirements__to_on__gte=day)
    rows = list(
        RoleGroup.objects.select_related("body", "post", "campus")
        .annotate(needs=Count("requirements", filter=holding & Q(requirements__isnull=False)))
        .order_by(Lower("name"))
    )
    numbers = numbers_in(rows, day)
    lines = [
        GroupLine(row, about(row), shown_to(viewer, numbers[row.pk]), row.needs, has_ended(row, day)) for row in rows
    ]
    return sorted(lines, key=lambda line: line.ended)


def group_of_reference(viewer: Any, reference: str) -> RoleGroup | None:
    """The group with this reference, with what it is about."""
    rows = RoleGroup.objects.select_related("body", "post", "campus")
    return rows.filter(reference=clean_line(reference)).first()


def group_choices(viewer: Any, day: date) -> list[tuple[str, str]]:
    """The groups in use on `day`, as (reference, name)."""
    rows = RoleGroup.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day)).order_by(Lower("name"))
    return list(rows.values_list("reference", "name"))


def group_page(viewer: Any, reference: str, day: date, wanted: str | None) -> GroupPage | None:
    """The page of one group. Six queries at most."""
    group = group_of_reference(viewer, reference)
    if group is None:
        return None
    inside = in_group(group, day)
    total = Staff.objects.filter(inside).count()
    rows = Staff.objects.filter(inside, permissions.visible_staff(viewer, day))
    seen = total if permissions.can_read_all_records(viewer) else rows.count()
    number = page_number(wanted, seen)
    found = list(rows.order_by(Lower("name"), "pk")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]) if seen else []
    with_departments(found, day)
    holding = Q(to_on__isnull=True) | Q(to_on__gte=day)
    needs = group.requirements.filter(holding).select_related("course").order_by("course__title", "from_on")
    missing = list(without_record(group, day)) if permissions.can_read_all_records(viewer) else []
    return GroupPage(
        group,
        about(group),
        shown_to(viewer, total),
        has_ended(group, day),
        list(needs),
        page_of(found, number, seen),
        missing,
    )


def with_departments(rows: list[Staff], day: date) -> None:
    """Give each member of staff `placed`, where they work on `day`, or None. One query."""
    placed = {
        place.staff_id: place
        for place in Placement.objects.filter(running_on(day), staff__in=[row.pk for row in rows]).select_related(
            "department", "campus"
        )
    }
    for row in rows:
        row.placed = placed.get(row.pk)  # type: ignore[attr-defined]


def without_record(group: RoleGroup, day: date) -> QuerySet[Person]:
    """The people who hold on `day` what the group is about, but of whom training keeps no record: nobody counts them.

    Of which campus they are nobody knows, so a group of one campus names them all.
    """
    if group.kind not in _FROM_LISTS:
        return Person.objects.none()
    running = running_on(day)
    if group.kind == GroupKind.ROLE:
        held = Q(pk__in=Appointment.objects.filter(in_force_on(day), role=group.role).values("person"))
    elif group.kind == GroupKind.POST:
        held = Q(pk__in=PostHolding.objects.filter(running, post=group.post_id).values("person"))
    else:
        seats = Membership.objects.filter(running, body=group.body_id)
        by_post = PostHolding.objects.filter(running, post__in=seats.filter(post__isnull=False).values("post"))
        held = Q(pk__in=seats.filter(person__isnull=False).values("person")) | Q(pk__in=by_post.values("person"))
    staff = Staff.objects.filter(person__isnull=False).values("person")
    return Person.objects.filter(held).exclude(pk__in=staff).order_by(Lower("name"), "pk")


def department_choices(viewer: Any) -> list[tuple[str, str]]:
    """The schools and departments that stand, as (reference, name)."""
    rows = Body.objects.filter(kind__in=(BodyKind.DEPARTMENT, BodyKind.TEAM), ended_on__isnull=True)
    return list(rows.order_by(Lower("name")).values_list("reference", "name"))
