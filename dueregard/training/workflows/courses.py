"""Courses, their editions over time, and the materials handed out with them."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from dueregard.accounts.workflows import once
from dueregard.audit.workflows import record
from dueregard.kernel import clock, files
from dueregard.kernel.require import Refused, allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.workflows.opened import refuse_later
from dueregard.training import permissions
from dueregard.training.models import Course, Edition, Material
from dueregard.training.rules.courses import USUAL_COURSES
from dueregard.training.rules.kinds import Category, CourseKind, Mode, Subject

_TAKEN = "There is a course of this title already."
_EDITION_TAKEN = "The course has an edition of this name already."
_LINK = URLValidator(schemes=["http", "https"])
_CHOICES = {"kind": CourseKind, "subject": Subject, "category": Category, "mode": Mode}
_CHANGED = ("training.course_changed", "training.course_ended", "training.course_reopened")


# --- courses ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def begin_courses(*, by: Any) -> int:
    """Add the courses that the sector knows, where there is none at all; gives how many. Called when a database is set
    up, and by the page of courses while it is empty."""
    permit(permissions.can_keep_training(by))
    if Course.objects.exists():
        return 0
    found = Course.objects.bulk_create(Course(**asdict(each)) for each in USUAL_COURSES)
    record(
        by=by,
        verb="training.courses_begun",
        subject_kind="courses",
        subject="courses",
        summary=f"Began with the {len(found)} usual courses.",
        details={"titles": [course.title for course in found]},
    )
    return len(found)


@transaction.atomic
def add_course(*, by: Any, **values: Any) -> Course:
    """Add a course. values: title, kind, subject, category, provider, mode, link, note. Raises Refused."""
    permit(permissions.can_keep_training(by))
    values = _sound_course(values)
    with once(_TAKEN):
        course = Course.objects.create(**values)
    _record(by, course, "added", "Added a course.", values)
    return course


@transaction.atomic
def change_course(*, by: Any, course: Course, revision: int | None = None, **values: Any) -> Course:
    """Change what a course says. Raises ChangedSince; Refused where the title is taken or a value is unknown."""
    permit(permissions.can_keep_training(by))
    row = locked(Course, course.pk)
    refuse_later(row, revision, subject=row.reference, verbs=_CHANGED)
    values = _sound_course(values)
    before = {name: getattr(row, name) for name in values}
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    with once(_TAKEN):
        row.save()
    changed = {name: [before[name], value] for name, value in values.items() if before[name] != value}
    _record(by, row, "changed", "Changed a course.", changed)
    return row


@transaction.atomic
def end_course(*, by: Any, course: Course, on: date) -> Course:
    """Say which day a course was last offered. Raises NotAllowedNow where it has ended, or where a requirement that
    runs beyond that day asks for it."""
    permit(permissions.can_keep_training(by))
    row = locked(Course, course.pk)
    allowed_now(row.ended_on is None, "This course has ended already.")
    asking = row.requirements.filter(to_on__isnull=True) | row.requirements.filter(to_on__gt=on)
    allowed_now(not asking.exists(), "A requirement still asks for this course: end or change the requirement first.")
    row.ended_on = on
    row.revision += 1
    row.save(update_fields=["ended_on", "revision"])
    _record(by, row, "ended", "Ended a course.", {"on": on})
    return row


@transaction.atomic
def reopen_course(*, by: Any, course: Course) -> Course:
    """Offer a course again. Raises NotAllowedNow where it has not ended."""
    permit(permissions.can_keep_training(by))
    row = locked(Course, course.pk)
    allowed_now(row.ended_on is not None, "This course has not ended.")
    row.ended_on = None
    row.revision += 1
    row.save(update_fields=["ended_on", "revision"])
    _record(by, row, "reopened", "Offered a course again.", {})
    return row


# --- editions ---------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_edition(
    *, by: Any, course: Course, name: str, from_on: date | None = None, to_on: date | None = None
) -> Edition:
    """Say which simulation or pack a course uses, from and to which day. Raises Refused."""
    permit(permissions.can_keep_training(by))
    row = locked(Course, course.pk)
    values = _sound_edition(name, from_on, to_on)
    with once(_EDITION_TAKEN):
        edition = Edition.objects.create(course=row, **values)
    _record(by, row, "edition_added", "Added an edition of a course.", values | {"edition": edition.reference})
    return edition


@transaction.atomic
def change_edition(
    *, by: Any, edition: Edition, name: str, from_on: date | None = None, to_on: date | None = None
) -> Edition:
    """Correct an edition's name or days. Raises Refused."""
    permit(permissions.can_keep_training(by))
    row = locked(Edition, edition.pk)
    before = {"name": row.name, "from_on": row.from_on, "to_on": row.to_on}
    values = _sound_edition(name, from_on, to_on)
    for field, value in values.items():
        setattr(row, field, value)
    with once(_EDITION_TAKEN):
        row.save(update_fields=list(values))
    details = {"edition": row.reference, "before": before, "after": values}
    _record(by, row.course, "edition_changed", "Changed an edition of a course.", details)
    return row


