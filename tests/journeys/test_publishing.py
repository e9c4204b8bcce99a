"""From the register to the public page, in a real browser: propose, decide on names, approve, publish, read, correct."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.plan.workflows import areas
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _own_files(tmp_path: Any, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_from_the_register_to_the_public_page(
    new_page: Callable[..., Any], assert_accessible: Callable[..., None]
) -> None:
    lead = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    secretary = factories.make_account(Role.UNIVERSITY_SECRETARY, name="Sam Secretary")
    section = areas.add_section(by=lead, number="1", title="Leadership")
    area = areas.add_area(
        by=lead,
        section=section,
        title="A group meets",
        number="1.1",
        actions_taken="It meats each term. Ask Sam Secretary.",
    )

    officer = new_page(lead, java_script_enabled=False)
    officer.goto("/versions/")
    officer.get_by_role("link", name="Propose the first version").click()
    officer.get_by_label("Note").fill("For Council.")
    officer.get_by_role("button", name="Freeze and propose").click()
    address = officer.url
    officer.get_by_role("link", name="Decide on 1 name").click()
    officer.get_by_label("What to do with it").select_option("Replace it")
    officer.get_by_label("What stands instead").fill("the secretary")
    officer.get_by_role("button", name="Save the decisions").click()

    decider = new_page(secretary)
    decider.goto(address)
    assert_accessible(decider)
    decider.get_by_role("button", name="Approve this content").click()
    decider.get_by_role("link", name="Publish", exact=True).click()
    assert_accessible(decider)
    decider.get_by_role("button", name="Publish version 1").click()
    # Here jobs are done at once; elsewhere the page looks again until they are.
    decider.get_by_text("PDF for the audience public").wait_for()
    assert_accessible(decider)

    visitor = new_page(java_script_enabled=False)
    visitor.goto("/published/plan")
    assert visitor.get_by_text("It meats each term. Ask the secretary.").is_visible()
    assert "Sam Secretary" not in visitor.content()
    reader = new_page(viewport={"width": 360, "height": 740})
    reader.goto("/published/plan")
    assert_accessible(reader)
    assert reader.evaluate("document.documentElement.scrollWidth <= 360")
    reader.emulate_media(media="print")
    assert reader.get_by_role("heading", name="Risk areas and actions").is_visible()

    areas.edit_area(by=lead, area=area.area, revision=1, actions_taken="It meets each term. Ask Sam Secretary.")
    officer.goto(address)
    officer.get_by_role("link", name="Correct its wording").click()
    officer.get_by_label("Actions taken: 1.1 A group meets").check()
    officer.get_by_label("Why it is corrected").fill("A wrong letter.")
    officer.get_by_role("button", name="Make the corrected version").click()
    decider.goto(officer.url)
    decider.get_by_role("link", name="Publish", exact=True).click()
    decider.get_by_role("button", name="Publish version 1.1").click()
    visitor.goto("/published/plan")
    assert visitor.get_by_text("It meets each term. Ask the secretary.").is_visible()
    visitor.get_by_role("link", name="Version 1", exact=True).click()
    assert visitor.get_by_text("There is a newer version").is_visible()
