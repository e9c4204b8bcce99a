"""Every page that the table of access knows, in a real browser: axe finds nothing, and nothing runs off a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from tests import factories
from tests.access_table import TABLE, Row
from tests.world import world

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]

# Between them these open every page; the first that may is the one who looks.
LOOKERS = (Role.PREVENT_LEAD, Role.SYSTEM_ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER, Role.MEMBER_OF_STAFF)
SHARES = 3


def _looker(row: Row) -> str | None:
    if row.method != "get" or row.status != 200:
        return None
    return next((role for role in LOOKERS if role in row.who), None)


PAGES = [row for row in TABLE if _looker(row) or row.visitor == 200]


def _address(row: Row, found: dict[str, Any]) -> str:
    names = {name: found.get(value, value) for name, value in row.names.items()}
    return reverse(row.url, kwargs=names) + (f"?{row.query}" if row.query else "")


def test_the_table_is_looked_at() -> None:
    assert len(PAGES) > 60


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_accessible_and_fits_a_phone(
    new_page: Callable[..., Any], assert_accessible: Callable[..., None], share: int
) -> None:
    found = world()
    browsers = {role: new_page(factories.make_account(role)) for role in LOOKERS}
    visitor = new_page()
    wide = []
    for row in PAGES[share::SHARES]:
        role = _looker(row)
        page = browsers[role] if role else visitor
        address = _address(row, found)
        page.set_viewport_size({"width": 1280, "height": 900})
        if "text/html" not in page.request.get(address).headers.get("content-type", ""):
            continue  # a download or a word for machines
        page.goto(address)
        assert_accessible(page)
        page.set_viewport_size({"width": 360, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            wide.append(address)
    assert wide == []
