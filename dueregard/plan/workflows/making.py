"""The parts that a new area is made of, shared by adding one by hand and by the bulk workflows that make many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.workflows import NewAction, begin_actions
from dueregard.kernel import textindex
from dueregard.kernel.revisions import as_recorded, first_revision, first_revisions, next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.organisation.models import Lead
from dueregard.plan.models import (
    Area,
    AreaAction,
    AreaLead,
    AreaRevision,
    PlanDocument,
    PlanDocumentRevision,
    Section,
    SectionRevision,
)

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


def locked_plan() -> PlanDocument:
    """The row of the plan as a whole, made where there is none yet, locked until the transaction ends."""
    PlanDocument.objects.get_or_create(pk=1)
    return locked(PlanDocument, 1)


def current_plan(plan: PlanDocument) -> PlanDocumentRevision:
    """The title and scale of the plan that the caller holds locked; unsaved defaults where nothing has been set."""
    found = PlanDocumentRevision.objects.filter(as_recorded(None), plan=plan).first()
    return found or PlanDocumentRevision(plan=plan)


@transaction.atomic
def revise_plan(
    *, by: Any, plan: PlanDocument, reason: str = "", **changes: Any
) -> tuple[PlanDocumentRevision, dict[str, tuple[Any, Any]]]:
    """Record another title or scale of the locked plan; gives the row and {field: (before, after)}.

    The caller has permitted, cleaned the values and records.
    """
    current = current_plan(plan)
    if current.pk is not None:
        row, differing = next_revision(current, by=by, reason=reason, **changes)
    else:
        differing = {n: (getattr(current, n), value) for n, value in changes.items() if getattr(current, n) != value}
        row = first_revision(PlanDocumentRevision, by=by, reason=reason, plan=plan, **changes) if differing else current
    if differing:
        plan.revision += 1
        plan.save(update_fields=["revision"])
    return row, differing


def last_position(section: SectionRevision) -> int:
    """The place after the last area of a section, retired ones included."""
    last = AreaRevision.objects.filter(as_recorded(None), section_id=section.section_id).aggregate(
        last=Max("position")
    )["last"]
    return (last or section.position * SECTION_STEP) + AREA_STEP


@dataclass(frozen=True)
class NewArea:
    """What an area begins with. position: its place in the register, or None for the last of its section."""

    section: SectionRevision
    number: str | None
    values: dict[str, Any]
    leads: Sequence[Lead] = ()
    actions: Sequence[NewAction] = ()
    position: int | None = None
    reason: str = ""


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
    new = NewArea(section, number, values, list(leads), list(actions), position, reason)
    return make_areas(by=by, new=[new])[0][0]


@transaction.atomic
def make_areas(*, by: Any, new: Sequence[NewArea]) -> list[tuple[AreaRevision, list[ActionRevision]]]:
    """Many new areas with their leads and next steps, indexed, in few queries; gives each with its steps, in order.

    The caller has permitted, cleaned the values and records.
    """
    areas = Area.objects.bulk_create(Area(number=one.number or None) for one in new)
    places = _places(new)
    revisions = first_revisions(
        AreaRevision,
        by=by,
        rows=[
            (one.reason, {"area": area, "section_id": one.section.section_id, "position": place, **one.values})
            for area, one, place in zip(areas, new, places, strict=True)
        ],
    )
    leads = [
        (one.reason, {"area": area, "lead": lead, "order": order})
        for area, one in zip(areas, new, strict=True)
        for order, lead in enumerate(dict.fromkeys(one.leads))
    ]
    if leads:
        first_revisions(AreaLead, by=by, rows=leads)
    begun = iter(begin_actions(by=by, new=[(action, one.reason) for one in new for action in one.actions]))
    made = [(row, list(islice(begun, len(one.actions)))) for row, one in zip(revisions, new, strict=True)]
    AreaAction.objects.bulk_create(
        AreaAction(area_id=row.area_id, action_id=step.action_id, position=place)
        for row, steps in made
        for place, step in enumerate(steps)
    )
    textindex.put_many(
        WORDS, [(row.area_id, *_words_of_new(row, one)) for (row, _), one in zip(made, new, strict=True)]
    )
    return made


def _places(new: Sequence[NewArea]) -> list[int]:
    """Each area's place: its own, or after the last of its section."""
    last: dict[int, int] = {}
    places = []
    for one in new:
        key = one.section.section_id
        if one.position is None:
            last[key] = last[key] + AREA_STEP if key in last else last_position(one.section)
        places.append(last[key] if one.position is None else one.position)
    return places


def _words_of_new(row: AreaRevision, new: NewArea) -> tuple[str, str]:
    steps = [
        (
            clean_text(one.text).strip(),
            clean_text(one.progress).strip(),
            one.restricted,
            [lead.label for lead in one.leads],
        )
        for one in new.actions
    ]
    return _words(row, steps, [lead.label for lead in dict.fromkeys(new.leads)])


def index_area(area_id: int) -> None:
    """Write the area's words anew: what everybody may find apart from what is restricted."""
    row = AreaRevision.objects.select_related("area").get(as_recorded(None), area_id=area_id)
    actions = list(AreaAction.objects.filter(area_id=area_id).values_list("action_id", flat=True))
    led: dict[int, list[str]] = {}
    for action_id, label in ActionLead.objects.filter(as_recorded(None), action_id__in=actions).values_list(
        "action_id", "lead__label"
    ):
        led.setdefault(action_id, []).append(label)
    steps = [
        (text, progress, hidden, led.get(action_id, []))
        for action_id, text, progress, hidden in ActionRevision.objects.filter(
            as_recorded(None), action_id__in=actions
        ).values_list("action_id", "text", "progress", "restricted")
    ]
    leads = AreaLead.objects.filter(as_recorded(None), area_id=area_id).values_list("lead__label", flat=True)
    textindex.put(WORDS, area_id, *_words(row, steps, leads))


def _words(
    row: AreaRevision, steps: Iterable[tuple[str, str, bool, Iterable[str]]], leads: Iterable[str]
) -> tuple[str, str]:
    """What an area is found by: (for everybody, for those only who may read what is restricted).

    steps: (text, progress, whether it is restricted, labels of its leads) of each.
    """
    body: list[str] = [row.area.number or "", row.title]
    restricted: list[str] = []
    for name in ("hazard", "requirement", "actions_taken", "evidence_text", "status_text"):
        (restricted if name in row.restricted else body).append(getattr(row, name))
    body += leads
    for text, progress, hidden, labels in steps:
        # Who leads a restricted step is found by those only who may read it.
        (restricted if hidden else body).extend([text, progress, *labels])
    return "\n".join(filter(None, body)), "\n".join(filter(None, restricted))


def touch(area: Area) -> None:
    """Count a change of the locked area, so that forms opened before it know."""
    area.revision += 1
    area.save(update_fields=["revision"])
