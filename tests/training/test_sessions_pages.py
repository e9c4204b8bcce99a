"""Pages of sessions: what is typed is kept, hostile text stays text, sheets merge, and lists ask a fixed number of queries."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar
from lxml import html

from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.require import NotPermitted
from dueregard.kernel.rules import MailState
from dueregard.organisation.workflows.campuses import close_campus
from dueregard.training.models import Attendance, Booking, Course, Edition, RoleDecision, Session, SessionDate, Staff
from dueregard.training.rules.sessions import day_of, moment
from dueregard.training.rules.states import SessionState
from dueregard.training.workflows.attendance import mark_attendance
from dueregard.training.workflows.bookings import book_place
from dueregard.training.workflows.session_mail import send_mail_again
from dueregard.training.workflows.sessions import hold_session
from tests import factories
from tests.sent import fields_of
from tests.training.records import make_course, make_staff
from tests.training.running import at, mark, planned, somebody, with_account

pytestmark = pytest.mark.django_db
BY = factories.COMMAND
HOSTILE = '<script>alert("1")</script>&amp; \u202eevil " onload=x'


@pytest.fixture
def keeper() -> Client:
    return factories.signed_in(factories.make_account(Role.TRAINING_ADMINISTRATOR))


def coming(**more: Any) -> Session:
    """A session in two weeks."""
    return planned(at(clock.today() + timedelta(days=14)), **more)


def today(**more: Any) -> Session:
    """A session that is over within the day, with its first booking a week ago possible."""
    return planned(at(clock.today() - timedelta(days=1)), **more)


def url(name: str, session: Session, **more: Any) -> str:
    return reverse(f"training:{name}", kwargs={"reference": session.reference, **more})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def typed(**more: str) -> dict[str, str]:
    course = make_course()
    return {
        "course": course.reference,
        "day_1": "4 December 2026",
        "begins_1": "10:00",
        "ends_1": "12.30",
        "place_1": "Room 1",
        "open_to_all": "on",
        **more,
    }


# --- the form ---------------------------------------------------------------------------------------------------------
def test_a_session_is_planned_from_what_people_write(keeper: Client) -> None:
    sent = typed(day_3="11/12/2026", begins_3="2 pm", ends_3="4:30 pm", link_3="meet.example.org/x", capacity="12")
    answer = keeper.post(reverse("training:plan_session"), sent)
    session = Session.objects.get()
    assert answer["Location"] == url("session", session)
    assert session.site == "http://testserver/"
    assert list(session.dates.order_by("starts_at").values_list("starts_at", "ends_at", "link")) == [
        (moment(day, begins), moment(day, ends), link)
        for day, begins, ends, link in (
            (clock.today().replace(2026, 12, 4), time(10), time(12, 30), ""),
            (clock.today().replace(2026, 12, 11), time(14), time(16, 30), "https://meet.example.org/x"),
        )
    ]
    assert (session.open_to_all, session.all_dates, session.ask_roles) == (True, False, False)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"course": ""}, "Choose a course"),
        ({"day_1": "", "begins_1": "", "ends_1": "", "place_1": ""}, "Give at least one date"),
        ({"day_1": ""}, "Give the day"),
        ({"begins_1": ""}, "Say when it begins"),
        ({"ends_1": ""}, "Say when it ends"),
        ({"ends_1": "09:00"}, "It must end after it begins"),
        ({"begins_1": "ten"}, "Enter a time such as 10:00"),
        ({"day_1": "28 March 2027", "begins_1": "01:30"}, "The clocks go forward on 28 March 2027"),
        ({"link_1": "javascript:alert(1)"}, "Give a link that begins with https://"),
        ({"capacity": "0"}, "at least 1"),
        ({"capacity": "9" * 30}, "100000"),
        ({"edition": "nothing"}, "Select a valid choice"),
        ({"day_2": "4 December 2026", "begins_2": "11:00", "ends_2": "12:00"}, "overlap"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(keeper: Client, changes: dict[str, str], sentence: str) -> None:
    sent = typed(trainer=HOSTILE, note="Bring a pen.") | changes
    answer = keeper.post(reverse("training:plan_session"), sent)
    assert answer.status_code == 200
    page = html.fromstring(text(answer))
    assert sentence in page.xpath("string(//div[contains(@class, 'error-summary')])")
    form = page.forms[-1]
    assert (form.fields["trainer"], form.fields["note"].strip()) == (
        HOSTILE.replace("\u202e", "\u202e"),
        "Bring a pen.",
    )
    assert form.fields["day_1"] == sent["day_1"]
    assert "<script>alert" not in text(answer)
    assert not Session.objects.exists()


def test_another_courses_edition_is_refused(keeper: Client) -> None:
    other = Edition.objects.create(course=make_course(), name="Another's")
    answer = keeper.post(reverse("training:plan_session"), typed(edition=other.reference))
    assert "Choose an edition of this course" in text(answer)


def test_rows_beyond_the_page_and_names_that_are_none_break_nothing(keeper: Client) -> None:
    for name in ("day_21", "day_999999999999", "day_x", "day_-1", "day_²", "day_"):
        answer = keeper.post(reverse("training:plan_session"), typed(**{name: "4 December 2026"}))
        assert answer.status_code in (200, 302), name


def test_the_form_of_a_session_opens_as_it_is_and_saves_nothing_new(keeper: Client) -> None:
    session = coming(trainer="Tess", capacity=5)
    page = keeper.get(url("edit_session", session))
    sent = fields_of(page)
    assert keeper.post(url("edit_session", session), sent).status_code == 302
    session.refresh_from_db()
    assert (session.sequence, session.trainer, session.capacity, session.dates.count()) == (0, "Tess", 5, 1)
    # emptying a row takes its date away; the last one stays
    sent = fields_of(keeper.get(url("edit_session", session)), day_1="", begins_1="", ends_1="", place_1="")
    assert "Give at least one date" in text(keeper.post(url("edit_session", session), sent))


def test_a_form_offers_what_a_session_has_though_it_is_closed(keeper: Client) -> None:
    campus, course = factories.make_campus("Old Site"), make_course("Old course")
    session = coming(campus=campus.reference, course=course)
    yesterday = clock.today() - timedelta(days=1)
    close_campus(by=BY, campus=campus, on=yesterday)
    Course.objects.update(ended_on=yesterday)
    assert (
        keeper.post(url("edit_session", session), fields_of(keeper.get(url("edit_session", session)))).status_code
        == 302
    )
    new = text(keeper.get(reverse("training:plan_session")))
    assert "Old Site" not in new
    assert "Old course" not in new


def test_whoever_saves_second_sees_what_the_other_changed(keeper: Client) -> None:
    session = coming(trainer="Tess")
    opened = fields_of(keeper.get(url("edit_session", session)))
    assert keeper.post(url("edit_session", session), opened | {"begins_1": "09:00"}).status_code == 302
    answer = keeper.post(url("edit_session", session), opened | {"trainer": "Theo"})
    assert answer.status_code == 200
    assert "Begins" in text(answer)  # what only the other changed stays
    sent = fields_of(answer)
    assert (sent["begins_1"], sent["trainer"]) == (["09:00"], ["Theo"])
    assert keeper.post(url("edit_session", session), sent).status_code == 302
    session.refresh_from_db()
    assert session.trainer == "Theo"
    assert session.dates.get().starts_at == moment(day_of(session.dates.get().starts_at), time(9))


# --- the lists and the page -------------------------------------------------------------------------------------------
def test_the_list_asks_a_fixed_number_of_queries(keeper: Client, django_assert_num_queries: Any) -> None:
    account, own = with_account()
    course = make_course()
    for n in range(60):
        session = planned(at(clock.today() + timedelta(days=n + 1)), course=course, capacity=1)
        if n < 5:
            book_place(by=BY, session=session, staff=own)
    keeper.get(reverse("training:sessions"))
    # session, account, roles; count and rows
    with django_assert_num_queries(5):
        page = keeper.get(reverse("training:sessions"))
    assert "Showing 1 to 50 of 60" in text(page)
    mine = factories.signed_in(account)
    with django_assert_num_queries(7):  # and, for the navigation and the words, whether they are in the list of staff
        page = mine.get(reverse("training:sessions"))
    assert text(page).count("You have a place") == 5


def test_the_page_asks_a_fixed_number_of_queries(keeper: Client, django_assert_num_queries: Any) -> None:
    session = coming(capacity=40)
    for _ in range(60):
        book_place(by=BY, session=session, staff=somebody())
    with django_assert_num_queries(11):
        page = keeper.get(url("session", session))
    assert "40 booked, 20 waiting" in text(page)
    assert "Showing 1 to 50 of 60 people" in text(page)
    Staff.objects.filter(name__contains="Staff").update(left_on=clock.today())
    assert text(keeper.get(url("session", session))).count("has left by then") == 50


def test_the_sheet_asks_a_fixed_number_of_queries(keeper: Client, django_assert_num_queries: Any) -> None:
    session = today()
    people = Staff.objects.bulk_create(Staff(name=f"Many {n}") for n in range(80))
    mark_attendance(by=BY, session=session, mark=mark(session), came=[each.reference for each in people])
    sheet = url("attendance_sheet", session, mark=mark(session))
    with django_assert_num_queries(6):
        page = keeper.get(sheet)
    assert "80 of 80 are recorded" in text(page)


def test_hostile_names_stay_text_everywhere(keeper: Client) -> None:
    course = make_course(HOSTILE)
    session = today(course=course, trainer=HOSTILE, note=HOSTILE)
    SessionDate.objects.update(place=HOSTILE)
    person = somebody(HOSTILE)
    Booking.objects.create(
        session=session, staff=person, state="booked", turn=1, booked_at=clock.now(), booked_by_name="x", changed_at=clock.now()
    )  # fmt: skip
    for page in (
        keeper.get(reverse("training:sessions") + "?past=1"),
        keeper.get(url("session", session)),
        keeper.get(url("edit_session", session)),
        keeper.get(url("attendance_sheet", session, mark=mark(session))),
        keeper.get(url("attendance_list", session, mark=mark(session))),
        keeper.get(url("book_for", session) + "?find=script"),
    ):
        assert page.status_code == 200
        assert "<script>alert" not in text(page)
        assert "&lt;script&gt;" in text(page)


def test_staff_book_give_up_and_download_by_the_page() -> None:
    account, own = with_account()
    browser = factories.signed_in(account)
    session = coming(capacity=1)
    SessionDate.objects.update(link="https://meet.example.org/x")
    page = browser.get(url("session", session))
    assert "Book a place" in text(page)
    assert "meet.example.org" not in text(page) + text(browser.get(url("session_calendar", session)))
    assert browser.post(url("book_place", session), follow=True).status_code == 200
    page = browser.get(url("session", session))
    assert "You have a place" in text(page)
    assert "meet.example.org" in text(page)
    saved = browser.get(url("session_calendar", session))
    assert saved["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(saved.content).walk("VEVENT")
    assert event["uid"] == mark(session)
    assert "meet.example.org" in event["description"]
    assert own.name not in text(saved)
    booking = Booking.objects.get()
    stranger = factories.signed_in(with_account()[0])
    assert stranger.post(url("give_up_place", session, booking=booking.reference)).status_code == 404
    assert "Join the waiting list" in text(stranger.get(url("session", session)))
    stranger.post(url("book_place", session))
    assert "You are the next to get a place" in text(stranger.get(url("session", session)))
    browser.post(url("give_up_place", session, booking=booking.reference))
    assert "You have a place" in text(stranger.get(url("session", session)))
    assert Mail.objects.count() == 4


def test_somebody_outside_the_list_of_staff_is_told_so() -> None:
    browser = factories.signed_in(factories.make_account())
    session = coming()
    assert "not in the list of staff" in text(browser.get(reverse("training:sessions")))
    for name in ("session", "session_calendar"):
        assert browser.get(url(name, session)).status_code == 404
    assert browser.post(url("book_place", session)).status_code == 404


def test_a_keeper_books_for_somebody_found_by_name(keeper: Client) -> None:
    session, person = coming(), somebody("Ann Example", department=factories.make_body("Library"))
    page = keeper.get(url("book_for", session) + "?find=ann")
    assert "Library" in text(page)
    keeper.post(url("book_for", session), {"staff": person.reference, "find": "ann"})
    assert Booking.objects.get().staff == person
    assert keeper.post(url("book_for", session), {"staff": "nobody"}).status_code == 404
    assert keeper.post(url("book_for", session), {}).status_code == 404
    assert "Ann Example" in text(keeper.get(url("session", session)))


# --- the sheet --------------------------------------------------------------------------------------------------------
@pytest.fixture
def filled() -> tuple[Session, list[Staff]]:
    session = today()
    people = [somebody(name) for name in ("Ada", "Bea", "Cyd")]
    with clock.set_to(clock.now() - timedelta(days=7)):
        for each in people:
            book_place(by=BY, session=session, staff=each)
    return session, people


def came() -> set[str]:
    return set(Attendance.objects.values_list("staff__name", flat=True))


def test_two_sheets_opened_at_once_undo_nothing_of_each_other(keeper: Client, filled: Any) -> None:
    session, (ada, bea, cyd) = filled
    sheet = url("attendance_sheet", session, mark=mark(session))
    mark_attendance(by=BY, session=session, mark=mark(session), came=[cyd.reference])
    first, second = fields_of(keeper.get(sheet)), fields_of(keeper.get(sheet))
    assert first["was"] == [cyd.reference]
    keeper.post(sheet, first | {"came": [cyd.reference, ada.reference]})
    keeper.post(sheet, second | {"came": [bea.reference]})  # and Cyd's tick is taken back
    assert came() == {"Ada", "Bea"}
    keeper.post(sheet, second | {"came": [bea.reference]})  # the button once more
    assert came() == {"Ada", "Bea"}


def test_a_closed_sheet_keeps_the_ticks_while_it_asks_why(keeper: Client, filled: Any) -> None:
    session, (ada, bea, _) = filled
    mark_attendance(by=BY, session=session, mark=mark(session), came=[bea.reference])
    hold_session(by=BY, session=session)
    sheet = url("attendance_sheet", session, mark=mark(session))
    answer = keeper.post(sheet, fields_of(keeper.get(sheet), came=[ada.reference]))
    assert "say why this is entered now" in text(answer)
    again = fields_of(answer)
    assert (again["came"], again["was"]) == ([ada.reference], [bea.reference])
    assert keeper.post(sheet, again | {"reason": "On paper."}).status_code == 302
    assert came() == {"Ada"}


def test_somebody_without_a_place_is_added(keeper: Client, filled: Any) -> None:
    session, _ = filled
    other = make_staff("Dee Example")
    add = url("add_attendee", session, mark=mark(session))
    assert "Dee Example" in text(keeper.get(f"{add}?find=dee"))
    assert keeper.post(add, {"staff": other.reference, "find": "dee"}).status_code == 302
    assert came() == {"Dee Example"}
    assert "Without a place" in text(keeper.get(url("attendance_sheet", session, mark=mark(session))))
    hold_session(by=BY, session=session)
    late = make_staff("Eve Example")
    answer = keeper.post(add, {"staff": late.reference, "find": "eve"})
    assert "say why" in text(answer)
    assert "Eve Example" in text(answer)
    assert "is no longer in the list" in text(keeper.post(add, {"find": "eve", "reason": "x"}))


def test_a_sheet_of_dates_that_are_gone_is_not_there(keeper: Client, filled: Any) -> None:
    session, _ = filled
    for name in ("attendance_sheet", "add_attendee", "attendance_list"):
        for wrong in ("nothing", "1", mark(coming())):
            assert keeper.get(url(name, session, mark=wrong)).status_code == 404


def test_the_list_to_print_has_a_line_for_each_and_some_for_others(keeper: Client, filled: Any) -> None:
    session, _ = filled
    page = html.fromstring(text(keeper.get(url("attendance_list", session, mark=mark(session)))))
    rows = page.xpath("//table[contains(@class, 'signatures')]/tbody/tr")
    assert [row.xpath("string(th)") for row in rows[:3]] == ["Ada", "Bea", "Cyd"]
    assert len(rows) == 3 + 8


def test_a_sheet_opens_on_its_day(keeper: Client) -> None:
    session = coming()
    page = keeper.get(url("attendance_sheet", session, mark=mark(session)))
    assert "This date has not come yet" in text(page)
    answer = keeper.post(url("attendance_sheet", session, mark=mark(session)), {"came": make_staff().reference})
    assert "not come yet" in text(answer)


# --- the end ----------------------------------------------------------------------------------------------------------
def test_cancelling_asks_for_a_reason_and_holding_closes(keeper: Client, filled: Any) -> None:
    held, _ = filled
    keeper.post(url("hold_session", held))
    held.refresh_from_db()
    assert held.state == SessionState.HELD
    assert "Open the attendance again" in text(keeper.get(url("session", held)))
    keeper.post(url("reopen_session", held))
    session = coming()
    assert "Say why" in text(keeper.post(url("cancel_session", session), {"reason": " "}))
    keeper.post(url("cancel_session", session), {"reason": "No trainer."})
    assert "No trainer." in text(keeper.get(url("session", session)))
    answer = keeper.post(url("hold_session", session), follow=True)
    assert "You cannot hold what is cancelled" in text(answer)


def test_the_question_is_answered_once_by_the_page() -> None:
    account, own = with_account()
    session = today(ask_roles=True)
    mark_attendance(by=BY, session=session, mark=mark(session), came=[own.reference])
    browser = factories.signed_in(account)
    assert "Name a role" in text(browser.get(url("session", session)))
    assert "Name a role" in text(browser.post(url("name_role_after_session", session), {"role": " "}))
    assert browser.post(url("name_role_after_session", session), {"role": "Porters"}).status_code == 302
    assert browser.get(url("name_role_after_session", session)).status_code == 404
    assert RoleDecision.objects.get().role == "Porters"
    assert "Completed" in text(browser.get(url("session", session)))


# --- its mail ---------------------------------------------------------------------------------------------------------
def test_a_mail_that_failed_is_seen_and_tried_again(keeper: Client, django_assert_num_queries: Any) -> None:
    session = coming()
    for _ in range(3):
        book_place(by=BY, session=session, staff=somebody())
    mail = Mail.objects.order_by("pk")[0]
    Mail.objects.filter(pk=mail.pk).update(state=MailState.FAILED, failure="Refused.", ended_at=clock.now())
    assert "Some could not be sent" in text(keeper.get(url("session", session)))
    with django_assert_num_queries(7):
        page = keeper.get(url("session_mail", session))
    assert "Refused." in text(page)
    assert text(page).count("With a calendar entry") == 3
    again = url("send_session_mail_again", session, mail=mail.reference)
    keeper.post(again)
    mail.refresh_from_db()
    assert mail.state == MailState.WAITING
    assert "You cannot try again what is waiting" in text(keeper.post(again, follow=True))
    other = url("send_session_mail_again", coming(), mail=mail.reference)
    assert keeper.post(other).status_code == 404


def test_the_mail_of_a_session_is_for_keepers() -> None:
    session = coming()
    auditor = factories.make_account(Role.AUDITOR)
    assert factories.signed_in(auditor).get(url("session_mail", session)).status_code == 403
    with pytest.raises(NotPermitted):
        send_mail_again(by=auditor, session=session, mail=Mail())


# --- what the walk through the pages found --------------------------------------------------------------------------
def test_whoever_books_is_told_whether_they_have_a_place(keeper: Client) -> None:
    session = coming(capacity=1)
    first, second = with_account()[0], with_account()[0]
    for account, said in ((first, "You have a place."), (second, "You have a turn on the waiting list.")):
        assert said in text(factories.signed_in(account).post(url("book_place", session), follow=True))
    somebody("Ann Phoned")
    staff = Staff.objects.get(name="Ann Phoned")
    answer = keeper.post(url("book_for", session), {"staff": staff.reference}, follow=True)
    assert "Ann Phoned has a turn on the waiting list." in text(answer)


def test_an_open_sheet_is_the_next_step_and_the_past_says_who_came(keeper: Client, filled: Any) -> None:
    session, (ada, _, _) = filled
    page, past = url("session", session), reverse("training:sessions") + "?past=1"
    assert "Tick who came" in text(keeper.get(page))
    mark_attendance(by=BY, session=session, mark=mark(session), came=[ada.reference])
    hold_session(by=BY, session=session)
    assert "Tick who came" not in text(keeper.get(page))
    with clock.set_to(clock.now() + timedelta(days=2)):
        (row,) = html.fromstring(text(factories.signed_in(factories.make_account(Role.PREVENT_LEAD)).get(past))).xpath(
            "//table/tbody/tr"
        )
    assert row.xpath("string(td[@data-label='Came'])").split()[0] == "1"
    assert "Tick who came" not in text(keeper.get(url("session", coming())))


def test_what_is_wrong_is_listed_in_the_order_of_the_page(keeper: Client) -> None:
    sent = typed(course="", day_1="31 November 2026", capacity="0")
    answer = html.fromstring(text(keeper.post(reverse("training:plan_session"), sent)))
    fields = [link.rpartition("#")[2] for link in answer.xpath("//*[contains(@class, 'error-summary')]//a/@href")]
    assert fields == ["id_course", "id_day_1", "id_capacity"]
    answer = text(keeper.post(reverse("training:plan_session"), {"trainer": "Tara"}))
    assert "Choose a course" in answer
    assert "Give at least one date" in answer
