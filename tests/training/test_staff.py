"""Members of staff: their records, placements, link to a person, completions, and what their page says."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.models import Account
from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training.models import Completion, Edition, Placement, Requirement, RoleGroup, Staff
from dueregard.training.queries import staff as queries
from dueregard.training.rules.due import Standing
from dueregard.training.rules.kinds import GroupKind
from dueregard.training.workflows import completions
from dueregard.training.workflows import staff as workflows
from tests import factories
from tests.factories import COMMAND, make_account, signed_in
from tests.training.records import appoint_officer, complete, make_course, make_staff

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def url(name: str, *args: Any) -> str:
    return reverse(f"training:{name}", args=[getattr(arg, "reference", arg) for arg in args])


# --- records ----------------------------------------------------------------------------------------------------------
def test_adding_places_and_links_who_has_the_address() -> None:
    person = factories.make_person("Ann Able", "Ann@example.org")
    department, campus = factories.make_body(kind=BodyKind.DEPARTMENT), factories.make_campus()
    began = date(2019, 9, 1)
    row = workflows.add_staff(
        by=COMMAND, name=" Ann  Able ", number="7", email="ann@example.org", began_on=began,
        department=department, campus=campus, job="Warden",
    )  # fmt: skip
    assert (row.name, row.person) == ("Ann Able", person)
    place = row.placements.get()
    assert (place.department, place.campus, place.job, place.from_on) == (department, campus, "Warden", began)
    for taken in ({"number": "7"}, {"email": "ANN@example.org"}):
        with pytest.raises(Refused, match="already"):
            workflows.add_staff(by=COMMAND, name="Another", **taken)
    workflows.add_staff(by=COMMAND, name="Two")
    workflows.add_staff(by=COMMAND, name="Two")  # neither number nor address: nothing to be unique
    for wrong in ({"name": ""}, {"name": "x" * 201}, {"number": "x" * 41}, {"email": "no address"}, {"job": "x" * 201}):
        with pytest.raises(Refused):
            workflows.add_staff(by=COMMAND, **{"name": "A"} | wrong)


def test_who_signs_in_with_another_address_is_not_linked_without_asking() -> None:
    account = make_account(Role.MEMBER_OF_STAFF, email="same@example.org")
    Account.objects.filter(pk=account.pk).update(email="other@example.org")
    row = workflows.add_staff(by=COMMAND, name="Sam", email="same@example.org")
    assert row.person is None
    page = queries.staff_page(COMMAND, row.reference, clock.today())
    assert page is not None
    assert page.same_address == account.person
    workflows.link_person(by=COMMAND, staff=row, person=account.person)
    with pytest.raises(NotAllowedNow, match="somebody else"):
        workflows.link_person(by=COMMAND, staff=row, person=factories.make_person())
    with pytest.raises(Refused, match="another record"):
        workflows.link_person(by=COMMAND, staff=make_staff(), person=account.person)
    workflows.unlink_person(by=COMMAND, staff=row)
    with pytest.raises(NotAllowedNow, match="Nobody"):
        workflows.unlink_person(by=COMMAND, staff=row)


def test_the_record_of_a_person_is_made_once_or_found_by_address() -> None:
    person = factories.make_person("Ann Able", "ann@example.org")
    row = make_staff("A. Able", email="Ann@example.org")
    assert workflows.add_staff_of_person(by=COMMAND, person=person) == row
    with pytest.raises(NotAllowedNow, match="already"):
        workflows.add_staff_of_person(by=COMMAND, person=person)
    without = factories.make_person("No Address", "")
    assert workflows.add_staff_of_person(by=COMMAND, person=without).person == without


def test_where_somebody_works_over_time() -> None:
    one, two = (factories.make_body(kind=BodyKind.DEPARTMENT) for _ in range(2))
    row = make_staff(department=one)
    place = workflows.place_staff(by=COMMAND, staff=row, department=two, campus=None, from_on=date(2020, 1, 1))
    assert list(Placement.objects.order_by("pk").values_list("department", "from_on", "to_on")) == [
        (one.pk, None, date(2019, 12, 31)),
        (two.pk, date(2020, 1, 1), None),
    ]
    for wrong, sentence in ((None, "Give the day"), (place.from_on, "or a later one")):
        with pytest.raises(Refused, match=sentence):
            workflows.place_staff(by=COMMAND, staff=row, department=one, campus=None, from_on=wrong)
    with pytest.raises(Refused, match="where they work"):
        workflows.place_staff(by=COMMAND, staff=make_staff(), department=None, campus=None)


def test_correcting_and_leaving() -> None:
    row = make_staff("Al", began_on=date(2019, 1, 1))
    workflows.correct_staff(by=COMMAND, staff=row, name="Alan", number="9", began_on=row.began_on, revision=1)
    with pytest.raises(ChangedSince):
        workflows.correct_staff(by=COMMAND, staff=row, name="Alan", revision=1)
    with pytest.raises(Refused, match="before the first"):
        workflows.record_leaving_of_staff(by=COMMAND, staff=row, on=date(2018, 12, 31))
    with pytest.raises(Refused, match="before the first"):
        workflows.correct_staff(by=COMMAND, staff=row, name="A", began_on=date(2019, 1, 1), left_on=date(2018, 1, 1))
    workflows.record_leaving_of_staff(by=COMMAND, staff=row, on=date(2020, 1, 1))
    row.refresh_from_db()
    assert (row.name, row.number, row.left_on) == ("Alan", "9", date(2020, 1, 1))
    Staff.objects.filter(pk=row.pk).update(forgotten_on=clock.today())
    for work in (
        lambda: workflows.correct_staff(by=COMMAND, staff=row, name="Alan"),
        lambda: workflows.record_leaving_of_staff(by=COMMAND, staff=row, on=clock.today()),
        lambda: workflows.place_staff(by=COMMAND, staff=row, department=None, campus=None, job="A"),
        lambda: workflows.link_person(by=COMMAND, staff=row, person=factories.make_person()),
        lambda: completions.enter_completion(
            by=COMMAND, staff=row, course=make_course(), completed_on=date(2019, 1, 1)
        ),
    ):
        with pytest.raises(NotAllowedNow, match="left long ago"):
            work()


# --- completions ------------------------------------------------------------------------------------------------------
def test_a_completion_by_hand_finds_its_edition_and_counts_once() -> None:
    staff, course, other = make_staff(), make_course(), make_course()
    old = Edition.objects.create(course=course, name="Old", to_on=date(2018, 12, 31))
    new = Edition.objects.create(course=course, name="New", from_on=date(2018, 12, 1))
    for day, edition in ((date(2018, 1, 1), old), (date(2019, 1, 1), new), (date(2018, 12, 15), None)):
        row = completions.enter_completion(by=COMMAND, staff=staff, course=course, completed_on=day)
        assert row.edition == edition
    values: dict[str, Any] = {"by": COMMAND, "staff": staff, "course": course}
    with pytest.raises(Refused, match="recorded already"):
        completions.enter_completion(**values, completed_on=date(2018, 1, 1))
    with pytest.raises(Refused, match="future"):
        completions.enter_completion(**values, completed_on=clock.today() + DAY)
    with pytest.raises(Refused, match="another course"):
        completions.enter_completion(by=COMMAND, staff=staff, course=other, edition=old, completed_on=date(2018, 1, 1))
    with pytest.raises(Refused, match="300"):
        completions.enter_completion(**values, completed_on=date(2017, 1, 1), evidence="x" * 301)


def test_a_wrong_completion_is_taken_back_and_may_be_entered_anew() -> None:
    staff, course = make_staff(), make_course()
    row = complete(staff, course, date(2019, 1, 1))
    for wrong in (" ", "x" * 301):
        with pytest.raises(Refused):
            completions.take_back_completion(by=COMMAND, completion=row, reason=wrong)
    completions.take_back_completion(by=COMMAND, completion=row, reason="It was somebody else.")
    with pytest.raises(NotAllowedNow, match="already"):
        completions.take_back_completion(by=COMMAND, completion=row, reason="Twice.")
    completions.enter_completion(by=COMMAND, staff=staff, course=course, completed_on=date(2019, 1, 1))
    page = queries.staff_page(COMMAND, staff.reference, clock.today())
    assert page is not None
    assert (len(page.completions), page.removed) == (1, [row])
    assert Completion.objects.count() == 2


def test_nobody_but_the_keepers_writes() -> None:
    by, staff = make_account(Role.UNIVERSITY_SECRETARY), make_staff()
    row = complete(staff, make_course(), date(2019, 1, 1))
    for work in (
        lambda: workflows.add_staff(by=by, name="A"),
        lambda: workflows.add_staff_of_person(by=by, person=by.person),
        lambda: workflows.correct_staff(by=by, staff=staff, name="A"),
        lambda: workflows.record_leaving_of_staff(by=by, staff=staff, on=clock.today()),
        lambda: workflows.place_staff(by=by, staff=staff, department=None, campus=None, job="A"),
        lambda: workflows.link_person(by=by, staff=staff, person=by.person),
        lambda: workflows.unlink_person(by=by, staff=staff),
        lambda: completions.enter_completion(by=by, staff=staff, course=row.course, completed_on=date(2019, 1, 2)),
        lambda: completions.take_back_completion(by=by, completion=row, reason="No."),
    ):
        with pytest.raises(NotPermitted):
            work()


# --- the page of one --------------------------------------------------------------------------------------------------
def test_what_somebody_needs_and_where_they_stand() -> None:
    today = clock.today()
    staff = make_staff(began_on=today - 400 * DAY)
    group = RoleGroup.objects.create(name="All", kind=GroupKind.EVERYBODY)
    officers = RoleGroup.objects.create(name="Officers", kind=GroupKind.OFFICERS)
    covered, overdue, due, unasked = (make_course(f"Course {n}") for n in range(4))
    refresher = make_course("Refresher")
    since = today - 1000 * DAY
    one = Requirement.objects.create(group=group, course=covered, validity_months=24, from_on=since)
    one.also.add(refresher)
    Requirement.objects.create(group=group, course=overdue, validity_months=24, grace_days=30, from_on=since)
    Requirement.objects.create(group=group, course=due, grace_days=30, from_on=today - 10 * DAY)
    Requirement.objects.create(group=officers, course=unasked, from_on=since)
    complete(staff, refresher, today - 100 * DAY)
    complete(staff, overdue, today - 900 * DAY)
    complete(staff, due, today, removed_on=today)
    needs = {need.requirement.course: need for need in queries.needs_of(staff, today)}
    assert {course.title: need.standing for course, need in needs.items()} == {
        "Course 0": Standing.COVERED,
        "Course 1": Standing.OVERDUE,
        "Course 2": Standing.DUE,
    }
    assert needs[covered].last == today - 100 * DAY
    assert (needs[due].last, needs[due].due_on) == (None, today + 20 * DAY)
    assert next(iter(needs.values())).standing == Standing.OVERDUE  # what is overdue stands first
    appoint_officer(staff, today - DAY)
    assert unasked in {need.requirement.course for need in queries.needs_of(staff, today)}


def test_the_pages_from_adding_somebody_to_taking_a_completion_back() -> None:
    client = signed_in(make_account(Role.TRAINING_ADMINISTRATOR))
    department, campus = factories.make_body(kind=BodyKind.DEPARTMENT), factories.make_campus()
    person = factories.make_person("Vera Person", "vera.person@example.org")
    course = make_course()
    assert "Nobody yet" in client.get(url("staff_list")).content.decode()
    sent = {
        "name": "Vera",
        "number": "1",
        "department": department.reference,
        "campus": campus.reference,
        "job": "Cook",
    }
    assert client.post(url("add_staff"), sent).status_code == 302
    assert "already" in client.post(url("add_staff"), sent).content.decode()
    staff = Staff.objects.get()
    assert "Cook" in client.get(url("staff_list")).content.decode()
    asked = client.get(url("place_staff", staff)).content.decode()  # begins with where they work
    for said in (f'value="{department.reference}" selected', f'value="{campus.reference}" selected', 'value="Cook"'):
        assert said in asked
    moved = {"department": department.reference, "job": "Chef", "from_on": "1 March 2020"}
    assert client.post(url("place_staff", staff), moved).status_code == 302
    assert client.post(url("link_person", staff), {"email": "no@example.org"}).status_code == 200
    assert client.post(url("link_person", staff), {"email": person.email.upper()}).status_code == 302
    done = {"course": course.reference, "completed_on": "1 March 2020", "evidence": "Certificate seen"}
    assert client.post(url("enter_completion", staff), done).status_code == 302
    assert "recorded already" in client.post(url("enter_completion", staff), done).content.decode()
    page = client.get(url("staff", staff)).content.decode()
    for said in ("Vera Person", "Certificate seen", "Chef", "1 March 2020"):
        assert said in page
    back = url("take_back_completion", staff, course, "2020-03-01")
    assert client.get(back).status_code == 200
    assert client.post(back, {"reason": "Somebody else."}).status_code == 302
    assert client.get(back).status_code == 404
    assert client.get(url("take_back_completion", staff, course, "yesterday")).status_code == 404
    assert "Somebody else." in client.get(url("staff", staff)).content.decode()
    assert client.post(url("unlink_person", staff)).status_code == 302
    corrected = {"name": "Vera Cook", "number": "1", "revision": str(Staff.objects.get().revision)}
    assert client.post(url("correct_staff", staff), corrected).status_code == 302
    assert client.post(url("correct_staff", staff), corrected).status_code == 200
    assert client.post(url("record_leaving_of_staff", staff), {"on": "1 May 2021"}).status_code == 302
    assert "Vera Cook" not in client.get(url("staff_list")).content.decode()
    assert "Vera Cook" in client.get(url("staff_list") + "?left=on").content.decode()


def test_the_same_address_is_linked_with_one_click() -> None:
    staff = make_staff("Vera", email="vera@example.org")
    person = factories.make_person("Vera Person", "vera@example.org")
    client = signed_in(make_account(Role.PREVENT_LEAD))
    assert "Link to Vera Person" in client.get(url("staff", staff)).content.decode()
    assert client.post(url("link_person", staff), {"email": person.email}).status_code == 302
    staff.refresh_from_db()
    assert staff.person == person


# --- the list ---------------------------------------------------------------------------------------------------------
def test_a_head_of_department_sees_their_own_people_only() -> None:
    mine, other = (factories.make_body(kind=BodyKind.DEPARTMENT) for _ in range(2))
    make_staff("Mina Mine", department=mine)
    theirs = make_staff("Otto Other", department=other)
    client = signed_in(make_account(Role.HEAD_OF_DEPARTMENT, scope=mine))
    page = client.get(url("staff_list")).content.decode()
    assert "Mina Mine" in page
    assert "Otto" not in page
    assert "Otto Other" not in client.get(url("staff_list") + "?q=Otto").content.decode()
    assert client.get(url("staff", theirs)).status_code == 404
    assert client.get(url("correct_staff", theirs)).status_code == 403


def test_finding_and_filtering() -> None:
    department, campus = factories.make_body(kind=BodyKind.DEPARTMENT), factories.make_campus()
    a = make_staff("Ada Able", email="ada@example.org", department=department)
    b = make_staff("Bea Busy", campus=campus)
    make_staff("Gone", forgotten_on=clock.today(), left_on=clock.today() - DAY)
    today = clock.today()

    def found(**wanted: Any) -> list[Staff]:
        return list(queries.staff_list(COMMAND, queries.Wanted(**wanted), today, None).object_list)

    assert found() == [a, b]
    assert found(words="ABLE") == found(words="ada@") == found(words=a.number) == [a]
    assert found(department=department.reference) == [a]
    assert found(campus=campus.reference) == [b]
    assert found(left=True) == []


def test_the_list_costs_the_same_for_many(django_assert_num_queries: Any) -> None:
    department = factories.make_body(kind=BodyKind.DEPARTMENT)
    for _ in range(60):
        make_staff(department=department)
    lead = signed_in(make_account(Role.PREVENT_LEAD))
    head = signed_in(make_account(Role.HEAD_OF_DEPARTMENT, scope=department))
    for client, most in ((lead, 9), (head, 8)):
        # session, account, roles; departments, campuses; count, rows, placements; a keeper's words that wait
        with django_assert_num_queries(most):
            answer = client.get(url("staff_list"))
        assert "of 60 people" in answer.content.decode()
        assert client.get(url("staff_list") + "?page=2&q=Staff").status_code == 200


def test_the_navigation_offers_training_to_those_with_a_record() -> None:
    account = make_account(Role.MEMBER_OF_STAFF)
    client = signed_in(account)
    assert "Training" not in [item.label for item in client.get("/").context["navigation"]()]
    make_staff(person=account.person)
    assert "Training" in [item.label for item in client.get("/").context["navigation"]()]
    items = client.get(reverse("training:my_record")).context["navigation"]()
    assert [item.label for item in items if item.current] == ["Training"]
