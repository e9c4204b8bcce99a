"""A list is taken in, read by chosen columns, or put away; nothing of it is in the records yet."""

from __future__ import annotations

import io
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction

from dueregard.audit.workflows import record
from dueregard.documents.limits import in_megabytes
from dueregard.kernel import clock
from dueregard.kernel.files import forget, shown_name, store
from dueregard.kernel.jobs import enqueue
from dueregard.kernel.require import permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.training import permissions
from dueregard.training.models import Bringing, ColumnMapping, Course
from dueregard.training.rules.lists import FIELDS, PASTED, What, missing_columns
from dueregard.training.rules.states import BRINGING, BringingState

READ = "training.read_list"
MOST_PASTED = 2_000_000


@transaction.atomic
def take_list(
    *,
    by: Any,
    what: str,
    stream: BinaryIO | None = None,
    name: str = "",
    pasted: str = "",
    course: Course | None = None,
    add_people: bool = False,
    complete: bool = False,
) -> Bringing:
    """Keep a list as it came, or as it was pasted, and have it read outside the web process.

    course: what was completed, where the list does not say; add_people: whether names that nobody has are added to the
    list of staff; complete: whether who has a staff number and is not in the list has left. Raises Refused.
    """
    permit(permissions.can_bring_records(by))
    sound(what in What.values, "Say what the list holds.")
    pasted = pasted.strip()
    sound(bool(stream) != bool(pasted), "Bring a file, or paste a list.")
    if stream is None:
        sound(len(pasted) <= MOST_PASTED, "The pasted list is too long: bring it as a file.")
        stream, name = io.BytesIO(pasted.encode()), PASTED
    size = stream.seek(0, 2)
    stream.seek(0)
    most = settings.DUEREGARD_DOCUMENT_LIMITS.max_bytes
    sound(size > 0, f"{shown_name(name)} is empty: check that it was saved and bring it again.")
    sound(
        size <= most, f"{shown_name(name)} has {in_megabytes(size)}, and at most {in_megabytes(most)} can be brought."
    )
    stored = store(stream, name)
    row = Bringing.objects.create(
        what=what,
        name=stored.name[:200],
        file=stored,
        digest=stored.sha256,
        choices={
            "course": course.reference if course else "",
            "add_people": bool(add_people),
            "complete": bool(complete) and what == What.STAFF,
        },
        brought_at=clock.now(),
        brought_by=by.reference,
        brought_by_name=by.name,
    )
    _queue(row)
    tell(by, row, "list_taken", "Took in a list of records.", {"sha256": row.digest, "what": what})
    return row


@transaction.atomic
def map_columns(
    *, by: Any, bringing: Bringing, columns: dict[str, int], headed: bool = True, save_as: str = ""
) -> Bringing:
    """Read the list again by other columns. columns: {field: column}, counted from nought; headed: whether the first row
    holds headings; save_as: a name under which the columns are kept for the next list with the same headings. Raises
    Refused, or NotAllowedNow once it is brought in."""
    permit(permissions.can_bring_records(by))
    row = locked(Bringing, bringing.pk)
    row.state = BRINGING.target("read_again", row.state)
    known = set(FIELDS[row.what])
    shown = row.choices.get("shown") or [[]]
    headings = (row.choices.get("headings") or shown[0]) if headed else []
    chosen = {field: place for field, place in columns.items() if field in known and 0 <= place < 100}
    sound(len(set(chosen.values())) == len(chosen), "One column cannot hold two things.")
    lacking = missing_columns(row.what, chosen)
    sound(not lacking, lacking)
    row.choices = row.choices | {"columns": chosen, "headed": headed, "mapped": True}
    save_as = clean_line(save_as)[:120]
    if save_as:
        by_heading = {field: headings[place] for field, place in chosen.items() if place < len(headings)}
        sound(bool(by_heading), "Columns of a list without headings cannot be kept under a name.")
        ColumnMapping.objects.update_or_create(what=row.what, name=save_as, defaults={"columns": by_heading})
    row.errors, row.summary = [], {}
    row.save(update_fields=["state", "choices", "errors", "summary"])
    _queue(row)
    tell(by, row, "list_mapped", "Chose the columns of a list of records.", {"columns": chosen})
    return row


@transaction.atomic
def forget_columns(*, by: Any, reference: str) -> None:
    """Lists with these headings are no longer read by columns that were kept. What is not there any more is no fault."""
    permit(permissions.can_bring_records(by))
    row = ColumnMapping.objects.select_for_update().filter(reference=reference).first()
    if row is None:
        return
    row.delete()
    record(
        by=by,
        verb="training.columns_forgotten",
        subject_kind="columns of lists",
        subject=row.reference,
        summary="Forgot how the columns of a kind of list are read.",
        details={"name": row.name, "what": row.what},
    )


@transaction.atomic
def discard_list(*, by: Any, bringing: Bringing) -> Bringing:
    """Put a list away that shall not be brought in. Raises NotAllowedNow once it has been."""
    permit(permissions.can_bring_records(by))
    row = locked(Bringing, bringing.pk)
    row.state = BRINGING.target("discard", row.state)
    row.ended_at = clock.now()
    row.save(update_fields=["state", "ended_at"])
    let_go_of(row)
    tell(by, row, "list_discarded", "Discarded a list of records.")
    return row


def let_go_of(row: Bringing, **summary: Any) -> None:
    """Nothing needs the list any more: its file and what was read in it go at once. A step of discarding and of undoing."""
    stored, row.file = row.file, None
    row.choices, row.summary, row.errors, row.undo = {}, summary, [], {}
    row.save(update_fields=["file", "choices", "summary", "errors", "undo"])
    if stored is not None:
        forget(stored)


def _queue(row: Bringing) -> None:
    row.job = enqueue(READ, {"reference": row.reference})
    row.save(update_fields=["job"])


def tell(by: Any, row: Bringing, past: str, summary: str, details: dict[str, Any] | None = None) -> None:
    """One entry of the trail about a list."""
    record(
        by=by,
        verb=f"training.{past}",
        subject_kind="list of training records",
        subject=row.reference,
        summary=summary,
        details=details,
    )


def still(row: Bringing, state: BringingState) -> bool:
    """Whether a list is in a state, as the database has it now."""
    return Bringing.objects.filter(pk=row.pk, state=state).exists()
