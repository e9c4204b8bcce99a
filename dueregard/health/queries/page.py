"""What the health page shows: each figure as it is drawn, linked to its rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from dueregard.documents.blocks import Chart
from dueregard.documents.charts import small_bar
from dueregard.health.queries.claims import claim_rows
from dueregard.health.queries.figures import CarriedOver, Counted, Health, Load, health_at, health_for, stamp
from dueregard.health.queries.selecting import Sight, sight_of
from dueregard.health.queries.state import LookState, look_state
from dueregard.health.rules.figures import FIGURES, NOT_KEPT, Figure, Group
from dueregard.health.rules.ratings import COLUMNS
from dueregard.plan.queries.claims.values import head_of
from dueregard.plan.queries.filters import Filters

MOST_LEADS = 12
_GROUPS = {
    Group.STEPS: "Next steps",
    Group.AREAS: "Risk areas",
    Group.TEXTS: "In the text",
    Group.CLAIMS: "Figures in the text",
    Group.LINKS: "Evidence",
}


@dataclass(frozen=True)
class Shown:
    """A figure as the page draws it."""

    value: int | None
    label: str
    url: str
    note: str
    tone: str


@dataclass(frozen=True)
class Block:
    """Figures that stand together."""

    slug: str
    heading: str
    figures: list[Shown]


@dataclass(frozen=True)
class LoadShown:
    """A lead with what they carry, its bar, and where their areas and steps are listed."""

    load: Load
    bar: str
    url: str


@dataclass(frozen=True)
class MonthShown:
    """The ratings of one day as (number, where its risk areas are listed), in the order of the chart's table."""

    day: date
    cells: list[tuple[int, str]]


@dataclass(frozen=True)
class HealthPage:
    """The page. query: what its links carry on, "" or "?recorded_on=…"."""

    day: date
    recorded_on: date | None
    health: Health
    blocks: list[Block]
    loads: list[LoadShown]
    more_loads: int
    look: LookState
    query: str

    @property
    def carried(self) -> tuple[CarriedOver, ...]:
        return self.health.carried

    @property
    def chart(self) -> Chart:
        return self.health.chart

    @property
    def months(self) -> list[MonthShown]:
        """The rows of the chart's table, the latest first, each number with the rows that it counts."""
        register, shown = reverse("plan:register"), []
        for month in reversed(self.health.months):
            there = f"{register}?recorded_on={month.day.isoformat()}"
            cells = [(month.counts.get(rag, 0), f"{there}&rag={rag}") for rag in COLUMNS]
            shown.append(MonthShown(month.day, [*cells, (month.total, there)]))
        return shown


def health_page(viewer: Any, filters: Filters) -> HealthPage:
    """The page as `viewer` may read it; at most fifteen queries (a few more for whoever does not read
    restricted passages, where what is published holds bound numbers), four where nothing has changed since it was last
    asked."""
    sight = sight_of(viewer)
    mark = stamp()
    health = health_at(mark, sight, filters)
    moved = Counted(len(claim_rows(viewer, filters, head_of(*mark[1:3]) if mark[1] != "None" else None)))
    counted = {**health.figures, **{each.slug: moved for each in FIGURES if each.group == Group.CLAIMS}}
    query = query_of(filters)
    return HealthPage(
        day=filters.today(sight.present),
        recorded_on=filters.recorded_on if filters.moment() else None,
        health=health,
        blocks=[
            Block(group, heading, [_shown(f, counted, sight, filters) for f in FIGURES if f.group == group])
            for group, heading in _GROUPS.items()
        ],
        loads=shown_loads(health.loads[:MOST_LEADS], filters),
        more_loads=max(0, len(health.loads) - MOST_LEADS),
        look=look_state(viewer),
        query=query,
    )


def all_loads(viewer: Any, filters: Filters) -> list[LoadShown]:
    """All leads by load."""
    return shown_loads(health_for(sight_of(viewer), filters).loads, filters)


def shown_loads(loads: tuple[Load, ...], filters: Filters) -> list[LoadShown]:
    """Leads with their bars and addresses."""
    most = max((load.open for load in loads), default=0)
    more = f"&recorded_on={filters.recorded_on.isoformat()}" if filters.recorded_on and filters.moment() else ""
    register = reverse("plan:register")
    return [
        LoadShown(
            load,
            small_bar(load.open, most, late=load.overdue),
            f"{register}?lead={load.reference}{more}",
        )
        for load in loads
    ]


def query_of(filters: Filters) -> str:
    """What a link to another page of the same day carries."""
    return f"?recorded_on={filters.recorded_on.isoformat()}" if filters.recorded_on and filters.moment() else ""


def _shown(figure: Figure, counted: Mapping[str, Counted], sight: Sight, filters: Filters) -> Shown:
    found = counted[figure.slug]
    if figure.group in NOT_KEPT and filters.moment() is not None:
        return Shown(None, figure.many, "", "Not kept for earlier days", "")
    note = ""
    if found.count and figure.group == Group.STEPS:
        note = f"in {found.areas:,} risk area{'s' if found.areas != 1 else ''}"
    elif found.count and figure.slug == "initials":
        note = f"{found.areas:,} different"
    elif figure.slug == "rated-long-ago":
        note = f"more than {sight.months} months"
    url = reverse("health:rows", args=[figure.slug]) + query_of(filters) if found.count else ""
    return Shown(found.count, figure.words(found.count), url, note, "late" if figure.late and found.count else "")
