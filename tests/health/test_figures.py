"""Every figure equals a count made another way, for each role, and as recorded on days of the past."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dueregard.accounts.models import Account
from dueregard.accounts.rules import Role
from dueregard.health.queries.figures import figures_for, health_for
from dueregard.health.queries.rows import page_of_rows
from dueregard.health.queries.selecting import sight_of
from dueregard.health.rules.figures import FIGURES, Group
from dueregard.health.rules.months import months_before
from dueregard.kernel import clock
from dueregard.organisation.models import Lead
from dueregard.plan.models import AreaLead, Evidence, Review
from dueregard.plan.queries.areas import AreaPage, Step, area_page
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.selecting import selected
from tests.institution import holder

pytestmark = pytest.mark.django_db

READERS = [role for role in Role.values if role not in (Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF)]


def _pages(viewer: Account, on: date | None = None) -> list[AreaPage]:
    """Every page of an area that the viewer may open, asked for one by one."""
    filters = Filters(recorded_on=on)
    rows = selected(viewer, filters).select_related("area")
    found = [area_page(viewer, row.area.reference, on, filters.moment()) for row in rows]
    return [page for page in found if page is not None]


def _open(pages: list[AreaPage]) -> list[tuple[AreaPage, Step]]:
    return [(page, step) for page in pages for step in page.open_steps]


def _counted(pages: list[AreaPage], day: date) -> dict[str, int]:
    steps = _open(pages)
    ended = {
        lead.pk
        for lead in Lead.objects.select_related("post", "body")
        for thing in (lead.post or lead.body,)
        if thing and thing.ended_on and thing.ended_on < day
    }
    long_ago = months_before(day, 12)
    return {
        "overdue": sum(step.overdue for _, step in steps),
        "no-lead-steps": sum(not step.leads and not page.leads for page, step in steps),
        "no-date": sum(step.undated for _, step in steps),
        "carried-over": sum(bool(step.revision.carried_over) for _, step in steps),
        "waiting": sum(bool(step.revision.waiting_on) for _, step in steps),
        "no-lead": sum(not page.leads for page in pages),
        "review-late": sum(bool(page.revision.review_on and page.revision.review_on < day) for page in pages),
        "unrated": sum(page.revision.rag == "unknown" for page in pages),
        "rated-long-ago": sum(
            page.revision.rag != "unknown" and (page.revision.rated_on is None or page.revision.rated_on < long_ago)
            for page in pages
        ),
        "ended-leads": sum(
            bool(ended & {lead.pk for lead in [*page.leads, *(x for s in page.open_steps for x in s.leads)]})
            for page in pages
        ),
    }


@pytest.mark.parametrize("role", READERS)
def test_every_figure_equals_a_count_of_the_pages(institution: str, role: str) -> None:
    viewer, day = holder(role), clock.today()
    pages = _pages(viewer)
    counted = _counted(pages, day) | {
        "never-reviewed": sum(not page.reviews for page in pages),
        "no-evidence": sum(not page.evidence and not page.passage("evidence_text").paragraphs for page in pages),
    }
    figures = figures_for(sight_of(viewer), Filters())
    assert {slug: figures[slug].count for slug in counted} == counted
    health = health_for(sight_of(viewer), Filters())
    assert (health.areas, health.steps) == (len(pages), len(_open(pages)))


@pytest.mark.parametrize("role", [Role.PREVENT_LEAD, Role.GOVERNOR, Role.LOCAL_EVENT_ASSESSOR])
@pytest.mark.parametrize("days", [30, 200, 500])
def test_every_figure_as_recorded_on_a_day_equals_a_count_of_the_pages_of_that_day(
    institution: str, role: str, days: int
) -> None:
    viewer, day = holder(role), clock.today() - timedelta(days=days)
    figures = figures_for(sight_of(viewer), Filters(recorded_on=day))
    pages = _pages(viewer, day)
    counted = _counted(pages, day)
    assert {slug: figures[slug].count for slug in counted} == counted
    moment = Filters(recorded_on=day).moment()
    assert moment is not None
    reviewed = set(Review.objects.filter(recorded_at__lte=moment).values_list("area_id", flat=True))
    assert figures["never-reviewed"].count == sum(page.area.pk not in reviewed for page in pages)
    proofs = Evidence.objects.filter(added_at__lte=moment)
    if role != Role.PREVENT_LEAD:
        proofs = proofs.filter(restricted=False)
    linked = set(proofs.values_list("area_id", flat=True))
    bare = [p for p in pages if p.area.pk not in linked and not p.passage("evidence_text").paragraphs]
    assert figures["no-evidence"].count == len(bare)


@pytest.mark.parametrize("role", [Role.PREVENT_LEAD, Role.LOCAL_EVENT_ASSESSOR])
@pytest.mark.parametrize("days", [0, 200])
@pytest.mark.parametrize("slug", [figure.slug for figure in FIGURES if figure.group != Group.CLAIMS])
def test_each_figure_opens_as_many_rows_as_it_says(institution: str, role: str, days: int, slug: str) -> None:
    sight = sight_of(holder(role))
    filters = Filters(recorded_on=clock.today() - timedelta(days=days) if days else None)
    count = figures_for(sight, filters)[slug].count
    page = page_of_rows(slug, sight, filters)
    assert page.paginator.count == count
    assert len(page.object_list) == min(count, 50)
    assert all(row.url for row in page)


def test_the_ratings_over_time_are_those_of_the_register_on_each_day(institution: str) -> None:
    viewer = holder(Role.PREVENT_LEAD)
    months = health_for(sight_of(viewer), Filters()).months
    assert len(months) == 24
    assert months[-1].day == clock.today()
    for month in months:
        rows = selected(viewer, Filters(recorded_on=month.day)).values_list("rag", flat=True)
        ratings = list(rows)
        assert month.counts == {rag: ratings.count(rag) for rag in ("red", "amber", "green", "unknown")}
    assert months[0].counts != months[-1].counts


@pytest.mark.parametrize("role", [Role.PREVENT_LEAD, Role.GOVERNOR, Role.LOCAL_EVENT_ASSESSOR])
@pytest.mark.parametrize("days", [0, 200])
def test_the_loads_are_those_of_the_pages(institution: str, role: str, days: int) -> None:
    viewer, day = holder(role), clock.today() - timedelta(days=days)
    on = day if days else None
    expected: dict[str, list[Any]] = {}
    for page in _pages(viewer, on):
        for lead in page.leads:
            expected.setdefault(lead.reference, [0, 0, 0, []])[0] += 1
        for step in page.open_steps:
            for lead in step.leads or page.leads:
                load = expected.setdefault(lead.reference, [0, 0, 0, []])
                load[1] += 1
                load[2] += step.overdue
                if step.revision.due_end and step.revision.due_end >= day:
                    load[3].append(step.revision.due_end)
    loads = health_for(sight_of(viewer), Filters(recorded_on=on)).loads
    found = {load.reference: [load.areas, load.open, load.overdue, load.next_due] for load in loads}
    assert found == {ref: [a, o, late, min(days, default=None)] for ref, (a, o, late, days) in expected.items()}
    assert [load.open for load in loads] == sorted((load.open for load in loads), reverse=True)


def test_what_was_counted_is_kept_only_until_something_is_recorded(
    institution: str, django_assert_num_queries: Any
) -> None:
    from dueregard.plan.workflows import areas

    lead = holder(Role.PREVENT_LEAD)
    sight = sight_of(lead)
    before = health_for(sight, Filters())
    with django_assert_num_queries(1):
        assert health_for(sight, Filters()) is before
    link = AreaLead.objects.filter(recorded_to=None, area__revisions__recorded_to=None).select_related("area").first()
    assert link is not None
    revision = link.area.revisions.get(recorded_to=None)
    areas.retire_area(by=lead, area=revision.area, reason="No longer.")
    with django_assert_num_queries(8):
        after = health_for(sight, Filters())
    assert after.areas == before.areas - 1
