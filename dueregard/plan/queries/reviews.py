"""The page of reviews: what is late and due, what waits at a body above, and the reviews that took place."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery

from dueregard.kernel import clock
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Body
from dueregard.organisation.rules.years import AcademicYear
from dueregard.plan import permissions
from dueregard.plan.models import AreaRevision, Review, ReviewCycle
from dueregard.plan.queries.cycles import Standing, cycles, standings
from dueregard.plan.rules.cycles import SOON, What, is_late
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.states import Outcome

MOST_SOON = 20


@dataclass(frozen=True)
class ReviewFilters:
    """Which reviews are wanted. year: the year in which an academic year starts."""

    what: str = ""
    body: str = ""
    year: int | None = None
    withdrawn: bool = False


@dataclass(frozen=True)
class OfRating:
    """The areas of one rating: the rule, and how many there are and are late."""

    cycle: ReviewCycle
    label: str
    areas: int
    late: int
    undated: int


@dataclass(frozen=True)
class ReviewsPage:
    """What stands above the list of reviews."""

    standings: list[Standing]
    ratings: list[OfRating]
    soon: list[AreaRevision]
    waiting: list[Review]
    entry_late: date | None
    may_record: bool
    may_edit: bool
    reads_all: bool

    @property
    def areas_late(self) -> int:
        return sum(one.late for one in self.ratings)


def visible_reviews(viewer: Any) -> Q:
    """The reviews that `viewer` may read: of the plan as a whole, and of the areas that they may read."""
    if not permissions.can_read_register(viewer):
        return Q(pk__in=[])
    visible = permissions.visible_areas(viewer)
    if not visible:
        return Q()
    areas = AreaRevision.objects.filter(as_recorded(None), visible).values("area_id")
    return Q(area__isnull=True) | Q(area_id__in=areas)


def _named(rows: QuerySet[Review]) -> QuerySet[Review]:
    """Reviews with their bodies and, for those of an area, its number and title."""
    title = AreaRevision.objects.filter(as_recorded(None), area_id=OuterRef("area_id")).values("title")[:1]
    return rows.select_related("area", "body", "referred_to").annotate(area_title=Subquery(title))


def waiting_above(viewer: Any) -> list[Review]:
    """The reviews that were referred up and wait for the body above, the longest waiting first. One query.

    The review of the same thing by that body, on that day or later, answers it; where no body was named, any later one.
    """
    later = Review.objects.filter(
        Q(area__isnull=True) | Q(area_id=OuterRef("area_id")),
        withdrawn_at__isnull=True,
        subject=OuterRef("subject"),
        reviewed_on__gte=OuterRef("reviewed_on"),
    )
    rows = Review.objects.filter(visible_reviews(viewer), outcome=Outcome.REFERRED, withdrawn_at__isnull=True)
    named = Exists(later.filter(body_id=OuterRef("referred_to_id")))
    unnamed = Q(referred_to__isnull=True) & Exists(later.filter(pk__gt=OuterRef("pk")))
    return list(_named(rows).filter(~named & ~unnamed).order_by("reviewed_on", "pk"))


def reviews_page(viewer: Any) -> ReviewsPage:
    """The cycles, what is late, due soon and waiting; at most nine queries."""
    today = clock.today()
    found = cycles()
    visible = permissions.visible_areas(viewer)
    current = AreaRevision.objects.filter(as_recorded(None), visible, retired_on__isnull=True)
    counted = (
        current.order_by()
        .values("rag")
        .annotate(
            areas=Count("pk"),
            late=Count("pk", filter=Q(review_on__lt=today)),
            undated=Count("pk", filter=Q(review_on__isnull=True)),
        )
    )
    by_rag = {row["rag"]: (row["areas"], row["late"], row["undated"]) for row in counted}
    ratings = [
        OfRating(
            cycle,
            str(Rag(cycle.rag).label),
            *by_rag.get(cycle.rag, (0, 0, 0)),
        )
        for cycle in found
        if cycle.what == What.AREA
    ]
    soon = current.filter(review_on__range=(today, today + SOON)).select_related("area")
    stand = standings(today)
    entry = stand.entry_on
    return ReviewsPage(
        standings=stand.all,
        ratings=ratings,
        soon=list(soon.order_by("review_on", "position")[:MOST_SOON]),
        waiting=waiting_above(viewer),
        entry_late=entry if is_late(entry, today) and not any(_late_entry(one) for one in stand.all) else None,
        may_record=permissions.can_record_plan_review(viewer),
        may_edit=permissions.can_edit_plan(viewer),
        reads_all=permissions.can_read_every_area(viewer),
    )


def _late_entry(one: Standing) -> bool:
    return one.late and one.cycle.what == What.ENTRY


def reviews(viewer: Any, filters: ReviewFilters, page: str | None) -> Page[Review]:
    """One page of the reviews, newest first. Two queries."""
    rows = Review.objects.filter(visible_reviews(viewer))
    if not filters.withdrawn:
        rows = rows.filter(withdrawn_at__isnull=True)
    if filters.what:
        rows = rows.filter(subject=filters.what)
    if filters.body:
        rows = rows.filter(body__reference=filters.body)
    if filters.year is not None:
        year = AcademicYear(filters.year)
        rows = rows.filter(reviewed_on__range=(year.start, year.end))
    total = rows.count()
    number = page_number(page, total)
    found = _named(rows).order_by("-reviewed_on", "-pk")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return page_of(list(found), number, total)


def review_choices(viewer: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The bodies and academic years to filter by: (bodies by name, years newest first). Two queries."""
    bodies = Body.objects.filter(pk__in=Review.objects.values("body_id")).order_by("name")
    days = Review.objects.filter(visible_reviews(viewer)).order_by().values_list("reviewed_on", flat=True).distinct()
    years = sorted({AcademicYear.containing(day) for day in days}, reverse=True)
    return list(bodies.values_list("reference", "name")), [(str(year.start_year), year.label) for year in years]


