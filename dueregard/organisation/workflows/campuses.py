"""Adding, renaming, closing and reopening campuses."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from dueregard.accounts.workflows import once, scope_renamed
from dueregard.audit.workflows import record
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.organisation import permissions
from dueregard.organisation.models import Campus
from dueregard.organisation.workflows.opened import refuse_later

_TAKEN = "There is a campus of this name already."


@transaction.atomic
def add_campus(*, by: Any, name: str) -> Campus:
    """Add a campus. Raises Refused where the name is empty or taken."""
    permit(permissions.can_keep_organisation(by))
    name = _checked(name)
    with once(_TAKEN):
        campus = Campus.objects.create(name=name)
    _record(by, campus, "added", {"name": name})
    return campus


@transaction.atomic
def rename_campus(*, by: Any, campus: Campus, name: str, revision: int | None = None) -> Campus:
    """Give a campus another name; appointments limited to it follow.

    revision: at which the form was opened, or None where no form was. Raises ChangedSince, Refused where the name is
    taken.
    """
    permit(permissions.can_keep_organisation(by))
    row = locked(Campus, campus.pk)
    refuse_later(row, revision, subject=row.reference, verbs=("organisation.campus_renamed",))
    before, row.name = row.name, _checked(name)
    row.revision += 1
    with once(_TAKEN):
        row.save(update_fields=["name", "revision"])
    scope_renamed(reference=row.reference, name=row.name)
    _record(by, row, "renamed", {"before": before, "after": row.name})
    return row


@transaction.atomic
def close_campus(*, by: Any, campus: Campus, on: date) -> Campus:
    """Say which day was a campus's last. Raises NotAllowedNow where it is closed."""
    permit(permissions.can_keep_organisation(by))
    row = locked(Campus, campus.pk)
    allowed_now(row.closed_on is None, "This campus is closed already.")
    row.closed_on = on
    row.save(update_fields=["closed_on"])
    _record(by, row, "closed", {"on": on})
    return row


@transaction.atomic
def reopen_campus(*, by: Any, campus: Campus) -> Campus:
    """Take back the closing of a campus. Raises NotAllowedNow where it is open."""
    permit(permissions.can_keep_organisation(by))
    row = locked(Campus, campus.pk)
    allowed_now(row.closed_on is not None, "This campus is open.")
    row.closed_on = None
    row.save(update_fields=["closed_on"])
    _record(by, row, "reopened", {})
    return row


def _checked(name: str) -> str:
    name = clean_line(name)
    sound(bool(name), "Give the campus’s name.")
    sound(len(name) <= 120, "A campus’s name has at most 120 characters.")
    return name


def _record(by: Any, campus: Campus, past: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"organisation.campus_{past}",
        subject_kind="campus",
        subject=campus.reference,
        summary=f"{past.capitalize()} a campus.",
        details=details,
    )
