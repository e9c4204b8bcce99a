"""The parts that a new area is made of, shared by adding one by hand and by the bulk workflows that make many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.workflows import NewAction, begin_action
from dueregard.kernel import textindex
from dueregard.kernel.revisions import as_recorded, first_revision
from dueregard.organisation.models import Lead
from dueregard.plan.models import Area, AreaAction, AreaLead, AreaRevision, Section, SectionRevision

WORDS = "plan_area_words"
# Places are spaced, so that one area moves without touching the others.
SECTION_STEP = 10_000_000
AREA_STEP = 1_000


@transaction.atomic
def make_section(*, by: Any, number: str, title: str, reason: str = "") -> SectionRevision:
    """A new last section. The caller has permitted and records."""
    last = SectionRevision.objects.filter(as_recorded(None)).aggregate(last=Max("position"))["last"] or 0
    section = Section.objects.create(number=number)
    return first_revision(SectionRevision, by=by, reason=reason, section=section, title=title, position=last + 1)


def last_position(section: SectionRevision) -> int:
    """The place after the last area of a section, retired ones included."""
    last = AreaRevision.objects.filter(as_recorded(None), section_id=section.section_id).aggregate(
        last=Max("position")
    )["last"]
    return (last or section.position * SECTION_STEP) + AREA_STEP


@transaction.atomic
def make_area(
    *,
    by: Any,
    section: SectionRevision,
    number: str | None,
    leads: Iterable[Lead] = (),
    actions: Iterable[NewAction] = (),
    position: int | None = None,
    reason: str = "",
    **values: Any,
) -> AreaRevision:
    """A new area with its leads and next steps, indexed. The caller has permitted, cleaned the values and records."""
    area = Area.objects.create(number=number or None)
    row = first_revision(
        AreaRevision,
        by=by,
        reason=reason,
        area=area,
        section_id=section.section_id,
        position=last_position(section) if position is None else position,
        **values,
    )
    for order, lead in enumerate(dict.fromkeys(leads)):
        first_revision(AreaLead, by=by, reason=reason, area=area, lead=lead, order=order)
    for place, new in enumerate(actions):
        made = begin_action(by=by, new=new, reason=reason)
        AreaAction.objects.create(area=area, action_id=made.action_id, position=place)
    index_area(area.pk)
    return row


def index_area(area_id: int) -> None:
    """Write the area's words anew: what everybody may find apart from what is restricted."""
    row = AreaRevision.objects.select_related("area").get(as_recorded(None), area_id=area_id)
    body: list[str] = [row.area.number or "", row.title]
    restricted: list[str] = []
    for name in ("hazard", "requirement", "actions_taken", "evidence_text", "status_text"):
        (restricted if name in row.restricted else body).append(getattr(row, name))
    actions = list(AreaAction.objects.filter(area_id=area_id).values_list("action_id", flat=True))
    for text, progress, hidden in ActionRevision.objects.filter(as_recorded(None), action_id__in=actions).values_list(
        "text", "progress", "restricted"
    ):
        (restricted if hidden else body).extend([text, progress])
    body += AreaLead.objects.filter(as_recorded(None), area_id=area_id).values_list("lead__label", flat=True)
    body += ActionLead.objects.filter(as_recorded(None), action_id__in=actions).values_list("lead__label", flat=True)
    textindex.put(WORDS, area_id, "\n".join(filter(None, body)), "\n".join(filter(None, restricted)))


def touch(area: Area) -> None:
    """Count a change of the locked area, so that forms opened before it know."""
    area.revision += 1
    area.save(update_fields=["revision"])
