"""Adding, correcting and ending bodies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from dueregard.accounts.workflows import once, scope_renamed
from dueregard.audit.workflows import record
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.organisation import permissions
from dueregard.organisation.models import Body, Membership
from dueregard.organisation.queries import running_on
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.organisation.workflows.leads import named
from dueregard.organisation.workflows.opened import refuse_later

_TAKEN = "There is a body of this name already."


@transaction.atomic
def add_body(*, by: Any, name: str, kind: str, began_on: date | None = None) -> Body:
    """Add a body. began_on: its first day, if known. Raises Refused where the name is empty or taken."""
    permit(permissions.can_keep_organisation(by))
    name = _checked(name, kind)
    with once(_TAKEN):
        body = Body.objects.create(name=name, kind=kind, began_on=began_on)
    named(name, body=body)
    _record(by, body, "added", {"name": name, "kind": kind, "began_on": began_on})
    return body


@transaction.atomic
def correct_body(
    *, by: Any, body: Body, name: str, kind: str, began_on: date | None, revision: int | None = None
) -> Body:
    """Correct a body's name, kind or first day; whatever prints its name follows.

    revision: at which the form was opened, or None where no form was. Raises ChangedSince, Refused as `add_body` does.
    """
    permit(permissions.can_keep_organisation(by))
    row = locked(Body, body.pk)
    refuse_later(row, revision, subject=row.reference, verbs=("organisation.body_corrected",))
    name = _checked(name, kind)
    sound(not (began_on and row.ended_on and began_on > row.ended_on), "The first day must not be after the last.")
    before = {"name": row.name, "kind": row.kind, "began_on": row.began_on}
    row.name, row.kind, row.began_on = name, kind, began_on
    row.revision += 1
    with once(_TAKEN):
        row.save(update_fields=["name", "kind", "began_on", "revision"])
    if before["name"] != name:
        named(name, body=row)
        scope_renamed(reference=row.reference, name=name)
    _record(by, row, "corrected", {"before": before, "after": {"name": name, "kind": kind, "began_on": began_on}})
    return row


@transaction.atomic
def end_body(*, by: Any, body: Body, on: date) -> Body:
    """Say on which day a body ended (its last day); the seats that run on that day end with it.

    Raises NotAllowedNow where it has ended, Refused where it began later.
    """
    permit(permissions.can_keep_organisation(by))
    row = locked(Body, body.pk)
    allowed_now(row.ended_on is None, "This body has ended already.")
    sound(row.began_on is None or row.began_on <= on, "It cannot end before it began.")
    later = Membership.objects.filter(body=row, from_on__gt=on)
    sound(not later.exists(), "Somebody’s seat on it begins after that day. Correct the seat first.")
    row.ended_on = on
    row.save(update_fields=["ended_on"])
    seats = Membership.objects.filter(running_on(on), body=row).update(to_on=on, revision=F("revision") + 1)
    _record(by, row, "ended", {"on": on, "seats": seats})
    return row


@transaction.atomic
def reopen_body(*, by: Any, body: Body) -> Body:
    """Take back the end of a body; seats that ended with it stay ended. Raises NotAllowedNow where it has not ended."""
    permit(permissions.can_keep_organisation(by))
    row = locked(Body, body.pk)
    allowed_now(row.ended_on is not None, "This body has not ended.")
    row.ended_on = None
    row.save(update_fields=["ended_on"])
    _record(by, row, "reopened", {})
    return row


def _checked(name: str, kind: str) -> str:
    name = clean_line(name)
    sound(bool(name), "Give the body’s name.")
    sound(len(name) <= 200, "A name has at most 200 characters.")
    sound(kind in BodyKind.values, "Choose what kind of body it is.")
    return name


def _record(by: Any, body: Body, past: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"organisation.body_{past}",
        subject_kind="body",
        subject=body.reference,
        summary=f"{past.capitalize()} a body.",
        details=details,
    )
