"""The yearly roll-forward: the new academic year is opened from the old, once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from dueregard.actions import workflows as writing
from dueregard.actions.models import Action
from dueregard.actions.rules import Due
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, allowed_now, permit, sound
from dueregard.kernel.words import clean_text
from dueregard.organisation.rules.years import AcademicYear
from dueregard.plan import permissions
from dueregard.plan.models import AreaAction, RolledAction, RollForward
from dueregard.plan.queries.rolling import RollPreview, RollRow, roll_preview
from dueregard.plan.rules.rolling import due_of, words_of, years_to_open
from dueregard.plan.rules.states import CarriedAs
from dueregard.plan.workflows.making import locked_plan


@transaction.atomic
def roll_forward(
    *, by: Any, to_year: int, choices: Mapping[str, Due | None], note: str = "", seen_as: str | None = None
) -> RollForward:
    """Open the academic year that starts in `to_year` from the one before it.

    What is done or dropped stays closed. What is unfinished and was due before the new year, or has no date, is carried
    over once more. Standing steps renew their rhythm: a date that has passed moves on, and what was done and comes again
    is opened, neither counted as carried over. What is due in the new year or later stays as it is.

    choices: by the reference of a carried step its new date, or None to keep the old one; a step that is not named gets
    the same span in the new year. seen_as: what the preview gave; None goes by the register as it is. Raises
    NotAllowedNow for a year that was opened already or cannot be opened today, ChangedSince where the register has changed
    under the preview, Refused for a new date that lies before the old one.
    """
    permit(permissions.can_edit_plan(by))
    plan = locked_plan()
    year = AcademicYear(to_year)
    allowed_now(
        not RollForward.objects.filter(academic_year=to_year).exists(), f"The year {year} has been opened already."
    )
    allowed_now(to_year in years_to_open(plan.academic_year, clock.today()), f"The year {year} cannot be opened today.")
    # Nobody dates or finishes a step between the look at it and the writing.
    actions = {
        action.reference: action
        for action in Action.objects.select_for_update(of=("self",))
        .filter(pk__in=AreaAction.objects.values("action_id"))
        .order_by("pk")
    }
    preview = roll_preview(by, to_year)
    if seen_as is not None and seen_as != preview.seen:
        raise ChangedSince({}, 0, "Somebody")
    try:
        with transaction.atomic():
            row = RollForward.objects.create(
                academic_year=to_year, rolled_at=clock.now(), rolled_by_name=by.name, note=clean_text(note).strip()
            )
    except IntegrityError:
        raise NotAllowedNow(f"The year {year} has been opened already.") from None
    reason = f"Roll-forward to {year}"
    told = [_carry(by, one, actions[one.step.reference], choices, reason) for one in preview.carried]
    told += [_renew(by, one, actions[one.step.reference], reason) for one in preview.renewed]
    told += [{"step": one.step.reference, "as": CarriedAs.CLOSED.value} for one in preview.closed]
    RolledAction.objects.bulk_create(
        [RolledAction(roll_forward=row, action=actions[one["step"]], carried_as=one["as"]) for one in told],
        batch_size=200,
    )
    plan.academic_year = to_year
    plan.save(update_fields=["academic_year"])
    record(
        by=by,
        verb="plan.rolled_forward",
        subject_kind="roll_forward",
        subject=row.reference,
        summary=f"Opened {year}: {len(preview.carried)} next steps carried over, {len(preview.renewed)} renewed, "
        f"{len(preview.closed)} closed with the year.",
        details={
            "academic_year": to_year,
            "steps": told,
            "areas": _areas(preview),
            "digest": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest(),
        },
    )
    return row


def _areas(preview: RollPreview) -> list[str]:
    return sorted({one.area.reference for one in (*preview.carried, *preview.renewed)})


def _carry(by: Any, one: RollRow, action: Action, choices: Mapping[str, Due | None], reason: str) -> dict[str, Any]:
    """Count the step as carried over once more, with the date that was chosen for it."""
    step = one.step
    due = choices.get(step.reference, one.fate.due)
    if due is not None and due.end is not None and step.due_end is not None:
        sound(due.end >= step.due_end, f"“{step.text[:60]}” cannot be due before it was: {words_of(due_of(step))}.")
    if due is not None and due.end is None:
        due = None  # no date is no new date: the old one stays
    writing.revise_action(by=by, action=action, reason=reason, due=due, carried_over=step.carried_over + 1)
    return {
        "step": step.reference,
        "as": CarriedAs.CARRIED.value,
        "due": [_iso(due_of(step)), _iso(due) if due else _iso(due_of(step))],
    }


def _renew(by: Any, one: RollRow, action: Action, reason: str) -> dict[str, Any]:
    """Begin the rhythm anew: the date moves on without counting as put back, and its age starts again."""
    step, due = one.step, one.fate.due
    if one.fate.reopened:
        writing.move_action(by=by, action=action, verb="reopen", reason=reason)
    if due is not None:
        writing.revise_action(
            by=by, action=action, reason=reason, due=due, carried_over=step.carried_over, first_due_on=due.end
        )
    return {
        "step": step.reference,
        "as": CarriedAs.RENEWED.value,
        "reopened": one.fate.reopened,
        "due": [_iso(due_of(step)), _iso(due or due_of(step))],
    }


def _iso(due: Due) -> str | None:
    return due.end.isoformat() if due.end else None
