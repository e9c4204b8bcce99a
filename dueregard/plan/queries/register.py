"""The register: one page of areas as they are now, or as recorded at an earlier moment, filtered and sorted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.paginator import Page
from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL
from django.utils import timezone

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED
from dueregard.kernel import clock, textindex
from dueregard.kernel.keys import among, rows_among, rows_of
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Campus, Lead
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision, SectionRevision
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.rules.ratings import RAG_ORDER

WORDS = "plan_area_words"


@dataclass(frozen=True)
class Filters:
    """What of the register is wanted. Everything empty is the whole register as it is now."""

    q: str = ""
    section: str = ""  # reference
    lead: str = ""  # reference
    rag: str = ""
    campus: str = ""  # reference
    overdue: bool = False
    no_lead: bool = False
    no_date: bool = False
    carried_over: bool = False
    retired: bool = False
    changed_since: date | None = None
    recorded_on: date | None = None
    sort: str = ""

    def looks_elsewhere(self) -> bool:
        """Whether another table has to be searched: steps, leads, words."""
        return bool(
            self.q
            or self.lead
            or self.overdue
            or self.no_lead
            or self.no_date
            or self.carried_over
            or self.changed_since
        )

    def moment(self) -> datetime | None:
        """The end of the day `recorded_on`; None for now (also where that day has not ended)."""
        if self.recorded_on is None or self.recorded_on >= clock.today():
            return None
        return end_of_day(self.recorded_on)


def end_of_day(day: date) -> datetime:
    """The first moment of the next day where the institution is."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def start_of_day(day: date) -> datetime:
    """The first moment of the day where the institution is."""
    return timezone.make_aware(datetime.combine(day, time.min))


@dataclass(slots=True)
class Row:
    """One area in the register, as the list shows it."""

    pk: int
    reference: str
    number: str | None
    title: str
    section_id: int
    rag: str
    review_on: date | None
    retired_on: date | None
    recorded_from: datetime
    section: str = ""  # "2 Staff training", on the first row of each section of a page in the plan's own order
    leads: list[str] = field(default_factory=list)
    open: int = 0
    overdue: int = 0
    url: str = ""


SORTS: dict[str, tuple[Any, ...]] = {
    "": ("position", "pk"),
    "rag": (
        Case(
            *(When(rag=rag, then=Value(order)) for rag, order in RAG_ORDER.items()),
            default=Value(9),
            output_field=IntegerField(),
        ),
        "position",
    ),
    "title": ("title", "pk"),
    "review": (F("review_on").asc(nulls_first=True), "position"),
    "changed": ("-recorded_from", "pk"),
}


def restricted_actions() -> QuerySet[ActionRevision, int]:
    """The actions that are restricted today, as a subquery of keys: hidden today is hidden in the past as well."""
    return ActionRevision.objects.filter(as_recorded(None), restricted=True).values_list("action_id", flat=True)


def _areas_with_action(viewer: Any, moment: datetime | None, **conditions: Any) -> QuerySet[AreaAction, int]:
    """The areas that have an action whose revision at `moment` meets the conditions, as a subquery of keys."""
    actions = ActionRevision.objects.filter(as_recorded(moment), **conditions).values("action_id")
    if not can_read_restricted(viewer):
        # Whoever may not read a restricted step must not find an area by it.
        actions = actions.filter(restricted=False)
        if moment is not None:
            actions = actions.exclude(action_id__in=restricted_actions())
    return AreaAction.objects.filter(action_id__in=actions).values_list("area_id", flat=True)


def selected(viewer: Any, filters: Filters) -> QuerySet[AreaRevision]:
    """The area revisions that `viewer` may read and `filters` ask for, without order."""
    moment = filters.moment()
    today = filters.recorded_on if moment and filters.recorded_on else clock.today()
    rows = AreaRevision.objects.filter(as_recorded(moment), visible_areas(viewer))
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
        of_action = AreaAction.objects.filter(
            action_id__in=ActionLead.objects.filter(as_lead).values("action_id")
        ).values("area_id")
        rows = rows.filter(Q(area_id__in=of_area) | Q(area_id__in=of_action))
    if filters.no_lead:
        rows = rows.exclude(area_id__in=AreaLead.objects.filter(as_recorded(moment)).values("area_id"))
    if filters.overdue:
        rows = rows.filter(area_id__in=_areas_with_action(viewer, moment, status__in=UNFINISHED, due_end__lt=today))
    if filters.no_date:
        rows = rows.filter(
            area_id__in=_areas_with_action(viewer, moment, status__in=UNFINISHED, due_end__isnull=True, standing=False)
        )
    if filters.carried_over:
        rows = rows.filter(area_id__in=_areas_with_action(viewer, moment, status__in=UNFINISHED, carried_over__gt=0))
    if filters.changed_since:
        since = start_of_day(filters.changed_since)
        revised = ActionRevision.objects.filter(recorded_from__gte=since)
        if not can_read_restricted(viewer):
            revised = revised.filter(restricted=False).exclude(action_id__in=restricted_actions())
        changed = AreaAction.objects.filter(action_id__in=revised.values("action_id")).values("area_id")
        led = AreaLead.objects.filter(Q(recorded_from__gte=since) | Q(recorded_to__gte=since)).values("area_id")
        rows = rows.filter(Q(recorded_from__gte=since) | Q(area_id__in=changed) | Q(area_id__in=led))
    if filters.q:
        rows = rows.filter(_found(viewer, filters.q, moment))
    return rows


