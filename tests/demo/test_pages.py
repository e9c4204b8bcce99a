"""The one-click sign-ins: one for each role in demo mode, and nothing at all outside it."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry
from tests.institution import holder

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_mode(settings: Any) -> None:
    settings.DUEREGARD_DEMO = True


@pytest.mark.parametrize("role", Role.values)
def test_one_click_signs_in_and_shows_today(institution: str, demo_mode: None, role: str) -> None:
    client = Client()
    answer = client.post(reverse("demo:sign_in", args=[role]))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    today = client.get("/")
    assert today.status_code == 200
    assert holder(role).name in today.content.decode()
    last = Entry.objects.order_by("-number").first()
    assert last is not None
    assert (last.verb, last.actor_name) == ("accounts.signed_in", holder(role).name)


def test_outside_demo_mode_there_is_no_such_door(institution: str) -> None:
    client = Client()
    for role in Role.values:
        assert client.post(reverse("demo:sign_in", args=[role])).status_code == 404
    assert client.get("/").status_code == 302


def test_an_unknown_role_is_not_found(institution: str, demo_mode: None) -> None:
    assert Client().post(reverse("demo:sign_in", args=["vice_chancellor"])).status_code == 404


def test_a_link_does_not_sign_in(institution: str, demo_mode: None) -> None:
    assert Client().get(reverse("demo:sign_in", args=["auditor"])).status_code == 405


def test_another_site_cannot_sign_somebody_in(institution: str, demo_mode: None) -> None:
    client = Client(enforce_csrf_checks=True)
    assert client.post(reverse("demo:sign_in", args=["auditor"])).status_code == 403


def test_the_sign_in_page_offers_each_role_once(rf: RequestFactory, demo_mode: None) -> None:
    page = render_to_string("demo/sign_ins.html", request=rf.get("/"))
    for role in Role:
        assert page.count(reverse("demo:sign_in", args=[role])) == 1
    assert page.count("csrfmiddlewaretoken") == len(Role)


def test_outside_demo_mode_the_sign_in_page_offers_nothing(rf: RequestFactory) -> None:
    assert render_to_string("demo/sign_ins.html", request=rf.get("/")).strip() == ""
