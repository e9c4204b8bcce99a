"""Somebody leaves: their post is handed over, and nobody's sign-in outlives them unseen. In a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_whoever_leaves_can_no_longer_sign_in(new_page: Callable[..., Any]) -> None:
    lead = factories.make_account(Role.PREVENT_LEAD)
    first, second = (factories.make_account(name=name) for name in ("Ada Gone", "Bo Gone"))
    post = factories.make_post("Registrar", holder=first.person)
    factories.make_person("New Registrar")
    page = new_page(lead, java_script_enabled=False)

    page.goto(f"/organisation/posts/{post.reference}/change-holder")
    page.get_by_label("Who follows").select_option(label="New Registrar")
    page.get_by_label("leaves the institution as well").check()
    page.get_by_role("button", name="Hand the post over").click()
    assert "Their account is closed." in page.inner_text(".messages")

    page.goto(f"/people/{second.person.reference}/correct")
    page.get_by_label("Last day").fill((clock.today() - timedelta(days=1)).isoformat())
    page.get_by_role("button", name="Save the entry").click()
    page.goto("/people/")
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    left = page.get_by_role("region", name="Have left, and can still sign in")
    assert left.get_by_role("rowheader").all_inner_texts() == ["Bo Gone"]
    left.get_by_role("button", name="Close the account of Bo Gone").click()
    assert "Bo Gone can no longer sign in." in page.inner_text(".messages")
    assert left.count() == 0
    assert not any(factories.fresh(account.person).is_active for account in (first, second))


def test_the_list_of_those_who_left_and_the_page_of_a_reloaded_form_are_accessible(
    new_page: Callable[..., Any], assert_accessible: Callable[..., None]
) -> None:
    lead, other = factories.make_account(Role.PREVENT_LEAD), factories.make_account(name="Ada Gone")
    for account in (lead, other):
        account.person.left_on = clock.today() - timedelta(days=1)
        account.person.save()
    page = new_page(lead)
    page.goto("/people/")
    assert page.get_by_role("region", name="Have left, and can still sign in").count() == 1
    assert_accessible(page)
    page.goto(f"/people/{other.person.reference}/reopen-account")
    assert_accessible(page)
    page.get_by_role("link", name="Go back to the page").click()
    page.wait_for_url(f"**/people/{other.person.reference}")
