"""Courses, editions and materials: what the workflows allow, what the trail keeps, and what the pages say."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.training.models import Course, Edition, Material, Requirement, RoleGroup
from dueregard.training.queries import courses as queries
from dueregard.training.rules.kinds import Category, CourseKind, GroupKind, Mode, Subject
from dueregard.training.workflows import courses as workflows
from tests.factories import COMMAND, make_account, signed_in
from tests.training.records import make_course, make_staff

pytestmark = pytest.mark.django_db

VALUES: dict[str, Any] = {
    "title": "Prevent for wardens",
    "kind": CourseKind.LOCAL,
    "subject": Subject.PREVENT,
    "category": Category.INDUCTION,
    "mode": Mode.IN_PERSON,
    "provider": "",
    "link": "",
    "note": "",
}


def url(name: str, *args: Any) -> str:
    return reverse(f"training:{name}", args=[getattr(arg, "reference", arg) for arg in args])


# --- workflows --------------------------------------------------------------------------------------------------------
def test_the_usual_courses_are_there_once_and_may_be_renamed() -> None:
    assert workflows.begin_courses(by=COMMAND) == 7
    kinds = set(Course.objects.values_list("kind", flat=True))
    assert kinds == set(CourseKind.values)
    assert Course.objects.get(kind=CourseKind.HO_AWARENESS).category == Category.INDUCTION
    assert Course.objects.get(kind=CourseKind.HO_REFRESHER).category == Category.REFRESHER
    assert Course.objects.filter(subject=Subject.QUALIFICATION).count() == 1
    workflows.change_course(by=COMMAND, course=Course.objects.get(kind=CourseKind.WRAP), **VALUES)
    assert workflows.begin_courses(by=COMMAND) == 0
    assert Course.objects.count() == 7
    assert Entry.objects.filter(verb="training.courses_begun").count() == 1


def test_a_title_is_there_once_whatever_its_case() -> None:
    course = workflows.add_course(by=COMMAND, **VALUES)
    assert course.revision == 1
    with pytest.raises(Refused, match="of this title already"):
        workflows.add_course(by=COMMAND, **VALUES | {"title": "prevent  FOR wardens"})
    other = workflows.add_course(by=COMMAND, **VALUES | {"title": "Another"})
    with pytest.raises(Refused, match="of this title already"):
        workflows.change_course(by=COMMAND, course=other, **VALUES)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": " "}, "Give the course"),
        ({"title": "x" * 201}, "at most 200"),
        ({"link": "javascript:alert(1)"}, "whole address"),
        ({"link": "https://" + "x" * 500}, "at most 500"),
        ({"kind": "none"}, "kind"),
        ({"category": ""}, "category"),
    ],
)
def test_what_is_no_course_is_refused(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        workflows.add_course(by=COMMAND, **VALUES | wrong)
    assert not Course.objects.exists()


def test_a_change_after_somebody_elses_is_told() -> None:
    course = workflows.add_course(by=COMMAND, **VALUES)
    workflows.change_course(by=COMMAND, course=course, revision=1, **VALUES | {"note": "New"})
    with pytest.raises(ChangedSince) as since:
        workflows.change_course(by=COMMAND, course=course, revision=1, **VALUES)
    assert since.value.by_name == COMMAND.name
    assert Course.objects.get().note == "New"


def test_a_course_that_a_requirement_asks_for_does_not_end() -> None:
    course, today = make_course(), clock.today()
    group = RoleGroup.objects.create(name="All", kind=GroupKind.EVERYBODY)
    need = Requirement.objects.create(group=group, course=course, from_on=today)
    with pytest.raises(NotAllowedNow, match="A requirement still asks"):
        workflows.end_course(by=COMMAND, course=course, on=today)
    Requirement.objects.filter(pk=need.pk).update(to_on=today)
    workflows.end_course(by=COMMAND, course=course, on=today)
    with pytest.raises(NotAllowedNow, match="ended already"):
        workflows.end_course(by=COMMAND, course=course, on=today)
    assert course.reference not in dict(queries.course_choices(COMMAND, today + timedelta(days=1)))
    assert course.reference in dict(queries.course_choices(COMMAND, today + timedelta(days=1), also=course))
    workflows.reopen_course(by=COMMAND, course=course)
    with pytest.raises(NotAllowedNow, match="has not ended"):
        workflows.reopen_course(by=COMMAND, course=course)


def test_editions_and_their_days() -> None:
    course = make_course()
    edition = workflows.add_edition(by=COMMAND, course=course, name="Pack 2016", to_on=date(2018, 7, 31))
    with pytest.raises(Refused, match="of this name"):
        workflows.add_edition(by=COMMAND, course=course, name="pack 2016")
    with pytest.raises(Refused, match="before the first"):
        workflows.change_edition(
            by=COMMAND, edition=edition, name="Pack", from_on=date(2019, 1, 1), to_on=date(2018, 1, 1)
        )
    workflows.change_edition(by=COMMAND, edition=edition, name="Pack A", from_on=date(2016, 9, 1))
    assert Edition.objects.get().name == "Pack A"
    page = queries.course_page(COMMAND, course.reference, date(2019, 1, 1))
    assert page is not None
    assert page.edition_now == [edition]


def test_materials_are_a_link_or_a_file() -> None:
    course = make_course()
    for wrong in ({}, {"link": "https://example.org", "stream": BytesIO(b"a")}):
        with pytest.raises(Refused, match="one of both"):
            workflows.add_material(by=COMMAND, course=course, title="Factsheet", **wrong)
    with pytest.raises(Refused, match="empty"):
        workflows.add_material(by=COMMAND, course=course, title="Factsheet", stream=BytesIO(b""), file_name="a.pdf")
    material = workflows.add_material(by=COMMAND, course=course, title="Factsheet", link="https://example.org/a")
    workflows.end_material(by=COMMAND, material=material)
    with pytest.raises(NotAllowedNow, match="not handed out"):
        workflows.end_material(by=COMMAND, material=material)
    page = queries.course_page(COMMAND, course.reference, clock.today())
    assert page is not None
    assert (page.materials, page.former_materials) == ([], [material])


def test_nobody_but_the_keepers_writes() -> None:
    by = make_account(Role.UNIVERSITY_SECRETARY)
    course = make_course()
    edition = Edition.objects.create(course=course, name="One")
    material = Material.objects.create(course=course, title="One", link="https://example.org")
    for work in (
        lambda: workflows.begin_courses(by=by),
        lambda: workflows.add_course(by=by, **VALUES),
        lambda: workflows.change_course(by=by, course=course, **VALUES),
        lambda: workflows.end_course(by=by, course=course, on=clock.today()),
        lambda: workflows.reopen_course(by=by, course=course),
        lambda: workflows.add_edition(by=by, course=course, name="A"),
        lambda: workflows.change_edition(by=by, edition=edition, name="A"),
        lambda: workflows.add_material(by=by, course=course, title="A", link="https://example.org"),
        lambda: workflows.end_material(by=by, material=material),
    ):
        with pytest.raises(NotPermitted):
            work()


# --- pages ------------------------------------------------------------------------------------------------------------
def test_the_pages_from_an_empty_list_to_a_material() -> None:
    client = signed_in(make_account(Role.TRAINING_ADMINISTRATOR))
    assert "Add the usual courses" in client.get(url("courses")).content.decode()
    assert client.post(url("begin_courses"), follow=True).status_code == 200
    course = Course.objects.get(kind=CourseKind.LOCAL)
    assert client.post(url("add_course"), VALUES).status_code == 302
    answer = client.post(url("add_course"), VALUES)
    assert answer.status_code == 200
    assert "There is a course of this title already." in answer.content.decode()
    changed = VALUES | {"title": "Local session", "revision": 1}
    assert client.post(url("change_course", course), changed).status_code == 302
    assert client.post(url("change_course", course), changed | {"title": "Mine"}).status_code == 200  # changed since
    assert client.post(url("add_edition", course), {"name": "Simulation 1"}).status_code == 302
    edition = Edition.objects.get()
    assert client.post(url("change_edition", edition), {"name": "Simulation A"}).status_code == 302
    upload = SimpleUploadedFile("fact<b>.html", b"<script>alert(1)</script>", "text/html")
    assert client.post(url("add_material", course), {"title": "Facts", "file": upload}).status_code == 302
    material = Material.objects.get()
    page = client.get(url("course", course)).content.decode()
    assert "Simulation A" in page
    assert "Facts" in page
    file = client.get(url("material_file", material))
    assert file["Content-Type"] == "application/octet-stream"
    assert file["Content-Disposition"].startswith("attachment")
    assert file["X-Content-Type-Options"] == "nosniff"
    assert client.post(url("end_material", material)).status_code == 302
    assert client.post(url("end_course", course), {"on": "1 December 2020"}).status_code == 302
    assert "Not offered since" in client.get(url("course", course)).content.decode()
    assert client.post(url("reopen_course", course)).status_code == 302


def test_staff_download_materials_and_read_no_room() -> None:
    course = make_course()
    material = workflows.add_material(by=COMMAND, course=course, title="A", stream=BytesIO(b"a"), file_name="a.pdf")
    link = workflows.add_material(by=COMMAND, course=course, title="B", link="https://example.org")
    account = make_account(Role.MEMBER_OF_STAFF)
    client = signed_in(account)
    assert client.get(url("material_file", material)).status_code == 403
    make_staff(person=account.person)
    assert client.get(url("material_file", material)).status_code == 200
    assert client.get(url("material_file", link)).status_code == 404
    assert client.get(url("courses")).status_code == 403


def test_the_list_costs_the_same_for_many(django_assert_num_queries: Any) -> None:
    for n in range(30):
        course = make_course()
        Edition.objects.create(course=course, name=f"Edition {n}")
    client = signed_in(make_account(Role.PREVENT_LEAD))
    client.get(url("courses"))
    with django_assert_num_queries(5):  # session, account, roles, courses, editions
        client.get(url("courses"))
