"""Attendance: idempotent, per date, with its completions; late entries; and the question afterwards, without who said it."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.audit.models import Detail, Entry
from dueregard.kernel.models import Mail
from dueregard.kernel.require import NotAllowedNow, NotPermitted, Refused
from dueregard.training.models import Attendance, Completion, Edition, RoleDecision, Session, Staff, Told
from dueregard.training.queries.attendance import date_of_mark, sheet
from dueregard.training.queries.sessions import session_of_reference, session_page
from dueregard.training.rules.kinds import Source
from dueregard.training.rules.states import SessionState
from dueregard.training.workflows.attendance import Marked, mark_attendance, name_role_after_session
from dueregard.training.workflows.bookings import book_place
from dueregard.training.workflows.completions import take_back_completion
from dueregard.training.workflows.sessions import edit_session, hold_session, reopen_session
from tests import factories
from tests.training.records import complete, make_course, make_staff
from tests.training.running import DAY, TODAY, a_plan, at, mark, on, planned, somebody, with_account

pytestmark = pytest.mark.django_db
BY = factories.COMMAND
WEEK = DAY + timedelta(days=7)


def tick(session: Session, *came: Staff, which: int = 1, taken_back: Any = (), reason: str = "") -> Marked:
    return mark_attendance(
        by=BY,
        session=session,
        mark=mark(session, which),
        came=[each.reference for each in came],
        taken_back=[each.reference for each in taken_back],
        reason=reason,
    )


def completed() -> list[tuple[int, Any]]:
    return sorted(Completion.objects.filter(removed_on=None).values_list("staff", "completed_on"))


@pytest.fixture
def session() -> Session:
    with on(TODAY):
        return planned()


# --- ticking ----------------------------------------------------------------------------------------------------------
def test_a_tick_is_there_once_however_often_it_is_sent(session: Session) -> None:
    staff = make_staff()
    with on(DAY):
        assert tick(session, staff) == Marked(1, 0)
        assert tick(session, staff) == Marked(0, 0)
    assert Attendance.objects.count() == 1
    (made,) = Completion.objects.all()
    assert (made.staff, made.course, made.session, made.source) == (staff, session.course, session, Source.SESSION)
    assert (made.completed_on, made.removed_on) == (DAY, None)
    assert Entry.objects.filter(verb="training.attendance_saved").count() == 1


def test_a_tick_taken_back_takes_the_completion_back_and_again_brings_the_same_one(session: Session) -> None:
    staff = make_staff()
    with on(DAY):
        tick(session, staff)
        assert tick(session, taken_back=[staff]) == Marked(0, 1)
        assert tick(session, taken_back=[staff]) == Marked(0, 0)
        assert completed() == []
        assert not Attendance.objects.exists()
        (row,) = Completion.objects.all()
        assert row.removed_on == DAY
        assert row.removed_reason == "Attendance: The tick was taken back."
        tick(session, staff)
    assert completed() == [(staff.pk, DAY)]
    assert Completion.objects.count() == 1


def test_ticked_and_taken_back_at_once_is_a_tick(session: Session) -> None:
    staff = make_staff()
    with on(DAY):
        assert tick(session, staff, taken_back=[staff]) == Marked(1, 0)


def test_before_its_day_nobody_came(session: Session) -> None:
    staff = make_staff()
    with on(DAY - timedelta(days=1), time(23, 59)), pytest.raises(NotAllowedNow, match="not come yet"):
        tick(session, staff)
    with on(DAY, time(0, 1)):  # the hall fills before the hour
        tick(session, staff)


def test_what_is_not_there_is_refused(session: Session) -> None:
    with on(DAY):
        with pytest.raises(Refused, match="dates of this session have changed"):
            mark_attendance(by=BY, session=session, mark="nothing", came=[make_staff().reference])
        with pytest.raises(Refused, match="no longer in the list"):
            mark_attendance(by=BY, session=session, mark=mark(session), came=["nobody"])
        Session.objects.filter(pk=session.pk).update(state=SessionState.CANCELLED)
        with pytest.raises(NotAllowedNow, match="cancelled"):
            tick(session, make_staff())
    assert not Attendance.objects.exists()


# --- the rule of the session ------------------------------------------------------------------------------------------
def test_any_date_completes_it_on_the_first_that_was_attended() -> None:
    staff = make_staff()
    with on(TODAY):
        session = planned(at(), at(WEEK))
    with on(WEEK):
        tick(session, staff, which=2)
        assert completed() == [(staff.pk, WEEK)]
        tick(session, staff, which=1)  # it turns out that they came earlier
        assert completed() == [(staff.pk, DAY)]
        tick(session, taken_back=[staff], which=1)
        assert completed() == [(staff.pk, WEEK)]
        assert [a.date.starts_at for a in Attendance.objects.all()] == [
            session.dates.order_by("starts_at")[1].starts_at
        ]


def test_where_every_date_is_needed_the_last_completes_it() -> None:
    whole, half = make_staff(), make_staff()
    with on(TODAY):
        session = planned(at(), at(WEEK), all_dates=True)
    with on(DAY):
        tick(session, whole, half)
        assert completed() == []
    with on(WEEK):
        tick(session, whole, which=2)
        assert completed() == [(whole.pk, WEEK)]
        tick(session, taken_back=[whole], which=1)
        assert completed() == []


def test_the_edition_is_the_sessions_or_the_one_of_the_day() -> None:
    course = make_course()
    old = Edition.objects.create(course=course, name="Old", to_on=TODAY)
    new = Edition.objects.create(course=course, name="New", from_on=TODAY + timedelta(days=1))
    with on(TODAY):
        chosen, left = planned(course=course, edition=old.reference), planned(at(WEEK), course=course)
    with on(WEEK):
        tick(chosen, make_staff())
        tick(left, make_staff())
    assert [c.edition for c in Completion.objects.order_by("completed_on")] == [old, new]


def test_an_edition_that_is_put_right_later_is_put_right_in_the_records() -> None:
    course = make_course()
    wrong, right = (Edition.objects.create(course=course, name=name) for name in ("Wrong", "Right"))
    with on(TODAY):
        session = planned(course=course, edition=wrong.reference)
    with on(DAY):
        tick(session, make_staff())
        for edition, expected in ((right.reference, right), ("", right)):
            edit_session(by=BY, session=session, plan=a_plan(at(at=1), course=course, edition=edition))
            assert Completion.objects.get().edition == expected


def test_a_completion_of_that_day_is_neither_doubled_nor_taken_back(session: Session) -> None:
    staff = make_staff()
    kept = complete(staff, session.course, DAY)
    with on(DAY):
        tick(session, staff)
        assert Completion.objects.count() == 1
        tick(session, taken_back=[staff])
    kept.refresh_from_db()
    assert (kept.removed_on, kept.source) == (None, Source.ENTERED)


def test_what_somebody_took_back_by_hand_stays_so_until_they_are_ticked_anew() -> None:
    staff = make_staff()
    with on(TODAY):
        session = planned(at(), at(WEEK))
    with on(WEEK):
        tick(session, staff)
        take_back_completion(by=BY, completion=Completion.objects.get(), reason="Somebody of the same name.")
        tick(session, make_staff())  # saving the sheet for others changes nothing
        assert staff.pk not in dict(completed())
        tick(session, staff, which=2)
        assert dict(completed())[staff.pk] == DAY


# --- late -------------------------------------------------------------------------------------------------------------
def test_after_the_sheet_is_closed_a_reason_is_needed(session: Session) -> None:
    early, late = make_staff(), make_staff()
    with on(DAY, time(13)):
        tick(session, early)
        hold_session(by=BY, session=session)
        for work in (lambda: tick(session, late), lambda: tick(session, taken_back=[early], reason=" ")):
            with pytest.raises(Refused, match="say why"):
                work()
        assert tick(session, early) == Marked(0, 0)  # nothing new needs none
        tick(session, late, reason="Signed on paper.")
        with pytest.raises(Refused, match="at most 300"):
            tick(session, taken_back=[late], reason="x" * 301)
    assert dict(Attendance.objects.values_list("staff", "late_reason")) == {early.pk: "", late.pk: "Signed on paper."}
    entry = Entry.objects.get(verb="training.attendance_entered_late")
    assert "Signed" not in entry.summary
    with on(WEEK):
        reopen_session(by=BY, session=session)
        tick(session, make_staff())


# --- the sheet --------------------------------------------------------------------------------------------------------
def test_the_sheet_shows_who_is_booked_who_waits_and_who_came_without_a_place() -> None:
    booked, waits, other = (
        somebody("Ada"),
        somebody("Bea"),
        make_staff("Cyd", department=factories.make_body("Library")),
    )
    with on(TODAY):
        session = planned(capacity=1)
        for each in (booked, waits):
            book_place(by=BY, session=session, staff=each)
    with on(DAY):
        tick(session, other, booked)
        lead = factories.make_account(Role.TRAINING_ADMINISTRATOR)
        one = session_of_reference(lead, session.reference)
        assert one is not None
        date = date_of_mark(one, mark(session))
        assert date is not None
        found = sheet(lead, one, date)
    assert [(each.name, each.booked, each.came) for each in found.lines] == [
        ("Ada", "booked", True),
        ("Bea", "waiting", False),
        ("Cyd", "", True),
    ]
    assert (found.came, found.lines[2].department) == (2, "Library")


def test_a_sheet_of_hundreds_is_saved_in_few_queries(session: Session, django_assert_max_num_queries: Any) -> None:
    people = Staff.objects.bulk_create(Staff(name=f"Many {n}") for n in range(300))
    with on(DAY), django_assert_max_num_queries(28):
        assert tick(session, *people) == Marked(300, 0)
    assert Completion.objects.count() == 300


# --- the question afterwards ------------------------------------------------------------------------------------------
@pytest.fixture
def asking() -> tuple[Session, Any, Staff]:
    """A session that was held and asks, with an account of somebody who came."""
    account, own = with_account()
    with on(TODAY):
        session = planned(ask_roles=True)
        book_place(by=BY, session=session, staff=own)
    with on(DAY, time(13)):
        tick(session, own, make_staff())
        hold_session(by=BY, session=session)
    session.refresh_from_db()
    return session, account, own


def questions() -> list[str]:
    return list(Mail.objects.filter(key__endswith="question").values_list("to", flat=True))


def test_those_who_came_are_asked_once(asking: tuple[Session, Any, Staff]) -> None:
    session, account, own = asking
    assert questions() == [account.person.email]  # the other has no sign-in to answer with
    with on(WEEK):
        reopen_session(by=BY, session=session)
        hold_session(by=BY, session=session)
    assert len(questions()) == 1
    assert Told.objects.filter(staff=own, what="question").count() == 1


def test_one_answer_each_and_nothing_keeps_who_gave_it(asking: tuple[Session, Any, Staff]) -> None:
    session, account, own = asking
    with on(WEEK):
        page = session_page(account, session_of_reference(account, session.reference))  # type: ignore[arg-type]
        assert page.may_answer
        name_role_after_session(by=account, session=session, role="Library counter staff")
        page = session_page(account, session_of_reference(account, session.reference))  # type: ignore[arg-type]
        assert not page.may_answer
        with pytest.raises(NotAllowedNow, match="answered already"):
            name_role_after_session(by=account, session=session, role="Porters")
    (decision,) = RoleDecision.objects.all()
    assert (decision.role, decision.asked_at, decision.count) == ("Library counter staff", session.reference, 1)
    entry = Entry.objects.get(verb="training.role_named")
    told = f"{entry.actor} {entry.actor_name} {entry.summary} {Detail.objects.get(entry=entry).values}"
    assert own.name not in told
    for key in (account.reference, account.person.reference, own.reference):
        assert key not in told
    # the note that they answered stands at the session's own time, so that no moment joins the two
    assert Told.objects.get(what="question_answered").told_at == session.dates.get().ends_at
    assert decision.named_at > session.dates.get().ends_at


def test_what_is_no_role_is_refused_and_can_be_said_again(asking: tuple[Session, Any, Staff]) -> None:
    session, account, _ = asking
    with on(WEEK):
        with pytest.raises(Refused):
            name_role_after_session(by=account, session=session, role="  ")
        name_role_after_session(by=account, session=session, role="Porters")
    assert RoleDecision.objects.count() == 1


def test_whoever_did_not_come_is_not_asked(asking: tuple[Session, Any, Staff]) -> None:
    session, _, _ = asking
    absent, _ = with_account()
    for viewer in (absent, factories.make_account(Role.PREVENT_LEAD), BY):
        with pytest.raises(NotPermitted):
            name_role_after_session(by=viewer, session=session, role="Porters")
    Session.objects.update(ask_roles=False)
    with pytest.raises(NotAllowedNow, match="no question"):
        name_role_after_session(by=asking[1], session=session, role="Porters")
