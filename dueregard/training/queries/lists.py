"""The lists that were brought, how far one has come, and what it would do or did."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet

from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.rules import JobState
from dueregard.training import permissions
from dueregard.training.models import Bringing, ColumnMapping, Course
from dueregard.training.rules.lists import FIELDS
from dueregard.training.rules.states import BringingState

_NOT_DONE = "The work stopped and was given up after three tries. Bring the list again, or ask whoever runs the server."


def _bringings(viewer: Any) -> QuerySet[Bringing]:
    if not permissions.can_bring_records(viewer):
        return Bringing.objects.none()
    return Bringing.objects.select_related("job", "file").defer("undo").order_by("-brought_at", "-pk")


def bringings(viewer: Any, page: str | None) -> Page[Bringing]:
    """One page of the lists that were brought, the newest first. Two queries."""
    rows = _bringings(viewer).defer("undo", "errors", "choices")
    total = rows.count()
    number = page_number(page, total)
    return page_of(list(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, total)


def bringing_of_reference(viewer: Any, reference: str) -> Bringing | None:
    """One list, for those who bring records."""
    return _bringings(viewer).filter(reference=reference).first()


def course_choices(viewer: Any) -> list[tuple[str, str]]:
    """The courses, as (reference, title), by title."""
    return list(Course.objects.order_by("title").values_list("reference", "title"))


def course_of(reference: str) -> Course | None:
    """The course with this reference."""
    return Course.objects.filter(reference=reference).first() if reference else None


def mappings(viewer: Any) -> list[ColumnMapping]:
    """The columns that are kept under a name, by what their lists hold."""
    if not permissions.can_bring_records(viewer):
        return []
    return list(ColumnMapping.objects.order_by("what", "name"))


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work at a list has come; failed: what to do where it has been given up."""

    words: str
    failed: str = ""


def progress_of(row: Bringing) -> Progress | None:
    """Of a list that is being read or brought in; None for any other."""
    if row.state not in (BringingState.READING, BringingState.BRINGING):
        return None
    if row.job is not None and row.job.state == JobState.FAILED:
        return Progress("", _NOT_DONE)
    done = (row.job.progress or {}).get("done") if row.job is not None else None
    return Progress(f"{done:,} rows so far" if done else "Beginning")


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One field with the column that it is read from, and what stands there in the first rows."""

    field: str
    label: str
    column: int | None
    examples: list[str]


def column_rows(row: Bringing) -> list[ColumnRow]:
    """How the list's columns are read."""
    shown: list[list[str]] = row.choices.get("shown", [])
    columns: dict[str, int] = row.choices.get("columns", {})
    found = []
    for field, (label, _) in FIELDS[row.what].items():
        place = columns.get(field)
        examples = [cells[place] for cells in shown if place is not None and place < len(cells) and cells[place]]
        found.append(ColumnRow(field, label, place, examples[:3]))
    return found


def column_choices(row: Bringing) -> list[tuple[str, str]]:
    """The columns of the list, by heading where it has one, else by what stands first in them."""
    headings: list[str] = row.choices.get("headings", [])
    shown: list[list[str]] = row.choices.get("shown", [])
    width = max([len(headings), *(len(cells) for cells in shown)], default=0)
    found = []
    for place in range(width):
        heading = headings[place] if place < len(headings) else ""
        first = next((cells[place] for cells in shown if place < len(cells) and cells[place]), "")
        said = heading or (f"“{first[:40]}”" if first else "empty")
        found.append((str(place), f"Column {place + 1}: {said}"))
    return found
