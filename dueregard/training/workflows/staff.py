"""Members of staff: adding and correcting them, where they work over time, leaving, and who they are in the organisation."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from dueregard.accounts.models import Account, Person
from dueregard.accounts.workflows import once
from dueregard.accounts.workflows.integrity import check_address
from dueregard.audit.workflows import record
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.organisation.models import Body, Campus
from dueregard.organisation.workflows.opened import refuse_later
from dueregard.training import permissions
from dueregard.training.models import Placement, Staff

_TAKEN = "Somebody has this staff number or address already."
_CHANGED = ("training.staff_corrected", "training.staff_left", "training.staff_linked", "training.staff_unlinked")


@transaction.atomic
def add_staff(
    *,
    by: Any,
    name: str,
    number: str = "",
    email: str = "",
    began_on: date | None = None,
    department: Body | None = None,
    campus: Campus | None = None,
    job: str = "",
    person: Person | None = None,
) -> Staff:
    """Add a member of staff, placed where a department, campus or job is given. Raises Refused.

    Without `person`, whoever signs in with the same address, or has it in the organisation's lists, is taken for them.
    """
    permit(permissions.can_keep_training(by))
    values = _sound(name, number, email)
    if person is None and values["email"]:
        person = person_of_address(values["email"])
    with once(_TAKEN):
        row = Staff.objects.create(**values, began_on=began_on, person=person)
    if department or campus or job:
        _place(row, department, campus, job, began_on)
    details = values | {"began_on": began_on, "person": person.reference if person else ""}
    _record(by, row, "added", "Added a member of staff.", details)
    return row


@transaction.atomic
def add_staff_of_person(*, by: Any, person: Person) -> Staff:
    """Make the record of somebody whom the organisation's lists name, or link the one that has their address.

    Raises NotAllowedNow where they have one.
    """
    permit(permissions.can_keep_training(by))
    allowed_now(not Staff.objects.filter(person=person).exists(), "They have a record already.")
    same = Staff.objects.filter(email__iexact=person.email, person__isnull=True).first() if person.email else None
    if same is not None:
        return link_person(by=by, staff=same, person=person)
    return add_staff(by=by, name=person.name, email=person.email, person=person)


@transaction.atomic
def correct_staff(
    *,
    by: Any,
    staff: Staff,
    name: str,
    number: str = "",
    email: str = "",
    began_on: date | None = None,
    left_on: date | None = None,
    revision: int | None = None,
) -> Staff:
    """Correct what is known of a member of staff. Raises ChangedSince, Refused, NotAllowedNow where they are forgotten."""
    permit(permissions.can_keep_training(by))
    row = _present(staff)
    refuse_later(row, revision, subject=row.reference, verbs=_CHANGED)
    values = _sound(name, number, email) | {"began_on": began_on, "left_on": left_on}
    sound(began_on is None or left_on is None or began_on <= left_on, "The last day lies before the first.")
    before = {field: getattr(row, field) for field in values}
    for field, value in values.items():
        setattr(row, field, value)
    row.revision += 1
    with once(_TAKEN):
        row.save()
    changed = {field: [before[field], value] for field, value in values.items() if before[field] != value}
    _record(by, row, "corrected", "Corrected a member of staff’s record.", changed)
    return row


@transaction.atomic
def record_leaving_of_staff(*, by: Any, staff: Staff, on: date) -> Staff:
    """Say which day is somebody's last. Raises Refused where they began later."""
    permit(permissions.can_keep_training(by))
    row = _present(staff)
    sound(row.began_on is None or row.began_on <= on, "The last day lies before the first.")
    before, row.left_on, row.revision = row.left_on, on, row.revision + 1
    row.save(update_fields=["left_on", "revision"])
    _record(by, row, "left", "Recorded a member of staff’s last day.", {"before": before, "after": on})
    return row


