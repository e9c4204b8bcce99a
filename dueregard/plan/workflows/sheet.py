"""The meeting sheet: ratings, leads, dates and statuses of many rows, decided in one sitting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from dueregard.actions.models import Action
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, permit, sound
from dueregard.kernel.words import clean_line
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaAction
from dueregard.plan.rules.sheet import NewDue
from dueregard.plan.workflows.areas import current_of, rate_area, set_area_leads
from dueregard.plan.workflows.leads import leads_chosen
from dueregard.plan.workflows.steps import edit_step, move_step, verb_to


@dataclass(frozen=True)
class AreaChange:
    """What a sitting decided about an area; None = not touched. revision: at which its row was opened."""

    reference: str
    revision: int
    rag: str | None = None
    leads: tuple[str, ...] | None = None  # references out of organisation.queries.lead_choices


@dataclass(frozen=True)
class StepChange:
    """What a sitting decided about a next step; None = not touched."""

    reference: str
    revision: int
    status: str | None = None
    leads: tuple[str, ...] | None = None
    when: NewDue | None = None


@dataclass
class Decided:
    """How many of each a sitting decided."""

    ratings: int = 0
    leads: int = 0
    dates: int = 0
    statuses: int = 0

    def __str__(self) -> str:
        nouns = (("ratings", "rating"), ("leads", "change of leads"), ("dates", "date"), ("statuses", "status"))
        plural = {"leads": "changes of leads"}
        said = [
            f"{count} {one if count == 1 else plural.get(name, name)}"
            for name, one in nouns
            if (count := getattr(self, name))
        ]
        return ", ".join(said)


@transaction.atomic
def record_sitting(*, by: Any, reason: str, day: date, changes: Sequence[AreaChange | StepChange]) -> Decided:
    """Write what a sitting of `day` decided, all of it or nothing, with one reason ("Steering group, 4 December").

    Raises ChangedSince where rows were saved since they were opened (current: {reference: revision} of all of them),
    Refused without a reason, a change, or for a day to come; NotAllowedNow for a status that does not follow.
    """
    permit(permissions.can_keep_meeting_sheet(by))
    reason = clean_line(reason)[:500]
    sound(bool(reason), "Say which sitting this was, such as “Steering group, 4 December”.")
    sound(day <= clock.today(), "A sitting is recorded when it has taken place.")
    sound(bool(changes), "Nothing on the sheet was changed.")
    references = [change.reference for change in changes]
    # In one order, areas before steps as everywhere, so that two sittings, or a sitting and a form, never wait crosswise.
    links = AreaAction.objects.filter(action__reference__in=references).values("area_id")
    rows = Area.objects.select_for_update().filter(Q(reference__in=references) | Q(pk__in=links)).order_by("pk")
    areas = {row.reference: row for row in rows}
    actions = {
        row.reference: row for row in Action.objects.select_for_update().filter(reference__in=references).order_by("pk")
    }
    joined = AreaAction.objects.select_related("area").filter(action__reference__in=list(actions))
    area_of = {link.action_id: link.area for link in joined}
    _refuse_changed(changes, areas, actions)
    decided = Decided()
    touched = set()
    for change in changes:
        if isinstance(change, AreaChange):
            touched.add(change.reference)
            _decide_area(by, areas[change.reference], change, reason, day, decided)
        else:
            action = actions[change.reference]
            sound(action.pk in area_of, "A next step on this sheet is not in the register any more.")
            touched.add(area_of[action.pk].reference)
            _decide_step(by, area_of[action.pk], action, change, reason, decided)
    record(
        by=by,
        verb="plan.sitting_recorded",
        subject_kind="plan",
        subject="plan",
        summary=f"Recorded a sitting: {decided}.",
        details={"reason": reason, "day": day, "areas": sorted(touched)},
    )
    return decided


def _refuse_changed(
    changes: Sequence[AreaChange | StepChange], areas: dict[str, Area], actions: dict[str, Action]
) -> None:
    """Raise ChangedSince for all rows that were saved since they were opened, Refused for a row that is gone."""
    changed: dict[str, object] = {}
    for change in changes:
        row = (areas if isinstance(change, AreaChange) else actions).get(change.reference)
        sound(row is not None, "A row on this sheet is not in the register any more.")
        if row is not None and row.revision != change.revision:
            changed[change.reference] = row.revision
    if changed:
        raise ChangedSince(changed, 0, "Somebody")


def _decide_area(by: Any, area: Area, change: AreaChange, reason: str, day: date, decided: Decided) -> None:
    if change.rag is not None:
        current = current_of(area)
        rate_area(
            by=by,
            area=area,
            rag=change.rag,
            reason=reason,
            likelihood=current.likelihood,
            impact=current.impact,
            residual_likelihood=current.residual_likelihood,
            residual_impact=current.residual_impact,
            rated_on=day,
        )
        decided.ratings += 1
    if change.leads is not None:
        set_area_leads(by=by, area=area, leads=leads_chosen(by=by, references=change.leads), reason=reason)
        decided.leads += 1


def _decide_step(by: Any, area: Area, action: Action, change: StepChange, reason: str, decided: Decided) -> None:
    if change.when is not None or change.leads is not None:
        values: dict[str, Any] = {}
        if change.when is not None:
            decided.dates += 1
            values["due"] = change.when.due
            if change.when.rhythm is not None:
                values |= {"rhythm": change.when.rhythm, "standing": bool(change.when.rhythm)}
        if change.leads is not None:
            decided.leads += 1
            values["leads"] = leads_chosen(by=by, references=change.leads)
        edit_step(by=by, area=area, action=action, revision=None, reason=reason, **values)
    if change.status is not None:
        decided.statuses += 1
        move_step(by=by, area=area, action=action, verb=verb_to(action, change.status), reason=reason)
