"""A training session in a real browser: planned, the last place booked, the waiting list fills, attendance by keyboard, and
the completion appears; on a phone without JavaScript too."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.look.templatetags.look import plain_day
from dueregard.training.models import Attendance, Booking, Completion, RoleDecision, Session
from dueregard.training.workflows.bookings import book_place
from tests import factories
from tests.training.records import make_course
from tests.training.running import at, mark, planned, somebody, with_account

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
PHONE = {"viewport": {"width": 360, "height": 740}}


def _fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_the_last_place_and_the_waiting_list(
    new_page: Callable[..., Any], assert_accessible: Callable[..., None]
) -> None:
    keeper = factories.make_account(Role.TRAINING_ADMINISTRATOR, name="Tara Trainer")
    (first, _), (second, _) = with_account(name="Fay First"), with_account(name="Sid Second")
    somebody("Ann Phoned")
    make_course("Prevent workshop")
    page = new_page(keeper)

    # The administrator plans a session for two, and books somebody who telephoned.
    page.goto("/training/sessions")
    page.get_by_role("link", name="Plan a session").click()
    assert_accessible(page)
    page.get_by_label("Course").select_option("Prevent workshop")
    page.get_by_label("Day").first.fill(plain_day(clock.today() + timedelta(days=14)))
    page.get_by_label("Begins").first.fill("10:00")
    page.locator("#id_place_1").fill("Room 1")
    page.get_by_label("Places").fill("2")
    page.get_by_role("button", name="Plan the session").click()
    assert "Say when it ends" in page.inner_text(".error-summary")
    assert page.get_by_label("Begins").first.input_value() == "10:00"
    page.get_by_label("Ends").first.fill("12:00")
    page.get_by_role("button", name="Plan the session").click()
    page.get_by_role("heading", name="Prevent workshop").wait_for()
    assert_accessible(page)
    session_url = page.url
    page.get_by_role("link", name="Book a place for somebody").click()
    page.get_by_label("Name, mail address or staff number").fill("phoned")
    page.get_by_role("button", name="Find").click()
    assert_accessible(page)
    page.get_by_role("button", name="Book Ann Phoned").click()
    assert "1 booked" in page.inner_text("main")

    # The last place goes to the first; the second waits, on a phone without JavaScript.
    one, two = new_page(first), new_page(second, java_script_enabled=False, **PHONE)
    for browser in (one, two):
        browser.goto("/training/sessions")
        browser.get_by_role("link", name=re.compile("Prevent workshop")).click()
    assert two.get_by_role("button", name="Book a place").count() == 1
    one.get_by_role("button", name="Book a place").click()
    assert "You have a place" in one.inner_text("main")
    assert_accessible(one)
    two.get_by_role("button", name="Book a place").click()
    assert "You are on the waiting list" in two.inner_text("main")
    assert _fits(two)
    assert "Ann Phoned" not in one.inner_text("main")
    with one.expect_download() as saved:
        one.get_by_role("link", name=re.compile("Put it into your calendar")).click()
    assert "BEGIN:VEVENT" in saved.value.path().read_text()

    # The first gives it up: the place is the second's, who is told.
    one.get_by_role("button", name="Give the place up").click()
    two.reload()
    assert "You have a place" in two.inner_text("main")
    assert Mail.objects.filter(to=second.person.email, key__endswith="-given").count() == 1
    page.goto(session_url)
    assert "Sid Second" in page.inner_text("main")


def test_attendance_by_keyboard_and_the_completion_appears(
    new_page: Callable[..., Any], assert_accessible: Callable[..., None]
) -> None:
    keeper = factories.make_account(Role.TRAINING_ADMINISTRATOR, name="Tara Trainer")
    account, own = with_account(Role.MEMBER_OF_STAFF, name="Zoë Late")
    session = planned(at(clock.today() - timedelta(days=1)), course=make_course("Prevent workshop"), ask_roles=True)
    with clock.set_to(clock.now() - timedelta(days=9)):
        for name in ("Ada Early", "Bea Booked", "Cyd Coming"):
            book_place(by=factories.COMMAND, session=session, staff=somebody(name))
        book_place(by=factories.COMMAND, session=session, staff=own)
    somebody("Wes Without")
    page = new_page(keeper)
    page.goto(reverse("training:sessions"))
    page.get_by_role("link", name="Sessions that are over").click()
    page.get_by_role("link", name=re.compile("Prevent workshop")).click()
    page.get_by_role("link", name=re.compile("^Sheet")).click()
    assert_accessible(page)

    # By keyboard alone: type, go down, tick; the next letters begin anew. Accents do not matter.
    page.get_by_label("Find a name").focus()
    page.keyboard.type("zoe")
    assert page.get_by_role("checkbox").count() == 1
    page.keyboard.press("Enter")
    page.keyboard.press("Space")
    page.keyboard.type("ada")
    assert page.get_by_label("Find a name").input_value() == "ada"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Escape")
    assert page.get_by_role("checkbox").count() == 4
    assert "2 of 4 ticked, not saved yet." in page.inner_text("main")
    assert Attendance.objects.count() == 0
    page.get_by_role("button", name="Save the sheet").click()
    assert "2 of 4 are recorded" in page.inner_text("main")

    # Somebody who came without a place.
    page.get_by_role("link", name="Add somebody who came without a place").click()
    page.get_by_label("Name, mail address or staff number").fill("wes")
    page.get_by_role("button", name="Find").click()
    assert_accessible(page)
    page.get_by_role("button", name="Came Wes Without").click()
    assert "3 of 5 are recorded" in page.inner_text("main")

    # The same sheet on a phone without JavaScript.
    phone = new_page(keeper, java_script_enabled=False, **PHONE)
    phone.goto(reverse("training:attendance_sheet", args=[session.reference, mark(session)]))
    assert _fits(phone)
    assert phone.get_by_label("Find a name").count() == 1
    assert not phone.get_by_label("Find a name").is_visible()
    phone.get_by_role("checkbox", name=re.compile("Cyd Coming")).check()
    phone.get_by_role("checkbox", name=re.compile("Ada Early")).uncheck()
    phone.get_by_role("button", name="Save the sheet").click()
    came = set(Attendance.objects.values_list("staff__name", flat=True))
    assert came == {"Cyd Coming", "Wes Without", "Zoë Late"}
    assert set(Completion.objects.filter(removed_on=None).values_list("staff__name", flat=True)) == came

    # On paper: names and room for signatures, none of the furniture.
    page.get_by_role("link", name="List to print").click()
    assert_accessible(page)
    page.emulate_media(media="print")
    assert not page.get_by_role("link", name="the sheet").is_visible()
    assert page.locator(".signatures tbody tr").count() == 4 + 8
    page.emulate_media(media="screen")

    # Closed; a late entry needs a reason, and keeps the tick while it asks.
    page.goto(reverse("training:session", args=[session.reference]))
    page.get_by_role("button", name=re.compile("Close the attendance")).click()
    page.get_by_role("link", name=re.compile("^Sheet")).click()
    page.get_by_role("checkbox", name=re.compile("Bea Booked")).check()
    page.get_by_role("button", name="Save the sheet").click()
    assert "say why this is entered now" in page.inner_text(".error-summary")
    assert page.get_by_role("checkbox", name=re.compile("Bea Booked")).is_checked()
    assert_accessible(page)
    page.get_by_label("Why this is entered now").fill("Signed on paper.")
    page.get_by_role("button", name="Save the sheet").click()
    assert "entered late: Signed on paper." in page.inner_text("main")

    # Whoever came sees it in their own record, and answers the one question.
    mine = new_page(account)
    mine.goto(reverse("training:session", args=[session.reference]))
    assert "You came" in mine.inner_text("main")
    mine.get_by_role("link", name="Name a role").click()
    mine.get_by_label("Who else should be trained?").fill("Library counter staff")
    assert_accessible(mine)
    mine.get_by_role("button", name="Send the answer").click()
    assert "kept without your name" in mine.inner_text("main")
    assert mine.get_by_role("link", name="Name a role").count() == 0
    mine.get_by_role("link", name="your record").click()
    assert "Prevent workshop" in mine.inner_text("main")
    assert RoleDecision.objects.get().role == "Library counter staff"
    assert Session.objects.get().state == "held"
    assert Booking.objects.count() == 4
