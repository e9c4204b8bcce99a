"""Which rows each figure counts, for whoever sees so much of the register, as recorded on any day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from dueregard.actions.models import ActionLead
from dueregard.health.models import Finding, LinkAnswer
from dueregard.health.rules.figures import BY_SLUG, FindingKind, Group
from dueregard.health.rules.months import months_before
from dueregard.kernel import clock
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Initials, Lead
from dueregard.plan.models import (
    AreaAction,
    AreaLead,
    AreaRevision,
    ContextPassageRevision,
    Evidence,
    Review,
)
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.queries.counting import overdue, steps_of
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.selecting import selected_by
from dueregard.plan.rules.ratings import Rag


@dataclass(frozen=True)
class Sight:
    """All that the rows depend on besides the filters: the areas seen, whether restricted passages are, and the day."""

    visible: Q
    full: bool
    present: date
    months: int = 12  # a rating older than this many months was given long ago

    def areas(self, filters: Filters) -> QuerySet[AreaRevision]:
        """The risk areas as they stood on the day of the filters."""
        return selected_by(self.visible, self.full, self.present, filters)


def sight_of(viewer: Any, *, open_only: bool = False) -> Sight:
    """What `viewer` sees. open_only: without what is restricted, for a paper that others will read."""
    return Sight(
        visible_areas(viewer),
        can_read_restricted(viewer) and not open_only,
        clock.today(),
        settings.DUEREGARD_RATED_LONG_AGO_MONTHS,
    )


# --- next steps -------------------------------------------------------------------------------------------------------
_STEPS: dict[str, Callable[[date], Q]] = {
    "overdue": overdue,
    "no-lead-steps": lambda day: Q(),
    "no-date": lambda day: Q(due_end__isnull=True, standing=False),
    "carried-over": lambda day: Q(carried_over__gt=0),
    "waiting": lambda day: Q(waiting_on__gt=""),
}


def held_steps(sight: Sight, filters: Filters, which: Q) -> QuerySet[AreaAction]:
    """The joins of the unfinished steps that meet `which` and stand in a risk area that is seen."""
    areas = sight.areas(filters).filter(area_id=OuterRef("area_id"))
    steps = steps_of(sight.full, which, filters.moment())
    return AreaAction.objects.filter(Exists(areas), action_id__in=steps.values("action_id"))


def steps_behind(slug: str, sight: Sight, filters: Filters) -> QuerySet[AreaAction]:
    """The next steps that the figure counts."""
    held = held_steps(sight, filters, _STEPS[slug](filters.today(sight.present)))
    if slug == "no-lead-steps":
        moment = filters.moment()
        own = ActionLead.objects.filter(as_recorded(moment), action_id=OuterRef("action_id"))
        of_area = AreaLead.objects.filter(as_recorded(moment), area_id=OuterRef("area_id"))
        held = held.filter(~Exists(of_area), ~Exists(own))
    return held


def reviews_at(moment: datetime | None) -> QuerySet[Review]:
    """The reviews that were recorded and not withdrawn at `moment` (None = now)."""
    if moment is None:
        return Review.objects.filter(withdrawn_at__isnull=True)
    standing = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=moment)
    return Review.objects.filter(standing, recorded_at__lte=moment)


# How the name of the passage stands in the list of restricted ones.
_EVIDENCE_WORDS = '"evidence_text"'


# --- risk areas -------------------------------------------------------------------------------------------------------
def areas_behind(slug: str, sight: Sight, filters: Filters) -> QuerySet[AreaRevision]:
    """The risk areas that the figure counts."""
    areas, moment, day = sight.areas(filters), filters.moment(), filters.today(sight.present)
    match slug:
        case "no-lead":
            return areas.filter(~Exists(AreaLead.objects.filter(as_recorded(moment), area_id=OuterRef("area_id"))))
        case "review-late":
            return areas.filter(review_on__lt=day)
        case "never-reviewed":
            return areas.filter(~Exists(reviews_at(moment).filter(area_id=OuterRef("area_id"))))
        case "unrated":
            return areas.filter(rag=Rag.UNKNOWN)
        case "rated-long-ago":
            old = Q(rated_on__lt=months_before(day, sight.months)) | Q(rated_on__isnull=True)
            return areas.exclude(rag=Rag.UNKNOWN).filter(old)
        case "no-evidence":
            return _without_evidence(areas, sight, moment)
    return _led_by_what_has_ended(areas, sight, filters, moment, day)


def _without_evidence(areas: QuerySet[AreaRevision], sight: Sight, moment: datetime | None) -> QuerySet[AreaRevision]:
    proofs = Evidence.objects.filter(area_id=OuterRef("area_id"))
    if moment is None:
        proofs = proofs.filter(removed_at__isnull=True)
    else:
        proofs = proofs.filter(Q(removed_at__isnull=True) | Q(removed_at__gt=moment), added_at__lte=moment)
    if sight.full:
        return areas.filter(~Exists(proofs), evidence_text="")
    # That there is restricted evidence is not told: to this viewer the area has none.
    now = AreaRevision.objects.filter(as_recorded(None), area_id=OuterRef("area_id"))
    now = now.annotate(secrets=Cast("restricted", TextField())).filter(secrets__contains=_EVIDENCE_WORDS)
    areas = areas.annotate(secrets=Cast("restricted", TextField()))
    withheld = Q(secrets__contains=_EVIDENCE_WORDS) | Exists(now)
    return areas.filter(Q(evidence_text="") | withheld, ~Exists(proofs.filter(restricted=False)))


def _led_by_what_has_ended(
    areas: QuerySet[AreaRevision], sight: Sight, filters: Filters, moment: datetime | None, day: date
) -> QuerySet[AreaRevision]:
    ended = Lead.objects.filter(Q(post__ended_on__lt=day) | Q(body__ended_on__lt=day)).values("pk")
    led = AreaLead.objects.filter(as_recorded(moment), lead_id__in=ended)
    steps = ActionLead.objects.filter(as_recorded(moment), lead_id__in=ended)
    open_steps = steps_of(sight.full, Q(), moment).filter(action_id__in=steps.values("action_id"))
    of_steps = AreaAction.objects.filter(action_id__in=open_steps.values("action_id"))
    return areas.filter(Q(area_id__in=led.values("area_id")) | Q(area_id__in=of_steps.values("area_id")))


# --- passages ---------------------------------------------------------------------------------------------------------
def findings_behind(slug: str, sight: Sight, filters: Filters) -> QuerySet[Finding]:
    """What was found in the passages as they stood: of risk areas, of unfinished steps, of the context."""
    kind, day, moment = BY_SLUG[slug].finds, filters.today(sight.present), filters.moment()
    found = Finding.objects.filter(kind=kind)
    if kind == FindingKind.PAST_DATE:
        found = found.filter(on__lt=day)
    elif kind == FindingKind.INITIALS:
        found = found.filter(~Exists(Initials.objects.filter(letters=OuterRef("letters"))))
    elif kind == FindingKind.BODY:
        found = found.filter(body__ended_on__lt=day)
    areas = sight.areas(filters)
    in_areas = Exists(areas.filter(pk=OuterRef("area_revision_id")))
    held = AreaAction.objects.filter(action_id=OuterRef("action_id"))
    held = held.filter(Exists(areas.filter(area_id=OuterRef("area_id"))))
    steps = steps_of(sight.full, Q(), moment).filter(Exists(held))
    where = Q(in_areas) | Q(Exists(steps.filter(pk=OuterRef("step_revision_id"))))
    if not filters.section and not filters.rag:
        where |= Q(Exists(_context(sight, moment).filter(pk=OuterRef("passage_revision_id"))))
    found = found.filter(where)
    if sight.full:
        return found
    found = found.filter(restricted=False)
    if moment is None:
        return found
    # A passage that is restricted today is so in the past as well.
    now = AreaRevision.objects.filter(as_recorded(None), area_id=OuterRef("area_revision__area_id"))
    now = now.annotate(secrets=Cast("restricted", TextField()))
    return found.filter(~Exists(now.filter(secrets__contains=Concat(Value('"'), OuterRef("field"), Value('"')))))


def _context(sight: Sight, moment: datetime | None) -> QuerySet[ContextPassageRevision]:
    rows = ContextPassageRevision.objects.filter(as_recorded(moment)).exclude(text="")
    if sight.full:
        return rows
    rows = rows.filter(restricted=False)
    now = ContextPassageRevision.objects.filter(as_recorded(None), restricted=True)
    return rows if moment is None else rows.exclude(passage_id__in=now.values("passage_id"))


# --- links ------------------------------------------------------------------------------------------------------------
def links_behind(sight: Sight, filters: Filters) -> QuerySet[LinkAnswer]:
    """The links that do not answer now. What they answered on an earlier day is not kept: for one, there are none."""
    areas = sight.areas(filters).filter(area_id=OuterRef("evidence__area_id"))
    found = LinkAnswer.objects.filter(Exists(areas), failing_since__isnull=False, evidence__removed_at__isnull=True)
    if filters.moment() is not None:
        return found.none()
    return found if sight.full else found.filter(evidence__restricted=False)


def rows_behind(slug: str, sight: Sight, filters: Filters) -> QuerySet[Any]:
    """The rows that the figure counts, one a row."""
    match BY_SLUG[slug].group:
        case Group.STEPS:
            return steps_behind(slug, sight, filters)
        case Group.AREAS:
            return areas_behind(slug, sight, filters)
        case Group.TEXTS:
            return findings_behind(slug, sight, filters)
    return links_behind(sight, filters)
