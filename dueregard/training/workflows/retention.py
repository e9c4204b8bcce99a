"""Emptying and removing what training has kept long enough; and taking one name out before its time."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from dueregard.audit.workflows import empty_details, record
from dueregard.kernel import clock
from dueregard.kernel.files import forget
from dueregard.kernel.models import Mail
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.retention import Removed, batch, may_remove
from dueregard.kernel.rules import MailState
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.training import permissions
from dueregard.training.models import Attendance, Booking, Bringing, Completion, Objection, Officer, Placement, Staff
from dueregard.training.queries import retention as due

_TAKEN_OUT = "[taken out]"


@transaction.atomic
def forget_staff(*, by: Any, staff: Staff, reason: str) -> None:
    """Take the name of somebody who has left out of the records before its time; what they completed stays, unnamed.

    Raises NotAllowedNow where they still work here, or are forgotten; Refused without a reason.
    """
    permit(permissions.can_forget_staff(by))
    row = locked(Staff, staff.pk)
    allowed_now(row.forgotten_on is None, "This name is gone already.")
    allowed_now(
        row.left_on is not None and row.left_on < clock.today(),
        "They still work here: training needs their name. Record their last day first.",
    )
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why the name must go before its time.")
    _take_out_of_lists(row)
    _take_out_of_the_outbox(row)
    _empty([row])
    # After the details of everything about them went: this one stays, and says nothing of who it was.
    record(
        by=by,
        verb="training.staff_forgotten",
        subject_kind="member of staff",
        subject=row.reference,
        summary="Took the name of somebody who left out of the training records.",
        details={"reason": reason},
    )


@transaction.atomic
def forget_leavers(*, by: Any, most: int) -> Removed:
    """Empty at most `most` members of staff who left long enough ago: their rows stay, so that figures stay true. The run
    counts and records."""
    permit(may_remove(by))
    rows = batch(due.due_staff(), most)
    _empty(rows)
    # Whoever left long ago by the organisation's lists goes from those; a record that still stands lets go of them.
    due.staff_of_due_persons().update(person=None)
    return Removed(len(rows), [row.reference for row in rows])


@transaction.atomic
def remove_bookings(*, by: Any, most: int) -> Removed:
    """Remove at most `most` places in sessions that are long over."""
    permit(may_remove(by))
    return _remove(due.due_bookings(), most)


@transaction.atomic
def remove_objections(*, by: Any, most: int) -> Removed:
    """Remove at most `most` words that a record is wrong, with what the trail kept of them."""
    permit(may_remove(by))
    return _remove(due.due_objections(), most)


@transaction.atomic
def remove_refresher_rules(*, by: Any, most: int) -> Removed:
    """Remove at most `most` rules for refreshers that ended long ago."""
    permit(may_remove(by))
    return _remove(due.due_refresher_rules(), most)


@transaction.atomic
def remove_told(*, by: Any, most: int) -> Removed:
    """Remove at most `most` notes of who was told what."""
    permit(may_remove(by))
    rows = batch(due.due_told(), most)
    _delete(rows)
    return Removed(len(rows))


@transaction.atomic
def empty_bringings(*, by: Any, most: int) -> Removed:
    """Remove the files of at most `most` lists and what was read in them; that there was a list stays with its records."""
    permit(may_remove(by))
    rows = batch(due.due_bringings().select_related("file"), most)
    references = [row.reference for row in rows]
    for row in rows:
        stored, row.file = row.file, None
        row.name, row.choices, row.summary, row.errors, row.undo = "", {}, {}, [], {}
        row.save(update_fields=["file", "name", "choices", "summary", "errors", "undo"])
        if stored is not None:
            forget(stored)
    empty_details(references)
    return Removed(len(rows), references)


def _empty(rows: Sequence[Staff]) -> None:
    """Names, addresses, numbers and free text go; when somebody worked where, and what they completed when, stays."""
    keys, references = [row.pk for row in rows], [row.reference for row in rows]
    today = clock.today()
    for row in rows:
        row.name = row.email = row.number = ""
        row.person = None
        row.forgotten_on, row.revision = today, row.revision + 1
    Staff.objects.bulk_update(rows, ["name", "email", "number", "person", "forgotten_on", "revision"])
    Officer.objects.filter(staff__in=keys).update(title="", contact="", hours="", ended_reason="")
    Placement.objects.filter(staff__in=keys).update(job="")
    Completion.objects.filter(staff__in=keys).update(evidence="", removed_reason="")
    Attendance.objects.filter(staff__in=keys).update(late_reason="")
    Booking.objects.filter(staff__in=keys).update(booked_by_name="")  # most people book themselves
    about = Objection.objects.filter(staff__in=keys)
    officers = Officer.objects.filter(staff__in=keys).values_list("reference", flat=True)
    empty_details([*references, *officers, *about.values_list("reference", flat=True)])
    about.delete()


def _take_out_of_the_outbox(row: Staff) -> None:
    """Mail to them about their places and refreshers goes: it holds their address."""
    about = Q(key__contains=row.reference)
    for reference in Booking.objects.filter(staff=row).values_list("reference", flat=True):
        about |= Q(key__startswith=reference)
    Mail.objects.filter(about).exclude(state=MailState.SENDING).delete()


def _take_out_of_lists(row: Staff) -> None:
    """What lists of the last year noted of them goes too, so that undoing one cannot bring the name back. Their files stay
    until their time; the page says so."""
    first, _, last = row.name.rpartition(" ")
    spellings = (row.name, f"{last}, {first}" if first else "", row.email, row.number)
    words = [word for word in spellings if len(word) > 2]
    for bringing in Bringing.objects.filter(file__isnull=False).select_for_update(of=("self",)).order_by("pk"):
        bringing.undo.get("staff", {}).pop(str(row.pk), None)
        bringing.summary, bringing.errors = _without(words, bringing.summary), _without(words, bringing.errors)
        bringing.name = _without(words, bringing.name)[:200]
        if "shown" in bringing.choices:
            shown = [cells for cells in bringing.choices["shown"] if not _speaks_of(cells, words, row.name)]
            bringing.choices = bringing.choices | {"shown": shown}
        if _speaks_of(bringing.choices.get("headings", []), words, row.name):
            bringing.choices = bringing.choices | {"headings": []}
        bringing.save(update_fields=["name", "choices", "summary", "errors", "undo"])


def _without(words: Sequence[str], value: Any) -> Any:
    """A JSON value whose texts have none of the words in them; numbers and keys stay."""
    if isinstance(value, dict):
        return {key: _without(words, each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(words, each) for each in value]
    if isinstance(value, str):
        for word in words:
            value = re.sub(re.escape(word), _TAKEN_OUT, value, flags=re.IGNORECASE)
    return value


def _speaks_of(cells: Sequence[str], words: Sequence[str], name: str) -> bool:
    """Whether a row of a list is about somebody: one of the words is in it, or all parts of the name, in whatever cells."""
    said = " ".join(cells).casefold()
    parts = name.casefold().split()
    return any(word.casefold() in said for word in words) or (bool(parts) and set(parts) <= set(said.split()))


def _remove(found: QuerySet[Any], most: int) -> Removed:
    rows = batch(found, most)
    references = [row.reference for row in rows]
    _delete(rows)
    empty_details(references)
    return Removed(len(rows), references)


def _delete(rows: Sequence[Any]) -> None:
    if rows:
        type(rows[0])._default_manager.filter(pk__in=[row.pk for row in rows]).delete()