@transaction.atomic
def place_staff(
    *,
    by: Any,
    staff: Staff,
    department: Body | None,
    campus: Campus | None,
    job: str = "",
    from_on: date | None = None,
) -> Placement:
    """Say where somebody works from a day on (None: from the beginning). Where they worked before stays, up to then.

    Raises Refused where the day is not after the one from which they work where they are.
    """
    permit(permissions.can_keep_training(by))
    row = _present(staff)
    last = Placement.objects.filter(staff=row, to_on__isnull=True).first()
    if last is not None:
        sound(from_on is not None, "Give the day from which they work there.")
        assert from_on is not None  # noqa: S101 - said by the line before
        sound(last.from_on is None or last.from_on < from_on, "They work where they are from that day, or a later one.")
        last.to_on = from_on - timedelta(days=1)
        last.save(update_fields=["to_on"])
    placed = _place(row, department, campus, job, from_on)
    details = {
        "department": department.reference if department else "",
        "campus": campus.reference if campus else "",
        "job": placed.job,
        "from": from_on,
    }
    _record(by, row, "placed", "Recorded where a member of staff works.", details)
    return placed


@transaction.atomic
def link_person(*, by: Any, staff: Staff, person: Person) -> Staff:
    """Say who a member of staff is in the organisation's lists: their posts, seats and sign-in then count for them.

    Raises Refused where that person has another record; NotAllowedNow where somebody else is linked.
    """
    permit(permissions.can_keep_training(by))
    row = _present(staff)
    allowed_now(row.person_id in (None, person.pk), "They are linked to somebody else: take that back first.")
    row.person, row.revision = person, row.revision + 1
    with once("This person has another record."):
        row.save(update_fields=["person", "revision"])
    _record(by, row, "linked", "Linked a member of staff to a person.", {"person": person.reference})
    return row


@transaction.atomic
def unlink_person(*, by: Any, staff: Staff) -> Staff:
    """Take back who a member of staff is in the organisation's lists. Raises NotAllowedNow where nobody is linked."""
    permit(permissions.can_keep_training(by))
    row = _present(staff)
    allowed_now(row.person is not None, "Nobody is linked.")
    before, row.person, row.revision = row.person, None, row.revision + 1
    row.save(update_fields=["person", "revision"])
    details = {"person": before.reference if before else ""}
    _record(by, row, "unlinked", "Took back whom a member of staff was linked to.", details)
    return row


def person_of_address(email: str) -> Person | None:
    """The person with this address who has no record yet, and who signs in, if at all, with this address too.

    Who signs in with another address may be somebody else: they are linked by a person's own decision only.
    """
    found = Person.objects.filter(email__iexact=email).first()
    if found is None or Staff.objects.filter(person=found).exists():
        return None
    account = Account.objects.filter(person=found).first()
    return found if account is None or account.email.casefold() == email.casefold() else None


def _present(staff: Staff) -> Staff:
    row = locked(Staff, staff.pk)
    allowed_now(row.forgotten_on is None, "This member of staff left long ago: only their figures are kept.")
    return row


def _place(staff: Staff, department: Body | None, campus: Campus | None, job: str, from_on: date | None) -> Placement:
    job = clean_line(job)
    sound(len(job) <= 200, "What somebody does has at most 200 characters.")
    sound(bool(department or campus or job), "Say where they work, or what they do.")
    return Placement.objects.create(staff=staff, department=department, campus=campus, job=job, from_on=from_on)


def _sound(name: str, number: str, email: str) -> dict[str, Any]:
    found = {"name": clean_line(name), "number": clean_line(number), "email": clean_line(email)}
    sound(bool(found["name"]), "Give the name.")
    sound(len(found["name"]) <= 200, "A name has at most 200 characters.")
    sound(len(found["number"]) <= 40, "A staff number has at most 40 characters.")
    check_address(found["email"])
    return found


def _record(by: Any, staff: Staff, past: str, summary: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"training.staff_{past}",
        subject_kind="member of staff",
        subject=staff.reference,
        summary=summary,
        details=details,
    )
