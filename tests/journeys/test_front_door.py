"""The way in and out, in a real browser: by keyboard, without JavaScript, on a narrow screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from tests import factories

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_in_by_keyboard_and_out_again(page: Any, assert_accessible: Callable[..., None]) -> None:
    account = factories.make_account(Role.PREVENT_LEAD, email="prue.lead@example.org")
    page.goto("/plan/")
    assert page.url.endswith("/account/login/?next=/plan/")
    assert_accessible(page)

    page.get_by_label("Email", exact=False).focus()
    page.keyboard.type(account.email)
    page.keyboard.press("Tab")
    page.keyboard.type("a wrong password")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert], .error-summary")
    assert_accessible(page)
    assert page.get_by_label("Email", exact=False).input_value() == account.email

    page.get_by_label("Password", exact=False).first.fill(factories.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/plan/")
    assert_accessible(page)

    page.goto("/account/logout/")
    assert_accessible(page)
    page.get_by_role("main").get_by_role("button", name="Sign out").click()
    page.goto("/plan/")
    assert "/account/login/" in page.url


def test_in_without_javascript(new_page: Callable[..., Any]) -> None:
    account = factories.make_account(Role.AUDITOR)
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_label("Email", exact=False).fill(account.email)
    page.get_by_label("Password", exact=False).first.fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("path", ["/account/login/", "/account/password/reset/", "/help", "/accessibility"])
def test_open_pages_fit_a_narrow_screen(new_page: Callable[..., Any], path: str) -> None:
    page = new_page(viewport={"width": 320, "height": 640})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_signed_in_page_opens_as_that_account(new_page: Callable[..., Any]) -> None:
    account = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    page = new_page(account)
    page.goto("/people/me")
    assert "Prue Lead" in page.inner_text("main")
