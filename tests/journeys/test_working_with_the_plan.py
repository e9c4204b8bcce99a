"""A working day with the plan in a real browser: two people at once, on a phone, by keyboard, on paper, without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import expect

from dueregard.accounts.rules import Role
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.kernel import clock
from dueregard.plan.models import AreaRevision
from dueregard.plan.workflows import areas, steps
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Any:
    """A lead, and a register of one section with three areas."""
    lead = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    section = areas.add_section(by=lead, number="1", title="Leadership and partnership")
    rows = [
        areas.add_area(by=lead, section=section, title=title)
        for title in ("A steering group meets", "Partners are known", "The governing body is assured of the duty")
    ]
    late = Due(clock.today().replace(year=clock.today().year - 1), clock.today().replace(year=clock.today().year - 1))
    steps.add_step(by=lead, area=rows[0].area, new=NewAction("Invite a member of the students’ union", due=late))
    return lead, rows


def test_sign_in_find_and_record_without_scripts(new_page: Callable[..., Any], plan: Any) -> None:
    lead, _ = plan
    page = new_page(java_script_enabled=False)
    page.goto("/plan/")
    page.get_by_label("Email").fill(lead.email)
    page.get_by_label("Password").fill("not the password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    expect(page.get_by_label("Email")).to_have_value(lead.email)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="The register", exact=True)).to_be_visible()
    page.get_by_text("Find and filter").click()
    page.get_by_label("With overdue next steps").check()
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="A steering group meets")).to_be_visible()
    expect(page.get_by_role("link", name="Partners are known")).to_have_count(0)
    page.get_by_role("link", name="A steering group meets").click()
    page.get_by_role("link", name=re.compile("^Done.*Invite")).click()
    page.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("It is done.")).to_be_visible()
    page.get_by_role("link", name="Rate the risk area").click()
    page.get_by_role("button", name="Record rating").click()
    problem = page.get_by_role("link", name="Say why this is the rating.")
    expect(problem).to_be_visible()
    page.get_by_label("Amber").check()
    page.get_by_label("Why this rating").fill("One seat is vacant")
    page.get_by_role("button", name="Record rating").click()
    expect(page.get_by_text("One seat is vacant").first).to_be_visible()


def test_two_people_edit_the_same_area(new_page: Callable[..., Any], plan: Any) -> None:
    lead, rows = plan
    officer = factories.make_account(Role.PREVENT_OFFICER, name="Olive Officer")
    address = f"/plan/areas/{rows[0].area.reference}/edit"
    first, second = new_page(lead), new_page(officer)
    for page in (first, second):
        page.goto(address)
    second.get_by_label("Actions taken").fill("The group met in October.")
    second.get_by_role("button", name="Save").click()
    first.get_by_label("Actions taken").fill("The group met in November.")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_role("heading", name="Changed since you opened it")).to_be_visible()
    expect(first.get_by_text("Olive Officer saved this")).to_be_visible()
    expect(first.get_by_label("Actions taken")).to_have_value("The group met in November.")
    first.get_by_label("Actions taken").fill("The group met in October and November.")
    first.get_by_role("button", name="Save").click()
    expect(first.get_by_text("The group met in October and November.")).to_be_visible()
    assert AreaRevision.objects.filter(area=rows[0].area).count() == 3


@pytest.mark.parametrize("width", [360, 320])
def test_nothing_runs_off_a_phone(new_page: Callable[..., Any], plan: Any, width: int) -> None:
    lead, rows = plan
    area = rows[0].area.reference
    page = new_page(lead, viewport={"width": width, "height": 740})
    for path in ("/", "/plan/?all=1", f"/plan/areas/{area}", f"/plan/areas/{area}/edit", f"/plan/areas/{area}/rate"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_keyboard_goes_straight_to_the_content(new_page: Callable[..., Any], plan: Any) -> None:
    lead, _ = plan
    page = new_page(lead)
    page.goto("/plan/?all=1")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").strip() == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip() == "A steering group meets":
            break
    else:
        pytest.fail("The first risk area cannot be reached by the keyboard")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    shadow = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
    assert outline != "none" or shadow != "none"
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/areas/*")


def test_the_register_on_paper(new_page: Callable[..., Any], plan: Any) -> None:
    import pdfplumber

    lead, _ = plan
    page = new_page(lead)
    page.goto("/plan/?all=1")
    with pdfplumber.open(BytesIO(page.pdf(format="A4"))) as paper:
        text = "\n".join(sheet.extract_text() or "" for sheet in paper.pages)
    assert "Partners are known" in " ".join(text.split())
    assert "Sign out" not in text
    assert "Meeting sheet" not in text
