"""The pages about the product itself, and the main navigation."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.home.queries import alive
from tests.factories import make_account, signed_in
from tests.institution import holder

pytestmark = pytest.mark.django_db


def test_alive_asks_the_database_once_and_sets_no_cookie(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        answer = Client().get("/alive")
    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, b"ok", "text/plain")
    assert not answer.cookies


def test_alive_is_not_ok_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    class Away:
        def cursor(self) -> None:
            raise DatabaseError

    monkeypatch.setattr(alive, "connection", Away())
    client = Client(raise_request_exception=False)
    assert client.get("/alive").status_code >= 500


@pytest.mark.parametrize("name", ["home:help", "home:accessibility"])
def test_a_visitor_may_read_help_and_the_accessibility_statement(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 200


@pytest.mark.parametrize("name", ["home:today", "home:trail"])
def test_everything_else_asks_a_visitor_to_sign_in(name: str) -> None:
    assert Client().get(reverse(name)).status_code == 302


@pytest.mark.parametrize("name", ["home:today", "home:trail", "home:help", "home:accessibility", "home:alive"])
def test_the_pages_are_for_reading(name: str) -> None:
    assert signed_in(make_account(Role.PREVENT_LEAD)).post(reverse(name)).status_code == 405


# --- navigation -------------------------------------------------------------------------------------------------------
FOR_READERS = ["Today", "Register", "Health", "Versions", "Rounds", "Training", "Figures", "Organisation"]
ITEMS = {
    Role.PREVENT_LEAD: [
        "Today",
        "Register",
        "Health",
        "Meeting sheet",
        "Versions",
        "Rounds",
        "Training",
        "Figures",
        "Imports",
        "Organisation",
        "People",
        "Trail",
    ],
    Role.PREVENT_OFFICER: [
        "Today",
        "Register",
        "Health",
        "Meeting sheet",
        "Versions",
        "Rounds",
        "Training",
        "Figures",
        "Imports",
        "Organisation",
    ],
    Role.UNIVERSITY_SECRETARY: [
        "Today",
        "Register",
        "Health",
        "Versions",
        "Rounds",
        "Training",
        "Figures",
        "Organisation",
        "People",
        "Trail",
    ],
    Role.DATA_PROTECTION_OFFICER: [
        "Today",
        "Register",
        "Health",
        "Versions",
        "Rounds",
        "Training",
        "Figures",
        "Organisation",
        "People",
        "Trail",
    ],
    Role.AUDITOR: [
        "Today",
        "Register",
        "Health",
        "Versions",
        "Rounds",
        "Training",
        "Figures",
        "Organisation",
        "People",
        "Trail",
    ],
    # In the demonstration these two are limited to a campus or a body, and a version holds every campus.
    Role.HEAD_OF_DEPARTMENT: ["Today", "Register", "Health", "Training", "Figures", "Organisation"],
    Role.LOCAL_EVENT_ASSESSOR: ["Today", "Register", "Health", "Training", "Figures", "Organisation"],
    # Of everybody at work there is a record of training.
    Role.SYSTEM_ADMINISTRATOR: ["Today", "Training", "Organisation", "People"],
    Role.MEMBER_OF_STAFF: ["Today", "Training"],
}


def _navigation(client: Client, path: str) -> list[Any]:
    found: list[Any] = client.get(path).context["navigation"]()
    return found


@pytest.mark.parametrize("role", Role.values)
def test_the_navigation_holds_what_the_role_may_open(institution: str, role: str) -> None:
    client = signed_in(holder(role))
    items = _navigation(client, "/")
    assert [item.label for item in items] == ITEMS.get(role, FOR_READERS)
    for item in items:
        assert client.get(item.url).status_code == 200, item.label


def test_a_visitor_has_no_navigation() -> None:
    assert _navigation(Client(), reverse("home:help")) == []


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("home:today", "Today"),
        ("plan:register", "Register"),
        ("plan:add_section", "Register"),
        ("plan:imports", "Imports"),
        ("plan:bring_document", "Imports"),
        ("plan:meeting_sheet", "Meeting sheet"),
        ("organisation:posts", "Organisation"),
        ("accounts:appointments", "People"),
        ("training:staff_list", "Training"),
        ("home:trail", "Trail"),
        ("accounts:me", None),
        ("home:help", None),
    ],
)
def test_the_page_one_is_on_is_marked(name: str, label: str | None) -> None:
    items = _navigation(signed_in(make_account(Role.PREVENT_LEAD)), reverse(name))
    assert [item.label for item in items if item.current] == ([label] if label else [])