# --- materials --------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_material(
    *, by: Any, course: Course, title: str, link: str = "", stream: BinaryIO | None = None, file_name: str = ""
) -> Material:
    """Add what is handed out with a course: a link or a file, exactly one of both. Raises Refused."""
    permit(permissions.can_keep_training(by))
    row = locked(Course, course.pk)
    title, link = _line(title, "Say what it is.", 200), clean_line(link)
    sound(bool(link) != (stream is not None), "Give a link or a file, one of both.")
    _check_link(link)
    stored = None
    if stream is not None:
        sound(bool(stream.read(1)), "The file is empty.")
        stored = files.store(stream, file_name)
    material = Material.objects.create(course=row, title=title, link=link, file=stored)
    details = {"material": material.reference, "title": title, "link": link, "file": stored.sha256 if stored else ""}
    _record(by, row, "material_added", "Added a material to a course.", details)
    return material


@transaction.atomic
def end_material(*, by: Any, material: Material) -> Material:
    """Hand a material out no more; it stays readable below the others. Raises NotAllowedNow where it is so already."""
    permit(permissions.can_keep_training(by))
    row = locked(Material, material.pk)
    allowed_now(row.ended_on is None, "This material is not handed out any more.")
    row.ended_on = clock.today()
    row.save(update_fields=["ended_on"])
    _record(by, row.course, "material_ended", "Took a material of a course back.", {"material": row.reference})
    return row


# --- what came in -----------------------------------------------------------------------------------------------------
def _sound_course(values: dict[str, Any]) -> dict[str, Any]:
    found = {
        "title": _line(values.get("title", ""), "Give the course’s title.", 200),
        "provider": _line(values.get("provider", ""), "", 200),
        "link": clean_line(values.get("link", "")),
        "note": clean_text(values.get("note", "")).strip(),
    }
    _check_link(found["link"])
    for name, words in _CHOICES.items():
        sound(values.get(name) in words.values, f"Choose the course’s {name}.")
        found[name] = values[name]
    return found


def _sound_edition(name: str, from_on: date | None, to_on: date | None) -> dict[str, Any]:
    name = _line(name, "Give the edition’s name.", 200)
    sound(from_on is None or to_on is None or from_on <= to_on, "The last day lies before the first.")
    return {"name": name, "from_on": from_on, "to_on": to_on}


def _line(text: str, missing: str, most: int) -> str:
    text = clean_line(text)
    sound(bool(text) or not missing, missing)
    sound(len(text) <= most, f"Use at most {most} characters.")
    return text


def _check_link(link: str) -> None:
    if not link:
        return
    sound(len(link) <= 500, "A link has at most 500 characters.")
    try:
        _LINK(link)
    except ValidationError:
        raise Refused("Give the whole address, beginning with https://.") from None


def _record(by: Any, course: Course, past: str, summary: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"training.course_{past}",
        subject_kind="course",
        subject=course.reference,
        summary=summary,
        details=details,
    )
