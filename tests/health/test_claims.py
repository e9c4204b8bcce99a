"""Figures that no longer hold: in the living plan and in what is published, for whom, and at how many queries."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.audit.workflows import record
from dueregard.health.models import Look
from dueregard.health.queries.claims import claim_rows
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.plan.queries.filters import Filters
from dueregard.plan.workflows import areas
from tests import factories
from tests.publication.conftest import (  # noqa: F401 - fixtures
    Room,
    _own_files,
    decided,
    made,
    quick_pdfs,
    room,
)
from tests.training.records import THEN, complete, make_course, make_staff

pytestmark = pytest.mark.django_db

CLAIM = "2 [training.staff_attended at 11 July 2019]"


def attended(course: Any, on: date) -> None:
    complete(make_staff(), course, on)
    record(by=Command(), verb="training.recorded", subject_kind="record", subject="x", summary="A record.")


def say(room: Room, text: str, area: Any = None) -> None:  # noqa: F811
    row = (area or room.awareness).area
    row.refresh_from_db()
    areas.edit_area(by=room.lead, area=row, revision=row.revision, actions_taken=text)


@pytest.fixture
def course(room: Room) -> Any:  # noqa: F811
    """Two people have attended by the day."""
    course = make_course("Workshop")
    for _ in range(2):
        attended(course, THEN)
    say(room, f"So far {CLAIM} staff attended.")
    return course


def rows(viewer: Any, **more: Any) -> list[tuple[str, str]]:
    return [(row.label, row.says) for row in claim_rows(viewer, Filters(**more))]


def test_what_holds_is_not_told(room: Room, course: Any) -> None:  # noqa: F811
    assert rows(room.lead) == []


def test_what_has_moved_or_differs_is_told(room: Room, course: Any) -> None:  # noqa: F811
    attended(course, date(2020, 1, 1))
    assert rows(room.lead) == [("2.1 Staff know the duty", "stated 2 to 11 July 2019; now 3")]
    attended(course, date(2019, 1, 1))
    says = "stated 2; as known now the figure for that day is 3; now 4"
    assert rows(room.lead) == [("2.1 Staff know the duty", says)]
    assert rows(room.lead, rag="red") == []
    assert rows(room.lead, rag="unknown", section=room.awareness.section.reference) != []
    assert rows(room.lead, recorded_on=date(2020, 1, 1)) == []
    page = factories.signed_in(room.lead).get("/health/")
    (block,) = (block for block in page.context["found"].blocks if block.slug == "claims")
    assert [each.value for each in block.figures] == [1]
    listed = factories.signed_in(room.lead).get(block.figures[0].url).content.decode()
    assert "Stated 2; as known now the figure for that day is 3; now 4" in listed
    earlier = factories.signed_in(room.lead).get(f"{block.figures[0].url}?recorded_on=2020-01-01").content.decode()
    assert "Not kept for earlier days" in earlier


def test_words_that_were_meant_to_bind_are_told(room: Room) -> None:  # noqa: F811
    say(room, "5 [training.staff_attended on 11 July 2019] staff. 6 [training.nothing at 11 July 2019] more.")
    assert [says.partition(";")[0] for _, says in rows(room.lead)] == [
        "stated 6 as at 11 July 2019",
        "It was meant to bind a number to a figure: the key, the date or the order of the words is wrong.",
    ]


@pytest.mark.usefixtures("quick_pdfs")
def test_what_is_published_is_told_once_and_by_itself_where_the_plan_says_otherwise(
    room: Room,  # noqa: F811
    course: Any,
) -> None:
    version = room.approved()
    decided(room, version)
    made(room, version)
    assert rows(room.lead) == []
    attended(course, date(2019, 1, 1))
    (row,) = claim_rows(room.lead, Filters())
    assert (row.label, row.also) == ("2.1 Staff know the duty", (f"Published: {version.get_kind_display().lower()} 1",))
    say(room, "So far 3 [training.staff_attended at 11 July 2019] staff attended.")
    says = "stated 2; as known now the figure for that day is 3; now 3"
    assert rows(room.lead) == [(row.also[0], says)]
    assert rows(room.member) == []  # told by the version's own page, cut for them
    areas.restrict_passages(by=room.lead, area=room.awareness.area, passages=["actions_taken"], reason="It names.")
    assert rows(room.member) == []
    assert rows(room.lead) == [(row.also[0], says)]
    scoped = factories.make_account(Role.STEERING_MEMBER, scope=factories.make_campus("Docklands"))
    assert rows(scoped) == []


@pytest.mark.usefixtures("quick_pdfs")
def test_the_page_stays_in_its_bounds(room: Room, course: Any, django_assert_max_num_queries: Any) -> None:  # noqa: F811
    version = room.approved()
    decided(room, version)
    made(room, version)
    attended(course, date(2019, 1, 1))
    Look.objects.create()  # the texts have been looked through once
    for who in (room.lead, room.member):
        client = factories.signed_in(who)
        client.get("/")
        record(by=Command(), verb="training.recorded", subject_kind="record", subject="x", summary="A record.")
        with django_assert_max_num_queries(15):
            client.get("/health/")
        with django_assert_max_num_queries(8):
            client.get("/health/")
    assert clock.today() > THEN
