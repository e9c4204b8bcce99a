"""Ways around the sign-in: other spellings, forged headers, replayed codes, planted sessions, links that lead elsewhere."""

from __future__ import annotations

import time
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings as house
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, make_account

pytestmark = pytest.mark.django_db

ADDRESS = "mike.skew@example.org"


def _sign_in(client: Client, email: str, password: str = PASSWORD, **more: Any) -> Any:
    return client.post("/account/login/", {"login": email, "password": password}, **more)


def _is_in(client: Client) -> bool:
    return client.get("/people/me").status_code == 200


# --- throttling -------------------------------------------------------------------------------------------------------
SPELLINGS = [
    ADDRESS, ADDRESS.upper(), f"  {ADDRESS}", "mi\u212ae.skew@example.org", f"{ADDRESS} ", "Mike.Skew@EXAMPLE.org",
]  # fmt: skip


def test_other_spellings_and_forged_origins_do_not_pass_the_throttle() -> None:
    make_account(email=ADDRESS)
    # Each as the one that follows four of the plainest kind, so that each must be counted with them.
    for number, spelling in enumerate(SPELLINGS):
        forged = {
            "x-forwarded-for": f"10.0.0.{number}",
            "x-real-ip": f"10.0.1.{number}",
            "forwarded": f"for=10.0.2.{number}",
        }
        _sign_in(Client(), spelling, "wrong", headers=forged)
    refused = _sign_in(Client(), ADDRESS, headers={"x-forwarded-for": "10.9.9.9"})
    assert "too many failed attempts" in refused.content.decode()


def test_a_place_is_not_forgotten_by_another_header() -> None:
    for number in range(11):
        _sign_in(Client(), f"guess{number}@example.org", "wrong", headers={"x-forwarded-for": f"10.0.0.{number}"})
    make_account(email=ADDRESS)
    assert (
        "too many failed attempts"
        in _sign_in(Client(), ADDRESS, headers={"x-forwarded-for": "10.9.9.9"}).content.decode()
    )


@pytest.mark.parametrize(
    "alike", ["m\u0131ke.skew@example.org", "mi\u212ae.skew@example.org", "mike.\u017fkew@example.org"]
)
def test_an_address_that_looks_alike_gets_no_mail(alike: str) -> None:
    """Dotless i, the Kelvin sign and the long s become i, k and s when their case is changed: the mailbox is another's."""
    make_account(email=ADDRESS)
    Client().post("/account/password/reset/", {"email": alike})
    assert [message.to for message in mail.outbox if message.to != [ADDRESS]] == []


# --- the session ------------------------------------------------------------------------------------------------------
def test_a_session_that_was_planted_is_not_the_one_that_signs_in() -> None:
    make_account(email=ADDRESS)
    planted = Client()
    planted.get("/account/login/")
    session = planted.session
    session["planted"] = "yes"
    session.save()
    victim = Client()
    victim.cookies[house.SESSION_COOKIE_NAME] = session.session_key
    assert _sign_in(victim, ADDRESS).status_code == 302
    assert victim.cookies[house.SESSION_COOKIE_NAME].value != session.session_key
    attacker = Client()
    attacker.cookies[house.SESSION_COOKIE_NAME] = session.session_key
    assert not _is_in(attacker)


def test_a_session_ends_with_the_sign_out() -> None:
    make_account(email=ADDRESS)
    client, copied = Client(), Client()
    _sign_in(client, ADDRESS)
    copied.cookies[house.SESSION_COOKIE_NAME] = client.cookies[house.SESSION_COOKIE_NAME].value
    assert _is_in(copied)
    client.post("/account/logout/")
    assert not _is_in(copied)


@pytest.mark.parametrize(
    "cookie", ['"aaaaaaaaaa\\000aaaa"', "a" * 4000, "\u00e9" * 20, "../../etc/passwd", '"\\042\\073"']
)
def test_a_cookie_that_makes_no_sense_is_nobody(cookie: str) -> None:
    names = (house.SESSION_COOKIE_NAME, house.CSRF_COOKIE_NAME, "messages")
    sent = "; ".join(f"{name}={cookie}" for name in names)
    assert Client().get("/people/me", headers={"cookie": sent}).status_code == 302


# --- links that lead elsewhere ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/", "//evil.example/", "/\\evil.example/", "\\\\evil.example", "https:evil.example",
        "///evil.example",
        "javascript:alert(1)", "data:text/html,x", "http:///evil.example", " //evil.example", "/%0d%0aSet-Cookie:a=b//evil",
        "https://testserver@evil.example/", "\x00//evil.example", "//\u3002evil.example",
    ],
)  # fmt: skip
def test_nobody_is_led_elsewhere_after_signing_in(elsewhere: str) -> None:
    make_account(email=ADDRESS)
    answer = Client().post("/account/login/", {"login": ADDRESS, "password": PASSWORD, "next": elsewhere})
    if answer.status_code == 302:  # or the form comes back
        assert answer["Location"].startswith("/")
        assert not answer["Location"].startswith(("//", "/\\"))
        assert "Set-Cookie" not in answer["Location"] or "%0d" in answer["Location"].lower()


def test_the_mailed_link_leads_here_whatever_the_headers_say() -> None:
    make_account(email=ADDRESS)
    forged = {"x-forwarded-host": "evil.example", "x-host": "evil.example", "forwarded": "host=evil.example"}
    Client().post("/account/password/reset/", {"email": ADDRESS}, headers=forged)
    (message,) = mail.outbox
    assert "evil.example" not in message.body
    assert (
        Client().post("/account/password/reset/", {"email": ADDRESS}, headers={"host": "evil.example"}).status_code
        == 400
    )
    assert len(mail.outbox) == 1


# --- two steps --------------------------------------------------------------------------------------------------------
def _code(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


@pytest.fixture
def secret() -> str:
    """Of an account at ADDRESS that signs in in two steps."""
    make_account(email=ADDRESS)
    client = Client()
    _sign_in(client, ADDRESS)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    made: str = client.get(reverse("mfa_activate_totp")).context["form"].secret
    # The code of a while ago, so that the present one is still to be used.
    answer = client.post(reverse("mfa_activate_totp"), {"code": _code(made)})
    assert answer.status_code == 302
    return made


def test_a_code_works_once(secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    later = time.time() + 60
    monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: later)
    code = format_hotp_value(hotp_value(secret, int(later) // 30))
    first, second = Client(), Client()
    for client, is_in in ((first, True), (second, False)):
        assert _sign_in(client, ADDRESS).status_code == 302
        client.post(reverse("mfa_authenticate"), {"code": code})
        assert _is_in(client) is is_in


def test_codes_cannot_be_guessed_for_ever(secret: str) -> None:
    client = Client()
    _sign_in(client, ADDRESS)
    right = _code(secret, 1)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(6):
        client.post(reverse("mfa_authenticate"), {"code": wrong})
    client.post(reverse("mfa_authenticate"), {"code": right})
    assert not _is_in(client)
