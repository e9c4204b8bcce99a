"""Whom a round would ask for which rows, and at which addresses they are reached."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED
from dueregard.kernel import clock
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Lead, Membership, PostHolding
from dueregard.organisation.queries import running_on
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision
from dueregard.plan.permissions import can_read_all_restricted
from dueregard.rounds import permissions

_SEATS = ("chair", "secretary", "member", "attendee")


@dataclass(frozen=True)
class RowToAsk:
    """A row that a lead would be asked about. action: None for the area itself."""

    area: int
    action: int | None
    revision: int


@dataclass
class LeadToAsk:
    """A lead with the rows that a link may show, and the addresses found. withheld: it has restricted rows as well.

    why_none: why no address was found, for the officer.
    """

    lead: Lead
    rows: list[RowToAsk] = field(default_factory=list)
    withheld: bool = False
    addresses: list[str] = field(default_factory=list)
    why_none: str = ""

    @property
    def areas(self) -> int:
        return sum(row.action is None for row in self.rows)

    @property
    def steps(self) -> int:
        return len(self.rows) - self.areas


def leads_to_ask(viewer: Any, sections: Collection[str] = ()) -> list[LeadToAsk]:
    """Every lead of the living plan with its rows in the plan's order, by label; for those who run rounds. Eight queries.

    A lead's rows are the areas that it leads, the unfinished steps that it leads, and those in its areas that name
    nobody. sections: references; none for the whole plan.
    """
    if not permissions.can_run_rounds(viewer):
        return []
    rows = AreaRevision.objects.filter(as_recorded(None), retired_on__isnull=True)
    if sections:
        rows = rows.filter(section__reference__in=sections)
    areas = {row.area_id: row for row in rows.select_related("area").order_by("position")}
    leading: dict[int, list[int]] = {}
    for area, lead in (
        AreaLead.objects.filter(as_recorded(None), area_id__in=list(areas))
        .order_by("order", "pk")
        .values_list("area_id", "lead_id")
    ):
        leading.setdefault(area, []).append(lead)
    links = AreaAction.objects.filter(area_id__in=list(areas)).order_by("position", "pk")
    of_area: dict[int, list[int]] = {}
    for area, action in links.values_list("area_id", "action_id"):
        of_area.setdefault(area, []).append(action)
    all_actions = [action for actions in of_area.values() for action in actions]
    steps = {
        step.action_id: step
        for step in ActionRevision.objects.filter(
            as_recorded(None), action_id__in=all_actions, status__in=UNFINISHED
        ).select_related("action")
    }
    doing: dict[int, list[int]] = {}
    for action, lead in (
        ActionLead.objects.filter(as_recorded(None), action_id__in=list(steps))
        .order_by("pk")
        .values_list("action_id", "lead_id")
    ):
        doing.setdefault(action, []).append(lead)
    wanted = {lead for leads in (*leading.values(), *doing.values()) for lead in leads}
    found = {
        lead.pk: LeadToAsk(lead)
        for lead in Lead.objects.filter(pk__in=wanted).select_related("person", "post", "body").order_by("label", "pk")
    }
    for area_id, area_row in areas.items():
        mine = leading.get(area_id, [])
        for lead in mine:
            found[lead].rows.append(RowToAsk(area_id, None, area_row.area.revision))
        for action in of_area.get(area_id, []):
            step = steps.get(action)
            if step is None:
                continue
            for lead in doing.get(action) or mine:
                if step.restricted:
                    found[lead].withheld = True
                else:
                    found[lead].rows.append(RowToAsk(area_id, action, step.action.revision))
    asked = list(found.values())
    fill_in_addresses(asked)
    return asked


@dataclass(frozen=True)
class RestrictedStep:
    """A step that no link or form shows, with the area to which it belongs."""

    area: str
    area_name: str
    action: str
    text: str


def restricted_steps(viewer: Any, lead: Lead) -> list[RestrictedStep]:
    """The restricted steps that a lead answers for, in the plan's order, for those who may read them. One query."""
    if not can_read_all_restricted(viewer):
        return []
    here, step = as_recorded(None), OuterRef("action_id")
    areas = AreaRevision.objects.filter(here, area_id=OuterRef("area_id"), retired_on__isnull=True)
    steps = ActionRevision.objects.filter(here, action_id=step, restricted=True, status__in=UNFINISHED)
    leads = ActionLead.objects.filter(here, action_id=step)
    of_area = AreaLead.objects.filter(here, area_id=OuterRef("area_id"), lead=lead)
    rows = (
        AreaAction.objects.filter(Exists(leads.filter(lead=lead)) | (~Exists(leads) & Exists(of_area)))
        .annotate(
            title=Subquery(areas.values("title")[:1]),
            place=Subquery(areas.values("position")[:1]),
            text=Subquery(steps.values("text")[:1]),
        )
        .filter(title__isnull=False, text__isnull=False)
        .order_by("place", "position", "pk")
        .values_list("area__reference", "area__number", "title", "action__reference", "text")
    )
    return [
        RestrictedStep(area, f"{number or ''} {title}".strip(), action, text)
        for area, number, title, action, text in rows
    ]


def lead_to_ask(lead: Lead) -> LeadToAsk:
    """One lead with its addresses and no rows yet. For workflows, which have permitted."""
    found = LeadToAsk(lead)
    fill_in_addresses([found])
    return found


def fill_in_addresses(asked: list[LeadToAsk]) -> None:
    """Find where each is reached: a person; the holders of a post; of a body its chair, else its secretary, else its
    members. Two queries."""
    today = clock.today()
    of_post: dict[int, list[str]] = {}
    holdings = PostHolding.objects.filter(running_on(today)).select_related("person").order_by("from_on", "pk")
    held: set[int] = set()
    for holding in holdings:
        held.add(holding.post_id)
        if holding.person.email:
            of_post.setdefault(holding.post_id, []).append(holding.person.email)
    of_body: dict[int, dict[str, list[str]]] = {}
    bodies = [one.lead.body_id for one in asked if one.lead.body_id]
    for seat in (
        Membership.objects.filter(running_on(today), body_id__in=bodies).select_related("person").order_by("pk")
    ):
        emails = [seat.person.email] if seat.person else of_post.get(seat.post_id or 0, [])
        of_body.setdefault(seat.body_id, {}).setdefault(seat.seat, []).extend(filter(None, emails))
    for one in asked:
        lead = one.lead
        if lead.person is not None:
            gone = lead.person.left_on is not None and lead.person.left_on < today
            one.addresses = [lead.person.email] if lead.person.email and not gone else []
            one.why_none = "They have left." if gone else "No address is known."
        elif lead.post is not None:
            one.addresses = list(dict.fromkeys(of_post.get(lead.post.pk, [])))
            one.why_none = (
                "No address of its holder is known." if lead.post.pk in held else "Nobody holds this post today."
            )
        elif lead.body is not None:
            seats = of_body.get(lead.body.pk, {})
            one.addresses = list(dict.fromkeys(next((seats[s] for s in _SEATS if seats.get(s)), [])))
            one.why_none = "No address of a member is known."
        else:
            one.why_none = "These words are not recognised yet."
