"""What is new, changed and gone between two moments, from the revisions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import UNFINISHED
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.models import AreaAction, AreaRevision, SectionRevision
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.queries.selecting import restricted_actions
from dueregard.plan.rules.cells import due_words
from dueregard.plan.rules.passages import PASSAGES


@dataclass(slots=True)
class AreaState:
    """An area at one moment."""

    reference: str
    number: str
    title: str
    section: str
    rag: str
    retired: bool
    rest: dict[str, Any]

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(slots=True)
class StepState:
    """A next step at one moment; area: its risk area's label and reference."""

    text: str
    status: str
    due: str
    leads_to: str  # reference of its area
    area: str
    carried_over: int
    progress: str

    @property
    def open(self) -> bool:
        return self.status in UNFINISHED


@dataclass(frozen=True)
class AreaMoved:
    """An area that differs: before, after, and the names of what differs besides title, section and rating."""

    before: AreaState
    after: AreaState
    fields: list[str]

    @property
    def rated(self) -> bool:
        return self.before.rag != self.after.rag


@dataclass(frozen=True)
class StepMoved:
    """A step that differs."""

    before: StepState
    after: StepState
    fields: list[str]


@dataclass
class YearChanges:
    """What is new, changed and gone between two moments."""

    new_areas: list[AreaState] = field(default_factory=list)
    gone_areas: list[AreaState] = field(default_factory=list)
    changed_areas: list[AreaMoved] = field(default_factory=list)
    new_steps: list[StepState] = field(default_factory=list)
    closed_steps: list[StepState] = field(default_factory=list)
    gone_steps: list[StepState] = field(default_factory=list)
    carried_steps: list[StepMoved] = field(default_factory=list)
    changed_steps: list[StepMoved] = field(default_factory=list)

    @property
    def ratings(self) -> list[AreaMoved]:
        return [moved for moved in self.changed_areas if moved.rated]

    @property
    def nothing(self) -> bool:
        return not any(vars(self).values())


_COMPARED = {**PASSAGES, "review_on": "Next review"}


def changes_between(
    viewer: Any, first: datetime | None, second: datetime | None, *, open_only: bool = False
) -> YearChanges:
    """What `viewer` may read of the changes from one moment to another (None = now); at most eight queries.

    open_only: without restricted steps, whoever looks: for a paper that others will read. Changed passages are named,
    not told: their words stand in the area's history.
    """
    before, after = _areas_at(viewer, first), _areas_at(viewer, second)
    found = YearChanges()
    for key, state in after.items():
        earlier = before.get(key)
        if not state.retired and (earlier is None or earlier.retired):
            found.new_areas.append(state)
        elif earlier is not None and not earlier.retired and state.retired:
            found.gone_areas.append(earlier)
        elif earlier is not None and not state.retired:
            fields = [label for name, label in _COMPARED.items() if earlier.rest[name] != state.rest[name]]
            moved = AreaMoved(earlier, state, fields)
            if fields or moved.rated or earlier.title != state.title or earlier.section != state.section:
                found.changed_areas.append(moved)
    found.gone_areas += [state for key, state in before.items() if key not in after and not state.retired]
    area_of = dict(AreaAction.objects.order_by("area_id", "position").values_list("action_id", "area_id"))
    full = can_read_restricted(viewer) and not open_only
    _compare_steps(found, _steps_at(full, first, area_of, before), _steps_at(full, second, area_of, after), area_of)
    return found


def _areas_at(viewer: Any, moment: datetime | None) -> dict[int, AreaState]:
    titles = {
        pk: f"{number} {title}".strip()
        for pk, number, title in SectionRevision.objects.filter(as_recorded(moment)).values_list(
            "section_id", "section__number", "title"
        )
    }
    rows = AreaRevision.objects.filter(as_recorded(moment), visible_areas(viewer)).order_by("position", "pk")
    found = {}
    for area_id, reference, number, title, section, rag, retired, *rest in rows.values_list(
        "area_id", "area__reference", "area__number", "title", "section_id", "rag", "retired_on", *_COMPARED
    ):
        values = dict(zip(_COMPARED, rest, strict=True))
        found[area_id] = AreaState(reference, number or "", title, titles.get(section, ""), rag, bool(retired), values)
    return found


def _steps_at(
    full: bool, moment: datetime | None, area_of: dict[int, int], areas: dict[int, AreaState]
) -> dict[int, StepState]:
    rows = ActionRevision.objects.filter(as_recorded(moment))
    if not full:
        rows = rows.filter(restricted=False)
        if moment is not None:
            rows = rows.exclude(action_id__in=restricted_actions())
    found = {}
    for action_id, text, status, start, end, phrase, carried_over, progress in rows.values_list(
        "action_id", "text", "status", "due_start", "due_end", "due_phrase", "carried_over", "progress"
    ).order_by("action_id"):
        area = areas.get(area_of.get(action_id, 0))
        if area is not None and not area.retired:
            due = due_words(start, end, phrase)
            found[action_id] = StepState(text, status, due, area.reference, area.label, carried_over, progress)
    return found


def _compare_steps(
    found: YearChanges, before: dict[int, StepState], after: dict[int, StepState], order: Iterable[int]
) -> None:
    for key in order:
        earlier, later = before.get(key), after.get(key)
        if earlier is None and later is None:
            continue
        if later is None and earlier is not None:
            if earlier.open:
                found.gone_steps.append(earlier)
        elif earlier is None and later is not None:
            (found.new_steps if later.open else found.closed_steps).append(later)
        elif earlier is not None and later is not None:
            if earlier.open and not later.open:
                found.closed_steps.append(later)
            elif later.carried_over > earlier.carried_over and later.open:
                found.carried_steps.append(StepMoved(earlier, later, []))
            else:
                fields = [
                    label
                    for name, label in (
                        ("text", "Text"),
                        ("status", "Status"),
                        ("due", "Due"),
                        ("progress", "Progress"),
                    )
                    if getattr(earlier, name) != getattr(later, name)
                ]
                if fields:
                    found.changed_steps.append(StepMoved(earlier, later, fields))
