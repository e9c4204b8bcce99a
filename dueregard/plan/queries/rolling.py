"""What a roll-forward would do, and what is new, changed and gone between two moments, from the revisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Min
from django.utils import timezone

from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import UNFINISHED, Status
from dueregard.kernel import clock
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.years import AcademicYear
from dueregard.plan.models import AreaAction, AreaRevision, RolledAction, RollForward, SectionRevision
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.queries.choices import plan_document
from dueregard.plan.queries.register import end_of_day, restricted_actions
from dueregard.plan.queries.sheets import register_records
from dueregard.plan.rules.cells import AreaRecord, StepRecord, due_words
from dueregard.plan.rules.passages import PASSAGES
from dueregard.plan.rules.rolling import Fate, due_of, fate, words_of, years_to_open
from dueregard.plan.rules.states import CarriedAs


@dataclass(frozen=True)
class RollRow:
    """One step with what becomes of it."""

    area: AreaRecord
    step: StepRecord
    fate: Fate

    @property
    def due(self) -> str:
        return words_of(due_of(self.step))

    @property
    def proposed(self) -> str:
        return words_of(self.fate.due)


@dataclass(frozen=True)
class RollPreview:
    """What opening the academic year `year` does. seen: stands for it, so that a change in between is noticed."""

    year: AcademicYear
    before: AcademicYear
    carried: list[RollRow]
    renewed: list[RollRow]
    closed: list[RollRow]
    stays: list[RollRow]
    seen: str

    @property
    def undated(self) -> list[RollRow]:
        return [row for row in self.carried if row.step.due_end is None]


def years_open() -> list[AcademicYear]:
    """The academic years that may be opened today; one query."""
    return [AcademicYear(year) for year in years_to_open(plan_document().academic_year, clock.today())]


def last_roll() -> RollForward | None:
    """The latest roll-forward."""
    return RollForward.objects.order_by("-academic_year").first()


def roll_preview(viewer: Any, to_year: int) -> RollPreview:
    """What opening the year that starts in `to_year` would do with every step of the register."""
    last = last_roll()
    from_year = plan_document().academic_year or to_year - 1
    since = timezone.localtime(last.rolled_at).date() if last else None
    terms = term_dates()
    # Closed on the very day of the last roll-forward: only those that it did not count.
    counted = set(
        RolledAction.objects.filter(roll_forward=last, carried_as=CarriedAs.CLOSED).values_list(
            "action__reference", flat=True
        )
        if last
        else ()
    )
    groups: dict[str | None, list[RollRow]] = {kind: [] for kind in (*CarriedAs.values, None)}
    digest = hashlib.sha256()
    for area in register_records(viewer):
        for step in area.steps:
            found = fate(step, from_year=from_year, to_year=to_year, closed_since=since, terms=terms)
            if found.carried_as == CarriedAs.CLOSED and step.closed_on == since and step.reference in counted:
                found = Fate(None)
            groups[found.carried_as].append(RollRow(area, step, found))
            digest.update(f"{step.reference} {step.revision} {found.carried_as}\n".encode())
    return RollPreview(
        AcademicYear(to_year),
        AcademicYear(from_year),
        groups[CarriedAs.CARRIED],
        groups[CarriedAs.RENEWED],
        groups[CarriedAs.CLOSED],
        groups[None],
        digest.hexdigest()[:20],
    )


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

    @property
    def status_words(self) -> str:
        return str(Status(self.status).label)


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


def changes_between(viewer: Any, first: datetime | None, second: datetime | None) -> YearChanges:
    """What `viewer` may read of the changes from one moment to another (None = now); at most eight queries.

    Changed passages are named, not told: their words stand in the area's history.
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
    _compare_steps(found, _steps_at(viewer, first, area_of, before), _steps_at(viewer, second, area_of, after), area_of)
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
    viewer: Any, moment: datetime | None, area_of: dict[int, int], areas: dict[int, AreaState]
) -> dict[int, StepState]:
    rows = ActionRevision.objects.filter(as_recorded(moment))
    if not can_read_restricted(viewer):
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


@dataclass(frozen=True)
class YearChoice:
    """An academic year that can be compared, and the moment at which it ended: None while it goes on."""

    year: AcademicYear
    ended: datetime | None


def year_choices() -> list[YearChoice]:
    """The years of the register, newest first; two queries.

    A year ends when the next one was opened from it, or else with 31 July.
    """
    first = AreaRevision.objects.aggregate(first=Min("recorded_from"))["first"]
    opened = dict(RollForward.objects.values_list("academic_year", "rolled_at"))
    today = clock.today()
    begun = timezone.localtime(first).date() if first else today
    last = max([AcademicYear.containing(today).start_year, *opened])
    years = range(AcademicYear.containing(begun).start_year - 1, last + 1)
    return [YearChoice(AcademicYear(year), _ended(year, opened, today)) for year in reversed(years)]


def _ended(year: int, opened: dict[int, datetime], today: date) -> datetime | None:
    later = [moment for opened_year, moment in opened.items() if opened_year > year]
    if later:
        return min(later) - timedelta(microseconds=1)
    end = AcademicYear(year).end
    return end_of_day(end) - timedelta(microseconds=1) if end < today else None
