"""The figures of the health page, the ratings of the last two years and the leads by load; kept until something changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Case, Count, Exists, F, IntegerField, Min, OuterRef, Q, QuerySet, Value, When

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED
from dueregard.audit.models import Entry
from dueregard.documents.blocks import Chart
from dueregard.health.models import Finding, LinkAnswer, Look
from dueregard.health.queries.selecting import Sight, held_steps, rows_behind
from dueregard.health.rules.figures import FIGURES, Group
from dueregard.health.rules.months import month_ends
from dueregard.health.rules.ratings import ratings_chart
from dueregard.kernel.keys import as_day, rows_of
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Lead
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision
from dueregard.plan.queries.counting import distinct, numbers, steps_of
from dueregard.plan.queries.filters import Filters, end_of_day
from dueregard.plan.queries.selecting import restricted_actions
from dueregard.plan.rules.ratings import Rag


@dataclass(frozen=True)
class Counted:
    """A figure's number, and how many risk areas it is spread over (0 where that is the number itself)."""

    count: int = 0
    areas: int = 0


@dataclass(frozen=True)
class CarriedOver:
    """How many steps were carried over so many times, and the earliest day on which one of them was first due."""

    times: int
    count: int
    first_due_on: date | None


@dataclass
class Load:
    """What one lead carries. A step without a lead of its own is its risk area's."""

    reference: str
    label: str
    ended: bool = False
    areas: int = 0
    open: int = 0
    overdue: int = 0
    next_due: date | None = None


@dataclass(frozen=True)
class Month:
    """How many risk areas had which rating at the end of a day."""

    day: date
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        return sum(self.counts.values())


@dataclass(frozen=True)
class Health:
    """All that the page counts. loads: the heaviest first."""

    figures: dict[str, Counted]
    areas: int
    steps: int
    carried: tuple[CarriedOver, ...]
    months: tuple[Month, ...]
    loads: tuple[Load, ...]
    chart: Chart


def health_for(sight: Sight, filters: Filters) -> Health:
    """What stands behind the page; seven queries, or one where nothing has been recorded since it was last asked.

    Every change of the register is an entry of the trail in the same transaction, so the trail's head tells whether
    what was counted still holds. It is asked before anything is counted: what is kept is never older than it says.
    """
    return health_at(stamp(), sight, filters)


def health_at(stamp: tuple[Any, ...], sight: Sight, filters: Filters) -> Health:
    """The same for whoever has asked for the stamp."""
    return _counted(stamp, sight, filters)


def figures_for(sight: Sight, filters: Filters) -> dict[str, Counted]:
    """The figures alone, by their names in addresses; one query."""
    return _figures(sight, filters)[0]


