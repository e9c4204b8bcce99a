"""What the forms of officers may choose: campuses, schools, and who may stand in for whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from dueregard.organisation.models import Body, Campus
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training.models import Officer

Choices = list[tuple[str, str]]


def campus_choices(viewer: Any, day: date, also: Campus | None = None) -> Choices:
    """(reference, name) of the campuses that are open on `day`; `also` is among them in any case."""
    condition = Q(closed_on__isnull=True) | Q(closed_on__gte=day)
    if also is not None:
        condition |= Q(pk=also.pk)
    return list(Campus.objects.filter(condition).order_by(Lower("name")).values_list("reference", "name"))


def school_choices(viewer: Any, day: date, also: Body | None = None) -> Choices:
    """(reference, name) of the schools and departments that have not ended by `day`; `also` is among them in any case."""
    condition = Q(kind=BodyKind.DEPARTMENT) & (Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    if also is not None:
        condition |= Q(pk=also.pk)
    return list(Body.objects.filter(condition).order_by(Lower("name")).values_list("reference", "name"))


def place_choices(viewer: Any) -> tuple[Choices, Choices]:
    """(campuses, schools) for which anybody was ever appointed, as (reference, name). Two queries."""
    campuses = Campus.objects.filter(pk__in=Officer.objects.values("campus")).order_by(Lower("name"))
    schools = Body.objects.filter(pk__in=Officer.objects.values("school")).order_by(Lower("name"))
    return list(campuses.values_list("reference", "name")), list(schools.values_list("reference", "name"))


def cover_choices(viewer: Any, officer: Officer, day: date) -> Choices:
    """(reference, name and place) of the officers who may stand in for this one: of another person, whose appointment is
    not over, and who stand in for nobody else of the day."""
    present = Q(to_on__isnull=True) | Q(to_on__gte=day)
    free = Q(covers__isnull=True) | Q(covers__to_on__lt=day)
    rows = (
        Officer.objects.filter(present, free)
        .exclude(staff=officer.staff_id)
        .select_related("staff", "campus", "school")
    )
    rows = rows.filter(Q(staff__left_on__isnull=True) | Q(staff__left_on__gte=day))
    return [(row.reference, f"{row.staff.name} ({place_of(row)})") for row in rows.order_by(Lower("staff__name"), "pk")]


def place_of(officer: Officer) -> str:
    """What an officer is appointed for, in words. Needs campus and school at hand."""
    names = [each.name for each in (officer.school, officer.campus) if each is not None]
    return ", ".join(names) or "the whole institution"
