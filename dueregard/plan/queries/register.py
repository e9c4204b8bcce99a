"""The register: one page of areas as they are now, or as recorded at an earlier moment, filtered and sorted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import Case, Count, F, Func, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import RawSQL

from dueregard.actions.rules import UNFINISHED
from dueregard.kernel import clock
from dueregard.kernel.keys import as_day, rows_among, rows_of
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Campus, Lead
from dueregard.plan.models import AreaAction, AreaLead, AreaRevision, SectionRevision
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.selecting import restricted_actions, selected_by
from dueregard.plan.rules.ratings import RAG_ORDER


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


# What is put into SQL once: `sight` is (visible, full, present) of selected_by.
Sight = tuple[Q, bool, date]


def _count_of(sight: Sight, filters: Filters) -> QuerySet[AreaRevision, tuple[int]]:
    # A plain function of SQL: the ORM's own Count would group by each row.
    total = Func(F("pk"), function="COUNT", output_field=IntegerField())
    return selected_by(*sight, filters).values_list(total)


def _keys_of(sight: Sight, filters: Filters) -> QuerySet[AreaRevision, tuple[int]]:
    return selected_by(*sight, filters).order_by(*SORTS.get(filters.sort, SORTS[""])).values_list("pk")


def _cells(of_page: Any, sort: str) -> QuerySet[AreaRevision, tuple[Any, ...]]:
    rows = AreaRevision.objects.filter(pk__in=of_page).order_by(*SORTS.get(sort, SORTS[""]))
    return rows.values_list(
        "area_id", "area__reference", "area__number", "title", "section_id", "rag", "review_on", "retired_on"
    )


def _page_of(sight: Sight, filters: Filters, first: int) -> QuerySet[AreaRevision, tuple[Any, ...]]:
    # The page is cut out of an index first, and only its fifty rows are read: a far page costs no more than the first.
    keys = selected_by(*sight, filters).order_by(*SORTS.get(filters.sort, SORTS[""])).values("pk")
    return _cells(keys[first : first + PAGE_SIZE], filters.sort)


def register(viewer: Any, filters: Filters, page: str | int | None = None) -> Page[Row]:
    """One page of the register: the rows, their leads and the count of their next steps, in four queries."""
    sight: Sight = (visible_areas(viewer), can_read_restricted(viewer), clock.today())
    if filters.looks_elsewhere():
        # What must be searched for is searched for once: the keys that are found give the count and the page.
        if filters.q:  # what people typed is not kept
            keys = list(_keys_of(sight, filters).values_list("pk", flat=True))
        else:
            keys = [key for (key,) in rows_of(_keys_of, sight, filters)]
        total = len(keys)
        number = page_number(page, total)
        found = rows_among(_cells, keys[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], filters.sort)
    else:
        total = sum(count for (count,) in rows_of(_count_of, sight, filters))
        number = page_number(page, total)
        found = rows_of(_page_of, sight, filters, (number - 1) * PAGE_SIZE) if total else []
    rows = [
        Row(pk, reference, area_number, title, section, rag, as_day(review_on), as_day(retired_on))
        for pk, reference, area_number, title, section, rag, review_on, retired_on in found
    ]
    moment = filters.moment()
    add_leads(rows, moment)
    _add_counts(viewer, rows, moment, filters.today(sight[2]))
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
