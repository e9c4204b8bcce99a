"""What a roll-forward would do with every step of the register."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from dueregard.kernel import clock
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.years import AcademicYear
from dueregard.plan.models import RolledAction, RollForward
from dueregard.plan.queries.choices import plan_document
from dueregard.plan.queries.sheets import register_records
from dueregard.plan.rules.cells import AreaRecord, StepRecord
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
    return [AcademicYear(year) for year in years_to_open(plan_document().plan.academic_year, clock.today())]


def last_roll() -> RollForward | None:
    """The latest roll-forward."""
    return RollForward.objects.order_by("-academic_year").first()


def roll_preview(viewer: Any, to_year: int) -> RollPreview:
    """What opening the year that starts in `to_year` would do with every step of the register."""
    last = last_roll()
    from_year = plan_document().plan.academic_year or to_year - 1
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
