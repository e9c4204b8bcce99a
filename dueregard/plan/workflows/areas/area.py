"""Adding, ordering, retiring and restoring risk areas, and the entry in the trail about one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.revisions import as_recorded, next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Campus, Lead
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaRevision, SectionRevision
from dueregard.plan.rules.numbers import next_number
from dueregard.plan.rules.passages import PASSAGES
from dueregard.plan.workflows.making import (
    AREA_STEP,
    SECTION_STEP,
    last_position,
    make_area,
    touch,
)


def current_of(area: Area) -> AreaRevision:
    """The current revision of an area that the caller holds locked."""
    return AreaRevision.objects.select_related("campus", "area").get(as_recorded(None), area=area)


def recorded(by: Any, area: Area, verb: str, what: str, details: dict[str, Any] | None = None) -> None:
    """One entry in the trail about an area; everything that happens to it has the area as its subject."""
    named = f"risk area {area.number}" if area.number else f"an unnumbered risk area ({area.reference})"
    record(
        by=by,
        verb=f"plan.{verb}",
        subject_kind="area",
        subject=area.reference,
        summary=what.format(area=named),
        details=details or {},
    )


def told(row: AreaRevision, differing: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Changed values for the trail's details; of restricted passages the names only."""
    return {name: "restricted" if name in row.restricted else list(pair) for name, pair in differing.items()}


@transaction.atomic
def add_area(
    *,
    by: Any,
    section: SectionRevision,
    title: str,
    number: str = "",
    campus: Campus | None = None,
    leads: Iterable[Lead] = (),
    **passages: str,
) -> AreaRevision:
    """A new area at the end of its section. Without a number it gets the next one that was never given.

    Raises Refused for an empty title or a number that was ever given.
    """
    permit(permissions.can_add_area(by, campus.reference if campus else ""))
    title, number = clean_text(title).strip(), clean_line(number)
    sound(bool(title), "Say what the risk area is.")
    if not number and section.section.number:
        number = next_number(section.section.number, Area.objects.exclude(number=None).values_list("number", flat=True))  # type: ignore[arg-type]
    values: dict[str, Any] = {name: clean_text(passages.get(name, "")).strip() for name in PASSAGES}
    try:
        with transaction.atomic():
            row = make_area(by=by, section=section, number=number, leads=leads, title=title, campus=campus, **values)
    except IntegrityError:
        sound(False, f"The number {number} is taken; a number that was given stays taken.")
        raise
    recorded(by, row.area, "area_added", "Added {area}.")
    return row


@transaction.atomic
def retire_area(*, by: Any, area: Area, reason: str) -> AreaRevision:
    """Take an area out of the register; its number stays taken and its history readable. Raises NotAllowedNow."""
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_edit_area(by, current))
    allowed_now(current.retired_on is None, "This area is retired already.")
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why, in a few words.")
    changed, _ = next_revision(current, by=by, reason=reason, retired_on=clock.today())
    touch(row)
    recorded(by, row, "area_retired", "Retired {area}.")
    return changed


@transaction.atomic
def restore_area(*, by: Any, area: Area, reason: str) -> AreaRevision:
    """Bring a retired area back with all it had. Raises NotAllowedNow."""
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_edit_area(by, current))
    allowed_now(current.retired_on is not None, "This area is not retired.")
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why, in a few words.")
    changed, _ = next_revision(current, by=by, reason=reason, retired_on=None)
    touch(row)
    recorded(by, row, "area_restored", "Restored {area}.")
    return changed


@transaction.atomic
def move_area(*, by: Any, area: Area, section: SectionRevision, after: Area | None) -> None:
    """Put an area into `section`, after the area `after` or (None) first. Order is layout, not history: it is
    changed in place; a change of section is a revision."""
    permit(permissions.can_edit_plan(by))
    row = locked(Area, area.pk)
    current = current_of(row)
    neighbours = list(
        AreaRevision.objects.filter(as_recorded(None), section_id=section.section_id)
        .exclude(area=row)
        .order_by("position")
    )
    place = 0
    if after is not None:
        keys = [n.area_id for n in neighbours]
        sound(after.pk in keys, "The area to put it after is not in that section.")
        place = keys.index(after.pk) + 1
    if current.section_id != section.section_id:
        current, _ = next_revision(current, by=by, section=section.section, position=last_position(section))
    ordered = [*neighbours[:place], current, *neighbours[place:]]
    first = section.position * SECTION_STEP + AREA_STEP
    for index, neighbour in enumerate(ordered):
        position = first + index * AREA_STEP
        if neighbour.position != position:
            AreaRevision.objects.filter(pk=neighbour.pk).update(position=position)
    touch(row)
    recorded(by, row, "area_moved", "Moved {area}.", {"section": section.section.number, "place": place + 1})
