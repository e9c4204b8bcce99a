"""What needs the viewer today: figures of the plan that they may read, and the rows behind the most pressing ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import (
    BooleanField,
    Exists,
    ExpressionWrapper,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.expressions import RawSQL

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.home.queries import figures as which
from dueregard.home.queries.figures import Figures, figures_for
from dueregard.home.queries.waiting import Waiting, waiting_for
from dueregard.kernel import clock
from dueregard.kernel.keys import as_day, rows_among, rows_of
from dueregard.kernel.revisions import as_recorded
from dueregard.look.templatetags.look import plain_day
from dueregard.organisation.models import Lead, PostHolding
from dueregard.organisation.queries import running_on
from dueregard.plan import permissions
from dueregard.plan.models import AreaAction, AreaRevision, Review
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.reviews import LateReview, late_plan_reviews
from dueregard.plan.queries.selecting import selected_by

MOST_LISTED = 6
MOST_REVIEWS = 12


@dataclass(slots=True)
class NextStep:
    """A next step as today's page lists it. mine: the viewer, or a post that they hold, leads it."""

    action_id: int
    text: str
    status: str
    due_start: date | None
    due_end: date | None
    due_phrase: str
    waiting_on: str
    ask_again_on: date | None
    mine: bool = False
    area: str = ""
    number: str | None = None
    title: str = ""
    leads: list[str] = field(default_factory=list)

    @property
    def due_words(self) -> str:
        """The date as it was written, with the last day where that says more."""
        last = plain_day(self.due_end) if self.due_end else ""
        return f"{self.due_phrase}, to {last}" if self.due_phrase and self.due_phrase != last else last


@dataclass(frozen=True)
class AreaToReview:
    """A risk area whose day of review has passed, or that was never reviewed."""

    area: str
    number: str | None
    title: str
    review_on: date | None
    reviewed: bool


@dataclass(frozen=True)
class Today:
    """Everything that today's page shows."""

    day: date
    reads_plan: bool
    edits_plan: bool
    figures: Figures = field(default_factory=Figures)
    overdue: list[NextStep] = field(default_factory=list)
    soon: list[NextStep] = field(default_factory=list)
    ask_again: list[NextStep] = field(default_factory=list)
    reviews: list[AreaToReview] = field(default_factory=list)
    waiting: Waiting = field(default_factory=Waiting)
    late_reviews: list[LateReview] = field(default_factory=list)

    @property
    def calm(self) -> bool:
        """Whether nothing presses."""
        figures = self.figures
        return not (
            self.waiting
            or figures.overdue
            or figures.ask_again
            or figures.review_late
            or figures.due_soon
            or self.late_reviews
        )


def today_for(viewer: Any) -> Today:
    """What needs `viewer` today; at most eleven queries beyond the sign-in and the roles (see also `waiting_for`)."""
    day = clock.today()
    waiting = waiting_for(viewer)
    if not permissions.can_read_register(viewer):
        return Today(day, reads_plan=False, edits_plan=False, waiting=waiting)
    edits = permissions.can_edit_plan(viewer)
    figures = figures_for(viewer, day)
    if not figures.areas:
        return Today(day, True, edits, figures, waiting=waiting)
    overdue = _listed(viewer, day, which.overdue(day), "due_end") if figures.overdue else []
    soon = _listed(viewer, day, which.due_soon(day), "due_end") if figures.due_soon else []
    ask = _listed(viewer, day, which.ask_again(day), "ask_again_on") if figures.ask_again else []
    _add_areas_and_leads([*overdue, *soon, *ask])
    reviews = _reviews(viewer, day) if figures.review_late or figures.never_reviewed else []
    late = late_plan_reviews(day)
    return Today(day, True, edits, figures, overdue, soon, ask, reviews, waiting, late)


def _mine_first(person: int, day: date) -> ExpressionWrapper:
    posts = PostHolding.objects.filter(running_on(day), person_id=person).values("post_id")
    mine = Lead.objects.filter(Q(person_id=person) | Q(post_id__in=posts)).values("pk")
    led = ActionLead.objects.filter(as_recorded(None), lead_id__in=mine).values("action_id")
    return ExpressionWrapper(Q(action_id__in=led), output_field=BooleanField())