def stamp() -> tuple[Any, ...]:
    """What differs as soon as anything that the page counts has changed: the database, number and hash of the trail's last
    entry, and more; one query, along primary keys."""
    sql, parameters = _stamp_sql(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return (connection.vendor, *(str(value) for value in cursor.fetchone()))


@lru_cache(maxsize=2)
def _stamp_sql(vendor: str) -> tuple[str, list[Any]]:
    last = Entry.objects.order_by("-number")
    newest: list[Any] = [last.values("number")[:1], last.values("hash")[:1]]
    newest += [model.objects.order_by("-pk").values("pk")[:1] for model in (AreaRevision, ActionRevision, Finding)]
    newest += [Look.objects.values("through_at")[:1], LinkAnswer.objects.order_by("-pk").values("pk")[:1]]
    parts, parameters = [], []
    for each in newest:
        sql, more = each.query.sql_with_params()
        parts.append(f"({sql})")
        parameters += more
    return "SELECT " + ", ".join(parts), parameters


@lru_cache(maxsize=64)
def _counted(stamp: tuple[Any, ...], sight: Sight, filters: Filters) -> Health:
    figures, areas, steps = _figures(sight, filters)
    carried = tuple(
        CarriedOver(times, count, as_day(first)) for times, count, first in rows_of(_carried_over, sight, filters)
    )
    months = ratings_over_time(sight, filters)
    chart = ratings_chart([(month.day, month.counts) for month in months])
    return Health(figures, areas, steps, carried, months, tuple(loads(sight, filters)), chart)


# --- the figures ------------------------------------------------------------------------------------------------------
def _figures(sight: Sight, filters: Filters) -> tuple[dict[str, Counted], int, int]:
    found = {place: (count, third) for place, count, third in rows_of(_all_counts, sight, filters)}
    figures = {figure.slug: Counted(*found.get(place, (0, 0))) for place, figure in enumerate(FIGURES)}
    return figures, *(found.get(len(FIGURES) + more, (0, 0))[0] for more in (0, 1))


def _all_counts(sight: Sight, filters: Filters) -> QuerySet[Any, tuple[int, int, int]]:
    nowhere = Value(0, output_field=IntegerField())
    counted: list[Any] = []
    for place, figure in enumerate(FIGURES):
        if figure.group == Group.CLAIMS:
            continue  # held against the records, not counted by the database (queries.claims)
        rows = rows_behind(figure.slug, sight, filters)
        third: Any = nowhere
        if figure.group == Group.STEPS:
            third = distinct("area_id")
        elif figure.slug == "initials":
            third = distinct("letters")
        if not rows.query.is_empty():
            counted.append(numbers(rows, place, third))
    counted.append(numbers(sight.areas(filters), len(FIGURES), nowhere))
    counted.append(numbers(held_steps(sight, filters, Q()), len(FIGURES) + 1, nowhere))
    return counted[0].union(*counted[1:], all=True)


def _carried_over(sight: Sight, filters: Filters) -> QuerySet[Any, tuple[int, int, Any]]:
    areas = sight.areas(filters).filter(area_id=OuterRef("area_id"))
    held = AreaAction.objects.filter(Exists(areas), action_id=OuterRef("action_id"))
    steps = steps_of(sight.full, Q(carried_over__gt=0), filters.moment()).filter(Exists(held))
    return (
        steps.values("carried_over")
        .annotate(count=Count("pk"), first=Min("first_due_on"))
        .order_by("carried_over")
        .values_list("carried_over", "count", "first")
    )


# --- ratings over time ------------------------------------------------------------------------------------------------
def _by_month(sight: Sight, ends: tuple[Any, ...]) -> QuerySet[AreaRevision, tuple[Any, ...]]:
    # One walk over the revisions: whatever stood at the end of a month is counted in its column.
    rows = AreaRevision.objects.filter(sight.visible, retired_on__isnull=True, recorded_from__lte=ends[-1])
    rows = rows.filter(Q(recorded_to__isnull=True) | Q(recorded_to__gt=ends[0]))
    counts = {f"m{place}": Count("pk", filter=as_recorded(end)) for place, end in enumerate(ends)}
    return rows.order_by().values("rag").annotate(**counts).values_list("rag", *counts)


def ratings_over_time(sight: Sight, filters: Filters) -> tuple[Month, ...]:
    """The ratings at the ends of the last 24 months, the day asked for being the last; one query."""
    days = month_ends(filters.today(sight.present))
    ends = tuple(end_of_day(day) for day in days)
    by_rag = {rag: counts for rag, *counts in rows_of(_by_month, sight, ends)}
    return tuple(
        Month(day, {rag: by_rag[rag][place] if rag in by_rag else 0 for rag in Rag.values})
        for place, day in enumerate(days)
    )


# --- leads by load ----------------------------------------------------------------------------------------------------
def _led_areas(sight: Sight, filters: Filters) -> QuerySet[AreaLead, tuple[int, int]]:
    areas = sight.areas(filters).filter(area_id=OuterRef("area_id"))
    led = AreaLead.objects.filter(as_recorded(filters.moment()), Exists(areas))
    return led.order_by().values("lead_id").annotate(n=Count("pk")).values_list("lead_id", "n")


def _led_steps(sight: Sight, filters: Filters, own: bool) -> QuerySet[Any, tuple[int, int, int, Any]]:
    moment, day = filters.moment(), filters.today(sight.present)
    areas = sight.areas(filters).filter(area_id=OuterRef("area_id"))
    held: Any = AreaAction.objects.filter(Exists(areas))
    # As plan.queries.counting.steps_of, but joined: the dates and the leads of the same steps are counted.
    standing = as_recorded(moment, "action__revisions__") & Q(action__revisions__status__in=UNFINISHED)
    if not sight.full:
        standing &= Q(action__revisions__restricted=False)
        if moment is not None:
            held = held.exclude(action_id__in=restricted_actions())
    if own:
        rows = held.filter(standing, as_recorded(moment, "action__leads__")).values(lead=F("action__leads__lead_id"))
    else:
        by_itself = ActionLead.objects.filter(as_recorded(moment), action_id=OuterRef("action_id"))
        rows = held.filter(~Exists(by_itself)).filter(standing, as_recorded(moment, "area__leads__"))
        rows = rows.values(lead=F("area__leads__lead_id"))
    late = Q(action__revisions__due_end__lt=day)
    counted = rows.order_by().annotate(
        n=Count("pk"),
        late=Count("pk", filter=late),
        next=Min("action__revisions__due_end", filter=Q(action__revisions__due_end__gte=day)),
    )
    return counted.values_list("lead", "n", "late", "next")


def loads(sight: Sight, filters: Filters) -> list[Load]:
    """Each lead with what they carry: risk areas, open and overdue steps, the next day due; the heaviest first."""
    areas: Counter[int] = Counter(dict(rows_of(_led_areas, sight, filters)))
    steps: dict[int, list[tuple[int, int, date | None]]] = {}
    for own in (True, False):
        for lead, count, late, coming in rows_of(_led_steps, sight, filters, own):
            steps.setdefault(lead, []).append((count, late, as_day(coming)))
    day = filters.today(sight.present)
    ended = Q(post__ended_on__lt=day) | Q(body__ended_on__lt=day)
    wanted = {*areas, *steps}
    rows = Lead.objects.annotate(over=Case(When(ended, then=Value(1)), default=Value(0), output_field=IntegerField()))
    found = []
    for pk, reference, label, over in rows.values_list("pk", "reference", "label", "over"):
        if pk not in wanted:
            continue
        parts = steps.get(pk, [])
        coming_days = [coming for _, _, coming in parts if coming is not None]
        found.append(
            Load(
                reference,
                label,
                bool(over),
                areas[pk],
                sum(count for count, _, _ in parts),
                sum(late for _, late, _ in parts),
                min(coming_days, default=None),
            )
        )
    return sorted(found, key=lambda load: (-load.open, -load.overdue, load.label.casefold()))
