"""Adding, editing, rating, restricting, ordering, retiring and restoring risk areas."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, allowed_now, permit, sound
from dueregard.kernel.revisions import as_recorded, first_revision, next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Campus, Lead
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaLead, AreaRevision, SectionRevision
from dueregard.plan.rules.numbers import next_number
from dueregard.plan.rules.passages import PASSAGES, RESTRICTABLE
from dueregard.plan.rules.ratings import LEVELS, Rag
from dueregard.plan.workflows.making import (
    AREA_STEP,
    SECTION_STEP,
    index_area,
    last_position,
    make_area,
    make_section,
    touch,
)

_EDITABLE = ("title", *PASSAGES, "review_on")


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
def add_section(*, by: Any, number: str, title: str) -> SectionRevision:
    """A new last section. Raises Refused for an empty title or a number that was ever given."""
    permit(permissions.can_edit_plan(by))
    number, title = clean_line(number), clean_line(title)
    sound(bool(title), "Give the section’s title.")
    try:
        with transaction.atomic():
            row = make_section(by=by, number=number, title=title)
    except IntegrityError:
        sound(False, f"The number {number} is taken; a number that was given stays taken.")
        raise
    record(
        by=by,
        verb="plan.section_added",
        subject_kind="section",
        subject=row.section.reference,
        summary=f"Added section {number}." if number else "Added a section.",
        details={"title": title},
    )
    return row


@transaction.atomic
def rename_section(*, by: Any, section: SectionRevision, title: str) -> SectionRevision:
    """Change a section's title. Raises Refused for an empty one."""
    permit(permissions.can_edit_plan(by))
    title = clean_line(title)
    sound(bool(title), "Give the section’s title.")
    current = SectionRevision.objects.select_for_update().get(as_recorded(None), section_id=section.section_id)
    row, differing = next_revision(current, by=by, title=title)
    if differing:
        record(
            by=by,
            verb="plan.section_renamed",
            subject_kind="section",
            subject=section.section.reference,
            summary=f"Renamed section {section.section.number}.",
            details={"title": list(differing["title"])},
        )
    return row


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
def edit_area(*, by: Any, area: Area, revision: int, reason: str = "", **values: Any) -> AreaRevision:
    """Change the title, passages or next review of an area.

    revision: the number that the form was opened at. Raises ChangedSince with the present values where somebody has
    saved since; Refused for an empty title; NotAllowedNow for a retired area.
    """
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_edit_area(by, current))
    allowed_now(current.retired_on is None, "This area is retired: restore it first.")
    if row.revision != revision:
        raise ChangedSince({name: getattr(current, name) for name in _EDITABLE}, row.revision, current.recorded_by_name)
    for name, value in values.items():
        sound(name in _EDITABLE, "This cannot be edited here.")
        if isinstance(value, str):
            values[name] = clean_text(value).strip()
    sound(bool(values.get("title", current.title)), "Say what the risk area is.")
    changed, differing = next_revision(current, by=by, reason=clean_text(reason).strip(), **values)
    if differing:
        touch(row)
        index_area(row.pk)
        names = ", ".join(PASSAGES.get(n, n.replace("_", " ")).lower() for n in differing)
        recorded(by, row, "area_edited", f"Edited {{area}}: {names}.", told(changed, differing))
    return changed


@transaction.atomic
def rate_area(
    *,
    by: Any,
    area: Area,
    rag: str,
    reason: str,
    likelihood: int | None = None,
    impact: int | None = None,
    residual_likelihood: int | None = None,
    residual_impact: int | None = None,
    rated_on: date | None = None,
    revision: int | None = None,
) -> AreaRevision:
    """Rate an area: RAG, and optionally likelihood x impact (1-5), gross and residual, with a reason.

    revision: the number that the form was opened at, or None where no form was. Raises ChangedSince where somebody
    has saved since; Refused without a reason, for a value outside the scale, or for half a pair.
    """
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_rate_area(by, current))
    allowed_now(current.retired_on is None, "This area is retired: restore it first.")
    if revision is not None and row.revision != revision:
        raise ChangedSince({"rag": current.rag}, row.revision, current.recorded_by_name)
    reason = clean_text(reason).strip()
    levels = (likelihood, impact, residual_likelihood, residual_impact)
    sound(rag in Rag.values, "Choose a rating.")
    sound(bool(reason), "Say why this is the rating.")
    sound(all(level is None or level in LEVELS for level in levels), "Likelihood and impact go from 1 to 5.")
    sound((likelihood is None) == (impact is None), "Give likelihood and impact together.")
    sound((residual_likelihood is None) == (residual_impact is None), "Give both residual values together.")
    changed, differing = next_revision(
        current,
        by=by,
        reason=reason,
        rag=rag,
        likelihood=likelihood,
        impact=impact,
        residual_likelihood=residual_likelihood,
        residual_impact=residual_impact,
        rating_reason=reason,
        rated_on=rated_on or clock.today(),
    )
    if differing:
        touch(row)
        recorded(by, row, "area_rated", f"Rated {{area}} {Rag(rag).label.lower()}.", told(changed, differing))
    return changed


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


@transaction.atomic
def restrict_passages(
    *, by: Any, area: Area, passages: Iterable[str], reason: str, opened: Iterable[str] | None = None
) -> AreaRevision:
    """Make exactly these passages restricted; with `opened`, what the form showed, only change what was changed there.

    Raises Refused for an unknown passage or without a reason.
    """
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_edit_area(by, current))
    chosen = set(passages)
    sound(chosen <= set(RESTRICTABLE), "This passage cannot be restricted.")
    if opened is not None:
        chosen = (set(current.restricted) - (set(opened) - chosen)) | chosen - set(opened)
    wanted = [name for name in RESTRICTABLE if name in chosen]
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why, in a few words.")
    changed, differing = next_revision(current, by=by, reason=reason, restricted=wanted)
    if differing:
        touch(row)
        index_area(row.pk)
        recorded(by, row, "area_restricted", "Changed which passages of {area} are restricted.", {"restricted": wanted})
    return changed


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
