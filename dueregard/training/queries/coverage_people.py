"""The people behind the numbers of coverage, for those who may read their records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Q, QuerySet

from dueregard.kernel import clock
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.organisation.queries import running_on
from dueregard.training import permissions
from dueregard.training.models import Placement, Requirement, Staff
from dueregard.training.queries.conditions import in_group, rule_of
from dueregard.training.queries.coverage import Narrowed, completed_from, last_days, overdue_condition
from dueregard.training.rules.coverage import bounds_on
from dueregard.training.rules.due import Standing

PORTION = 2_000


def standing_condition(requirement: Requirement, day: date, standing: str) -> Q:
    """Those who need the requirement on `day` and stand there; an unknown standing is everybody who needs it."""
    bounds = bounds_on(rule_of(requirement), day)
    having = completed_from(requirement, day, bounds.covered_from)
    lasting = completed_from(requirement, day, bounds.lasting_from)
    conditions = {
        Standing.COVERED: lasting if bounds.lasting_from is not None else having,
        Standing.DUE_SOON: having & ~lasting if bounds.lasting_from is not None else Q(pk__in=[]),
        Standing.DUE: ~having & ~overdue_condition(requirement, day, bounds),
        Standing.OVERDUE: overdue_condition(requirement, day, bounds),
    }
    return (
        in_group(requirement.group, day) & conditions.get(Standing(standing), Q())
        if standing
        else in_group(requirement.group, day)
    )


@dataclass(frozen=True, slots=True)
class Somebody:
    """One member of staff as a list of a requirement shows them."""

    reference: str
    name: str
    department: str
    last: date | None
    standing: Standing
    due_on: date | None


def people(
    viewer: Any, requirement: Requirement, day: date, narrowed: Narrowed, standing: str, page: str | None
) -> Page[Somebody]:
    """One page of those who need the requirement and stand there, whom `viewer` may read; by name. Four queries."""
    rows = _people(viewer, requirement, day, narrowed, standing)
    total = rows.count()
    number = page_number(page, total)
    return page_of(_somebodies(requirement, day, rows, number), number, total)


def all_people(
    viewer: Any, requirement: Requirement, day: date, narrowed: Narrowed, standing: str
) -> Iterable[Somebody]:
    """All of them, for a file. Four queries for each two thousand."""
    rows = _people(viewer, requirement, day, narrowed, standing)
    for number in range(1, -(-rows.count() // PORTION) + 1):
        yield from _somebodies(requirement, day, rows, number, PORTION)


def _people(viewer: Any, requirement: Requirement, day: date, narrowed: Narrowed, standing: str) -> QuerySet[Staff]:
    where = standing_condition(requirement, day, standing) & narrowed.condition(day)
    # Whose records they are today, whatever day is asked for: an earlier or a later day opens nobody's record.
    return Staff.objects.filter(where, permissions.visible_staff(viewer, clock.today())).order_by("name", "pk")


def _somebodies(
    requirement: Requirement, day: date, rows: QuerySet[Staff], number: int, size: int = PAGE_SIZE
) -> list[Somebody]:
    """The rows of one page."""
    found = list(rows[(number - 1) * size : number * size])
    keys = [one.pk for one in found]
    last = last_days(requirement, day, staff__in=keys)
    places = Placement.objects.filter(running_on(day), staff__in=keys).select_related("department")
    where = {row.staff_id: row.department.name if row.department else "" for row in places}
    bounds, rule = bounds_on(rule_of(requirement), day), rule_of(requirement)
    then = set(
        Staff.objects.filter(in_group(requirement.group, bounds.needed_before), pk__in=keys).values_list(
            "pk", flat=True
        )
        if requirement.from_on <= bounds.needed_before
        else []
    )
    return [
        Somebody(
            one.reference,
            one.name,
            where.get(one.pk, ""),
            last.get(one.pk),
            bounds.standing(last.get(one.pk), one.pk in then),
            rule.due_on(max(filter(None, (requirement.from_on, one.began_on))), last.get(one.pk)),
        )
        for one in found
    ]