def reviews_of_version(viewer: Any, reference: str) -> list[Review]:
    """The reviews before which this version of the plan lay, the newest first. One query."""
    rows = Review.objects.filter(visible_reviews(viewer), plan_version_reference=reference, withdrawn_at__isnull=True)
    return list(rows.select_related("body").order_by("-reviewed_on", "-pk"))


@dataclass(frozen=True)
class ReviewFound:
    """A review with its area as it is now, if it is of one."""

    review: Review
    area: AreaRevision | None = None
    title: str = field(default="")


def review_of_reference(viewer: Any, reference: str) -> ReviewFound | None:
    """One review, if `viewer` may read it. Two queries."""
    row = _named(Review.objects.filter(visible_reviews(viewer), reference=reference)).first()
    if row is None:
        return None
    current = AreaRevision.objects.select_related("area", "campus").filter(as_recorded(None))
    area = current.filter(area_id=row.area_id).first() if row.area_id else None
    return ReviewFound(row, area, area.title if area else row.get_subject_display())


# --- what presses -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class LateReview:
    """A review of the plan or of the risk register's entry whose day has passed. whose: the body, or "" for the entry's
    own day."""

    what: str
    label: str
    whose: str
    due: date


def late_plan_reviews(today: date) -> list[LateReview]:
    """What of the plan's cycles, and of the risk register's entry, is late on `today`, the longest first. Two queries."""
    found = standings(today)
    late = [
        LateReview(str(one.cycle.what), one.cycle.get_what_display(), one.cycle.whose, one.due)
        for one in found.all
        if one.late and one.due
    ]
    if found.entry_on is not None and is_late(found.entry_on, today) and not any(_late_entry(one) for one in found.all):
        late.append(LateReview(str(What.ENTRY), str(What.ENTRY.label), "", found.entry_on))
    return sorted(late, key=lambda one: one.due)
