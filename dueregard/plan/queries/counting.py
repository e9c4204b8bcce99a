"""Counting risk areas and next steps along indexes: what the rooms above put together into one query of figures."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import F, Func, IntegerField, Q, QuerySet, Value

from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import UNFINISHED
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.queries.selecting import restricted_actions


def overdue(day: date) -> Q:
    """The steps whose last day is over."""
    return Q(due_end__lt=day)


def steps_of(full: bool, which: Q, moment: datetime | None = None) -> QuerySet[ActionRevision]:
    """The unfinished next steps as they stood at `moment` (None = now) that meet `which`; restricted ones only where
    `full`, and what is restricted today is so in the past."""
    steps = ActionRevision.objects.filter(as_recorded(moment), which, status__in=UNFINISHED)
    if full:
        return steps
    steps = steps.filter(restricted=False)
    return steps if moment is None else steps.exclude(action_id__in=restricted_actions())


def numbers(rows: QuerySet[Any], place: int, third: Any) -> QuerySet[Any, tuple[int, int, int]]:
    """(place, how many rows, `third`) as one row, for a union of such counts."""
    # Plain functions of SQL: the ORM's own Count would group by each row.
    count = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return rows.order_by().values_list(Value(place, output_field=IntegerField()), count, third)


def distinct(name: str) -> Func:
    """How many different values the column `name` has, as the third number of `numbers`."""
    return Func(F(name), template="COUNT(DISTINCT %(expressions)s)", output_field=IntegerField())
