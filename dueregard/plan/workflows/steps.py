"""Next steps of an area: adding, editing, dating, moving their status, waiting, leads, and succession of leads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from dueregard.actions import workflows as writing
from dueregard.actions.models import Action, ActionRevision
from dueregard.actions.rules import Due, Status, verb_between
from dueregard.actions.workflows import NewAction
from dueregard.kernel.require import NotAllowedNow, allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.organisation.models import Lead
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaAction
from dueregard.plan.workflows.areas import current_of, recorded
from dueregard.plan.workflows.making import index_area


def _permitted(by: Any, area: Area) -> None:
    current = current_of(area)
    permit(permissions.can_edit_area(by, current))
    allowed_now(current.retired_on is None, "This area is retired: restore it first.")


def _joined(area: Area, action: Action) -> None:
    sound(AreaAction.objects.filter(area=area, action=action).exists(), "This next step belongs to another risk area.")


@transaction.atomic
def add_step(*, by: Any, area: Area, new: NewAction) -> ActionRevision:
    """A new next step at the end of the area's. Raises Refused for an empty text."""
    row = locked(Area, area.pk)
    _permitted(by, row)
    made = writing.begin_action(by=by, new=new)
    last = AreaAction.objects.filter(area=row).aggregate(last=Max("position"))["last"]
    AreaAction.objects.create(area=row, action_id=made.action_id, position=0 if last is None else last + 1)
    index_area(row.pk)
    recorded(by, row, "step_added", "Added a next step to {area}.", {"step": made.action.reference})
    return made


@transaction.atomic
def edit_step(
    *,
    by: Any,
    area: Area,
    action: Action,
    revision: int | None,
    due: Due | None = None,
    leads: Iterable[Lead] | None = None,
    reason: str = "",
    **values: Any,
) -> None:
    """Change what a next step says, its date and its leads, together.

    revision: the number that the form was opened at. Raises ChangedSince, or Refused for an empty text.
    """
    row = locked(Area, area.pk)
    _permitted(by, row)
    _joined(row, action)
    reason = clean_text(reason).strip()
    differing = writing.revise_action(by=by, action=action, revision=revision, reason=reason, due=due, **values)
    added, gone = (
        ([], []) if leads is None else writing.set_action_leads(by=by, action=action, leads=leads, reason=reason)
    )
    if differing or added or gone:
        index_area(row.pk)
        details = _told(action, differing) | ({"leads": {"added": added, "removed": gone}} if added or gone else {})
        recorded(by, row, "step_edited", "Edited a next step of {area}.", {"step": action.reference} | details)


def _told(action: Action, differing: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Changed values; of a restricted step the names only."""
    if writing.current_of(action).restricted:
        return dict.fromkeys(differing, "restricted")
    return {name: list(pair) for name, pair in differing.items()}


@transaction.atomic
def move_step(*, by: Any, area: Area, action: Action, verb: str, reason: str = "") -> None:
    """Start, pause, finish, drop or reopen a next step. Raises NotAllowedNow where the table has no such step,
    Refused for dropping without a reason."""
    row = locked(Area, area.pk)
    _permitted(by, row)
    _joined(row, action)
    reason = clean_text(reason).strip()
    sound(verb != "drop" or bool(reason), "Say why it is dropped.")
    before, after = writing.move_action(by=by, action=action, verb=verb, reason=reason)
    recorded(
        by,
        row,
        "step_moved",
        f"A next step of {{area}} is now {Status(after).label.lower()}.",
        {"step": action.reference, "status": [before, after]},
    )


def verb_to(action: Action, status: str) -> str:
    """The verb that leads a next step to `status`. Raises NotAllowedNow where none does."""
    current = writing.current_of(action)
    verb = verb_between(current.status, status)
    if verb is None:
        raise NotAllowedNow(
            f"A next step that is {Status(current.status).label.lower()} cannot become {Status(status).label.lower()}."
        )
    return verb
