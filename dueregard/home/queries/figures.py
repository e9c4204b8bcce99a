"""The figures of today's page: counts of the risk areas and next steps that the viewer may read, in one query."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, IntegerField, OuterRef, Q, QuerySet, Value

from dueregard.kernel.keys import rows_of
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.models import AreaAction, AreaLead, Review
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.queries.counting import distinct, numbers, overdue, steps_of
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.selecting import selected_by

SOON = timedelta(days=30)


@dataclass(frozen=True)
class Figures:
    """Counts of what the viewer may read. `…_areas`: the risk areas that hold the steps counted beside them."""

    areas: int = 0
    no_lead: int = 0
    review_late: int = 0
    never_reviewed: int = 0
    overdue: int = 0
    overdue_areas: int = 0
    due_soon: int = 0
    undated: int = 0
    undated_areas: int = 0
    carried_over: int = 0
    carried_areas: int = 0
    ask_again: int = 0


def due_soon(day: date) -> Q:
    """The steps that are due from `day` on, within 30 days."""
    return Q(due_end__range=(day, day + SOON))


def ask_again(day: date) -> Q:
    """The steps that wait for something that is to be asked about by `day`."""
    return Q(waiting_on__gt="", ask_again_on__lte=day)


def figures_for(viewer: Any, day: date) -> Figures:
    """The figures of what `viewer` may read. One query, put into SQL once a day for all who see the same."""
    found: dict[str, int] = {}
    for place, count, areas in rows_of(_counted, visible_areas(viewer), can_read_restricted(viewer), day):
        name, name_of_areas = _ROWS[place]
        found[name] = count
        if name_of_areas:
            found[name_of_areas] = areas
    return Figures(**found)


# What each row of the query counts: of areas, and of steps with the areas that hold them.
_ROWS = (
    ("areas", ""),
    ("no_lead", ""),
    ("review_late", ""),
    ("never_reviewed", ""),
    ("overdue", "overdue_areas"),
    ("due_soon", ""),
    ("undated", "undated_areas"),
    ("carried_over", "carried_areas"),
    ("ask_again", ""),
)


def _counted(visible: Q, full: bool, day: date) -> QuerySet[Any, tuple[int, int, int]]:
    areas = selected_by(visible, full, day, Filters())
    led = AreaLead.objects.filter(as_recorded(None), area_id=OuterRef("area_id"))
    reviewed = Review.objects.filter(area_id=OuterRef("area_id"), withdrawn_at__isnull=True)
    # Each count walks an index of its own and looks only at what it counts: nothing reads all 30,000 steps.
    of_areas = [
        areas,
        areas.filter(~Exists(led)),
        areas.filter(review_on__lt=day),
        areas.filter(~Exists(reviewed)),
    ]
    of_steps = [
        overdue(day),
        due_soon(day),
        Q(due_end__isnull=True, standing=False),
        Q(carried_over__gt=0),
        ask_again(day),
    ]
    held = AreaAction.objects.filter(Exists(areas.filter(area_id=OuterRef("area_id"))))
    in_areas = distinct("area_id")
    nowhere = Value(0, output_field=IntegerField())
    counted = [
        *((each, nowhere) for each in of_areas),
        *((held.filter(action_id__in=steps_of(full, each).values("action_id")), in_areas) for each in of_steps),
    ]
    rows = [numbers(each, place, third) for place, (each, third) in enumerate(counted)]
    return rows[0].union(*rows[1:], all=True)


@dataclass(frozen=True)
class Shown:
    """A figure as the page shows it: linked to the rows that it counts."""

    value: int
    label: str
    url: str = ""
    note: str = ""
    tone: str = ""


def shown_figures(figures: Figures, register: str) -> list[Shown]:
    """The figures in their order. register: the register's address. A figure of nought is not linked."""

    def step(value: int, one: str, many: str, query: str, areas: int = 0, late: bool = False) -> Shown:
        note = f"in {areas} risk area{'s' if areas != 1 else ''}" if areas else ""
        tone = "late" if late and value else ""
        return Shown(value, one if value == 1 else many, query if value else "", note, tone)

    return [
        step(
            figures.overdue,
            "overdue next step",
            "overdue next steps",
            f"{register}?overdue=on",
            figures.overdue_areas,
            late=True,
        ),
        step(figures.due_soon, "due in 30 days", "due in 30 days", "#soon"),
        step(
            figures.carried_over,
            "step carried over",
            "steps carried over",
            f"{register}?carried_over=on",
            figures.carried_areas,
        ),
        step(
            figures.undated,
            "step without a date",
            "steps without a date",
            f"{register}?no_date=on",
            figures.undated_areas,
        ),
        step(figures.no_lead, "risk area without a lead", "risk areas without a lead", f"{register}?no_lead=on"),
        step(figures.review_late, "late review", "late reviews", f"{register}?review_late=on", late=True),
        step(figures.never_reviewed, "risk area never reviewed", "risk areas never reviewed", "#reviews"),
    ]
