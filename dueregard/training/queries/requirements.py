"""Requirements: those that hold, those to come, and those that are over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from dueregard.audit.models import Entry
from dueregard.audit.queries import entries_about
from dueregard.training.models import Course, Requirement
from dueregard.training.queries.groups import about, numbers_in, shown_to
from dueregard.training.rules.needs import grace_words, validity_words


@dataclass(frozen=True)
class RequirementLine:
    """A requirement in words. number: how many are in its group today, as the viewer may see it."""

    requirement: Requirement
    about: str
    number: str
    counts_for: str
    allowed: str
    when: str  # "now", "coming" or "past"


@dataclass(frozen=True)
class RequirementPage:
    """One requirement with what was there before and after it, and who changed it."""

    line: RequirementLine
    also: list[Course]
    others: list[Requirement]
    entries: list[Entry]


def _rows() -> Any:
    return Requirement.objects.select_related("course", "group__body", "group__post", "group__campus").prefetch_related(
        "also"
    )


def _line(viewer: Any, row: Requirement, numbers: dict[int, int], day: date) -> RequirementLine:
    when = "coming" if row.from_on > day else "past" if row.to_on is not None and row.to_on < day else "now"
    return RequirementLine(
        row,
        about(row.group),
        shown_to(viewer, numbers[row.group_id]),
        validity_words(row.validity_months),
        grace_words(row.grace_days),
        when,
    )


def requirements(viewer: Any, day: date) -> list[RequirementLine]:
    """Those that hold on `day` by group, then those to come, then those that are over. Three queries."""
    rows = list(_rows().order_by(Lower("group__name"), Lower("course__title"), "from_on"))
    numbers = numbers_in({row.group_id: row.group for row in rows}.values(), day)
    lines = [_line(viewer, row, numbers, day) for row in rows]
    return sorted(lines, key=lambda line: ("now", "coming", "past").index(line.when))


def requirement_of_reference(viewer: Any, reference: str) -> Requirement | None:
    """The requirement with this reference, with its group and courses."""
    found: Requirement | None = _rows().filter(reference=reference).first()
    return found


def requirement_page(viewer: Any, reference: str, day: date) -> RequirementPage | None:
    """The page of one requirement. Five queries."""
    row = requirement_of_reference(viewer, reference)
    if row is None:
        return None
    others = Requirement.objects.filter(Q(group=row.group_id, course=row.course_id)).exclude(pk=row.pk)
    return RequirementPage(
        _line(viewer, row, numbers_in([row.group], day), day),
        sorted(row.also.all(), key=lambda course: course.title.casefold()),
        list(others.order_by("-from_on")),
        list(entries_about([row.reference])[:20]),
    )
