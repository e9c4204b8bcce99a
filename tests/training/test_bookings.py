"""Places in sessions: booking, the waiting list in its turns, giving up, booking again, and the one reminder."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from dueregard.kernel import outbox
from dueregard.kernel.models import Mail
from dueregard.kernel.principals import Schedule
from dueregard.kernel.require import NotAllowedNow, NotPermitted
from dueregard.kernel.rules import MailState
from dueregard.training import permissions
from dueregard.training.models import Booking, Session, Staff, Told
from dueregard.training.queries.attendance import find_staff
from dueregard.training.queries.sessions import session_list, session_of_reference, session_page
from dueregard.training.rules.states import BookingState, SessionState
from dueregard.training.workflows import session_mail, session_reminders
from dueregard.training.workflows.bookings import book_place, give_up_place
from dueregard.training.workflows.session_reminders import remind, remind_all
from dueregard.training.workflows.sessions import cancel_session
from tests import factories
from tests.training.records import make_staff
from tests.training.running import DAY, TODAY, at, days_before, on, planned, somebody, with_account

pytestmark = pytest.mark.django_db
BY = factories.COMMAND


def states(session: Session) -> list[str]:
    return list(Booking.objects.filter(session=session).order_by("turn").values_list("state", flat=True))


def kinds() -> list[str]:
    """What the mails are about, in the order in which they were queued."""
    return [mail.key.split("-", 1)[1] for mail in Mail.objects.order_by("pk")]


def sequence(mail: Mail) -> int:
    (event,) = Calendar.from_ical(mail.calendar).walk("VEVENT")
    return int(event["sequence"])


# --- who --------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("role", [*Role.values, ""])
def test_who_may_book_whom(role: str) -> None:
    account, own = with_account(*filter(None, [role]))
    other = somebody()
    keeps = role in {Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.TRAINING_ADMINISTRATOR}
    with on(TODAY):
        session = planned()
        assert book_place(by=account, session=session, staff=own).state == BookingState.BOOKED
        for work in (book_place, give_up_place):
            if keeps:
                work(by=account, session=session, staff=other)
            else:
                with pytest.raises(NotPermitted):
                    work(by=account, session=session, staff=other)
        assert give_up_place(by=account, session=session, staff=own).state == BookingState.CANCELLED


def test_by_invitation_only_keepers_book() -> None:
    account, own = with_account()
    with on(TODAY):
        session = planned(open_to_all=False)
        with pytest.raises(NotAllowedNow, match="training administrator"):
            book_place(by=account, session=session, staff=own)
        book_place(by=BY, session=session, staff=own)
        # their own place is theirs to give up
        give_up_place(by=account, session=session, staff=own)


@pytest.mark.parametrize("role", [*Role.values, ""])
def test_who_sees_which_session(role: str) -> None:
    account, own = with_account(*filter(None, [role]))
    other = factories.make_account(*filter(None, [role]))
    reads = role in permissions.READERS
    with on(TODAY):
        opened, closed, off = planned(), planned(open_to_all=False), planned()
        booked = planned(open_to_all=False)
        book_place(by=BY, session=booked, staff=own)
        cancel_session(by=BY, session=off, reason="x")
        off.refresh_from_db()
        expected = {opened: True, closed: reads, off: reads, booked: True}
        for viewer, sees in ((account, expected), (other, dict.fromkeys(expected, reads))):
            visible = set(Session.objects.filter(permissions.visible_sessions(viewer, TODAY)))
            assert visible == {each for each, seen in sees.items() if seen}
            for each, seen in sees.items():
                assert permissions.can_read_session(viewer, each, TODAY) == seen
                assert (session_of_reference(viewer, each.reference) is not None) == seen
        Staff.objects.filter(pk=own.pk).update(left_on=days_before(1, TODAY))
        if not reads:
            assert set(Session.objects.filter(permissions.visible_sessions(account, TODAY))) == {booked}
            assert not permissions.can_read_session(account, opened, TODAY)


def test_nobody_without_a_person_sees_anything() -> None:
    with on(TODAY):
        session = planned()
        for viewer in (object(), Schedule()):
            assert not permissions.can_read_session(viewer, session, TODAY)
            assert not Session.objects.filter(permissions.visible_sessions(viewer, TODAY)).exists()


# --- when -------------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("state", [SessionState.HELD, SessionState.CANCELLED])
def test_what_is_over_is_not_booked_or_given_up(state: str) -> None:
    staff = somebody()
    with on(TODAY):
        session = planned()
        book_place(by=BY, session=session, staff=staff)
        Session.objects.filter(pk=session.pk).update(state=state)
        for work in (book_place, give_up_place):
            with pytest.raises(NotAllowedNow):
                work(by=BY, session=session, staff=somebody() if work is book_place else staff)


def test_what_has_begun_is_not_booked_and_only_keepers_take_somebody_off() -> None:
    account, own = with_account()
    with on(TODAY):
        session = planned()
        book_place(by=account, session=session, staff=own)
    with on(DAY, time(10)):
        with pytest.raises(NotAllowedNow, match="has begun"):
            book_place(by=BY, session=session, staff=somebody())
        with pytest.raises(NotAllowedNow, match="has begun"):
            give_up_place(by=account, session=session, staff=own)
        give_up_place(by=BY, session=session, staff=own)


def test_whoever_has_left_is_not_booked() -> None:
    with on(TODAY):
        session = planned()
        with pytest.raises(NotAllowedNow, match="left"):
            book_place(by=BY, session=session, staff=make_staff(left_on=days_before(1, TODAY)))


# --- the waiting list -------------------------------------------------------------------------------------------------
def test_places_go_by_turns() -> None:
    people = [somebody() for _ in range(5)]
    with on(TODAY):
        session = planned(capacity=2)
        for each in people:
            book_place(by=BY, session=session, staff=each)
        assert states(session) == ["booked", "booked", "waiting", "waiting", "waiting"]
        give_up_place(by=BY, session=session, staff=people[3])  # the turn behind moves up
        give_up_place(by=BY, session=session, staff=people[0])
        assert states(session) == ["cancelled", "booked", "booked", "cancelled", "waiting"]
        assert kinds() == [
            "1-place",
            "2-place",
            "3-waiting",
            "4-waiting",
            "5-waiting",
            "4-given-up",
            "1-given-up",
            "3-given",
        ]


def test_somebody_who_books_again_queues_behind() -> None:
    first, second, third = (somebody() for _ in range(3))
    with on(TODAY):
        session = planned(capacity=1)
        for each in (first, second, third):
            book_place(by=BY, session=session, staff=each)
        give_up_place(by=BY, session=session, staff=first)
        again = book_place(by=BY, session=session, staff=first)
    assert (again.state, again.turn) == (BookingState.WAITING, 4)
    assert Booking.objects.count() == 3
    assert [b.staff for b in Booking.objects.order_by("turn")] == [second, third, first]


def test_who_left_meanwhile_takes_no_place_from_anybody() -> None:
    first, gone, third = (somebody() for _ in range(3))
    with on(TODAY):
        session = planned(capacity=1)
        for each in (first, gone, third):
            book_place(by=BY, session=session, staff=each)
        Staff.objects.filter(pk=gone.pk).update(left_on=days_before(1, TODAY))
        give_up_place(by=BY, session=session, staff=first)
    assert states(session) == ["cancelled", "waiting", "booked"]


def test_booking_twice_is_one_place_one_mail_and_one_entry_in_the_trail() -> None:
    staff = somebody()
    with on(TODAY):
        session = planned()
        assert book_place(by=BY, session=session, staff=staff) == book_place(by=BY, session=session, staff=staff)
    assert kinds() == ["1-place"]
    assert Entry.objects.filter(verb="training.place_booked").count() == 1
    with on(TODAY):
        give_up_place(by=BY, session=session, staff=staff)
        with pytest.raises(NotAllowedNow):
            give_up_place(by=BY, session=session, staff=staff)
        with pytest.raises(NotAllowedNow, match="no place"):
            give_up_place(by=BY, session=session, staff=somebody())


def test_a_calendar_takes_the_entry_back_in_at_a_later_number() -> None:
    staff = somebody()
    with on(TODAY):
        session = planned()
        for work in (book_place, give_up_place, book_place):
            work(by=BY, session=session, staff=staff)
            outbox.work({}, report=lambda progress: None)
    numbers = [sequence(mail) for mail in Mail.objects.order_by("pk")]
    assert numbers == sorted(set(numbers)), numbers
    assert ["METHOD:CANCEL" in mail.calendar for mail in Mail.objects.order_by("pk")] == [False, True, False]


# --- mail -------------------------------------------------------------------------------------------------------------
def test_a_letter_says_what_when_and_where_and_nothing_of_records() -> None:
    staff = somebody("Ann Example")
    with on(TODAY):
        session = planned(at(link="https://meet.example.org/x"), trainer="Tess Trainer", note="A note.")
        book_place(by=BY, session=session, staff=staff)
    mail = Mail.objects.get()
    assert (mail.to, mail.about, mail.holds_link) == (staff.email, session.reference, False)
    for words in ("4 December 2026, 10:00 to 12:00", "Room 1", "https://meet.example.org/x", "Tess Trainer"):
        assert words in mail.body
    assert f"https://prevent.example.ac.uk/training/sessions/{session.reference}" in mail.body
    assert "Ann Example" not in mail.body + mail.calendar
    assert "A note." not in mail.body + mail.calendar


def test_whoever_waits_gets_no_link_to_join_by() -> None:
    with on(TODAY):
        session = planned(at(link="https://meet.example.org/x"), capacity=1)
        for _ in range(2):
            book_place(by=BY, session=session, staff=somebody())
    waiting = Mail.objects.get(key__contains="waiting")
    assert ("meet.example.org" in waiting.body, waiting.calendar) == (False, "")


@pytest.mark.parametrize("address", ["", "not an address", "a@example.org\nBcc: b@example.org"])
def test_without_an_address_the_place_is_given_and_no_mail_goes(address: str) -> None:
    staff = somebody(email=address)
    with on(TODAY):
        assert book_place(by=BY, session=planned(), staff=staff).state == BookingState.BOOKED
    assert not Mail.objects.exists()


def test_the_persons_address_stands_in() -> None:
    account, own = with_account()
    with on(TODAY):
        book_place(by=BY, session=planned(), staff=own)
    assert Mail.objects.get().to == account.person.email


def test_nobody_is_written_to_about_what_is_over() -> None:
    staff = somebody()
    with on(TODAY):
        session = planned()
        book_place(by=BY, session=session, staff=staff)
    with on(DAY, time(12)):
        give_up_place(by=BY, session=session, staff=staff)
        cancel_session(by=BY, session=session, reason="It never took place.")
    assert kinds() == ["1-place"]


def test_a_kill_between_mail_and_commit_leaves_neither(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = somebody()
    with on(TODAY):
        session = planned()
        whole = session_mail.queue_mail

        def killed(**given: Any) -> Mail:
            whole(**given)
            raise SystemExit

        monkeypatch.setattr(session_mail, "queue_mail", killed)
        with pytest.raises(SystemExit):
            book_place(by=BY, session=session, staff=staff)
        assert not Booking.objects.exists()
        assert not Mail.objects.exists()
        monkeypatch.undo()
        book_place(by=BY, session=session, staff=staff)
    assert kinds() == ["1-place"]


# --- the reminder -----------------------------------------------------------------------------------------------------
def reminders() -> list[str]:
    return sorted(Mail.objects.filter(key__endswith="-reminder").values_list("to", flat=True))


def test_one_reminder_two_days_before_and_never_two() -> None:
    early, late, waits = somebody(), somebody(), somebody()
    with on(TODAY):
        session = planned(capacity=2)
        book_place(by=BY, session=session, staff=early)
    with on(days_before(3)):
        remind_all()
    assert reminders() == []
    with on(days_before(2), time(7)):
        remind_all()  # nobody is woken
    assert reminders() == []
    with on(days_before(2), time(8)):
        book_place(by=BY, session=session, staff=late)  # knows already
        book_place(by=BY, session=session, staff=waits)
        remind_all()
        remind_all()
    with on(days_before(1)):
        remind_all()
    assert reminders() == [early.email]
    assert Told.objects.get().staff == early
    assert Entry.objects.filter(verb="training.session_reminded").count() == 1


def test_a_server_that_was_down_reminds_late_and_not_after_the_beginning() -> None:
    staff = somebody()
    with on(TODAY):
        session, other = planned(), planned()
        for each in (session, other):
            book_place(by=BY, session=each, staff=staff)
        cancel_session(by=BY, session=other, reason="x")
    with on(DAY, time(10, 1)):
        remind_all()
        assert remind(by=BY, session=session) == 0
    assert reminders() == []
    with on(DAY, time(9, 59)):
        remind_all()
    assert reminders() == [staff.email]


def test_the_days_are_a_setting_and_none_reminds_nobody(settings: Any) -> None:
    with on(TODAY):
        book_place(by=BY, session=planned(), staff=somebody())
    settings.DUEREGARD_TRAINING_REMIND_DAYS = 0
    with on(days_before(1)):
        remind_all()
        assert remind(by=BY, session=Session.objects.get()) == 0
    assert reminders() == []
    settings.DUEREGARD_TRAINING_REMIND_DAYS = 7
    with on(days_before(7)):
        remind_all()
    assert len(reminders()) == 1


def test_a_kill_between_the_note_and_the_mail_reminds_once_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    staff = somebody()
    with on(TODAY):
        session = planned()
        book_place(by=BY, session=session, staff=staff)
    with on(days_before(2)):
        monkeypatch.setattr(session_reminders, "recorded", lambda *given: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            remind(by=Schedule(), session=session)
        assert (Told.objects.count(), reminders()) == (0, [])
        monkeypatch.undo()
        assert remind(by=Schedule(), session=session) == 1
        assert remind(by=Schedule(), session=session) == 0
    assert reminders() == [staff.email]


def test_one_session_that_fails_keeps_no_other_from_being_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with on(TODAY):
        sessions = [planned(), planned()]
        for each in sessions:
            book_place(by=BY, session=each, staff=somebody())
    whole = session_reminders.remind

    def failing(*, by: Any, session: Session) -> int:
        if session == sessions[0]:
            raise RuntimeError
        return whole(by=by, session=session)

    monkeypatch.setattr(session_reminders, "remind", failing)
    with on(days_before(1)):
        remind_all()
    assert len(reminders()) == 1


def test_whoever_gets_an_address_later_is_reminded_then() -> None:
    staff = somebody(email="")
    with on(TODAY):
        session = planned()
        book_place(by=BY, session=session, staff=staff)
    with on(days_before(2)):
        remind_all()
        assert not Told.objects.exists()
        Staff.objects.filter(pk=staff.pk).update(email="now@example.org")
        remind_all()
    assert reminders() == ["now@example.org"]


def test_reminders_are_for_the_schedule_and_keepers() -> None:
    with on(TODAY):
        session = planned()
    with pytest.raises(NotPermitted):
        remind(by=factories.make_account(Role.AUDITOR), session=session)


def test_a_reminder_takes_no_confirmation_back() -> None:
    with on(TODAY):
        session = planned()
        book_place(by=BY, session=session, staff=somebody())
    with on(days_before(2)):
        remind_all()
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.WAITING}


# --- reading ----------------------------------------------------------------------------------------------------------
def test_only_keepers_find_people_by_name() -> None:
    make_staff("Ann Example")
    make_staff("Ann Other", left_on=days_before(1, TODAY))
    make_staff("Bob Example")
    lead = factories.make_account(Role.TRAINING_ADMINISTRATOR)
    assert [each.name for each in find_staff(lead, "example an", day=TODAY).people] == ["Ann Example"]
    assert find_staff(lead, " ", day=TODAY).people == []
    for viewer in (factories.make_account(Role.AUDITOR), with_account()[0], factories.make_account()):
        assert find_staff(viewer, "Ann", day=TODAY).people == []
    for n in range(30):
        make_staff(f"Many {n}")
    found = find_staff(lead, "many", day=TODAY)
    assert (len(found.people), found.more) == (20, True)


def test_names_are_for_those_who_may_read_them() -> None:
    body = factories.make_body()
    head = factories.make_account(Role.HEAD_OF_DEPARTMENT, scope=body)
    governor, (me, own) = factories.make_account(Role.GOVERNOR), with_account()
    with on(TODAY):
        session = planned(at(link="https://meet.example.org/x"))
        theirs = make_staff("Theirs", department=body)
        for each in (theirs, make_staff("Not theirs"), own):
            book_place(by=BY, session=session, staff=each)

        def shown(viewer: Any) -> Any:
            page = session_page(viewer, session_of_reference(viewer, session.reference))  # type: ignore[arg-type]
            names = None if page.bookings is None else [b.staff.name for b in page.bookings.object_list]
            return names, page.booked, page.dates[0].link != ""

        assert shown(head) == (["Theirs"], 3, False)
        assert shown(governor) == (None, 3, False)
        assert shown(me) == (None, 3, True)


def test_the_lists_tell_past_from_coming() -> None:
    account, own = with_account()
    lead = factories.make_account(Role.PREVENT_LEAD)
    with on(TODAY):
        first, second = planned(at(DAY)), planned(at(DAY + timedelta(days=1)))
        book_place(by=BY, session=second, staff=own)

    def listed(viewer: Any, past: bool) -> list[Session]:
        return list(session_list(viewer, past=past, wanted=None).object_list)

    with on(TODAY):
        assert listed(account, False) == [first, second]
        assert listed(account, True) == []
    with on(DAY, time(11)):  # what has begun can no longer be booked
        assert listed(account, False) == [second]
        assert listed(lead, False) == [first, second]
    with on(DAY + timedelta(days=2)):
        assert listed(lead, True) == [second, first]
        assert second in listed(account, True)
