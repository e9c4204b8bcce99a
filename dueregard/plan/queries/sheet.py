"""The meeting sheet: every area of the register with its unfinished steps, as rows of one table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import Q

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED, Rhythm
from dueregard.kernel.pages import page_number, page_of
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision, SectionRevision
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.rules.sheet import due_words

# More areas than any plan that was read has; a longer register comes in several sheets.
MOST_AREAS = 300


@dataclass(frozen=True)
class Heading:
    """A section as the plan's long pages head it."""

    pk: int
    reference: str
    label: str  # "2 Staff training"


def section_headings(moment: datetime | None = None) -> list[Heading]:
    """The sections in the plan's order, as recorded at `moment`; one query."""
    rows = SectionRevision.objects.filter(as_recorded(moment)).order_by("position")
    return [
        Heading(pk, reference, f"{number} {title}".strip())
        for pk, reference, number, title in rows.values_list(
            "section_id", "section__reference", "section__number", "title"
        )
    ]


@dataclass(slots=True)
class SheetRow:
    """An area, or one of its steps. mark: RAG or status; leads: (reference, label); by_name: who saved it last."""

    key: str  # "a-" or "s-" and the reference: what the names of its inputs end with
    reference: str
    revision: int
    title: str
    mark: str
    by_name: str
    number: str = ""  # of an area; a step has its area's
    section_id: int = 0
    section: str = ""  # the heading, on the first row of each section
    retired: bool = False
    leads: list[tuple[str, str]] = field(default_factory=list)
    due: str = ""
    was_rhythm: bool = False  # the cell shows a rhythm and no date
    rhythm: str = ""  # what comes with the date, in words

    @property
    def is_area(self) -> bool:
        return self.key.startswith("a-")


def meeting_sheet(
    viewer: Any,
    headings: list[Heading],
    section: str = "",
    page: str | int | None = None,
    sent: Iterable[str] | None = None,
) -> Page[SheetRow]:
    """The rows of a sheet in the plan's order, each area followed by its steps; six queries.

    headings: of all sections. section: reference, or "" for all. sent: the keys of the rows of a sheet that
    came back: exactly those areas, steps that have been finished and areas that have been retired since included.
    """
    keys = set(sent or ())
    areas = AreaRevision.objects.filter(as_recorded(None), visible_areas(viewer))
    if sent is not None:
        areas = areas.filter(area__reference__in=[key[2:] for key in keys if key.startswith("a-")])
    else:
        areas = areas.filter(retired_on__isnull=True)
        if section:
            areas = areas.filter(section__reference=section)
    total = areas.count()
    number = 1 if sent is not None else page_number(page, total, MOST_AREAS)
    ordered = areas.order_by("position", "pk")[(number - 1) * MOST_AREAS : number * MOST_AREAS]
    found = ordered.values_list(
        "area_id",
        "area__reference",
        "area__revision",
        "title",
        "rag",
        "recorded_by_name",
        "area__number",
        "section_id",
        "retired_on",
    )
    # As a subquery: lists of a thousand keys cost more than what they select.
    keys_of_areas = ordered.values("area_id")
    by_area: dict[int, SheetRow] = {}
    for pk, reference, revision, title, rag, by_name, item, section_id, retired in found:
        by_area[pk] = SheetRow(
            f"a-{reference}", reference, revision, title, rag, by_name, item or "", section_id, retired=bool(retired)
        )
    for area_id, lead, label in (
        AreaLead.objects.filter(as_recorded(None), area_id__in=keys_of_areas)
        .order_by("order", "pk")
        .values_list("area_id", "lead__reference", "lead__label")
    ):
        by_area[area_id].leads.append((lead, label))
    steps = _steps(viewer, by_area, keys_of_areas, keys)
    titles = {heading.pk: heading.label for heading in headings}
    rows: list[SheetRow] = []
    last = 0
    for pk, area in by_area.items():
        if area.section_id != last:
            area.section, last = titles.get(area.section_id, ""), area.section_id
        rows += [area, *steps.get(pk, [])]
    return page_of(rows, number, total, MOST_AREAS)


def _steps(viewer: Any, by_area: dict[int, SheetRow], keys_of_areas: Any, keys: set[str]) -> dict[int, list[SheetRow]]:
    links = AreaAction.objects.filter(area_id__in=keys_of_areas).order_by("area_id", "position", "pk")
    area_of = dict(links.values_list("action_id", "area_id"))
    wanted = Q(status__in=UNFINISHED) | Q(action__reference__in=[key[2:] for key in keys if key.startswith("s-")])
    actions = ActionRevision.objects.filter(as_recorded(None), wanted, action_id__in=links.values("action_id"))
    if not can_read_restricted(viewer):
        actions = actions.filter(restricted=False)
    by_action: dict[int, SheetRow] = {}
    for pk, reference, revision, text, status, by_name, phrase, start, end, rhythm in actions.values_list(
        "action_id",
        "action__reference",
        "action__revision",
        "text",
        "status",
        "recorded_by_name",
        "due_phrase",
        "due_start",
        "due_end",
        "rhythm",
    ):
        area = by_area[area_of[pk]]
        row = SheetRow(f"s-{reference}", reference, revision, text, status, by_name, area.number, retired=area.retired)
        row.due = due_words(phrase, start, end, rhythm)
        row.was_rhythm = bool(rhythm) and end is None
        row.rhythm = str(Rhythm(rhythm).label) if rhythm and (end is not None) else ""
        by_action[pk] = row
    for action_id, lead, label in (
        ActionLead.objects.filter(as_recorded(None), action_id__in=actions.values("action_id"))
        .order_by("pk")
        .values_list("action_id", "lead__reference", "lead__label")
    ):
        by_action[action_id].leads.append((lead, label))
    steps: dict[int, list[SheetRow]] = {}
    for action_id, area_id in area_of.items():  # in the order of the links
        if action_id in by_action:
            steps.setdefault(area_id, []).append(by_action[action_id])
    return steps
