"""Leads of the plan's rows: choosing them, repointing them when words are recognised, and succession."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, Q

from dueregard.actions.models import Action, ActionLead
from dueregard.actions.rules import UNFINISHED
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import permit, sound
from dueregard.kernel.revisions import as_recorded, first_revision, next_revision
from dueregard.kernel.words import clean_text
from dueregard.organisation.models import Lead
from dueregard.organisation.workflows.leads import lead_chosen
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaAction, AreaLead, RiskEntry
from dueregard.plan.workflows.areas import recorded
from dueregard.plan.workflows.making import index_area, locked_plan


@transaction.atomic
def leads_chosen(*, by: Any, references: Iterable[str]) -> list[Lead]:
    """The leads that a form's choices stand for, in their order. Raises Refused for a choice that is not offered."""
    permit(permissions.can_change_something(by))
    return [lead_chosen(by=by, reference=reference) for reference in dict.fromkeys(references)]


@transaction.atomic
def move_rows(*, by: Any, old: Lead, new: Lead) -> None:
    """Make every row that names `old`, history included, name `new`: called when words turn out to mean a known lead.

    Where a row names both at once, the one that named `old` goes. The caller has permitted and records.
    """
    touched = set(AreaLead.objects.filter(lead=old).values_list("area_id", flat=True))
    actions = set(ActionLead.objects.filter(lead=old).values_list("action_id", flat=True))
    both = AreaLead.objects.filter(as_recorded(None), lead=new).values("area_id")
    AreaLead.objects.filter(
        as_recorded(None), lead=old, area_id__in=list(both.values_list("area_id", flat=True))
    ).delete()
    AreaLead.objects.filter(lead=old).update(lead=new)
    named = list(ActionLead.objects.filter(as_recorded(None), lead=new).values_list("action_id", flat=True))
    ActionLead.objects.filter(as_recorded(None), lead=old, action_id__in=named).delete()
    ActionLead.objects.filter(lead=old).update(lead=new)
    RiskEntry.objects.filter(owner=old).update(owner=new)
    touched |= set(AreaAction.objects.filter(action_id__in=actions).values_list("area_id", flat=True))
    for area_id in touched:
        index_area(area_id)


@transaction.atomic
def succeed_lead(*, by: Any, leaver: Lead, successor: Lead, reason: str = "") -> tuple[int, int]:
    """Give every area, every unfinished next step and the risk register's entry that name `leaver` to `successor`, who
    takes the leaver's place in each list; gives (areas, next steps) moved.

    What names a post stays with the post and needs no move. Raises Refused where both are the same, or nothing names
    the leaver.
    """
    permit(permissions.can_edit_plan(by))
    sound(leaver.pk != successor.pk, "Choose somebody else as the successor.")
    reason = clean_text(reason).strip() or "Succession"
    moment = clock.now()
    _lock_named(leaver)
    areas = list(
        AreaLead.objects.select_for_update(of=("self",)).select_related("area").filter(as_recorded(None), lead=leaver)
    )
    steps = list(
        ActionLead.objects.select_for_update(of=("self",))
        .select_related("action")
        .filter(
            as_recorded(None),
            as_recorded(None, "action__revisions__"),
            lead=leaver,
            action__revisions__status__in=UNFINISHED,
        )
    )
    entry = RiskEntry.objects.filter(as_recorded(None), owner=leaver).first()
    sound(bool(areas or steps or entry), f"Nothing unfinished names {leaver.label}.")
    leads = {"added": [successor.label], "removed": [leaver.label]}
    for old in areas:
        AreaLead.objects.filter(pk=old.pk).update(recorded_to=moment)
        if not AreaLead.objects.filter(as_recorded(None), area_id=old.area_id, lead=successor).exists():
            first_revision(AreaLead, by=by, reason=reason, area_id=old.area_id, lead=successor, order=old.order)
        recorded(by, old.area, "area_leads_set", "Changed the leads of {area}.", leads)
    links = AreaAction.objects.select_related("area").filter(action_id__in=[link.action_id for link in steps])
    area_of = {link.action_id: link.area for link in links}
    for link in steps:
        ActionLead.objects.filter(pk=link.pk).update(recorded_to=moment)
        if not ActionLead.objects.filter(as_recorded(None), action_id=link.action_id, lead=successor).exists():
            first_revision(ActionLead, by=by, reason=reason, action_id=link.action_id, lead=successor)
        if link.action_id in area_of:
            details = {"step": link.action.reference, "leads": leads}
            recorded(by, area_of[link.action_id], "step_edited", "Edited a next step of {area}.", details)
    if entry is not None:
        next_revision(entry, by=by, reason=reason, owner=successor)
    # Forms that were opened before must know, or they would put the leaver back.
    Area.objects.filter(pk__in=[old.area_id for old in areas]).update(revision=F("revision") + 1)
    Action.objects.filter(pk__in=[link.action_id for link in steps]).update(revision=F("revision") + 1)
    for area_id in {old.area_id for old in areas} | {area.pk for area in area_of.values()}:
        index_area(area_id)
    record(
        by=by,
        verb="plan.lead_succeeded",
        subject_kind="lead",
        subject=leaver.reference,
        summary=f"Moved {len(areas)} risk areas and {len(steps)} next steps to a successor.",
        details={"from": leaver.label, "to": successor.label, "reason": reason, "risk_entry": entry is not None},
    )
    return len(areas), len(steps)


def _lock_named(lead: Lead) -> None:
    """Lock the plan, then the areas and steps that name `lead`, in the order in which every form takes them."""
    locked_plan()
    steps = ActionLead.objects.filter(as_recorded(None), lead=lead).values("action_id")
    areas = AreaLead.objects.filter(as_recorded(None), lead=lead).values("area_id")
    links = AreaAction.objects.filter(action_id__in=steps).values("area_id")
    list(Area.objects.select_for_update().filter(Q(pk__in=areas) | Q(pk__in=links)).order_by("pk").values_list("pk"))
    list(Action.objects.select_for_update().filter(pk__in=steps).order_by("pk").values_list("pk"))


@transaction.atomic
def succeed_lead_as(*, by: Any, leaver: Lead, reference: str, reason: str = "") -> tuple[int, int]:
    """`succeed_lead` with a choice out of organisation.queries.lead_choices as the successor."""
    permit(permissions.can_edit_plan(by))
    return succeed_lead(by=by, leaver=leaver, successor=leads_chosen(by=by, references=[reference])[0], reason=reason)
