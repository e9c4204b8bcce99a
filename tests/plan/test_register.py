"""The register: what each filter finds, what it never gives away, and how it stood on an earlier day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.kernel import clock
from dueregard.organisation.workflows.campuses import add_campus
from dueregard.organisation.workflows.leads import lead_as_written
from dueregard.plan.models import Area, AreaRevision
from dueregard.plan.queries.areas import area_page
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.register import register, register_choices, with_sections
from dueregard.plan.workflows import areas, steps
from tests import factories

pytestmark = pytest.mark.django_db


def numbers(viewer: Any, **filters: Any) -> list[str | None]:
    return [row.number for row in register(viewer, Filters(**filters))]


def test_the_whole_register_in_its_order_with_counts(small: Any) -> None:
    page = register(small.lead, Filters())
    assert [(r.number, r.open, r.overdue) for r in page] == [("1.1", 0, 0), ("2.1", 1, 1), ("2.3", 1, 0)]
    choices = register_choices(small.lead, Filters())
    assert [r.section for r in with_sections(page, choices.section_titles, Filters())] == [
        "1 Partnership and leadership",
        "2 Staff training",
        "",
    ]


def test_each_filter(small: Any) -> None:
    by = small.lead
    lead = lead_as_written(by=by, words="Registrar")
    other = lead_as_written(by=by, words="Head of Security")
    areas.set_area_leads(by=by, area=small.group.area, leads=[lead])
    steps.edit_step(by=by, area=small.officers.area, action=small.undated.action, revision=1, leads=[other])
    areas.rate_area(by=by, area=small.awareness.area, rag="red", reason="x")
    areas.retire_area(by=by, area=areas.add_area(by=by, section=small.training, title="Old").area, reason="x")
    assert numbers(by, section=small.training.section.reference) == ["2.1", "2.3"]
    assert numbers(by, lead=lead.reference) == ["1.1"]
    assert numbers(by, lead=other.reference) == ["2.3"]  # by a next step
    assert numbers(by, no_lead=True) == ["2.1", "2.3"]
    assert numbers(by, rag="red") == ["2.1"]
    assert numbers(by, overdue=True) == ["2.1"]
    assert numbers(by, no_date=True) == ["2.3"]
    assert numbers(by, retired=True) == ["2.4"]
    assert numbers(by, q="officers train") == ["2.3"]
    assert numbers(by, q="statement") == ["2.1"]  # by a next step
    assert numbers(by, q="registrar") == ["1.1"]  # by a lead
    assert numbers(by, q="nothing such") == []
    assert numbers(by, q='"; DROP * ( ^') == numbers(by, q="drop")
    assert numbers(by, due_by=date(2026, 1, 31)) == ["2.1"]  # the last day of its span counts
    assert numbers(by, due_by=date(2026, 1, 30)) == []
    assert numbers(by, carried_over=True) == []
    later = Due(date(2026, 3, 1), date(2026, 3, 31))
    steps.edit_step(by=by, area=small.awareness.area, action=small.dated.action, revision=1, due=later)
    assert numbers(by, carried_over=True) == ["2.1"]
    assert numbers(by, changed_since=clock.today()) == ["1.1", "2.1", "2.3"]
    assert numbers(by, changed_since=date(2099, 1, 1)) == []
    assert numbers(by, sort="rag") == ["2.1", "1.1", "2.3"]
    assert numbers(by, sort="title") == ["1.1", "2.3", "2.1"]
    for sort in ("review", "changed", "no such order"):
        assert len(numbers(by, sort=sort)) == 3


def test_campus_filter_and_scope(small: Any) -> None:
    north = add_campus(by=small.lead, name="North")
    areas.add_area(by=small.lead, section=small.training, title="North only", campus=north)
    assert numbers(small.lead, campus=north.reference) == ["2.4"]
    member = factories.make_account(Role.STEERING_MEMBER, scope=add_campus(by=small.lead, name="South"))
    assert numbers(member) == ["1.1", "2.1", "2.3"]
    assert numbers(factories.make_account(Role.SYSTEM_ADMINISTRATOR)) == []


def test_a_restricted_word_finds_nothing_and_counts_nothing_for_others(small: Any) -> None:
    by, member = small.lead, factories.make_account(Role.STEERING_MEMBER)
    area = Area.objects.get(pk=small.group.area_id)
    areas.edit_area(by=by, area=area, revision=area.revision, hazard="wildcat")
    areas.restrict_passages(by=by, area=area, passages=["hazard"], reason="x")
    steps.add_step(
        by=by,
        area=area,
        new=NewAction("leopard", due=Due(date(2025, 1, 1), date(2025, 1, 1)), carried_over=1, restricted=True),
    )
    for found in ({"q": "wildcat"}, {"q": "leopard"}, {"q": "leop"}):
        assert numbers(by, **found) == ["1.1"]
        assert numbers(member, **found) == []
    assert "1.1" in numbers(by, overdue=True)
    assert "1.1" not in numbers(member, overdue=True)
    assert "1.1" not in numbers(member, carried_over=True)
    assert "1.1" in numbers(by, due_by=date(2025, 1, 1))
    assert "1.1" not in numbers(member, due_by=date(2025, 1, 1))
    assert register(by, Filters(due_by=date(2025, 1, 1))).paginator.count == 1
    assert register(member, Filters(due_by=date(2025, 1, 1))).paginator.count == 0
    assert [r.open for r in register(member, Filters()) if r.number == "1.1"] == [0]


def test_the_register_as_recorded_on_a_day(small: Any) -> None:
    by = factories.COMMAND
    # A register of its own, written on known days.
    with clock.set_to(datetime(2025, 3, 10, 9, tzinfo=UTC)):
        section = areas.add_section(by=by, number="8", title="Students")
        row = areas.add_area(by=by, section=section, title="First title", number="8.1")
        step = steps.add_step(
            by=by, area=row.area, new=NewAction("A step", due=Due(date(2025, 3, 1), date(2025, 3, 12)))
        )
        areas.rate_area(by=by, area=row.area, rag="amber", reason="x")
    with clock.set_to(datetime(2025, 5, 10, 9, tzinfo=UTC)):
        areas.edit_area(by=by, area=row.area, revision=Area.objects.get(pk=row.area_id).revision, title="Second title")
        areas.set_area_leads(by=by, area=row.area, leads=[lead_as_written(by=by, words="Registrar")])
        steps.move_step(by=by, area=row.area, action=step.action, verb="finish")

    def on(day: date) -> list[tuple[str, list[str], int, int]]:
        rows = register(by, Filters(recorded_on=day, section=section.section.reference))
        return [(r.title, r.leads, r.open, r.overdue) for r in rows]

    assert on(date(2025, 3, 9)) == []
    assert on(date(2025, 3, 10)) == [("First title", [], 1, 0)]
    assert on(date(2025, 3, 13)) == [("First title", [], 1, 1)]  # overdue as that day saw it
    assert on(date(2025, 5, 10)) == [("Second title", ["Registrar"], 0, 0)]
    assert numbers(by, recorded_on=date(2025, 4, 1), due_by=date(2025, 3, 12)) == ["8.1"]
    assert numbers(by, recorded_on=date(2025, 4, 1), due_by=date(2025, 3, 11)) == []
    assert numbers(by, section=section.section.reference, due_by=date(2025, 3, 12)) == []  # it is done since
    assert numbers(by, recorded_on=date(2025, 4, 1), q="first") == ["8.1"]
    assert numbers(by, recorded_on=date(2025, 4, 1), q="second") == []
    assert numbers(by, recorded_on=date(2099, 1, 1), q="second") == ["8.1"]  # a day to come is now
    filters = Filters(recorded_on=date(2025, 4, 1))
    page = area_page(by, row.area.reference, filters.recorded_on, filters.moment())
    assert page is not None
    assert page.revision.title == "First title"
    assert page.may_edit is False
    assert [s.revision.status for s in page.steps] == ["open"]


def test_what_is_restricted_today_is_hidden_in_the_past_too(small: Any) -> None:
    by, member = small.lead, factories.make_account(Role.STEERING_MEMBER)
    with clock.set_to(datetime(2025, 3, 10, 9, tzinfo=UTC)):
        row = areas.add_area(by=by, section=small.training, title="Area", number="2.9", hazard="wildcat")
        step = steps.add_step(
            by=by, area=row.area, new=NewAction("leopard", due=Due(date(2025, 1, 1), date(2025, 1, 1)))
        )
    areas.restrict_passages(by=by, area=row.area, passages=["hazard"], reason="x")
    steps.edit_step(by=by, area=row.area, action=step.action, revision=1, restricted=True)
    filters = Filters(recorded_on=date(2025, 4, 1))
    page = area_page(member, row.area.reference, filters.recorded_on, filters.moment())
    assert page is not None
    assert page.passage("hazard").withheld
    assert page.steps == []
    assert numbers(member, recorded_on=date(2025, 4, 1), overdue=True) == []
    assert numbers(member, recorded_on=date(2025, 4, 1), due_by=date(2025, 1, 1)) == []
    assert numbers(by, recorded_on=date(2025, 4, 1), due_by=date(2025, 1, 1)) == ["2.9"]
    assert numbers(by, recorded_on=date(2025, 4, 1), overdue=True) == ["2.9"]
    assert [r.open for r in register(member, filters)] == [0]


def test_late_reviews_are_late_on_the_day_that_is_asked_for(small: Any) -> None:
    today = clock.today()
    for found, day in ((small.group, today - timedelta(days=1)), (small.awareness, today)):
        AreaRevision.objects.filter(area_id=found.area_id, recorded_to=None).update(review_on=day)
    assert numbers(small.lead, review_late=True) == ["1.1"]
    assert register(small.lead, Filters(review_late=True)).paginator.count == 1
    assert [row.review_on for row in register(small.lead, Filters(review_late=True))] == [today - timedelta(days=1)]
    with clock.set_to(
        datetime.combine(today + timedelta(days=1), datetime.min.time(), tzinfo=UTC) + timedelta(hours=9)
    ):
        assert numbers(small.lead, review_late=True) == ["1.1", "2.1"]
        # As recorded today, tomorrow's lateness is not yet known.
        assert numbers(small.lead, review_late=True, recorded_on=today) == ["1.1"]


def test_whoever_is_limited_to_a_campus_keeps_to_it_by_the_new_filters_and_by_the_kept_sql(small: Any) -> None:
    north, south = add_campus(by=small.lead, name="North"), add_campus(by=small.lead, name="South")
    row = areas.add_area(by=small.lead, section=small.training, title="North only", campus=north)
    steps.add_step(by=small.lead, area=row.area, new=NewAction("x", due=Due(date(2025, 1, 1), date(2025, 1, 1))))
    AreaRevision.objects.filter(area_id=row.area_id, recorded_to=None).update(review_on=date(2025, 1, 1))
    northern = factories.make_account(Role.STEERING_MEMBER, scope=north)
    southern = factories.make_account(Role.STEERING_MEMBER, scope=south)
    nobody = factories.make_account(Role.SYSTEM_ADMINISTRATOR)
    for filters in (Filters(due_by=date(2025, 6, 1)), Filters(review_late=True), Filters(campus=north.reference)):
        # Each asks in turn, and again: the SQL that is kept belongs to what a viewer may see, never to who asked first.
        for _ in range(2):
            for viewer, expected in ((small.lead, 1), (southern, 0), (northern, 1), (nobody, 0)):
                page = register(viewer, filters)
                assert (len(page.object_list), page.paginator.count) == (expected, expected)


def test_pages_of_fifty(small: Any) -> None:
    for number in range(60):
        areas.add_area(by=small.lead, section=small.training, title=f"Area {number}")
    first, last = register(small.lead, Filters()), register(small.lead, Filters(), "99")
    assert (len(first.object_list), first.paginator.count, first.has_next()) == (50, 63, True)
    assert (last.number, len(last.object_list)) == (2, 13)
    assert register(small.lead, Filters(), "x").number == 1
