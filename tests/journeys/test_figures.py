"""A figure with a number from paper, in a real browser: asked for a day, previewed, recorded, marked wherever it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from tests.factories import make_account
from tests.training.records import sample_records

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


def test_from_the_catalogue_to_a_number_from_paper(
    new_page: Callable[..., Any], assert_accessible: Callable[..., None]
) -> None:
    sample_records()
    # without JavaScript: nothing needs it
    page = new_page(make_account(Role.PREVENT_LEAD), java_script_enabled=False)
    page.goto("/")
    page.get_by_role("link", name="Figures", exact=True).click()
    page.get_by_text("Another day or period").click()
    page.get_by_label("As at").fill("11 July 2019")
    page.get_by_role("button", name="Show the day").click()
    page.get_by_role("link", name="Staff who have attended Prevent training").click()
    assert "134 members of staff" in page.inner_text("main")
    page.get_by_role("link", name="Record an opening balance").click()
    page.get_by_label("The number on the paper").fill("140")
    page.get_by_label("As at which day").fill("11 July 2019")
    page.get_by_label("Where the number comes from").fill("Attendance register")
    page.get_by_label("Later records are of others").check()
    page.get_by_role("button", name="Show what the figure would be").click()
    assert "as at 11 July 2019 would be 140; the records alone give 134." in page.inner_text("main")
    assert page.get_by_label("The number on the paper").input_value() == "140"
    page.get_by_role("button", name="Record the balance").click()
    assert "The opening balance was recorded." in page.inner_text("main")
    page.goto(reverse("figures:figures") + "?at=2019-07-12")
    row = page.get_by_role("row").filter(has_text="Staff who have attended Prevent training")
    assert "140" in row.inner_text()
    assert "Opening balance" in row.inner_text()
    page.get_by_role("link", name="Staff who have attended Prevent training").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download the trend as CSV").click()
    assert download.value.suggested_filename == "training-staff-attended-trend-2019-07-12.csv"

    page = new_page(make_account(Role.PREVENT_LEAD))
    for address in (reverse("figures:figures"), reverse("figures:figure", args=["training.staff_attended"])):
        page.goto(address)
        page.get_by_text("Another day or period").click()
        assert_accessible(page)
