"""The training of many officers at once: their last completions, and what the requirements for officers ask of them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, Max, OuterRef, Q

from dueregard.training.models import Completion, Staff
from dueregard.training.queries.conditions import courses_of, in_group, requirements_on, rule_of
from dueregard.training.rules.coverage import bounds_on
from dueregard.training.rules.due import Standing
from dueregard.training.rules.kinds import GroupKind, Subject


@dataclass(frozen=True, slots=True)
class Next:
    """What the requirements for officers ask of one officer next: the course, by when, and where they stand."""

    course: str
    due_on: date | None
    standing: Standing


def last_of_subjects(staff: Any, day: date) -> dict[tuple[int, str], date]:
    """{(key of the member of staff, subject): the last completion up to `day`}. One query."""
    rows = Completion.objects.filter(
        removed_on__isnull=True,
        completed_on__lte=day,
        staff__in=staff,
        course__subject__in=[Subject.QUALIFICATION, Subject.PREVENT],
    )
    found = rows.values_list("staff", "course__subject").annotate(last=Max("completed_on")).order_by()
    return {(key, subject): last for key, subject, last in found}


def needs_of_officers(staff: Any, day: date, since: dict[int, date]) -> dict[int, list[Next]]:
    """What the requirements for officers of `day` ask of each, as records.needs_of says of one. Four queries.

    since: by the key of the member of staff, from which day they are officer.
    """
    asked = [need for need in requirements_on(day) if need.group.kind == GroupKind.OFFICERS]
    if not asked:
        return {}
    bounds = {need.pk: bounds_on(rule_of(need), day) for need in asked}
    courses = {need.pk: courses_of(need) for need in asked}
    rows = Completion.objects.filter(
        removed_on__isnull=True,
        completed_on__lte=day,
        staff__in=staff,
        course__in={course for each in courses.values() for course in each},
    )
    done: dict[int, dict[int, date]] = defaultdict(dict)
    for key, course, last in rows.values_list("staff", "course").annotate(last=Max("completed_on")).order_by():
        done[key][course] = last
    # Each condition is a column of one query, so that their number does not matter.
    among = Staff.objects.filter(pk__in=staff)
    columns = {f"now{need.pk}": _among(in_group(need.group, day)) for need in asked} | {
        f"then{need.pk}": _among(in_group(need.group, bounds[need.pk].needed_before)) for need in asked
    }
    found: dict[int, list[Next]] = defaultdict(list)
    for row in among.annotate(**columns).values("pk", "began_on", *columns):
        for need in asked:
            if not row[f"now{need.pk}"]:
                continue
            before = bounds[need.pk].needed_before
            needed_then = row[f"then{need.pk}"] and need.from_on <= before
            mine = done.get(row["pk"], {})
            last = max((mine[course] for course in courses[need.pk] if course in mine), default=None)
            needed_from = max(filter(None, (need.from_on, row["began_on"], since.get(row["pk"]))))
            due = rule_of(need).due_on(needed_from, last)
            standing = bounds[need.pk].standing(last, needed_then)
            if due is not None or standing != Standing.COVERED:
                found[row["pk"]].append(Next(need.course.title, due, standing))
    return found


def _among(condition: Q) -> Exists:
    return Exists(Staff.objects.filter(condition, pk=OuterRef("pk")))
