"""One page of the rows behind a figure, each with the risk area that it leads to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.urls import reverse

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import days_since_first_due
from dueregard.health.models import Finding
from dueregard.health.queries.selecting import (
    Sight,
    areas_behind,
    findings_behind,
    links_behind,
    reviews_at,
    steps_behind,
)
from dueregard.health.rules.figures import BY_SLUG, Group
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision, SectionRevision
from dueregard.plan.queries.filters import Filters
from dueregard.plan.rules.cells import due_words
from dueregard.plan.rules.passages import PASSAGES

FIELDS = {"title": "Risk area", **PASSAGES, "text": "Next step", "progress": "Progress", "context": "Context"}
# How much of a passage stands around what was found.
_AROUND = 90


@dataclass(slots=True)
class Row:
    """One row behind a figure. Which of its cells are filled depends on what the figure counts."""

    area: str = ""  # reference; "" where the row is of the context
    number: str = ""
    title: str = ""
    rag: str = ""
    leads: list[str] = field(default_factory=list)
    led_by_area: bool = False
    text: str = ""
    status: str = ""
    due: str = ""
    due_end: date | None = None
    times: int = 0
    first_due_on: date | None = None
    days_late: int = 0
    waiting_on: str = ""
    ask_again_on: date | None = None
    review_on: date | None = None
    reviewed_on: date | None = None
    rated_on: date | None = None
    where: str = ""  # which passage
    before: str = ""
    found: str = ""
    after: str = ""
    on: date | None = None
    body: str = ""
    address: str = ""
    problem: str = ""
    asked_at: datetime | None = None
    failing_since: datetime | None = None
    url: str = ""

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()


def page_of_rows(
    slug: str, sight: Sight, filters: Filters, page: str | int | None = None, *, times: int | None = None
) -> Page[Row]:
    """One page of the rows behind the figure `slug`; at most seven queries. times: only next steps carried over so often."""
    rows = _ordered(slug, sight, filters)
    if times:
        rows = rows.filter(carried_over=times)
    total = rows.count()
    number = page_number(page, total)
    first = (number - 1) * PAGE_SIZE
    return page_of(filled(slug, rows[first : first + PAGE_SIZE], filters, sight), number, total)


def first_rows(slug: str, sight: Sight, filters: Filters, most: int) -> list[Row]:
    """The first rows behind the figure `slug`, for a paper."""
    return filled(slug, _ordered(slug, sight, filters)[:most], filters, sight)


def _position(moment: datetime | None, area: str) -> Subquery:
    rows = AreaRevision.objects.filter(as_recorded(moment), area_id=OuterRef(area))
    return Subquery(rows.values("position")[:1])


_STEP_ORDER: dict[str, tuple[Any, ...]] = {
    "overdue": ("due_end", "pk"),
    "carried-over": ("-carried_over", F("first_due_on").asc(nulls_last=True), "pk"),
    "waiting": (F("ask_again_on").asc(nulls_last=True), "pk"),
}


def _ordered(slug: str, sight: Sight, filters: Filters) -> QuerySet[Any]:
    moment = filters.moment()
    match BY_SLUG[slug].group:
        case Group.STEPS:
            steps = steps_behind(slug, sight, filters)
            rows = ActionRevision.objects.filter(as_recorded(moment), action_id__in=steps.values("action_id"))
            if slug in _STEP_ORDER:
                return rows.order_by(*_STEP_ORDER[slug])
            link = AreaAction.objects.filter(action_id=OuterRef("action_id"))
            link = link.annotate(place=_position(moment, "area_id"))
            return rows.annotate(place=Subquery(link.values("place")[:1])).order_by("place", "pk")
        case Group.AREAS:
            areas = areas_behind(slug, sight, filters)
            if slug == "review-late":
                return areas.order_by("review_on", "position")
            if slug == "rated-long-ago":
                return areas.order_by(F("rated_on").asc(nulls_first=True), "position")
            return areas.order_by("position", "pk")
        case Group.TEXTS:
            found = findings_behind(slug, sight, filters).select_related(
                "area_revision", "step_revision", "passage_revision", "body"
            )
            order = {"past-dates": ("on",), "initials": ("letters",), "ended-bodies": ("body__name",)}.get(slug, ())
            return found.order_by(*order, F("area_revision__position").asc(nulls_last=True), "pk")
    return links_behind(sight, filters).select_related("evidence").order_by("failing_since", "pk")


def filled(slug: str, rows: Iterable[Any], filters: Filters, sight: Sight) -> list[Row]:
    """The rows with everything that their table shows."""
    moment, day = filters.moment(), filters.today(sight.present)
    match BY_SLUG[slug].group:
        case Group.STEPS:
            found = _steps(list(rows), moment, day)
        case Group.AREAS:
            found = _areas(list(rows), moment)
        case Group.TEXTS:
            found = _findings(list(rows), moment)
        case _:
            found = _links(list(rows), moment)
    query = f"?recorded_on={day.isoformat()}" if moment else ""
    for row in found:
        if row.area:
            anchor = {Group.STEPS: "#steps", Group.LINKS: "#evidence"}.get(BY_SLUG[slug].group, "")
            row.url = reverse("plan:area", args=[row.area]) + query + anchor
        elif row.where == FIELDS["context"]:
            row.url = reverse("plan:context") + query
    return found


def _areas_by_key(keys: set[int], moment: datetime | None) -> dict[int, AreaRevision]:
    rows = AreaRevision.objects.filter(as_recorded(moment), area_id__in=keys).select_related("area")
    return {row.area_id: row for row in rows.only("area__reference", "area__number", "title", "rag", "area_id")}


def _name(row: Row, area: AreaRevision | None) -> Row:
    if area is not None:
        row.area, row.number, row.title, row.rag = area.area.reference, area.area.number or "", area.title, area.rag
    return row


def _area_leads(keys: set[int], moment: datetime | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = AreaLead.objects.filter(as_recorded(moment), area_id__in=keys).order_by("order", "pk")
    for area, label in rows.values_list("area_id", "lead__label"):
        found.setdefault(area, []).append(label)
    return found


def _steps(steps: list[ActionRevision], moment: datetime | None, day: date) -> list[Row]:
    keys = [step.action_id for step in steps]
    area_of = dict(AreaAction.objects.filter(action_id__in=keys).values_list("action_id", "area_id"))
    areas = _areas_by_key(set(area_of.values()), moment)
    of_areas = _area_leads(set(areas), moment)
    own: dict[int, list[str]] = {}
    led = ActionLead.objects.filter(as_recorded(moment), action_id__in=keys).order_by("pk")
    for action, label in led.values_list("action_id", "lead__label"):
        own.setdefault(action, []).append(label)
    found = []
    for step in steps:
        area = area_of.get(step.action_id, 0)
        found.append(
            _name(
                Row(
                    text=step.text,
                    status=step.status,
                    due=due_words(step.due_start, step.due_end, step.due_phrase),
                    due_end=step.due_end,
                    leads=own.get(step.action_id) or of_areas.get(area, []),
                    led_by_area=step.action_id not in own,
                    times=step.carried_over,
                    first_due_on=step.first_due_on,
                    days_late=days_since_first_due(step.first_due_on, day),
                    waiting_on=step.waiting_on,
                    ask_again_on=step.ask_again_on,
                ),
                areas.get(area),
            )
        )
    return found


def _areas(areas: list[AreaRevision], moment: datetime | None) -> list[Row]:
    keys = {area.area_id for area in areas}
    named, leads = _areas_by_key(keys, moment), _area_leads(keys, moment)
    reviews = reviews_at(moment).filter(area_id__in=keys)
    last = dict(reviews.order_by("reviewed_on").values_list("area_id", "reviewed_on"))
    return [
        _name(
            Row(
                leads=leads.get(area.area_id, []),
                review_on=area.review_on,
                reviewed_on=last.get(area.area_id),
                rated_on=area.rated_on,
            ),
            named.get(area.area_id),
        )
        for area in areas
    ]


def _findings(findings: list[Finding], moment: datetime | None) -> list[Row]:
    actions = [each.step_revision.action_id for each in findings if each.step_revision is not None]
    area_of = dict(AreaAction.objects.filter(action_id__in=actions).values_list("action_id", "area_id"))
    keys = {*area_of.values(), *(each.area_revision.area_id for each in findings if each.area_revision is not None)}
    areas = _areas_by_key(keys, moment)
    found = []
    for each in findings:
        row = Row(on=each.on, body=each.body.name if each.body else "", where=FIELDS.get(each.field, ""))
        if each.passage_revision is not None:
            text = getattr(each.passage_revision, each.field)
            row.where, row.title = FIELDS["context"], each.passage_revision.heading
        elif each.step_revision is not None:
            text = getattr(each.step_revision, each.field)
            _name(row, areas.get(area_of.get(each.step_revision.action_id, 0)))
        elif each.area_revision is not None:
            text = getattr(each.area_revision, each.field)
            _name(row, areas.get(each.area_revision.area_id))
        row.before, row.found, row.after = around(text, each.begins, each.ends)
        found.append(row)
    return found


def around(text: str, begins: int, ends: int) -> tuple[str, str, str]:
    """What was found in a text, and what stands before and after it, cut at words."""
    before, after = text[max(0, begins - _AROUND) : begins], text[ends : ends + _AROUND]
    if begins > _AROUND:
        before = "… " + before.partition(" ")[2]
    if ends + _AROUND < len(text):
        after = after.rpartition(" ")[0] + " …"
    return before, text[begins:ends], after


def _links(answers: list[Any], moment: datetime | None) -> list[Row]:
    areas = _areas_by_key({each.evidence.area_id for each in answers}, moment)
    return [
        _name(
            Row(
                text=each.evidence.title,
                address=each.evidence.url,
                problem=each.problem,
                asked_at=each.asked_at,
                failing_since=each.failing_since,
            ),
            areas.get(each.evidence.area_id),
        )
        for each in answers
    ]


@dataclass(frozen=True)
class Choice:
    """One choice of a filter."""

    value: str
    label: str


def section_choices(filters: Filters) -> list[Choice]:
    """The sections to filter by, as they stood on the day of the filters."""
    rows = SectionRevision.objects.filter(as_recorded(filters.moment())).order_by("position")
    return [
        Choice(reference, f"{number} {title}".strip())
        for reference, number, title in rows.values_list("section__reference", "section__number", "title")
    ]
