"""Completions entered by hand, and taking a wrong one back."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from dueregard.accounts.workflows import once
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.organisation.queries import running_on
from dueregard.training import permissions
from dueregard.training.models import Completion, Course, Edition, Staff
from dueregard.training.rules.kinds import Source


@transaction.atomic
def enter_completion(
    *,
    by: Any,
    staff: Staff,
    course: Course,
    completed_on: date,
    edition: Edition | None = None,
    evidence: str = "",
) -> Completion:
    """Record by hand that somebody completed a course. Without an edition: the one that the course used that day, where
    there was one only. Raises Refused for a day to come, and where that completion is recorded already."""
    permit(permissions.can_keep_training(by))
    row = locked(Staff, staff.pk)
    allowed_now(row.forgotten_on is None, "This member of staff left long ago: only their figures are kept.")
    sound(completed_on <= clock.today(), "A completion cannot lie in the future.")
    sound(edition is None or edition.course_id == course.pk, "This edition is of another course.")
    evidence = clean_line(evidence)
    sound(len(evidence) <= 300, "Say how we know in at most 300 characters.")
    with once("This completion is recorded already."):
        completion = Completion.objects.create(
            staff=row,
            course=course,
            edition=edition or edition_on(course, completed_on),
            completed_on=completed_on,
            source=Source.ENTERED,
            evidence=evidence,
            recorded_at=clock.now(),
            recorded_by_name=by.name,
        )
    details = {"course": course.reference, "on": completed_on, "evidence": evidence}
    _record(by, row, "completion_entered", "Entered a completion by hand.", details)
    return completion


@transaction.atomic
def take_back_completion(*, by: Any, completion: Completion, reason: str) -> Completion:
    """Take back a completion that is wrong: it counts nowhere from now on, and its row says why.

    Raises NotAllowedNow where it was taken back already; Refused without a reason.
    """
    permit(permissions.can_keep_training(by))
    row = locked(Completion, completion.pk)
    allowed_now(row.removed_on is None, "This completion was taken back already.")
    reason = clean_line(reason)
    sound(bool(reason), "Say why it is wrong.")
    sound(len(reason) <= 300, "Say why in at most 300 characters.")
    row.removed_on, row.removed_reason = clock.today(), reason
    row.save(update_fields=["removed_on", "removed_reason"])
    details = {"course": row.course.reference, "on": row.completed_on, "reason": reason}
    _record(by, row.staff, "completion_taken_back", "Took back a completion that was wrong.", details)
    return row


def edition_on(course: Course, day: date) -> Edition | None:
    """The edition that the course used on `day`; None where there was none, or more than one."""
    found = list(Edition.objects.filter(running_on(day), course=course)[:2])
    return found[0] if len(found) == 1 else None


def _record(by: Any, staff: Staff, past: str, summary: str, details: dict[str, Any]) -> None:
    # Under the member of staff's reference, so that forgetting them empties the details too.
    record(
        by=by,
        verb=f"training.{past}",
        subject_kind="member of staff",
        subject=staff.reference,
        summary=summary,
        details=details,
    )
