"""A member of staff says that their own record is wrong; who keeps training answers."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.training import permissions
from dueregard.training.models import Objection, Staff
from dueregard.training.rules.states import OBJECTION, ObjectionState

MOST_WAITING = 10


@transaction.atomic
def object_to_record(*, by: Any, words: str) -> Objection:
    """Say what is wrong about one's own record. Raises NotPermitted for who is not in the list of staff, Refused for
    empty words or where ten already wait."""
    own = getattr(by, "person_id", None)
    row = Staff.objects.select_for_update().filter(person_id=own).first() if own is not None else None
    permit(row is not None, "You are not in the list of staff.")
    assert row is not None  # noqa: S101 - what permit has seen to, for the types
    words = clean_text(words).strip()
    sound(bool(words), "Say what is wrong.")
    sound(len(words) <= 2000, "Say it in at most 2,000 characters.")
    waiting = Objection.objects.filter(staff=row, state=ObjectionState.OPEN).count()
    sound(waiting < MOST_WAITING, "Ten of your words wait for an answer already.")
    made = Objection.objects.create(staff=row, words=words, said_at=clock.now())
    _recorded(by, made, "record_objected_to", "Somebody said that their training record is wrong.")
    return made


@transaction.atomic
def answer_objection(*, by: Any, objection: Objection, verb: str, answer: str) -> Objection:
    """Say what became of it. verb: "mend" (it was put right) or "keep" (it stays). Raises NotAllowedNow where it was
    answered already, Refused without a word of explanation."""
    permit(permissions.can_keep_training(by))
    row = locked(Objection, objection.pk)
    row.state = OBJECTION.target(verb, row.state)
    row.answer = clean_text(answer).strip()
    sound(bool(row.answer), "Say what was done, or why it stays: the person reads it.")
    row.answered_at, row.answered_by_name = clock.now(), by.name
    row.save(update_fields=["state", "answer", "answered_at", "answered_by_name"])
    _recorded(
        by,
        row,
        "objection_answered",
        f"A word about a training record was answered: {row.get_state_display().lower()}.",
    )
    return row


def _recorded(by: Any, row: Objection, past: str, summary: str) -> None:
    record(
        by=by,
        verb=f"training.{past}",
        subject_kind="word about a training record",
        subject=row.reference,
        summary=summary,
        details={"state": row.state},
    )
