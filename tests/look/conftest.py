"""What the tests of the look share: a frame with navigation, and a request that needs no database."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory


def navigation(request: HttpRequest) -> list[SimpleNamespace]:
    """Stand in for the navigation that the rooms register."""
    return [
        SimpleNamespace(label="Home", url="/", current=False),
        SimpleNamespace(label="Register", url="/components", current=True),
        SimpleNamespace(label="<Next> steps", url="/steps?a=1&b=2", current=False),
    ]


class Viewer:
    """Somebody who is signed in."""

    is_authenticated = True

    def __init__(self, name: str = "Morgan Whitlow", *, is_staff: bool = False) -> None:
        self.name = name
        self.is_staff = is_staff

    def __str__(self) -> str:
        return self.name


@pytest.fixture(autouse=True)
def _frame(settings: Any) -> None:
    settings.DUEREGARD_NAVIGATION = "tests.look.conftest.navigation"
    settings.DUEREGARD_PAGE_LINKS = {"home": "look:gallery", "account": "no:such", "sign_out": "look:gallery"}
    settings.DUEREGARD_INSTITUTION_NAME = "University of Harrowmere"
    settings.DUEREGARD_VERSION = "9.8.7"
    settings.DUEREGARD_DEMO = True


@pytest.fixture
def viewer_request() -> HttpRequest:
    """A request for the gallery by somebody who is signed in."""
    request = RequestFactory().get("/components")
    request.user = Viewer()  # type: ignore[assignment]
    return request
