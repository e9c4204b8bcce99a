"""Training by its side doors: other departments' people, parts of the institution asked for one by one, other days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.figures.queries import value_of
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock
from dueregard.kernel.require import NotPermitted
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training.models import Attendance, Booking, Placement, Requirement, RoleGroup, Session, Staff
from dueregard.training.queries import coverage
from dueregard.training.queries.coverage import Narrowed
from dueregard.training.rules.kinds import GroupKind
from dueregard.training.rules.states import BookingState
from tests import factories
from tests.access_table import TABLE
from tests.training.records import complete, make_course, make_staff
from tests.training.running import at, planned
from tests.world import one_of_everything

__all__ = ["one_of_everything"]

pytestmark = pytest.mark.django_db
MARK = "Quaggaword"
QUERIES = ("q=Quagga", "format=csv&department=", "at=1+January+2021&department=", "at=31+December+2199&department=")
# Pages that list people, or numbers of them.
LISTS = {
    "training:staff_list", "training:requirement_people", "training:coverage", "training:requirement_coverage",
    "training:group", "training:sessions",
}  # fmt: skip


def _addresses(found: dict[str, Any]) -> Iterator[str]:
    for row in TABLE:
        if row.method == "get" and row.url.startswith(("training:", "home:")) and "officer" not in row.url:
            base = reverse(row.url, kwargs={name: found.get(value, value) for name, value in row.names.items()})
            for query in (row.query, *QUERIES) if row.url in LISTS else (row.query,):
                yield f"{base}?{query}"
    for key in ("training.staff_attended", "training.completions_induction", "training.refreshers_due"):
        yield reverse("figures:figure", args=[key])
        yield reverse("figures:rows_file", args=[key])


@pytest.mark.parametrize("role", [Role.HEAD_OF_DEPARTMENT, Role.GOVERNOR])
def test_people_of_other_departments_are_on_no_page(role: Role, one_of_everything: dict[str, Any]) -> None:
    """One who works elsewhere, and one who came from the reader's own department, with everything that can be kept."""
    found = one_of_everything
    mine, other = (factories.make_body(f"School of {name}", BodyKind.DEPARTMENT) for name in ("Mine", "Others"))
    session = Session.objects.get(reference=found["training_session"])
    course = Requirement.objects.get(reference=found["training_requirement"]).course
    group = RoleGroup.objects.create(name="Of all", kind=GroupKind.EVERYBODY)
    need = Requirement.objects.create(group=group, course=course, from_on=date(2020, 1, 1))
    moved = make_staff(f"{MARK} Moved")
    Placement.objects.create(staff=moved, department=mine, from_on=date(2020, 1, 1), to_on=date(2022, 1, 1))
    Placement.objects.create(staff=moved, department=other, from_on=date(2022, 1, 2))
    coming = make_staff(f"{MARK} Coming")
    Placement.objects.create(staff=coming, department=mine, from_on=clock.today() + timedelta(days=90))
    elsewhere = make_staff(f"{MARK} Elsewhere", other)
    left = make_staff(f"{MARK} Left", other, left_on=clock.today() - timedelta(days=3))
    make_staff("Mine Own", mine)
    for staff in (moved, coming, elsewhere, left):
        complete(staff, course, date(2020, 6, 1), evidence=MARK)
        if staff is not left:
            Booking.objects.create(
                session=session, staff=staff, state=BookingState.BOOKED, turn=50 + staff.pk, booked_at=clock.now(),
                booked_by_name=MARK, changed_at=clock.now(),
            )  # fmt: skip
            Attendance.objects.create(
                date=session.dates.first(), staff=staff, recorded_at=clock.now(), recorded_by_name="x", late_reason=MARK
            )
    account = factories.make_account(role, scope=mine if role == Role.HEAD_OF_DEPARTMENT else None)
    reader = factories.signed_in(account)
    shown = []
    own = {"training_staff": moved.reference, "training_requirement": need.reference, "training_group": group.reference}
    for url in _addresses(found | own | {"training_booking": Booking.objects.get(staff=moved).reference}):
        answer = reader.get(url)
        words = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        if MARK.encode() in words:
            shown.append(url)
    for staff in (elsewhere, coming, left):
        for name in ("staff", "correct_staff", "forget_staff", "enter_completion"):
            assert reader.get(reverse(f"training:{name}", args=[staff.reference])).status_code in (403, 404)
    assert shown == []
    if role == Role.HEAD_OF_DEPARTMENT:
        page = reader.get(reverse("training:requirement_people", args=[need.reference])).content.decode()
        assert "Mine Own" in page


