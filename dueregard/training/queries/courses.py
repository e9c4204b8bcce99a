"""Courses with their editions and materials."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.db.models.functions import Lower

from dueregard.organisation.queries import running_on
from dueregard.training.models import Completion, Course, Edition, Material, Requirement


def _by_title() -> Any:
    return Course.objects.order_by(Lower("title"))


@dataclass(frozen=True)
class CoursePage:
    """A course with what belongs to it. edition_now: the editions that run today; completions: how many were recorded."""

    course: Course
    editions: list[Edition]
    materials: list[Material]
    former_materials: list[Material]
    requirements: list[Requirement]
    edition_now: list[Edition] = field(default_factory=list)
    completions: int = 0


def courses(viewer: Any, day: date) -> list[Course]:
    """All courses by title, those that have ended last; each with `editions_now` and `handed_out`. Two queries."""
    running = Edition.objects.filter(running_on(day)).order_by(Lower("name"))
    rows = _by_title().prefetch_related(Prefetch("editions", queryset=running, to_attr="editions_now"))
    rows = rows.annotate(handed_out=Count("materials", filter=Q(materials__ended_on__isnull=True)))
    return sorted(rows, key=lambda course: (has_ended(course, day), course.title.casefold()))


def has_ended(course: Course, day: date) -> bool:
    """Whether the course is no longer offered on `day`."""
    return course.ended_on is not None and course.ended_on < day


def course_of_reference(viewer: Any, reference: str) -> Course | None:
    """The course with this reference."""
    return Course.objects.filter(reference=reference).first()


def course_choices(viewer: Any, day: date, also: Course | None = None) -> list[tuple[str, str]]:
    """The courses offered on `day`, as (reference, title); `also` is among them in any case."""
    offered = Q(ended_on__isnull=True) | Q(ended_on__gte=day)
    if also is not None:
        offered |= Q(pk=also.pk)
    return list(_by_title().filter(offered).values_list("reference", "title"))


def all_course_choices(viewer: Any) -> list[tuple[str, str]]:
    """Every course, as (reference, title): what somebody completed may have ended since."""
    return list(_by_title().values_list("reference", "title"))


def course_page(viewer: Any, reference: str, day: date) -> CoursePage | None:
    """The page of one course. Five queries."""
    course = course_of_reference(viewer, reference)
    if course is None:
        return None
    editions = list(course.editions.all())
    editions.sort(key=lambda e: (e.from_on or date.min, e.name.casefold()), reverse=True)
    materials = list(course.materials.select_related("file").order_by(Lower("title"), "pk"))
    holding = Q(to_on__isnull=True) | Q(to_on__gte=day)
    needs = Requirement.objects.filter(holding, Q(course=course) | Q(also=course)).select_related("group", "course")
    return CoursePage(
        course,
        editions,
        [row for row in materials if row.ended_on is None],
        [row for row in materials if row.ended_on is not None],
        list(needs.distinct().order_by("group__name")),
        [e for e in editions if (e.from_on is None or e.from_on <= day) and (e.to_on is None or e.to_on >= day)],
        Completion.objects.filter(course=course, removed_on__isnull=True).count(),
    )


def edition_of_reference(viewer: Any, reference: str) -> Edition | None:
    """The edition with this reference, with its course."""
    return Edition.objects.select_related("course").filter(reference=reference).first()


def edition_choices(viewer: Any) -> list[tuple[str, str]]:
    """All editions, as (reference, "course: edition"), by course."""
    rows = Edition.objects.order_by(Lower("course__title"), Lower("name"))
    return [(ref, f"{title}: {name}") for ref, title, name in rows.values_list("reference", "course__title", "name")]


def material_of_reference(viewer: Any, reference: str) -> Material | None:
    """The material with this reference, with its course and file."""
    return Material.objects.select_related("course", "file").filter(reference=reference).first()
