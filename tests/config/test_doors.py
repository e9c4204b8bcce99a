"""The doors that every request passes, the headers that every answer carries, and the secrets behind them."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as house
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver

from dueregard.config import secrets
from dueregard.config.middleware import Refusals, UploadCeiling
from dueregard.kernel.doors import is_open_to_all
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused


# --- the size of what is sent -----------------------------------------------------------------------------------------
class Unreadable:
    """A body that must not be read."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


@pytest.mark.parametrize("length", ["200000000", "99999999999999999999"])
def test_a_request_that_is_too_large_is_answered_before_its_body_is_read(length: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(
        "POST", "/plan/imports/bring", data=b"", CONTENT_LENGTH=length, **{"wsgi.input": Unreadable()}
    )
    assert answer.status_code == 413
    assert answer["Connection"] == "close"
    assert b"The limit is 50 MB." in answer.content


@pytest.mark.parametrize("length", ["", "0", "nonsense", "50000000"])
def test_any_other_request_goes_on(length: str) -> None:
    request = RequestFactory().post("/")
    request.META["CONTENT_LENGTH"] = length
    assert UploadCeiling(lambda request: HttpResponse("in"))(request).content == b"in"


# --- the sign-in ------------------------------------------------------------------------------------------------------
def _views(patterns: Any, namespace: str = "") -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            inner = ":".join(filter(None, (namespace, pattern.namespace or "")))
            found += _views(pattern.url_patterns, inner)
        else:
            found.append((":".join(filter(None, (namespace, pattern.name or str(pattern.pattern)))), pattern.callback))
    return found


def test_the_pages_that_are_open_to_all_are_few_and_named() -> None:
    marked = {name for name, view in _views(get_resolver().url_patterns) if is_open_to_all(view)}
    published = {
        "published",
        "published_now",
        "published_version",
        "published_file",
        "manifest",
        "signing_key",
        "schema",
    }
    # Behind a personal link: the token opens, not a sign-in.
    personal = {"personal", "open_link", "fresh_link"}
    rooms = {f"publication:{name}" for name in published} | {f"rounds:{name}" for name in personal}
    # Where the institution has chosen to show it; tests/training/test_card.py.
    rooms |= {"contact_card:card"}
    assert marked == {"account_signup", "home:accessibility", "home:alive", "home:help", "demo:sign_in"} | rooms


def test_a_page_that_does_not_exist_is_404_and_says_nothing_of_sign_in(client: Client) -> None:
    assert client.get("/no/such/page").status_code == 404


# --- refusals that no view has caught ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotAllowedNow("It has ended already."), 409),
        (Refused("Say why."), 409),
        (ChangedSince({}, 2, "Morgan Whitlow"), 409),
        (ValueError("a fault"), None),
    ],
)
def test_a_refusal_is_a_page_with_its_sentence(error: Exception, status: int | None, viewer: HttpRequest) -> None:
    answer = Refusals(lambda request: HttpResponse()).process_exception(viewer, error)
    if status is None:
        assert answer is None
    else:
        assert answer is not None
        assert answer.status_code == status
        assert str(error) in answer.content.decode()


@pytest.fixture
def viewer() -> HttpRequest:
    from django.contrib.auth.models import AnonymousUser

    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request


# --- headers and cookies ----------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_every_answer_carries_the_headers(client: Client) -> None:
    answer = client.get("/account/login/")
    policy = answer["Content-Security-Policy"]
    for part in (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ):
        assert part in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    cookie = answer.cookies["csrftoken"]
    assert (bool(cookie["httponly"]), cookie["samesite"]) == (True, "Lax")


def test_cookies_are_not_for_scripts_nor_for_other_sites() -> None:
    assert house.SESSION_COOKIE_HTTPONLY
    assert house.CSRF_COOKIE_HTTPONLY
    assert house.SESSION_COOKIE_SAMESITE == "Lax"
    assert house.SESSION_EXPIRE_AT_BROWSER_CLOSE
    assert not house.DEBUG


# --- secrets ----------------------------------------------------------------------------------------------------------
def test_secrets_are_made_once_and_kept_for_their_owner(tmp_path: Path) -> None:
    first = secrets.load(tmp_path / "data", demo=False, secret_key="", keys="")
    assert secrets.load(tmp_path / "data", demo=False, secret_key="", keys="") == first
    assert len(first[0]) >= 32
    for name in ("secret-key", "key-ring"):
        assert stat.S_IMODE((tmp_path / "data" / name).stat().st_mode) == 0o600


def test_the_environments_secrets_win_and_leave_no_file(tmp_path: Path) -> None:
    given = ("x" * 40, "k9:" + "A" * 43 + "=")
    assert secrets.load(tmp_path, demo=False, secret_key=given[0], keys=given[1]) == given
    assert list(tmp_path.iterdir()) == []


def test_a_key_file_that_was_emptied_is_not_made_anew(tmp_path: Path) -> None:
    (tmp_path / "key-ring").touch()
    with pytest.raises(ImproperlyConfigured, match="Restore it from a backup"):
        secrets.load(tmp_path, demo=False, secret_key="x" * 40, keys="")


def test_the_demonstration_has_its_own(tmp_path: Path) -> None:
    assert secrets.load(tmp_path, demo=True, secret_key="", keys="") == (secrets.DEMO_SECRET_KEY, secrets.DEMO_KEYS)
    assert list(tmp_path.iterdir()) == []
    for wrong in ({"secret_key": secrets.DEMO_SECRET_KEY}, {"keys": f"k1:AAAA,{secrets.DEMO_KEYS}"}):
        with pytest.raises(ImproperlyConfigured, match="everybody knows"):
            secrets.load(tmp_path, demo=False, **{"secret_key": "x" * 40, "keys": "k1:B", **wrong})