def test_parts_are_not_asked_for_one_by_one_under_the_small_number_rule() -> None:
    """A department of 5, 1 and 1 at three campuses: "5" in all and "5" at one leave exactly one at each of the others."""
    body = factories.make_body("School of Arts", BodyKind.DEPARTMENT)
    campuses = [factories.make_campus() for _ in range(3)]
    group = RoleGroup.objects.create(name="All", kind=GroupKind.EVERYBODY)
    course = Requirement.objects.create(group=group, course=make_course(), from_on=date(2020, 1, 1))
    for campus, number in zip(campuses, (5, 1, 1), strict=True):
        for _ in range(number):
            make_staff("", body, campus)
    governor = factories.make_account(Role.GOVERNOR)
    reader: Client = factories.signed_in(governor)
    parts = [Narrowed(body.reference), *(Narrowed(body.reference, campus.reference) for campus in campuses)]
    for part in [*parts, Narrowed(campus=campuses[1].reference)]:
        with pytest.raises(NotPermitted):
            coverage.coverage(governor, clock.today(), part)
        with pytest.raises(NotPermitted):
            coverage.trend(governor, course, clock.today(), part)
        for name, arguments in (("coverage", []), ("requirement_coverage", [course.reference])):
            url = reverse(f"training:{name}", args=arguments)
            whole = reader.get(url).context
            narrow = reader.get(url, {"department": part.department, "campus": part.campus})
            assert "its numbers stand on each requirement’s own page" in narrow.content.decode()
            for key in ("needs", "spread", "months"):
                assert whole.get(key) == narrow.context.get(key)


def test_a_reference_opens_nothing_by_itself(one_of_everything: dict[str, Any]) -> None:
    """A member of staff with all references in hand changes nothing of anybody's."""
    account = factories.make_account(Role.MEMBER_OF_STAFF)
    own = make_staff(account.person.name, person=account.person)
    reader = factories.signed_in(account)
    found = one_of_everything
    other = Staff.objects.get(reference=found["training_staff"])
    before = list(Booking.objects.order_by("pk").values())
    for name, names in (
        ("give_up_place", {"reference": found["training_session"], "booking": found["training_booking"]}),
        ("book_for", {"reference": found["training_session"]}),
        ("add_attendee", {"reference": found["training_session"], "mark": found["training_mark"]}),
        ("attendance_sheet", {"reference": found["training_session"], "mark": found["training_mark"]}),
    ):
        sent = {"staff": other.reference, "came": other.reference, "find": "a"}
        assert reader.post(reverse(f"training:{name}", kwargs=names), sent).status_code in (403, 404)
    assert list(Booking.objects.order_by("pk").values()) == before
    # A place that is open is one's own, whatever the form says.
    session = planned(at(clock.today() + timedelta(days=20)))
    answer = reader.post(reverse("training:book_place", args=[session.reference]), {"staff": other.reference})
    assert answer.status_code == 302
    assert Booking.objects.exclude(pk__in=[row["id"] for row in before]).get().staff == own


def test_a_list_to_take_along_asks_no_more_for_more_people(django_assert_max_num_queries: Any) -> None:
    group = RoleGroup.objects.create(name="All", kind=GroupKind.EVERYBODY)
    need = Requirement.objects.create(group=group, course=make_course(), from_on=date(2020, 1, 1))
    Staff.objects.bulk_create(Staff(name=f"Staff {n}") for n in range(300))
    reader = factories.signed_in(factories.make_account(Role.TRAINING_ADMINISTRATOR))
    with django_assert_max_num_queries(12):
        answer = reader.get(reverse("training:requirement_people", args=[need.reference]), {"format": "csv"})
    assert answer.content.count(b"\r\n") == Staff.objects.count() + 1


def test_no_figure_tells_exactly_what_coverage_does_not() -> None:
    """How many lack their training is small on the page of coverage; need less covered must not give it."""
    group = RoleGroup.objects.create(name="All", kind=GroupKind.EVERYBODY)
    course = make_course()
    Requirement.objects.create(group=group, course=course, from_on=date(2020, 1, 1))
    for n in range(12):
        staff = make_staff()
        if n > 1:
            complete(staff, course, date(2025, 1, 1))
    governor = factories.make_account(Role.GOVERNOR)
    assert coverage.coverage(governor, clock.today(), Narrowed())[-1].line.counts is None
    for key in ("staff_required", "staff_covered", "refreshers_due"):
        figure = figure_of(f"training.{key}")
        assert figure is not None
        assert value_of(governor, figure, Span(clock.today()), None).exact is None


def test_a_null_byte_in_a_posted_reference_is_nobody(one_of_everything: dict[str, Any]) -> None:
    """A form's own fields refuse one; what is read from the request beside a form must as well (PostgreSQL fails on it)."""
    found = one_of_everything
    reader = factories.signed_in(factories.make_account(Role.PREVENT_LEAD))
    of_date = {"reference": found["training_session"], "mark": found["training_mark"]}
    for name, names, sent in (
        ("book_for", {"reference": found["training_session"]}, {"staff": "\x00"}),
        ("add_attendee", of_date, {"staff": "a\x00"}),
        ("attendance_sheet", of_date, {"came": "\x00", "sheet": "\x00"}),
        ("add_staff_of_person", {"reference": found["outsider"]}, {"group": "\x00"}),
    ):
        assert reader.post(reverse(f"training:{name}", kwargs=names), sent).status_code in (200, 302, 404)
