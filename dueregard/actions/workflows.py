"""Writing actions. The room that owns an action decides who may (permit) and tells the trail (record); see ADR 0006."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from dueregard.actions.models import Action, ActionLead, ActionRevision
from dueregard.actions.rules import ACTION, UNFINISHED, Due, Status
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, sound
from dueregard.kernel.revisions import as_recorded, first_revision, first_revisions, next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Lead

# Free texts and lines of an action, each cleaned as it comes in
_TEXTS = ("text", "progress")
_LINES = ("source", "waiting_on", "due_phrase")


@dataclass(frozen=True)
class NewAction:
    """What an action begins with. first_due_on, carried_over and closed_on come from the past where there is one."""

    text: str
    due: Due = Due()
    standing: bool = False
    rhythm: str = ""
    status: str = Status.OPEN
    first_due_on: date | None = None
    carried_over: int = 0
    progress: str = ""
    source: str = ""
    depends_on: list[str] = field(default_factory=list)
    waiting_on: str = ""
    ask_again_on: date | None = None
    restricted: bool = False
    closed_on: date | None = None
    leads: tuple[Lead, ...] = ()


@transaction.atomic
def begin_action(*, by: Any, new: NewAction, reason: str = "") -> ActionRevision:
    """A new action with its first revision and its leads. Raises Refused for an empty text."""
    return begin_actions(by=by, new=[(new, reason)])[0]


@transaction.atomic
def begin_actions(*, by: Any, new: Iterable[tuple[NewAction, str]]) -> list[ActionRevision]:
    """Many new actions, each with its reason, in few queries; gives their first revisions in the same order.

    Raises Refused for an empty text.
    """
    news = list(new)
    values = [_first_values(one) for one, _ in news]
    actions = Action.objects.bulk_create(Action() for _ in news)
    rows = first_revisions(
        ActionRevision,
        by=by,
        rows=[
            (reason, {"action": action, **said})
            for action, said, (_, reason) in zip(actions, values, news, strict=True)
        ],
    )
    leads = [
        (reason, {"action": action, "lead": lead})
        for action, (one, reason) in zip(actions, news, strict=True)
        for lead in dict.fromkeys(one.leads)
    ]
    if leads:
        first_revisions(ActionLead, by=by, rows=leads)
    return rows


def _first_values(new: NewAction) -> dict[str, Any]:
    """What a new action's first revision says. Raises Refused for an empty text."""
    text = clean_text(new.text).strip()
    sound(bool(text), "Say what is to be done.")
    return {
        "text": text,
        "status": new.status,
        "due_start": new.due.start,
        "due_end": new.due.end,
        "due_phrase": clean_line(new.due.phrase)[:200],
        "standing": new.standing,
        "rhythm": new.rhythm,
        "first_due_on": new.first_due_on or new.due.end,
        "carried_over": new.carried_over,
        "progress": clean_text(new.progress).strip(),
        "source": clean_line(new.source)[:300],
        "depends_on": list(new.depends_on),
        "waiting_on": clean_line(new.waiting_on)[:300],
        "ask_again_on": new.ask_again_on,
        "restricted": new.restricted,
        "closed_on": None if new.status in UNFINISHED else new.closed_on or clock.today(),
    }


def current_of(action: Action) -> ActionRevision:
    """The current revision of an action that the caller holds locked."""
    return ActionRevision.objects.get(action=action, recorded_to__isnull=True)


@transaction.atomic
def revise_action(
    *, by: Any, action: Action, revision: int | None = None, reason: str = "", due: Due | None = None, **changes: Any
) -> dict[str, tuple[Any, Any]]:
    """Change what an action says; gives {field: (before, after)}, empty where nothing differs.

    revision: the number that the edit form was opened at, or None for a change that cannot overwrite words.
    due: a new date (Due() takes it away); putting an existing date back counts as carried over once more.
    Raises ChangedSince, or Refused for an empty text.
    """
    row = locked(Action, action.pk)
    current = current_of(row)
    if revision is not None and row.revision != revision:
        raise ChangedSince(
            {"text": current.text, "progress": current.progress, "due_phrase": current.due_phrase},
            row.revision,
            current.recorded_by_name,
            current.recorded_from,
        )
    for name in _TEXTS:
        if name in changes:
            changes[name] = clean_text(changes[name]).strip()
    for name in _LINES:
        if name in changes:
            changes[name] = clean_line(changes[name])
    sound(bool(changes.get("text", current.text)), "Say what is to be done.")
    if due is not None:
        changes |= {"due_start": due.start, "due_end": due.end, "due_phrase": clean_line(due.phrase)[:200]}
        if due.postponed_from(Due(current.due_start, current.due_end)):
            changes["carried_over"] = changes.get("carried_over", current.carried_over + 1)
        if current.first_due_on is None and due.end is not None:
            changes["first_due_on"] = due.end
    _, differing = next_revision(current, by=by, reason=reason, **changes)
    if differing:
        row.revision += 1
        row.save(update_fields=["revision"])
    return differing


@transaction.atomic
def move_action(*, by: Any, action: Action, verb: str, reason: str = "") -> tuple[str, str]:
    """Move the status by a verb of the table; gives (before, after). Raises NotAllowedNow."""
    row = locked(Action, action.pk)
    current = current_of(row)
    target = ACTION.target(verb, current.status)
    closed = None if target in UNFINISHED else clock.today()
    next_revision(current, by=by, reason=reason, status=target, closed_on=closed)
    row.revision += 1
    row.save(update_fields=["revision"])
    return current.status, target


@transaction.atomic
def set_action_leads(
    *, by: Any, action: Action, leads: Iterable[Lead], reason: str = ""
) -> tuple[list[str], list[str]]:
    """Make `leads` the leads of the action; gives the labels (added, removed)."""
    row = locked(Action, action.pk)
    wanted = dict.fromkeys(leads)
    standing = {r.lead: r for r in ActionLead.objects.select_related("lead").filter(as_recorded(None), action=row)}
    moment = clock.now()
    gone = [lead for lead in standing if lead not in wanted]
    added = [lead for lead in wanted if lead not in standing]
    ActionLead.objects.filter(pk__in=[standing[lead].pk for lead in gone]).update(recorded_to=moment)
    for lead in added:
        first_revision(ActionLead, by=by, reason=reason, action=row, lead=lead)
    if gone or added:
        row.revision += 1
        row.save(update_fields=["revision"])
    return [lead.label for lead in added], [lead.label for lead in gone]
