"""The meeting sheet and the plan's documents in a real browser: axe, reflow, keyboard, paper, and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from dueregard.accounts.rules import Role
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Lead
from dueregard.plan.models import Area, AreaRevision
from dueregard.plan.workflows import areas, document, steps
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

WORDS = ["One", "Two", "Three", "Four", "Five"]


@pytest.fixture
def plan() -> Any:
    """A lead, and a small plan with a bit of everything; gives (account, areas, a lead of the plan)."""
    by = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    first = areas.add_section(by=by, number="1", title="Leadership and partnership")
    second = areas.add_section(by=by, number="2", title="Staff training")
    person = factories.make_lead(factories.make_person("Ann Leaver"))
    factories.make_lead(factories.make_post("Registrar"))
    rows = [
        areas.add_area(by=by, section=section, title=title, leads=[person], hazard="Nobody knows.")
        for section, title in ((first, "A steering group meets"), (first, "Partners are known"), (second, "Staff know"))
    ]
    late = Due(date(2026, 1, 1), date(2026, 1, 31), "January 2026")
    steps.add_step(by=by, area=rows[0].area, new=NewAction("Invite the students’ union", due=late, leads=(person,)))
    steps.add_step(by=by, area=rows[2].area, new=NewAction("Find a trainer", progress="Two were asked."))
    areas.rate_area(by=by, area=rows[1].area, rag="amber", reason="One left", likelihood=2, impact=3)
    for kind, heading in (("national", "Threat level"), ("local", "Our city"), ("local", "Our campuses")):
        document.add_passage(by=by, kind=kind, heading=heading, text="What is known.", restricted=heading == "Our city")
    document.edit_plan_document(
        by=by, revision=1, title="Our plan", likelihood_words=WORDS, impact_words=WORDS, amber_from=5, red_from=12
    )
    for title in ("Prevent", "The Prevent duty"):
        last = document.RiskEntry.objects.filter(as_recorded(None)).first()
        document.set_risk_entry(
            by=by, opened_at=last.pk if last else 0, register_reference="CR 1", title=title, likelihood=2, impact=2
        )
    return by, rows, person


def rag(area: Area) -> str:
    return AreaRevision.objects.get(as_recorded(None), area=area).rag


def test_every_page_is_accessible_and_fits_a_phone(
    new_page: Callable[..., Any], plan: Any, assert_accessible: Callable[..., None]
) -> None:
    by, _, person = plan
    successor = Lead.objects.get(label="Registrar").reference
    page = new_page(by)
    names = ("meeting_sheet", "risk_assessment", "action_plan", "context", "scale", "edit_plan_document", "risk_entry")
    addresses = [reverse(f"plan:{name}") for name in (*names, "set_risk_entry", "add_passage", "leads")]
    handing_over = reverse("plan:succeed_lead", args=[person.reference])
    addresses += [handing_over, f"{handing_over}?successor={successor}", f"{handing_over}?successor="]
    for address in addresses:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size({"width": 320, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, address


def test_a_sitting_by_keyboard(new_page: Callable[..., Any], plan: Any, assert_accessible: Callable[..., None]) -> None:
    by, rows, _ = plan
    page = new_page(by)
    page.goto(reverse("plan:meeting_sheet"))
    page.get_by_label("Leads of 1.1 A steering group meets").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Registrar")
    page.keyboard.press("Enter")  # the same column of the next row, and nothing is sent
    expect(page.get_by_label("Leads of Invite the students’ union")).to_be_focused()
    page.keyboard.press("Control+ArrowDown")
    expect(page.get_by_label("Leads of 1.2 Partners are known")).to_be_focused()
    page.get_by_label("Due date of Invite").fill("when pigs fly")
    page.get_by_label("Rating of 1.2").select_option("red")
    page.get_by_role("button", name="Save the sheet").click()
    expect(page.get_by_role("heading", name="There is a problem")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("link", name="neither a date nor a rhythm").click()
    expect(page.get_by_label("Due date of Invite")).to_be_focused()
    page.get_by_label("Due date of Invite").fill("Spring term 2027")
    page.get_by_label("Reason for all changes").fill("Steering group, 4 December")
    page.get_by_role("button", name="Save the sheet").click()
    expect(page.get_by_text("The sitting is recorded")).to_be_visible()
    assert rag(rows[1].area) == "red"
    page.goto(reverse("plan:area", args=[rows[1].area.reference]))
    expect(page.get_by_text("Steering group, 4 December").first).to_be_visible()


def test_two_sittings_at_once_without_scripts(new_page: Callable[..., Any], plan: Any) -> None:
    by, rows, _ = plan
    officer = factories.make_account(Role.PREVENT_OFFICER, name="Olive Officer")
    first, second = new_page(by, java_script_enabled=False), new_page(officer, java_script_enabled=False)
    for page, colour in ((first, "green"), (second, "red")):
        page.goto(reverse("plan:meeting_sheet"))
        page.get_by_label("Rating of 1.2").select_option(colour)
        page.get_by_label("Reason for all changes").fill("A sitting")
    second.get_by_role("button", name="Save the sheet").click()
    first.get_by_role("button", name="Save the sheet").click()
    expect(first.get_by_text("Changed by Olive Officer since you opened the sheet.", exact=True)).to_be_visible()
    expect(first.get_by_label("Rating of 1.2")).to_have_value("green")
    assert rag(rows[1].area) == "red"
    first.get_by_role("button", name="Save the sheet").click()
    expect(first.get_by_text("The sitting is recorded")).to_be_visible()
    assert rag(rows[1].area) == "green"


def test_on_paper_nothing_is_cut_and_there_is_room_for_the_pen(new_page: Callable[..., Any], plan: Any) -> None:
    page = new_page(plan[0])
    page.goto(reverse("plan:meeting_sheet"))
    page.emulate_media(media="print")
    cell = page.locator("tr.sheet-step td[data-label=Leads] div").first
    expect(cell.locator("input")).to_be_hidden()
    assert cell.evaluate("e => getComputedStyle(e, '::after').content") == '"Ann Leaver"'
    assert page.locator(".sheet thead tr").evaluate("e => getComputedStyle(e, '::after').content") == '"Decided"'
    expect(page.get_by_role("button", name="Save the sheet")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Ways to read the plan")).to_be_hidden()
