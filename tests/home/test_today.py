"""Today's page: every figure equals a count made another way, within fourteen queries, for each role."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.models import Account
from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionRevision
from dueregard.home.queries.figures import SOON
from dueregard.home.queries.today import MOST_LISTED, today_for
from dueregard.kernel import clock
from dueregard.plan.models import Review
from dueregard.plan.queries.areas import AreaPage, Step, area_page
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.register import register
from dueregard.plan.queries.selecting import selected
from tests.factories import make_account, signed_in
from tests.institution import holder
from tests.training.records import make_staff

pytestmark = pytest.mark.django_db

# A campus officer, whose areas and restricted words differ from the others', stands for the limited appointments.
READERS = [role for role in Role.values if role not in (Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF)]


def _pages(viewer: Account) -> list[AreaPage]:
    """Every page of an area that the viewer may open, asked for one by one."""
    found = [area_page(viewer, row.area.reference) for row in selected(viewer, Filters()).select_related("area")]
    assert None not in found
    return [page for page in found if page is not None]


def _open(page: AreaPage) -> list[Step]:
    return page.open_steps


def _counted(viewer: Account) -> dict[str, int]:
    pages, today = _pages(viewer), clock.today()
    late = {p.area.pk: [s for s in _open(p) if s.overdue] for p in pages}
    undated = {p.area.pk: [s for s in _open(p) if s.undated] for p in pages}
    carried = {p.area.pk: [s for s in _open(p) if s.revision.carried_over] for p in pages}
    every = [s.revision for p in pages for s in _open(p)]
    return {
        "areas": len(pages),
        "no_lead": sum(not p.leads for p in pages),
        "review_late": sum(bool(p.revision.review_on and p.revision.review_on < today) for p in pages),
        "never_reviewed": sum(not p.reviews for p in pages),
        "overdue": sum(map(len, late.values())),
        "overdue_areas": sum(map(bool, late.values())),
        "due_soon": sum(bool(r.due_end and today <= r.due_end <= today + SOON) for r in every),
        "undated": sum(map(len, undated.values())),
        "undated_areas": sum(map(bool, undated.values())),
        "carried_over": sum(map(len, carried.values())),
        "carried_areas": sum(map(bool, carried.values())),
        "ask_again": sum(bool(r.waiting_on and r.ask_again_on and r.ask_again_on <= today) for r in every),
    }


@pytest.mark.parametrize("role", READERS)
def test_every_figure_equals_a_count_of_the_pages(institution: str, role: str) -> None:
    viewer = holder(role)
    figures = today_for(viewer).figures
    counted = _counted(viewer)
    assert {name: getattr(figures, name) for name in counted} == counted
    assert figures.overdue
    assert figures.ask_again


@pytest.mark.parametrize("role", [Role.PREVENT_LEAD, Role.HEAD_OF_DEPARTMENT, Role.LOCAL_EVENT_ASSESSOR])
def test_the_register_behind_a_figure_has_the_areas_that_it_names(institution: str, role: str) -> None:
    viewer = holder(role)
    figures = today_for(viewer).figures
    for filters, expected in (
        (Filters(overdue=True), figures.overdue_areas),
        (Filters(no_date=True), figures.undated_areas),
        (Filters(carried_over=True), figures.carried_areas),
        (Filters(no_lead=True), figures.no_lead),
        (Filters(review_late=True), figures.review_late),
        (Filters(), figures.areas),
    ):
        assert register(viewer, filters).paginator.count == expected
    found = register(viewer, Filters(overdue=True))
    assert sum(row.overdue for row in found) == figures.overdue


def test_whoever_is_limited_to_a_campus_sees_other_figures_than_whoever_is_limited_to_a_body(institution: str) -> None:
    northfield, body = today_for(holder(Role.LOCAL_EVENT_ASSESSOR)), today_for(holder(Role.HEAD_OF_DEPARTMENT))
    assert (northfield.figures.areas, body.figures.areas) == (24, 22)


def test_restricted_steps_are_not_counted_for_those_who_may_not_read_them(institution: str) -> None:
    lead, governor = holder(Role.PREVENT_LEAD), holder(Role.GOVERNOR)
    step = today_for(governor).overdue[0]
    before = today_for(governor).figures
    assert today_for(lead).figures.overdue >= before.overdue
    ActionRevision.objects.filter(action_id=step.action_id, recorded_to=None).update(restricted=True)
    assert today_for(governor).figures.overdue == before.overdue - 1
    assert step.action_id not in {each.action_id for each in today_for(governor).overdue}
    assert step.action_id in {each.action_id for each in today_for(lead).overdue}


@pytest.mark.parametrize("role", Role.values)
def test_the_page_takes_at_most_fourteen_queries(
    institution: str, role: str, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(holder(role))
    client.get("/")
    with django_assert_max_num_queries(14):
        assert client.get("/").status_code == 200


def test_each_list_holds_what_its_heading_says_and_the_viewers_own_first(institution: str) -> None:
    found = today_for(holder(Role.PREVENT_LEAD))
    assert len(found.overdue) == MOST_LISTED
    assert all(step.due_end and step.due_end < found.day for step in found.overdue)
    assert all(step.due_end and found.day <= step.due_end <= found.day + SOON for step in found.soon)
    assert all(step.waiting_on and step.ask_again_on and step.ask_again_on <= found.day for step in found.ask_again)
    for listed in (found.overdue, found.soon, found.ask_again):
        assert len({step.action_id for step in listed}) == len(listed), "a step stands twice"
        own = [step.mine for step in listed]
        assert own == sorted(own, reverse=True)
    assert all("Academic Registrar" in step.leads for step in found.soon if step.mine)
    assert any(step.mine for step in found.soon)
    assert not any(step.mine for step in today_for(holder(Role.GOVERNOR)).soon)


def test_reviews_are_listed_late_ones_first(institution: str) -> None:
    found = today_for(holder(Role.PREVENT_LEAD))
    late = [area for area in found.reviews if area.review_on]
    assert len(late) == found.figures.review_late
    assert [area for area in found.reviews if not area.reviewed] == found.reviews[len(late) :]
    assert [area.review_on for area in late] == sorted(area.review_on for area in late if area.review_on)
    unreviewed = {area.number for area in found.reviews if not area.reviewed}
    assert not Review.objects.filter(area__number__in=unreviewed).exists()


def test_each_link_of_a_figure_opens(institution: str) -> None:
    client = signed_in(holder(Role.PREVENT_LEAD))
    answer = client.get("/")
    for figure in answer.context["shown"]:
        if figure.url.startswith("#"):
            assert f'id="{figure.url[1:]}"' in answer.content.decode()
        elif figure.url:
            assert client.get(figure.url).status_code == 200
        else:
            assert figure.value == 0


# --- what waits for somebody ------------------------------------------------------------------------------------------
def test_an_appointment_waits_for_those_who_may_decide_on_it(institution: str) -> None:
    assert today_for(holder(Role.PREVENT_LEAD)).waiting.appointments == 1
    assert today_for(holder(Role.UNIVERSITY_SECRETARY)).waiting.appointments == 1
    for role in set(Role.values) - {Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY}:
        assert today_for(holder(role)).waiting.appointments == 0, role
    page = signed_in(holder(Role.PREVENT_LEAD)).get("/").content.decode()
    assert "Decide on 1 appointment" in page


# --- somebody without a plan ------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF])
def test_whoever_reads_no_plan_is_told_what_they_can_do(institution: str, role: str) -> None:
    page = signed_in(holder(role)).get("/").content.decode()
    assert "What you can do" in page
    assert "overdue" not in page.casefold()
    assert (f'href="{reverse("accounts:people")}"' in page) == (role == Role.SYSTEM_ADMINISTRATOR)


def test_whoever_has_a_training_record_finds_it_from_here() -> None:
    member = make_account(Role.MEMBER_OF_STAFF)
    record = f'href="{reverse("training:my_record")}"'
    assert record not in signed_in(member).get("/").content.decode()
    make_staff("Ada Byron", person=member.person)
    page = signed_in(member).get("/").content.decode()
    assert record in page
    assert f'href="{reverse("training:contact")}"' in page
