"""Planning, editing, cancelling and holding sessions: who may, in which state, and what their calendars are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.kernel.calendar import objects_in
from dueregard.kernel.models import Mail
from dueregard.kernel.require import ChangedSince, NotAllowedNow, NotPermitted, Refused
from dueregard.kernel.rules import MailState
from dueregard.training.models import Booking, Completion, Course, Edition, Session
from dueregard.training.rules.states import BOOKING, SESSION, BookingState, SessionState
from dueregard.training.workflows.attendance import mark_attendance
from dueregard.training.workflows.bookings import book_place
from dueregard.training.workflows.sessions import (
    cancel_session,
    edit_session,
    hold_session,
    plan_session,
    reopen_session,
)
from tests import factories
from tests.training.records import make_course, make_staff
from tests.training.running import DAY, TODAY, a_plan, at, mark, on, planned, somebody

pytestmark = pytest.mark.django_db
BY = factories.COMMAND
KEEPERS = {Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.TRAINING_ADMINISTRATOR}


@pytest.fixture(autouse=True)
def _sender(settings: Any) -> None:
    settings.DEFAULT_FROM_EMAIL = "training@example.ac.uk"


def events(mail: Mail) -> list[tuple[str, str, int]]:
    """(method, identity, sequence) of the entries that a mail carries."""
    found = []
    for method, text in objects_in(mail.calendar):
        (event,) = Calendar.from_ical(text).walk("VEVENT")
        found.append((method, str(event["uid"]), int(event["sequence"])))
    return found


def mails(kind: str = "") -> list[Mail]:
    return list(Mail.objects.filter(key__contains=kind, state=MailState.WAITING).order_by("pk"))


# --- states -----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("verb", "allowed"),
    [("hold", {SessionState.PLANNED}), ("cancel", {SessionState.PLANNED}), ("reopen", {SessionState.HELD})],
)
def test_the_states_of_a_session(verb: str, allowed: set[str]) -> None:
    do = {"hold": hold_session, "reopen": reopen_session, "cancel": lambda **g: cancel_session(reason="Ill.", **g)}
    for state in SessionState.values:
        with on(TODAY):
            session = planned()
        Session.objects.filter(pk=session.pk).update(state=state)
        with on(DAY):
            if state in allowed:
                do[verb](by=BY, session=session)
                session.refresh_from_db()
                assert session.state == SESSION.verbs[verb].target
            else:
                with pytest.raises(NotAllowedNow):
                    do[verb](by=BY, session=session)


def test_the_states_of_a_place() -> None:
    table = {
        "give_place": ({"waiting"}, "booked"),
        "cancel": ({"waiting", "booked"}, "cancelled"),
        "book_again": ({"cancelled"}, "waiting"),
    }
    assert {verb: (set(step.sources), step.target) for verb, step in BOOKING.verbs.items()} == table
    assert set(BookingState.values) == {"booked", "waiting", "cancelled"}


@pytest.mark.parametrize("role", Role.values)
def test_who_may_run_sessions(role: str) -> None:
    account = factories.make_account(role)
    staff = somebody()
    with on(TODAY):
        session = planned()
    work: list[Any] = [
        lambda: plan_session(by=account, plan=a_plan()),
        lambda: edit_session(by=account, session=session, plan=a_plan(at(at=1))),
        lambda: mark_attendance(by=account, session=session, mark=mark(session), came=[staff.reference]),
        lambda: hold_session(by=account, session=session),
        lambda: reopen_session(by=account, session=session),
    ]
    with on(DAY):
        for each in work:
            if role in KEEPERS:
                each()
            else:
                with pytest.raises(NotPermitted):
                    each()
        if role not in KEEPERS:
            with pytest.raises(NotPermitted):
                cancel_session(by=account, session=session, reason="x")


# --- planning ---------------------------------------------------------------------------------------------------------
def test_a_session_is_planned_with_all_that_was_said() -> None:
    course, campus = make_course(), factories.make_campus()
    edition = Edition.objects.create(course=course, name="2026 pack")
    with on(TODAY):
        session = planned(
            at(),
            at(DAY + timedelta(days=7), place="", link="https://meet.example.org/x"),
            course=course,
            edition=edition.reference,
            campus=campus.reference,
            trainer=" Tess \n Trainer ",
            capacity=12,
            all_dates=True,
            ask_roles=True,
            note="Bring\x00 a pen.",
        )
    session.refresh_from_db()
    assert (session.course, session.edition, session.campus) == (course, edition, campus)
    assert (session.trainer, session.note, session.capacity) == ("Tess Trainer", "Bring a pen.", 12)
    assert (session.state, session.sequence, session.revision) == (SessionState.PLANNED, 0, 1)
    assert [date.link for date in session.dates.order_by("starts_at")] == ["", "https://meet.example.org/x"]
    entry = Entry.objects.get(verb="training.session_planned")
    assert entry.subject == session.reference


def wrong_plans() -> dict[str, tuple[dict[str, Any], str]]:
    return {
        "no course": ({"course": "nothing"}, "Choose a course"),
        "no date": ({"dates": []}, "at least one date"),
        "another's edition": ({"edition": "OTHER"}, "edition of this course"),
        "no such campus": ({"campus": "nothing"}, "campus from the list"),
        "no place": ({"capacity": 0}, "at least 1"),
        "a script for a link": ({"dates": [at(link="javascript:alert(1)")]}, "link begins with https"),
        "a long place": ({"dates": [at(place="x" * 201)]}, "at most 200"),
        "a long name": ({"trainer": "x" * 201}, "at most 200"),
    }


@pytest.mark.parametrize("case", wrong_plans())
def test_what_cannot_be_is_refused_in_a_sentence(case: str) -> None:
    changes, sentence = wrong_plans()[case]
    with on(TODAY), pytest.raises(Refused, match=sentence):
        plan_session(by=BY, plan=replace(a_plan(), **changes))
    assert not Session.objects.exists()


def test_a_course_that_ended_is_not_planned_but_stays_where_it_was() -> None:
    course = make_course()
    with on(TODAY):
        session = planned(course=course)
    Course.objects.filter(pk=course.pk).update(ended_on=TODAY)
    with on(DAY):
        with pytest.raises(Refused, match="no longer offered"):
            planned(course=course)
        edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course, trainer="Tess"))
    session.refresh_from_db()
    assert session.trainer == "Tess"


# --- editing ----------------------------------------------------------------------------------------------------------
def test_a_new_time_is_told_with_the_same_entry_and_a_later_number() -> None:
    course, staff, waits = make_course(), somebody(), somebody()
    with on(TODAY):
        session = planned(course=course, capacity=1)
        for each in (staff, waits):
            book_place(by=BY, session=session, staff=each)
        (first,) = events(mails("-place")[0])
        edit_session(
            by=BY, session=session, plan=a_plan(at(begins=time(11), ends=time(13), at=1), course=course, capacity=1)
        )
    told = {mail.to: mail for mail in mails("changed-1")}
    assert set(told) == {staff.email, waits.email}
    assert events(told[staff.email]) == [("REQUEST", first[1], first[2] + 1)]
    assert "4 December 2026, 11:00 to 13:00" in told[staff.email].body
    assert events(told[waits.email]) == []
    # what was not sent yet told the old time
    assert Mail.objects.get(key__contains="-place").state == MailState.WITHDRAWN


def test_what_calendars_need_not_hear_is_not_told() -> None:
    course = make_course()
    with on(TODAY):
        session = planned(course=course)
        book_place(by=BY, session=session, staff=somebody())
        edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course, trainer="Tess", note="A pen."))
    session.refresh_from_db()
    assert (session.sequence, session.revision, session.trainer) == (0, 2, "Tess")
    assert mails("changed") == []


def test_dates_that_change_places_and_one_that_goes() -> None:
    course, staff = make_course(), somebody()
    one, two, three = at(), at(DAY + timedelta(days=7)), at(DAY + timedelta(days=14))
    with on(TODAY):
        session = planned(one, two, three, course=course)
        book_place(by=BY, session=session, staff=staff)
        before = [mark(session, n) for n in (1, 2, 3)]
        swapped = [replace(two, at=1), replace(one, at=2)]
        edit_session(by=BY, session=session, plan=a_plan(*swapped, course=course))
    assert [mark(session, n) for n in (1, 2)] == [before[1], before[0]]
    found = events(mails("changed-1")[0])
    assert found[0] == ("CANCEL", before[2], 1)
    assert sorted(found[1:]) == sorted(("REQUEST", each, 1) for each in before[:2])


def test_what_goes_out_of_a_calendar_is_sent_though_a_later_letter_follows() -> None:
    course = make_course()
    with on(TODAY):
        session = planned(at(), at(DAY + timedelta(days=7)), course=course)
        book_place(by=BY, session=session, staff=somebody())
        edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course))
        edit_session(by=BY, session=session, plan=a_plan(at(begins=time(9), at=1), course=course))
    assert [mail.key.split("-")[-1] for mail in mails("changed")] == ["1", "2"]


def test_more_places_fill_from_the_waiting_list_and_fewer_than_are_taken_are_refused() -> None:
    course, people = make_course(), [somebody() for _ in range(4)]
    with on(TODAY):
        session = planned(course=course, capacity=1)
        for each in people:
            book_place(by=BY, session=session, staff=each)
        edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course, capacity=3))
        states = list(Booking.objects.order_by("turn").values_list("state", flat=True))
        assert states == ["booked", "booked", "booked", "waiting"]
        assert [mail.to for mail in mails("-given")] == [people[1].email, people[2].email]
        with pytest.raises(Refused, match="3 people have a place"):
            edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course, capacity=2))
        edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course))
        assert not Booking.objects.filter(state=BookingState.WAITING).exists()


def test_whoever_saves_second_is_told_and_a_form_twice_is_no_conflict_of_its_own() -> None:
    course = make_course()
    with on(TODAY):
        session = planned(course=course)
        edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course), revision=1)
        with pytest.raises(ChangedSince) as told:
            edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course), revision=1)
    assert (told.value.revision, told.value.by_name) == (2, BY.name)


def test_a_date_to_which_somebody_came_stays_and_completions_follow_the_dates() -> None:
    course, staff = make_course(), make_staff()
    week = DAY + timedelta(days=7)
    with on(TODAY):
        session = planned(at(), at(week), course=course, all_dates=True)
    with on(week):
        mark_attendance(by=BY, session=session, mark=mark(session, 1), came=[staff.reference])
        assert not Completion.objects.exists()
        with pytest.raises(Refused, match="you take away"):
            edit_session(by=BY, session=session, plan=a_plan(at(week, at=2), course=course, all_dates=True))
        later = [at(week + timedelta(days=1), at=1), at(week, at=2)]
        with pytest.raises(Refused, match="into the future"):
            edit_session(by=BY, session=session, plan=a_plan(*later, course=course, all_dates=True))
        with pytest.raises(Refused, match="course stays"):
            edit_session(by=BY, session=session, plan=a_plan(at(at=1), at(week, at=2)))
        # the second date falls away: who came to the first has come to all
        edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course, all_dates=True))
        assert Completion.objects.get(removed_on=None).completed_on == DAY
        # it comes back: they have not
        edit_session(by=BY, session=session, plan=a_plan(at(at=1), at(week), course=course, all_dates=True))
        assert not Completion.objects.filter(removed_on=None).exists()
        edit_session(by=BY, session=session, plan=a_plan(at(at=1), at(week, at=2), course=course))
        assert Completion.objects.get(removed_on=None).completed_on == DAY
    assert Completion.objects.count() == 1


# --- the end ----------------------------------------------------------------------------------------------------------
def test_cancelling_tells_everybody_and_takes_it_out_of_their_calendars() -> None:
    staff, waits = somebody(), somebody()
    with on(TODAY):
        session = planned(capacity=1)
        for each in (staff, waits):
            book_place(by=BY, session=session, staff=each)
        with pytest.raises(Refused):
            cancel_session(by=BY, session=session, reason="  ")
        cancel_session(by=BY, session=session, reason="The trainer cannot come.")
    told = {mail.to: events(mail) for mail in mails("called-off")}
    assert told == {staff.email: [("CANCEL", mark(session), 1)], waits.email: []}
    assert all("trainer cannot come" not in mail.body for mail in mails())
    entry = Entry.objects.get(verb="training.session_cancelled")
    assert "trainer cannot" not in entry.summary


def test_a_session_to_which_somebody_came_is_not_cancelled() -> None:
    with on(TODAY):
        session = planned()
    with on(DAY):
        mark_attendance(by=BY, session=session, mark=mark(session), came=[make_staff().reference])
        with pytest.raises(NotAllowedNow, match="took place"):
            cancel_session(by=BY, session=session, reason="x")


def test_it_is_held_on_the_day_of_its_last_date_or_later() -> None:
    with on(TODAY):
        session = planned(at(), at(DAY + timedelta(days=7)))
    with on(DAY), pytest.raises(NotAllowedNow, match="has not come yet"):
        hold_session(by=BY, session=session)
    with on(DAY + timedelta(days=7), time(8)):
        hold_session(by=BY, session=session)
        with pytest.raises(NotAllowedNow):
            edit_session(by=BY, session=session, plan=a_plan())


def test_a_session_after_the_clocks_changed_is_told_by_the_clock() -> None:
    """Planned in summer for the winter: ten o'clock stays ten o'clock."""
    with on(date(2026, 9, 1)):
        session = planned(at(date(2026, 10, 26)), at(date(2026, 10, 24)))
        book_place(by=BY, session=session, staff=somebody())
    (mail,) = mails("-place")
    assert "24 October 2026, 10:00 to 12:00" in mail.body
    assert "26 October 2026, 10:00 to 12:00" in mail.body
    assert "DTSTART:20261024T090000Z" in mail.calendar
    assert "DTSTART:20261026T100000Z" in mail.calendar
