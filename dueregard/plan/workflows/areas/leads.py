"""Who leads an area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.kernel.revisions import as_recorded, first_revision
from dueregard.kernel.transitions import locked
from dueregard.organisation.models import Lead
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaLead
from dueregard.plan.workflows.areas.area import current_of, recorded
from dueregard.plan.workflows.making import (
    index_area,
    touch,
)


@transaction.atomic
def set_area_leads(
    *, by: Any, area: Area, leads: Iterable[Lead], reason: str = "", opened: Iterable[str] | None = None
) -> None:
    """Make `leads`, in this order, the leads of an area.

    opened: references of the leads that the form showed. What was ticked or unticked since is then added to or taken
    from the leads as they are now, so that a lead whom somebody else has added meanwhile stays.
    """
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_edit_area(by, current))
    wanted = list(dict.fromkeys(leads))
    rows = AreaLead.objects.select_related("lead").filter(as_recorded(None), area=row).order_by("order", "pk")
    standing = {r.lead: r for r in rows}
    if opened is not None:
        shown, chosen = set(opened), {lead.reference for lead in wanted}
        unticked = shown - chosen
        ticked = [lead for lead in wanted if lead.reference not in shown]
        stay = [lead for lead in standing if lead.reference not in unticked]
        wanted = list(dict.fromkeys([*stay, *ticked]))
    added = [lead for lead in wanted if lead not in standing]
    gone = [lead for lead in standing if lead not in wanted]
    AreaLead.objects.filter(pk__in=[standing[lead].pk for lead in gone]).update(recorded_to=clock.now())
    for order, lead in enumerate(wanted):
        if lead in standing:
            AreaLead.objects.filter(pk=standing[lead].pk).update(order=order)
        else:
            first_revision(AreaLead, by=by, reason=reason, area=row, lead=lead, order=order)
    if added or gone:
        touch(row)
        index_area(row.pk)
        details = {"added": [lead.label for lead in added], "removed": [lead.label for lead in gone]}
        recorded(by, row, "area_leads_set", "Changed the leads of {area}.", details)
