"""Several at the same moment: the last place is given once, a tick is there once, and the schedule reminds once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.principals import Schedule
from dueregard.training.models import Attendance, Booking, Completion, RoleDecision, Session, Told
from dueregard.training.rules.states import BookingState
from dueregard.training.workflows.attendance import mark_attendance, name_role_after_session
from dueregard.training.workflows.bookings import book_place, give_up_place
from dueregard.training.workflows.session_reminders import remind
from dueregard.training.workflows.sessions import edit_session
from tests import factories
from tests.hostile.test_races import at_once, post
from tests.training.records import make_course, make_staff
from tests.training.running import DAY, TODAY, a_plan, at, days_before, mark, on, planned, somebody, with_account

pytestmark = pytest.mark.django_db(transaction=True)
BY = factories.COMMAND


def together(*work: Callable[[], Any], day: Any = TODAY) -> list[Any]:
    """All the work at the same moment, each in a thread with a connection of its own; what each gave or raised."""
    gate, answers = threading.Barrier(len(work)), [None] * len(work)

    def one(place: int, do: Callable[[], Any]) -> None:
        try:
            with on(day):
                gate.wait(10)
                answers[place] = do()
        except Exception as error:
            answers[place] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=each) for each in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def states(session: Session) -> Counter[str]:
    return Counter(Booking.objects.filter(session=session).values_list("state", flat=True))


def test_the_last_place_is_given_once_and_the_others_wait_in_turns() -> None:
    with on(TODAY):
        session = planned(capacity=1)
    people = [somebody() for _ in range(5)]
    found = together(*(lambda each=each: book_place(by=BY, session=session, staff=each) for each in people))  # type: ignore[misc]
    assert states(session) == {"booked": 1, "waiting": 4}, found
    turns = sorted(Booking.objects.values_list("turn", flat=True))
    assert turns == [1, 2, 3, 4, 5]
    assert Booking.objects.get(state=BookingState.BOOKED).turn == 1
    assert Mail.objects.count() == 5
    assert list(faults()) == []


def test_the_last_place_by_the_page() -> None:
    """The same through the door: two people in two browsers, on the real clock."""
    day = clock.today().replace(year=clock.today().year + 1, day=1)
    session = planned(at(day), capacity=1)
    accounts = [with_account()[0] for _ in range(3)]
    url = reverse("training:book_place", args=[session.reference])
    assert at_once(*((factories.signed_in(each), post(url, {})) for each in accounts)) == [302] * 3
    assert states(session) == {"booked": 1, "waiting": 2}


def test_one_person_who_clicks_five_times_has_one_place_and_one_mail() -> None:
    with on(TODAY):
        session = planned(capacity=3)
    staff = somebody()
    together(*[lambda: book_place(by=BY, session=session, staff=staff)] * 5)
    assert states(session) == {"booked": 1}
    assert Mail.objects.count() == 1
    assert Entry.objects.filter(verb="training.place_booked").count() == 1


def test_places_that_are_given_up_while_others_book_and_more_are_added_are_never_too_many() -> None:
    course = make_course()
    with on(TODAY):
        session = planned(course=course, capacity=2)
        people = [somebody() for _ in range(6)]
        for each in people[:4]:
            book_place(by=BY, session=session, staff=each)
    found = together(
        lambda: give_up_place(by=BY, session=session, staff=people[0]),
        lambda: give_up_place(by=BY, session=session, staff=people[0]),
        lambda: book_place(by=BY, session=session, staff=people[4]),
        lambda: book_place(by=BY, session=session, staff=people[5]),
        lambda: edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course, capacity=3)),
    )
    assert states(session) == {"booked": 3, "waiting": 2, "cancelled": 1}, found
    booked = Booking.objects.filter(state=BookingState.BOOKED).values_list("turn", flat=True)
    waiting = Booking.objects.filter(state=BookingState.WAITING).values_list("turn", flat=True)
    assert max(booked) < min(waiting)
    assert list(faults()) == []


def test_two_sheets_saved_at_once_tick_both_and_nobody_twice() -> None:
    with on(TODAY):
        session = planned()
    one, two = make_staff(), make_staff()

    def tick(*people: Any) -> Callable[[], Any]:
        came = [each.reference for each in people]
        return lambda: mark_attendance(by=BY, session=session, mark=mark(session), came=came)

    together(tick(one), tick(one, two), tick(two), tick(one), day=DAY)
    assert Attendance.objects.count() == 2
    assert Completion.objects.count() == 2


def test_two_sessions_of_one_course_on_one_day_complete_it_once() -> None:
    course, staff = make_course(), make_staff()
    with on(TODAY):
        sessions = [planned(course=course) for _ in range(3)]
    together(
        *(
            lambda each=each: mark_attendance(by=BY, session=each, mark=mark(each), came=[staff.reference])  # type: ignore[misc]
            for each in sessions
        ),
        day=DAY,
    )
    assert Attendance.objects.count() == 3
    assert Completion.objects.count() == 1


def test_two_ticks_of_the_schedule_remind_once() -> None:
    with on(TODAY):
        session = planned()
        for _ in range(3):
            book_place(by=BY, session=session, staff=somebody())
    found = together(*[lambda: remind(by=Schedule(), session=session)] * 4, day=days_before(2))
    assert sorted(found) == [0, 0, 0, 3]
    assert Mail.objects.filter(key__endswith="-reminder").count() == 3
    assert Told.objects.count() == 3


def test_an_answer_that_is_sent_twice_is_counted_once() -> None:
    account, own = with_account(Role.MEMBER_OF_STAFF)
    with on(TODAY):
        session = planned(ask_roles=True)
    with on(DAY):
        mark_attendance(by=BY, session=session, mark=mark(session), came=[own.reference])
    together(*[lambda: name_role_after_session(by=account, session=session, role="Porters")] * 4, day=DAY)
    assert RoleDecision.objects.get().count == 1