def _found(viewer: Any, words: str, moment: datetime | None) -> Q:
    if moment is None:
        found = textindex.matching(WORDS, words, restricted=can_read_restricted(viewer))
        return Q(area_id__in=found) if found is not None else Q()
    # The index holds the present; for the past the titles and open passages of that day are read.
    condition = Q()
    for word in words.split()[:12]:
        either = Q(title__icontains=word) | Q(area__number=word)
        if can_read_restricted(viewer):
            either |= Q(actions_taken__icontains=word) | Q(hazard__icontains=word)
        condition &= either
    return condition


def register(viewer: Any, filters: Filters, page: str | int | None = None) -> Page[Row]:
    """One page of the register: the rows, their leads and the count of their next steps, in four queries."""
    chosen = selected(viewer, filters)
    order = SORTS.get(filters.sort, SORTS[""])
    of_page: Any
    # The page is cut out of an index first, and only its fifty rows are read: a far page costs no more than the first.
    if filters.looks_elsewhere():
        # What must be searched for is searched for once: the keys that are found give the count and the page.
        keys = list(chosen.order_by(*order).values_list("pk", flat=True))
        total = len(keys)
        number = page_number(page, total)
        of_page = among(keys[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    else:
        total = chosen.count()
        number = page_number(page, total)
        of_page = chosen.order_by(*order).values("pk")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    values = (
        AreaRevision.objects.filter(pk__in=of_page)
        .order_by(*order)
        .values_list(
            "area_id",
            "area__reference",
            "area__number",
            "title",
            "section_id",
            "rag",
            "review_on",
            "retired_on",
            "recorded_from",
        )
    )
    rows = [Row(*v) for v in values]
    moment = filters.moment()
    today = filters.recorded_on if moment and filters.recorded_on else clock.today()
    add_leads(rows, moment)
    _add_counts(viewer, rows, moment, today)
    return page_of(rows, number, total)


def _leads_among(keys: RawSQL, moment: datetime | None) -> QuerySet[AreaLead, tuple[int, str]]:
    rows = AreaLead.objects.filter(as_recorded(moment), area_id__in=keys).order_by("order", "pk")
    return rows.values_list("area_id", "lead__label")


def add_leads(rows: Iterable[Row], moment: datetime | None) -> None:
    """Put each row's leads on it, as recorded at `moment`; one query."""
    by_area = {row.pk: row for row in rows}
    for area_id, label in rows_among(_leads_among, by_area, moment):
        by_area[area_id].leads.append(label)


def _counts_among(
    keys: RawSQL, moment: datetime | None, today: date, full: bool
) -> QuerySet[AreaAction, tuple[int, int, int]]:
    links = AreaAction.objects.filter(area_id__in=keys)
    condition = as_recorded(moment, "action__revisions__") & Q(action__revisions__status__in=UNFINISHED)
    if not full:
        condition &= Q(action__revisions__restricted=False)
        if moment is not None:
            links = links.exclude(action_id__in=restricted_actions())
    overdue = Count("pk", filter=Q(action__revisions__due_end__lt=today))
    counted = links.filter(condition).values("area_id").annotate(open=Count("pk"), overdue=overdue)
    return counted.values_list("area_id", "open", "overdue")


def _add_counts(viewer: Any, rows: Iterable[Row], moment: datetime | None, today: date) -> None:
    by_area = {row.pk: row for row in rows}
    for area_id, unfinished, overdue in rows_among(_counts_among, by_area, moment, today, can_read_restricted(viewer)):
        by_area[area_id].open, by_area[area_id].overdue = unfinished, overdue


@dataclass(frozen=True)
class Choice:
    """One choice of a filter: what the URL says, and what the page says."""

    value: str
    label: str


@dataclass(frozen=True)
class Choices:
    """The choices of the register's filters, and the sections by key for the list's headings."""

    sections: list[Choice]
    leads: list[Choice]
    campuses: list[Choice]
    section_titles: dict[int, str]


def _sections(moment: datetime | None) -> QuerySet[SectionRevision, tuple[int, str, str, str]]:
    rows = SectionRevision.objects.filter(as_recorded(moment)).order_by("position")
    return rows.values_list("section_id", "section__reference", "section__number", "title")


def _leads() -> QuerySet[Lead, tuple[str, str]]:
    return Lead.objects.order_by("label").values_list("reference", "label")


def _campuses() -> QuerySet[Campus, tuple[str, str]]:
    return Campus.objects.order_by("name").values_list("reference", "name")


def register_choices(viewer: Any, filters: Filters) -> Choices:
    """The sections, leads and campuses to filter by; three queries."""
    sections, titles = [], {}
    for pk, reference, number, title in rows_of(_sections, filters.moment()):
        label = f"{number} {title}".strip()
        sections.append(Choice(reference, label))
        titles[pk] = label
    leads = [Choice(*row) for row in rows_of(_leads)]
    return Choices(sections, leads, [Choice(*row) for row in rows_of(_campuses)], titles)


def with_sections(page: Page[Row], titles: dict[int, str], filters: Filters) -> Page[Row]:
    """Put the section's heading on the first row of each section, where the list stands in the plan's own order."""
    if filters.sort:
        return page
    last: int | None = None
    for row in page:
        if row.section_id != last:
            row.section, last = titles.get(row.section_id, ""), row.section_id
    return page
