"""What the steering group's paper is made from: the figures then and now, the rows that need the group, the changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from dueregard.documents.blocks import Chart
from dueregard.health.queries.figures import Counted, Load, figures_for, health_for
from dueregard.health.queries.rows import Row, first_rows
from dueregard.health.queries.selecting import sight_of
from dueregard.health.rules.months import months_before
from dueregard.kernel import clock
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.models import Review, ReviewCycle
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.rolling import YearChanges, changes_between
from dueregard.plan.rules.cycles import Rhythm, What

# Of the rows behind one figure, the paper shows so many and says how many more there are.
MOST_ROWS = 25
MOST_LOADS = 15
# What a meeting can do something about, in the order of the paper.
NEEDS_US = (
    "overdue",
    "carried-over",
    "waiting",
    "no-lead-steps",
    "no-date",
    "no-lead",
    "ended-leads",
    "review-late",
    "never-reviewed",
    "unrated",
    "rated-long-ago",
    "no-evidence",
    "past-dates",
    "ended-bodies",
)
_MOST_CHOICES = 5


@dataclass(frozen=True)
class Paper:
    """All that the paper says. Restricted passages and steps are left out, whoever makes it: it is for a group.

    rows: the first rows behind each figure, by its name in addresses; where there are more, `now` says how many.
    """

    day: date
    since: date
    then: dict[str, Counted]
    now: dict[str, Counted]
    areas: int
    steps: int
    rows: dict[str, list[Row]]
    changes: YearChanges
    chart: Chart
    loads: tuple[Load, ...]
    months: int


def paper_for(viewer: Any, since: date) -> Paper:
    """The paper of what `viewer` may read, with what has changed since the end of the day `since`."""
    sight = sight_of(viewer, open_only=True)
    health = health_for(sight, Filters())
    before = Filters(recorded_on=since)
    return Paper(
        day=sight.present,
        since=since,
        then=figures_for(sight, before),
        now=health.figures,
        areas=health.areas,
        steps=health.steps,
        rows={slug: first_rows(slug, sight, Filters(), MOST_ROWS) for slug in NEEDS_US if health.figures[slug].count},
        changes=changes_between(viewer, before.moment(), None, open_only=True),
        chart=health.chart,
        loads=health.loads[:MOST_LOADS],
        months=sight.months,
    )


@dataclass(frozen=True)
class SinceChoice:
    """A day that the paper may be asked for, in words."""

    day: date
    label: str


def since_choices() -> list[SinceChoice]:
    """The days of the last reviews of the plan, the latest first, and three months ago."""
    today = clock.today()
    found: dict[date, str] = {}
    for day, body in _reviews(today).values_list("reviewed_on", "body__name")[:_MOST_CHOICES]:
        found.setdefault(
            day, f"{plain_day(day)}, review by {body}" if body else f"{plain_day(day)}, review of the plan"
        )
    quarter = months_before(today, 3)
    found.setdefault(quarter, f"{plain_day(quarter)}, three months ago")
    return [SinceChoice(day, label) for day, label in found.items()]


def usual_since() -> date:
    """The day on which the group that reviews the plan at each meeting last did so, or else the last review of the plan;
    three months ago where that is a year ago or there was none."""
    today = clock.today()
    meeting = ReviewCycle.objects.filter(what=What.PLAN, rhythm=Rhythm.MEETING, body__isnull=False).values("body_id")
    last = _reviews(today).filter(body_id__in=meeting).first() or _reviews(today).first()
    if last is not None and last.reviewed_on > today - timedelta(days=365):
        return last.reviewed_on
    return months_before(today, 3)


def _reviews(today: date) -> QuerySet[Review]:
    rows = Review.objects.filter(subject=What.PLAN, withdrawn_at__isnull=True, reviewed_on__lt=today)
    return rows.order_by("-reviewed_on", "-pk")
