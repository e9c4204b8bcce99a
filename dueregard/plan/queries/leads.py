"""Leads with what they carry, and what a succession would move."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED
from dueregard.kernel import clock
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Lead
from dueregard.organisation.permissions import can_name_leads
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision, RiskEntry
from dueregard.plan.permissions import can_read_restricted, visible_areas


@dataclass(slots=True)
class LeadLoad:
    """A lead with the areas and unfinished steps that name it. gone_on: the day a person left, or a post or body ended."""

    reference: str
    label: str
    kind: str
    gone_on: date | None
    areas: int = 0
    open: int = 0
    overdue: int = 0


@dataclass(frozen=True)
class LeadGroup:
    """Leads of one kind under their heading; those that need somebody to do something come first."""

    key: str  # "gone", "unknown", "post", "body", "person"
    heading: str
    loads: list[LeadLoad]


_HEADINGS = {
    "gone": "Left or ended, and still named",
    "unknown": "Not recognised yet",
    "post": "Posts",
    "body": "Bodies and teams",
    "person": "People",
}


def lead_groups(viewer: Any) -> tuple[list[LeadGroup], int]:
    """The leads that carry something the viewer may see, in groups; and how many areas have no lead. Four queries.

    Words that carry nothing any more are listed for those who may say whom they mean.
    """
    today = clock.today()
    visible = AreaRevision.objects.filter(as_recorded(None), visible_areas(viewer), retired_on__isnull=True)
    areas = dict(
        AreaLead.objects.filter(as_recorded(None), area_id__in=visible.values("area_id"))
        .values("lead_id")
        .annotate(areas=Count("pk"))
        .values_list("lead_id", "areas")
    )
    without = visible.exclude(area_id__in=AreaLead.objects.filter(as_recorded(None)).values("area_id")).count()
    in_sight = AreaAction.objects.filter(area_id__in=visible.values("area_id")).values("action_id")
    unfinished = as_recorded(None, "action__revisions__") & Q(action__revisions__status__in=UNFINISHED)
    if not can_read_restricted(viewer):
        unfinished &= Q(action__revisions__restricted=False)
    steps = {
        lead: (unfinished_steps, overdue)
        for lead, unfinished_steps, overdue in ActionLead.objects.filter(
            as_recorded(None), unfinished, action_id__in=in_sight
        )
        .values("lead_id")
        .annotate(open=Count("pk"), overdue=Count("pk", filter=Q(action__revisions__due_end__lt=today)))
        .values_list("lead_id", "open", "overdue")
    }
    named = can_name_leads(viewer)
    found: dict[str, list[LeadLoad]] = {key: [] for key in _HEADINGS}
    for lead in Lead.objects.select_related("person", "post", "body").order_by("label", "pk"):
        unfinished_count, overdue = steps.get(lead.pk, (0, 0))
        load = LeadLoad(
            lead.reference, lead.label, lead.kind, _gone(lead, today), areas.get(lead.pk, 0), unfinished_count, overdue
        )
        if not (load.areas or load.open or (named and load.kind == LeadKind.UNKNOWN)):
            continue
        found["gone" if load.gone_on else load.kind].append(load)
    return [LeadGroup(key, _HEADINGS[key], loads) for key, loads in found.items() if loads], without


def _gone(lead: Lead, today: date) -> date | None:
    day = (
        lead.person.left_on
        if lead.person
        else lead.post.ended_on
        if lead.post
        else lead.body.ended_on
        if lead.body
        else None
    )
    return day if day is not None and day < today else None


@dataclass(frozen=True)
class Moving:
    """One row that a succession would move: an area, or (text) a next step of it."""

    area: str  # reference
    number: str
    title: str
    retired: bool = False
    text: str = ""


@dataclass(frozen=True)
class Succession:
    """What a succession would move."""

    areas: list[Moving]
    steps: list[Moving]
    risk_entry: bool

    @property
    def anything(self) -> bool:
        return bool(self.areas or self.steps or self.risk_entry)


def succession(viewer: Any, leaver: Lead) -> Succession:
    """What names `leaver` and would move, for those who edit the whole plan; five queries at most."""
    led = AreaLead.objects.filter(as_recorded(None), lead=leaver).values("area_id")
    rows = AreaRevision.objects.filter(as_recorded(None), area_id__in=led).select_related("area").order_by("position")
    areas = [
        Moving(row.area.reference, row.area.number or "", row.title, retired=row.retired_on is not None) for row in rows
    ]
    texts = dict(
        ActionRevision.objects.filter(
            as_recorded(None),
            status__in=UNFINISHED,
            action_id__in=ActionLead.objects.filter(as_recorded(None), lead=leaver).values("action_id"),
        ).values_list("action_id", "text")
    )
    links = AreaAction.objects.filter(action_id__in=list(texts)).order_by("area_id", "position", "pk")
    found = list(links.values_list("action_id", "area_id"))
    of = {
        row.area_id: row
        for row in AreaRevision.objects.filter(
            as_recorded(None), area_id__in={area_id for _, area_id in found}
        ).select_related("area")
    }
    found.sort(key=lambda pair: of[pair[1]].position)
    steps = [
        Moving(
            of[area_id].area.reference,
            of[area_id].area.number or "",
            of[area_id].title,
            of[area_id].retired_on is not None,
            texts[action_id],
        )
        for action_id, area_id in found
    ]
    return Succession(areas, steps, RiskEntry.objects.filter(as_recorded(None), owner=leaver).exists())
