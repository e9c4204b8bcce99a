"""What needs the viewer today: figures of the plan that they may read, and the rows behind the most pressing ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery

from dueregard.accounts import permissions as people
from dueregard.accounts.models import Appointment
from dueregard.accounts.rules import AppointmentState
from dueregard.actions.models import ActionLead
from dueregard.actions.rules import UNFINISHED
from dueregard.kernel import clock
from dueregard.kernel.revisions import as_recorded
from dueregard.look.templatetags.look import plain_day
from dueregard.organisation.models import PostHolding
from dueregard.organisation.queries import running_on
from dueregard.plan import permissions
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision, PlanImport, Review
from dueregard.plan.queries.register import Filters, selected
from dueregard.plan.rules.states import ImportState

SOON = timedelta(days=30)
MOST_LISTED = 6
_STEP = "action__revisions__"


@dataclass(frozen=True)
class Figures:
    """Counts of what the viewer may read. `…_areas`: the risk areas that hold the steps counted beside them."""

    areas: int = 0
    no_lead: int = 0
    review_late: int = 0
    never_reviewed: int = 0
    unfinished: int = 0
    overdue: int = 0
    overdue_areas: int = 0
    due_soon: int = 0
    undated: int = 0
    undated_areas: int = 0
    carried_over: int = 0
    carried_areas: int = 0
    ask_again: int = 0


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
    area: str
    number: str | None
    title: str
    mine: bool = False
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
    figures: Figures = Figures()
    overdue: list[NextStep] = field(default_factory=list)
    soon: list[NextStep] = field(default_factory=list)
    ask_again: list[NextStep] = field(default_factory=list)
    reviews: list[AreaToReview] = field(default_factory=list)
    appointments: int = 0
    imports: int = 0

    @property
    def calm(self) -> bool:
        """Whether nothing presses."""
        figures = self.figures
        return not (
            self.appointments
            or self.imports
            or figures.overdue
            or figures.ask_again
            or figures.review_late
            or figures.due_soon
        )


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
        step(figures.review_late, "late review", "late reviews", "#reviews", late=True),
        step(figures.never_reviewed, "risk area never reviewed", "risk areas never reviewed", "#reviews"),
    ]


def today_for(viewer: Any) -> Today:
    """What needs `viewer` today; at most nine queries beyond the sign-in and the roles."""
    day = clock.today()
    waiting = appointments_waiting(viewer)
    if not permissions.can_read_register(viewer):
        return Today(day, reads_plan=False, edits_plan=False, appointments=waiting)
    edits = permissions.can_edit_plan(viewer)
    imports = PlanImport.objects.filter(state=ImportState.READY).count() if edits else 0
    counted = _area_figures(viewer, day)
    if not counted["areas"]:
        return Today(day, True, edits, Figures(), appointments=waiting, imports=imports)
    figures = Figures(**counted, **_step_figures(_steps(viewer), day))
    overdue = _listed(viewer, day, _overdue(day), "due_end") if figures.overdue else []
    soon = _listed(viewer, day, _due_soon(day), "due_end") if figures.due_soon else []
    ask = _listed(viewer, day, _ask_again(day), "ask_again_on") if figures.ask_again else []
    _add_leads([*overdue, *soon, *ask])
    reviews = _reviews(viewer, day) if figures.review_late or figures.never_reviewed else []
    return Today(day, True, edits, figures, overdue, soon, ask, reviews, waiting, imports)


def appointments_waiting(viewer: Any) -> int:
    """How many proposed appointments `viewer` may decide on, as the second person; no query for most."""
    if not people.can_decide_appointments(viewer):
        return 0
    return (
        Appointment.objects.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=clock.today()), state=AppointmentState.PROPOSED
        )
        .exclude(appointed_by=viewer.reference)
        .exclude(person_id=viewer.person_id)
        .count()
    )


def _steps(viewer: Any, which: Q | None = None) -> QuerySet[AreaAction]:
    """The unfinished next steps of the areas that `viewer` may read, by their link to the area.

    which: a further condition on the step's revision. All of it stands in one call of filter, so that it speaks of one
    and the same revision: a second call would join the earlier revisions anew.
    """
    condition = as_recorded(None, _STEP) & Q(**{f"{_STEP}status__in": UNFINISHED})
    if not permissions.can_read_restricted(viewer):
        condition &= Q(**{f"{_STEP}restricted": False})
    if which is not None:
        condition &= which
    areas = selected(viewer, Filters()).values("area_id")
    return AreaAction.objects.filter(condition, area_id__in=areas)


def _overdue(day: date) -> Q:
    return Q(**{f"{_STEP}due_end__lt": day})


def _due_soon(day: date) -> Q:
    return Q(**{f"{_STEP}due_end__range": (day, day + SOON)})


def _ask_again(day: date) -> Q:
    return Q(**{f"{_STEP}waiting_on__gt": ""}) & Q(**{f"{_STEP}ask_again_on__lte": day})


def _area_figures(viewer: Any, day: date) -> dict[str, int]:
    led = AreaLead.objects.filter(as_recorded(None), area_id=OuterRef("area_id"))
    reviewed = Review.objects.filter(area_id=OuterRef("area_id"))
    return selected(viewer, Filters()).aggregate(
        areas=Count("pk"),
        no_lead=Count("pk", filter=~Exists(led)),
        review_late=Count("pk", filter=Q(review_on__lt=day)),
        never_reviewed=Count("pk", filter=~Exists(reviewed)),
    )


def _step_figures(steps: QuerySet[AreaAction], day: date) -> dict[str, int]:
    undated = Q(**{f"{_STEP}due_end__isnull": True, f"{_STEP}standing": False})
    carried = Q(**{f"{_STEP}carried_over__gt": 0})
    return steps.aggregate(
        unfinished=Count("pk"),
        overdue=Count("pk", filter=_overdue(day)),
        overdue_areas=Count("area_id", filter=_overdue(day), distinct=True),
        due_soon=Count("pk", filter=_due_soon(day)),
        undated=Count("pk", filter=undated),
        undated_areas=Count("area_id", filter=undated, distinct=True),
        carried_over=Count("pk", filter=carried),
        carried_areas=Count("area_id", filter=carried, distinct=True),
        ask_again=Count("pk", filter=_ask_again(day)),
    )


def _listed(viewer: Any, day: date, which: Q, order: str) -> list[NextStep]:
    """The first of them: the viewer's own before the others', the oldest before the newer."""
    posts = PostHolding.objects.filter(running_on(day), person_id=viewer.person_id).values("post_id")
    mine = ActionLead.objects.filter(
        as_recorded(None),
        Q(lead__person_id=viewer.person_id) | Q(lead__post_id__in=posts),
        action_id=OuterRef("action_id"),
    )
    title = AreaRevision.objects.filter(as_recorded(None), area_id=OuterRef("area_id")).values("title")[:1]
    rows = (
        _steps(viewer, which)
        .annotate(mine=Exists(mine), title=Subquery(title))
        .order_by(F("mine").desc(), f"{_STEP}{order}", "pk")
        .values_list(
            "action_id",
            *(f"{_STEP}{name}" for name in ("text", "status", "due_start", "due_end", "due_phrase", "waiting_on")),
            f"{_STEP}ask_again_on",
            "area__reference",
            "area__number",
            "title",
            "mine",
        )
    )
    return [NextStep(*row) for row in rows[:MOST_LISTED]]


def _add_leads(steps: Iterable[NextStep]) -> None:
    """Put the leads' labels on each step; one query. A step may be in two lists."""
    listed: dict[int, list[NextStep]] = {}
    for step in steps:
        listed.setdefault(step.action_id, []).append(step)
    if not listed:
        return
    found = ActionLead.objects.filter(as_recorded(None), action_id__in=list(listed)).order_by("pk")
    for action_id, label in found.values_list("action_id", "lead__label"):
        for step in listed[action_id]:
            step.leads.append(label)


def _reviews(viewer: Any, day: date) -> list[AreaToReview]:
    """The areas whose review is late, the latest first, and then those that were never reviewed; one query."""
    reviewed = Review.objects.filter(area_id=OuterRef("area_id"))
    rows = (
        selected(viewer, Filters())
        .annotate(reviewed=Exists(reviewed))
        .filter(Q(review_on__lt=day) | Q(reviewed=False))
        .order_by(F("review_on").asc(nulls_last=True), "position")
    )
    found = rows.values_list("area__reference", "area__number", "title", "review_on", "reviewed")
    return [AreaToReview(*row) for row in found[: 2 * MOST_LISTED]]
