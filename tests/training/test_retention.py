"""What training forgets when: names two years after leaving, lists after a year; and what was counted stays true."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.models import Person
from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import correct_person
from dueregard.audit.models import Detail
from dueregard.audit.queries import faults
from dueregard.figures.queries import recorded
from dueregard.figures.registry import figure_of
from dueregard.figures.rules.spans import Span
from dueregard.kernel import clock, files, retention
from dueregard.kernel.models import StoredFile
from dueregard.kernel.principals import Schedule
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.organisation.models import Lead
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training.models import (
    Booking,
    Bringing,
    Completion,
    Objection,
    Officer,
    Placement,
    RefresherRule,
    Session,
    Staff,
    Told,
)
from dueregard.training.rules.states import BookingState, BringingState, ObjectionState
from dueregard.training.workflows import completions
from dueregard.training.workflows import staff as workflows
from dueregard.training.workflows.retention import forget_leavers, forget_staff
from tests import factories
from tests.factories import COMMAND, make_account, signed_in
from tests.training.records import appoint_officer, complete, make_course, make_staff

pytestmark = pytest.mark.django_db

YEAR = 366
DAY = timedelta(days=1)


def run_in(days: int) -> dict[str, int]:
    """What a run in so many days does."""
    with clock.set_to(clock.now() + timedelta(days=days)):
        return retention.run(by=Schedule()).counts


def attended(day: date) -> int:
    figure = figure_of("training.staff_attended")
    assert figure is not None
    return recorded(figure, Span(day))


def leaver() -> Staff:
    """Somebody with everything that can be recorded, who left yesterday."""
    today, course = clock.today(), make_course()
    department = factories.make_body(kind=BodyKind.DEPARTMENT)
    staff = workflows.add_staff(
        by=COMMAND, name="Lena Leaver", number="L1", email="lena@example.org", department=department, job="Warden"
    )
    completions.enter_completion(
        by=COMMAND, staff=staff, course=course, completed_on=today - 9 * DAY, evidence="Lena's certificate"
    )
    wrong = completions.enter_completion(by=COMMAND, staff=staff, course=course, completed_on=today - 8 * DAY)
    completions.take_back_completion(by=COMMAND, completion=wrong, reason="Lena was away")
    appoint_officer(
        staff, today - 99 * DAY, today - DAY,
        title="Lena's post", contact="Lena's telephone", hours="Lena's hours", ended_reason="Lena left",
    )  # fmt: skip
    Objection.objects.create(staff=staff, words="I, Lena, was there", said_at=clock.now())
    workflows.record_leaving_of_staff(by=COMMAND, staff=staff, on=today - DAY)
    return Staff.objects.get(pk=staff.pk)


def said_of(staff: Staff) -> str:
    """Everything that the tables and the trail still hold of them."""
    rows: list[Any] = [
        *Staff.objects.filter(pk=staff.pk).values(),
        *Completion.objects.filter(staff=staff).values(),
        *Officer.objects.filter(staff=staff).values(),
        *Placement.objects.filter(staff=staff).values(),
        *Objection.objects.filter(staff=staff).values(),
        *Detail.objects.filter(entry__subject=staff.reference).values("values"),
    ]
    return str(rows)


def assert_forgotten(staff: Staff) -> None:
    staff.refresh_from_db()
    assert (staff.name, staff.email, staff.number, staff.person) == ("", "", "", None)
    assert staff.forgotten_on is not None
    for word in ("Lena", "lena", "L1", "Warden"):
        assert word not in said_of(staff), word
    assert Completion.objects.filter(staff=staff).count() == 2
    assert Placement.objects.get(staff=staff).department is not None
    assert attended(clock.today()) == 1
    assert list(faults()) == []


# --- in its time ------------------------------------------------------------------------------------------------------
def test_a_leaver_is_forgotten_after_two_years_and_stays_counted() -> None:
    staff = leaver()
    assert attended(clock.today()) == 1
    assert run_in(2 * YEAR - 10).get("training.Staff") is None
    assert run_in(2 * YEAR)["training.Staff"] == 1
    assert_forgotten(staff)
    assert "training.Staff" not in run_in(3 * YEAR)
    page = signed_in(make_account(Role.PREVENT_LEAD)).get(reverse("training:staff", args=[staff.reference]))
    assert "Somebody who left" in page.content.decode()


def test_the_person_behind_a_leaver_goes_in_the_same_run() -> None:
    person = factories.make_person("Lena Leaver", "lena@example.org")
    staff = leaver()
    assert staff.person == person
    correct_person(by=COMMAND, person=person, name=person.name, email=person.email, left_on=clock.today())
    counts = run_in(2 * YEAR + 2)
    assert (counts["training.Staff"], counts["accounts.Person"]) == (1, 1)
    assert not Person.objects.filter(pk=person.pk).exists()
    assert_forgotten(staff)


def test_a_person_who_left_goes_though_training_was_not_told() -> None:
    person = factories.make_person("Lena Leaver", "lena@example.org")
    staff = make_staff("Lena Leaver", person=person)
    correct_person(by=COMMAND, person=person, name=person.name, email=person.email, left_on=clock.today() - DAY)
    client = signed_in(make_account(Role.PREVENT_LEAD))
    assert "Lena Leaver" in client.get(reverse("training:staff_list") + "?unsettled=on").content.decode()
    assert "say that they have left" in client.get(reverse("training:staff", args=[staff.reference])).content.decode()
    assert run_in(2 * YEAR + 2)["accounts.Person"] == 1
    staff.refresh_from_db()
    assert (staff.person, staff.name) == (None, "Lena Leaver")  # who works here by the list of staff


def test_a_person_who_is_deleted_leaves_the_record() -> None:
    person = factories.make_person()
    staff = make_staff(person=person)
    Lead.objects.filter(person=person).delete()
    person.delete()
    staff.refresh_from_db()
    assert staff.person is None


def test_places_words_rules_and_notes_go_after_two_years() -> None:
    now, staff, course = clock.now(), make_staff(), make_course()
    session = Session.objects.create(course=course)
    Booking.objects.create(
        session=session, staff=staff, state=BookingState.BOOKED, turn=1, booked_at=now, changed_at=now
    )
    answered = Objection.objects.create(
        staff=staff, words="Wrong", said_at=now, answered_at=now, state=ObjectionState.KEPT
    )
    waiting = Objection.objects.create(staff=staff, words="Wrong too", said_at=now)
    values: dict[str, Any] = {"course": course, "invite_to": course, "before": date(2018, 1, 1), "made_at": now}
    RefresherRule.objects.create(name="Ended", ended_at=now, **values)
    runs = RefresherRule.objects.create(name="Runs", **values)
    Told.objects.create(staff=staff, what="invitation", about=session.reference, told_at=now)
    assert run_in(2 * YEAR - 10) == {}
    assert run_in(2 * YEAR) == {
        "training.Booking": 1,
        "training.Objection": 1,
        "training.RefresherRule": 1,
        "training.Told": 1,
    }
    assert list(Objection.objects.all()) == [waiting] != [answered]
    assert list(RefresherRule.objects.all()) == [runs]


def test_a_list_goes_after_a_year_and_its_row_stays() -> None:
    stored = files.store(BytesIO(b"names"), "names.csv")
    made = Bringing.objects.create(
        what="staff", name="names.csv", file=stored, choices={"a": 1}, summary={"a": 1}, errors=["Lena"],
        undo={"a": 1}, state=BringingState.BROUGHT, brought_at=clock.now(), brought_by="X", brought_by_name="Ann",
    )  # fmt: skip
    staff = make_staff(bringing=made)
    assert run_in(YEAR - 5) == {}
    assert run_in(YEAR) == {"training.Bringing": 1}
    made.refresh_from_db()
    assert (made.name, made.file, made.choices, made.summary, made.errors, made.undo) == ("", None, {}, {}, [], {})
    assert not StoredFile.objects.exists()
    staff.refresh_from_db()
    assert staff.bringing == made
    assert "training.Bringing" not in run_in(YEAR + 5)


# --- before its time --------------------------------------------------------------------------------------------------
def test_a_name_can_be_taken_out_early_by_whom_data_protection_asks() -> None:
    staff = leaver()
    officer = make_account(Role.DATA_PROTECTION_OFFICER)
    client = signed_in(officer)
    url = reverse("training:forget_staff", args=[staff.reference])
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 200
    assert client.post(url, {"reason": "They asked for it."}).status_code == 302
    assert_forgotten(staff)
    assert "They asked for it." in said_of(staff)
    with pytest.raises(NotAllowedNow, match="gone already"):
        forget_staff(by=COMMAND, staff=staff, reason="Again")


def test_lists_of_the_last_year_do_not_bring_the_name_back() -> None:
    staff = leaver()
    made = Bringing.objects.create(
        what="staff", name="names.csv", file=files.store(BytesIO(b"names"), "names.csv"),
        summary={"counts": {"changed": 1, "new": 1101}, "examples": [[1, "Lena Leaver", "is new"]]},
        errors=[[2, "lena@example.org twice"]], undo={"staff": {str(staff.pk): {"name": ["Lena", "Lena Leaver"]}}},
        state=BringingState.BROUGHT, brought_at=clock.now(), brought_by="X", brought_by_name="Ann",
    )  # fmt: skip
    forget_staff(by=COMMAND, staff=staff, reason="They asked for it.")
    made.refresh_from_db()
    assert "Lena" not in str([made.summary, made.errors, made.undo]) + made.name
    assert "lena" not in str(made.errors)
    assert made.summary["counts"] == {"changed": 1, "new": 1101}
    assert made.undo == {"staff": {}}
    assert_forgotten(staff)


def test_not_while_they_work_here_not_without_a_reason_and_not_by_everybody() -> None:
    here, gone = make_staff(), make_staff(left_on=clock.today() - DAY)
    complete(gone, make_course(), date(2019, 1, 1))
    with pytest.raises(NotAllowedNow, match="still work here"):
        forget_staff(by=COMMAND, staff=here, reason="A reason")
    with pytest.raises(Refused, match="why"):
        forget_staff(by=COMMAND, staff=gone, reason=" ")
    for role in (Role.PREVENT_OFFICER, Role.TRAINING_ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(NotPermitted):
            forget_staff(by=make_account(role), staff=gone, reason="A reason")
    with pytest.raises(NotPermitted):
        forget_leavers(by=make_account(Role.PREVENT_LEAD), most=1)