def _first_of(
    sight: tuple[Q, bool, date], person: int, condition: Q, order: str
) -> QuerySet[ActionRevision, tuple[Any, ...]]:
    visible, full, day = sight
    areas = selected_by(visible, full, day, Filters()).filter(area_id=OuterRef("area_id"))
    held = AreaAction.objects.filter(Exists(areas), action_id=OuterRef("action_id"))
    ordered = (F("mine").desc(), order, "pk")
    steps = which.steps_of(full, condition).filter(Exists(held)).annotate(mine=_mine_first(person, day))
    # The few are chosen along an index, and only they are read.
    few = ActionRevision.objects.filter(pk__in=steps.order_by(*ordered).values("pk")[:MOST_LISTED])
    return (
        few.annotate(mine=_mine_first(person, day))
        .order_by(*ordered)
        .values_list(
            "action_id", "text", "status", "due_start", "due_end", "due_phrase", "waiting_on", "ask_again_on", "mine"
        )
    )


def _listed(viewer: Any, day: date, condition: Q, order: str) -> list[NextStep]:
    """The first of them: the viewer's own before the others', the oldest before the newer. Areas and leads come after."""
    sight = (permissions.visible_areas(viewer), permissions.can_read_restricted(viewer), day)
    return [
        NextStep(action, text, status, as_day(start), as_day(end), phrase, waiting_on, as_day(ask), bool(mine))
        for action, text, status, start, end, phrase, waiting_on, ask, mine in rows_of(
            _first_of, sight, viewer.person_id, condition, order
        )
    ]


def _areas_and_leads(actions: RawSQL) -> QuerySet[AreaAction, tuple[int, str, str | None, str, str | None]]:
    title = AreaRevision.objects.filter(as_recorded(None), area_id=OuterRef("area_id")).values("title")[:1]
    led = FilteredRelation("action__leads", condition=as_recorded(None, "action__leads__"))
    found = AreaAction.objects.filter(action_id__in=actions).annotate(led=led, title=Subquery(title))
    return found.order_by("led__pk").values_list(
        "action_id", "area__reference", "area__number", "title", "led__lead__label"
    )


def _add_areas_and_leads(steps: Iterable[NextStep]) -> None:
    """Put the risk area and the leads' labels on each step; one query. A step may be in two lists."""
    listed: dict[int, list[NextStep]] = {}
    for step in steps:
        listed.setdefault(step.action_id, []).append(step)
    if not listed:
        return
    for action_id, area, number, title, label in rows_among(_areas_and_leads, listed):
        for step in listed[action_id]:
            step.area, step.number, step.title = area, number, title
            if label is not None:
                step.leads.append(label)


def _to_review(sight: tuple[Q, bool, date], late: bool) -> QuerySet[AreaRevision, tuple[Any, ...]]:
    day = sight[2]
    reviewed = Exists(Review.objects.filter(area_id=OuterRef("area_id"), withdrawn_at__isnull=True))
    rows = selected_by(*sight, Filters()).annotate(reviewed=reviewed)
    if late:
        rows = rows.filter(review_on__lt=day)
    else:
        rows = rows.filter(Q(review_on__gte=day) | Q(review_on__isnull=True), reviewed=False)
    order = (F("review_on").asc(nulls_last=True), "position")
    columns = ("area__reference", "area__number", "title", "review_on", "reviewed")
    return rows.order_by(*order).values_list(*columns)[:MOST_REVIEWS]


def _reviews(viewer: Any, day: date) -> list[AreaToReview]:
    """The areas whose review is late, the latest first, and then those that were never reviewed; at most two queries."""
    sight = (permissions.visible_areas(viewer), permissions.can_read_restricted(viewer), day)
    found = rows_of(_to_review, sight, True)
    if len(found) < MOST_REVIEWS:
        found += rows_of(_to_review, sight, False)
    return [
        AreaToReview(area, number, title, as_day(review_on), bool(reviewed))
        for area, number, title, review_on, reviewed in found[:MOST_REVIEWS]
    ]
