"""Which areas the register holds for a viewer and their filters: the one place where need-to-know meets the filters."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED
from dueregard.kernel import clock, textindex
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.queries.filters import Filters, start_of_day

WORDS = "plan_area_words"


def restricted_actions(moment: datetime | None = None) -> QuerySet[ActionRevision, int]:
    """The actions that are restricted today (or were at `moment`), as a subquery of keys: hidden today is hidden in the
    past as well."""
    return ActionRevision.objects.filter(as_recorded(moment), restricted=True).values_list("action_id", flat=True)


def _areas_with_action(full: bool, moment: datetime | None, **conditions: Any) -> QuerySet[AreaAction, int]:
    """The areas that have an unfinished action whose revision at `moment` meets the conditions, as a subquery of keys."""
    of_action = as_recorded(moment) & Q(status__in=UNFINISHED)
    actions = ActionRevision.objects.filter(of_action, **conditions).values("action_id")
    if not full:
        # Whoever may not read a restricted step must not find an area by it.
        actions = actions.filter(restricted=False)
        if moment is not None:
            actions = actions.exclude(action_id__in=restricted_actions())
    return AreaAction.objects.filter(action_id__in=actions).values_list("area_id", flat=True)


def _with_step_due(full: bool, moment: datetime | None, within: str, day: date) -> Q:
    """The areas with an unfinished step that is due before `day` (within="lt") or up to it ("lte")."""
    if moment is None:
        # Kept on the row itself by the database; whoever may not read a restricted step must not find an area by it.
        return Q(**{f"{'next_due' if full else 'next_due_open'}__{within}": day})
    return Q(area_id__in=_areas_with_action(full, moment, **{f"due_end__{within}": day}))


def selected(viewer: Any, filters: Filters) -> QuerySet[AreaRevision]:
    """The area revisions that `viewer` may read and `filters` ask for, without order."""
    return selected_by(visible_areas(viewer), can_read_restricted(viewer), clock.today(), filters)


def selected_by(visible: Q, full: bool, present: date, filters: Filters) -> QuerySet[AreaRevision]:
    """The same for whoever sees the areas of `visible`, and restricted passages where `full`, on the day `present`.

    Everything that the rows depend on is an argument, so that the query can be put into SQL once for all who see the same.
    """
    moment = filters.moment()
    today = filters.today(present)
    rows = AreaRevision.objects.filter(as_recorded(moment), visible)
    rows = rows.filter(retired_on__isnull=not filters.retired)
    if filters.section:
        rows = rows.filter(section__reference=filters.section)
    if filters.rag:
        rows = rows.filter(rag=filters.rag)
    if filters.campus:
        rows = rows.filter(campus__reference=filters.campus)
    if filters.lead:
        as_lead = as_recorded(moment) & Q(lead__reference=filters.lead)
        of_area = AreaLead.objects.filter(as_lead).values("area_id")
        led = ActionLead.objects.filter(as_lead)
        if not full:
            # Who leads a restricted step is restricted too.
            led = led.exclude(action_id__in=restricted_actions()).exclude(action_id__in=restricted_actions(moment))
        of_action = AreaAction.objects.filter(action_id__in=led.values("action_id")).values("area_id")
        rows = rows.filter(Q(area_id__in=of_area) | Q(area_id__in=of_action))
    if filters.no_lead:
        rows = rows.filter(~Exists(AreaLead.objects.filter(as_recorded(moment), area_id=OuterRef("area_id"))))
    if filters.overdue:
        rows = rows.filter(_with_step_due(full, moment, "lt", today))
    if filters.due_by:
        rows = rows.filter(_with_step_due(full, moment, "lte", filters.due_by))
    if filters.review_late:
        rows = rows.filter(review_on__lt=today)
    if filters.no_date:
        rows = rows.filter(area_id__in=_areas_with_action(full, moment, due_end__isnull=True, standing=False))
    if filters.carried_over:
        rows = rows.filter(area_id__in=_areas_with_action(full, moment, carried_over__gt=0))
    if filters.changed_since:
        since = start_of_day(filters.changed_since)
        revised = ActionRevision.objects.filter(recorded_from__gte=since)
        if not full:
            revised = revised.filter(restricted=False).exclude(action_id__in=restricted_actions())
        changed = AreaAction.objects.filter(action_id__in=revised.values("action_id")).values("area_id")
        led_anew = AreaLead.objects.filter(Q(recorded_from__gte=since) | Q(recorded_to__gte=since)).values("area_id")
        rows = rows.filter(Q(recorded_from__gte=since) | Q(area_id__in=changed) | Q(area_id__in=led_anew))
    if filters.q:
        rows = rows.filter(_found(full, filters.q, moment))
    return rows


def _found(full: bool, words: str, moment: datetime | None) -> Q:
    if moment is None:
        found = textindex.matching(WORDS, words, restricted=full)
        return Q(area_id__in=found) if found is not None else Q()
    # The index holds the present; for the past the titles and open passages of that day are read.
    condition = Q()
    for word in words.split()[:12]:
        either = Q(title__icontains=word) | Q(area__number=word)
        if full:
            either |= Q(actions_taken__icontains=word) | Q(hazard__icontains=word)
        condition &= either
    return condition
