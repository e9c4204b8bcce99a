"""Signing in: throttling, closed accounts, two steps with sealed secrets, forgotten passwords, and what is recorded."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from dueregard.accounts import workflows
from dueregard.accounts.models import Account
from dueregard.accounts.rules import Role
from dueregard.audit.models import Detail, Entry
from dueregard.audit.queries import faults
from dueregard.kernel.encryption import Unreadable, new_key, ring
from tests.factories import COMMAND, PASSWORD, make_account, make_person, signed_in

pytestmark = pytest.mark.django_db

NEW_PASSWORD = "seven purple umbrellas 9"


def try_to_sign_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password})


def who(client: Client) -> Any:
    """Who the next request would be from."""
    return client.get("/people/me").wsgi_request.user


def test_right_password_signs_in_whatever_the_case_of_the_address() -> None:
    account = make_account(Role.PREVENT_LEAD, email="Jane.Fold@Example.org")
    client = Client()
    response = try_to_sign_in(client, "jane.FOLD@example.ORG")
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert who(client) == account


def test_the_page_that_was_asked_for_comes_after_signing_in() -> None:
    account = make_account(Role.PREVENT_LEAD)
    client = Client()
    asked = client.get("/people/")
    assert asked.status_code == 302
    assert asked["Location"] == "/account/login/?next=/people/"
    page = client.get(asked["Location"])
    assert '<input type="hidden" name="next" value="/people/">' in page.content.decode()
    response = client.post("/account/login/", {"login": account.email, "password": PASSWORD, "next": "/people/"})
    assert response["Location"] == "/people/"


def test_no_way_out_to_another_host_after_signing_in() -> None:
    account = make_account()
    response = Client().post(
        "/account/login/", {"login": account.email, "password": PASSWORD, "next": "https://evil.example/"}
    )
    assert response["Location"] == "/"


def test_wrong_password_says_what_to_do_and_keeps_the_address() -> None:
    account = make_account()
    response = try_to_sign_in(Client(), account.email, "not it at all")
    page = response.content.decode()
    assert response.status_code == 200
    assert "The email address or the password is not right." in page
    assert f'value="{account.email}"' in page
    assert "not it at all" not in page
    assert "<title>Error: " in page


def test_unknown_address_and_wrong_password_look_the_same() -> None:
    account = make_account()
    known = try_to_sign_in(Client(), account.email, "wrong").content.decode()
    unknown = try_to_sign_in(Client(), "nobody@example.org", "wrong").content.decode()
    assert _without_token(known).replace(account.email, "X") == _without_token(unknown).replace(
        "nobody@example.org", "X"
    )


def _without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


@pytest.fixture
def _counting_in_the_database(settings: Any) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "kernel_cache"}
    }
    cache.clear()


@pytest.mark.usefixtures("_counting_in_the_database")
def test_sixth_wrong_password_is_refused_and_then_the_right_one_too() -> None:
    account = make_account()
    for _ in range(5):
        assert "is not right" in try_to_sign_in(Client(), account.email, "wrong").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_cache")
        assert cursor.fetchone()[0] > 0
    assert "too many failed attempts" in try_to_sign_in(Client(), account.email, "wrong").content.decode()
    client = Client()
    refused = try_to_sign_in(client, account.email)
    assert "too many failed attempts" in refused.content.decode()
    assert who(client) == AnonymousUser()
    assert Entry.objects.filter(verb="accounts.sign_in_failed").count() == 5


@pytest.mark.usefixtures("_counting_in_the_database")
def test_another_account_can_sign_in_while_one_is_throttled() -> None:
    tried, other = make_account(), make_account()
    for _ in range(6):
        try_to_sign_in(Client(), tried.email, "wrong")
    assert try_to_sign_in(Client(), other.email).status_code == 302


@pytest.mark.usefixtures("_counting_in_the_database")
def test_ten_wrong_passwords_a_minute_from_one_place_are_enough() -> None:
    account = make_account()
    for number in range(10):
        try_to_sign_in(Client(), f"guess{number}@example.org", "wrong")
    assert "too many failed attempts" in try_to_sign_in(Client(), account.email).content.decode()


def test_closed_account_cannot_sign_in() -> None:
    account = make_account()
    workflows.close_account(by=COMMAND, account=account)
    client = Client()
    response = try_to_sign_in(client, account.email)
    assert who(client) == AnonymousUser()
    if response.status_code == 302:
        assert response["Location"] == reverse("account_inactive")
        assert "This account is closed" in client.get(response["Location"]).content.decode()


def test_closing_an_account_ends_its_open_session_at_the_next_request() -> None:
    account = make_account(Role.PREVENT_LEAD)
    client = signed_in(account)
    assert client.get("/people/").status_code == 200
    workflows.close_account(by=COMMAND, account=account)
    assert client.get("/people/").status_code == 302
    workflows.reopen_account(by=COMMAND, account=account)
    assert try_to_sign_in(Client(), account.email).status_code == 302


def test_old_address_stops_opening_the_door() -> None:
    account = make_account()
    old = account.email
    EmailAddress.objects.create(user=account, email=old, verified=True, primary=True)
    workflows.change_sign_in_address(by=COMMAND, account=account, email="New.Name@example.org")
    assert try_to_sign_in(Client(), old).status_code == 200
    assert try_to_sign_in(Client(), "new.name@example.org").status_code == 302
    Client().post(reverse("account_reset_password"), {"email": old})
    assert mail.outbox == []


# --- what is recorded -------------------------------------------------------------------------------------------------
def entries(verb: str) -> list[tuple[str, str, str]]:
    return list(Entry.objects.filter(verb=verb).values_list("actor", "subject", "summary"))


def test_sign_ins_are_recorded() -> None:
    account = make_account()
    try_to_sign_in(Client(), account.email)
    assert entries("accounts.signed_in") == [(account.reference, account.reference, "Signed in.")]


def test_failed_sign_ins_are_recorded_without_what_was_typed() -> None:
    account = make_account()
    try_to_sign_in(Client(), account.email.upper(), "my secret guess")
    try_to_sign_in(Client(), "my-secret@example.org", "my secret guess")
    assert entries("accounts.sign_in_failed") == [
        ("visitor", account.reference, "A sign-in failed."),
        ("visitor", "unknown", "A sign-in failed at an address that has no account."),
    ]
    kept = [str(row) for row in Detail.objects.values_list("values", flat=True)]
    assert not [row for row in kept if "secret" in row]
    assert list(faults()) == []


# --- forgotten passwords ----------------------------------------------------------------------------------------------
def ask_for_a_link(email: str) -> Any:
    return Client().post(reverse("account_reset_password"), {"email": email})


def test_forgotten_password_mails_a_link_that_sets_a_new_one() -> None:
    account = make_account()
    open_elsewhere = Client()
    try_to_sign_in(open_elsewhere, account.email)
    ask_for_a_link(account.email.upper())
    (message,) = mail.outbox
    assert message.to == [account.email]
    assert message.subject == "Set your password for Due Regard"
    (link,) = re.findall(r"http://testserver(/account/password/reset/key/\S+)", str(message.body))
    client = Client()
    form = client.get(client.get(link)["Location"])
    assert "Set a new password" in form.content.decode()
    done = client.post(form.wsgi_request.path, {"password1": NEW_PASSWORD, "password2": NEW_PASSWORD}, follow=True)
    assert "Your password is set" in done.content.decode()
    assert try_to_sign_in(Client(), account.email).status_code == 200
    assert try_to_sign_in(Client(), account.email, NEW_PASSWORD).status_code == 302
    assert who(open_elsewhere) == AnonymousUser()
    assert entries("accounts.password_reset") == [
        (account.reference, account.reference, "Set a new password through a mailed link.")
    ]
    assert mail.outbox[-1].subject == "Your password for Due Regard was set anew"
    assert "This link no longer works" in Client().get(link, follow=True).content.decode()


def test_an_account_opened_without_a_password_gets_one_by_mail() -> None:
    person = make_person()
    account = workflows.open_account(by=COMMAND, person=person)
    assert try_to_sign_in(Client(), account.email, "").status_code == 200
    ask_for_a_link(account.email)
    assert len(mail.outbox) == 1


def test_asking_for_a_link_does_not_tell_who_has_an_account() -> None:
    account, closed = make_account(), make_account()
    workflows.close_account(by=COMMAND, account=closed)
    answers = {
        (response.status_code, response["Location"])
        for response in map(ask_for_a_link, [account.email, "nobody@example.org", closed.email])
    }
    assert answers == {(302, reverse("account_reset_password_done"))}
    assert [message.to for message in mail.outbox] == [[account.email]]


def test_a_mail_server_that_fails_does_not_tell_who_has_an_account(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    account = make_account()
    assert ask_for_a_link(account.email).status_code == ask_for_a_link("nobody@example.org").status_code == 302


def test_weak_new_passwords_are_refused_with_the_reason() -> None:
    client = signed_in(make_account())
    url = reverse("account_change_password")
    for weak, reason in (("short", "at least 12 characters"), ("1qaz2wsx3edc", "too common")):
        page = client.post(url, {"oldpassword": PASSWORD, "password1": weak, "password2": weak}).content.decode()
        assert reason in page
    page = client.post(url, {"oldpassword": "wrong", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD})
    assert "That is not your present password." in page.content.decode()


def test_changing_the_password_keeps_this_session_and_ends_the_others() -> None:
    account = make_account()
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        try_to_sign_in(client, account.email)
    response = here.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD},
    )
    assert response.status_code == 302
    assert who(here) == account
    assert who(elsewhere) == AnonymousUser()
    assert entries("accounts.password_changed") == [(account.reference, account.reference, "Changed their password.")]
    assert mail.outbox[-1].to == [account.email]


# --- two steps --------------------------------------------------------------------------------------------------------
def code_for(secret: str, shift: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def turn_on(client: Client, account: Account) -> str:
    """Two-step sign-in through the pages; gives the secret."""
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    secret: str = page.context["form"].secret
    response = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert response.status_code == 302, response.context["form"].errors
    return secret


def test_secrets_are_sealed_in_the_database() -> None:
    account = make_account()
    client = Client()
    try_to_sign_in(client, account.email)
    secret = turn_on(client, account)
    codes = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"]
    assert len(codes) == 10
    rows = {row.type: row for row in Authenticator.objects.filter(user=account)}
    assert rows["totp"].data["secret"].startswith("v1:")
    assert rows["recovery_codes"].data["seed"].startswith("v1:")
    stored = " ".join(str(row.data) for row in rows.values())
    assert secret not in stored
    assert not [code for code in codes if code in stored]


def in_the_session_row(client: Client) -> tuple[str, dict[str, Any]]:
    """(what the row of the client's session holds, as text and unpacked; nothing of it goes through our views)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT session_data FROM django_session WHERE session_key = %s", [client.session.session_key])
        raw = cursor.fetchone()[0]
    held: dict[str, Any] = SessionStore().decode(raw)
    return raw, held


def test_a_secret_that_is_being_set_up_is_sealed_in_the_session() -> None:
    account = make_account()
    client = Client()
    try_to_sign_in(client, account.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    raw, held = in_the_session_row(client)
    assert held["mfa.totp.secret"].startswith("v1:")
    assert secret not in raw + str(held)
    with pytest.raises(Unreadable):
        ring().decrypt(held["mfa.totp.secret"], "session.mfa.totp.secret|0")

    wrong = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret, 90)})
    assert wrong.context["form"].errors
    assert wrong.context["form"].secret == secret
    assert secret not in str(in_the_session_row(client)[1])
    assert client.get(reverse("mfa_activate_totp")).context["form"].secret != secret, "each visit has its own"

    turn_on(client, account)
    assert "mfa.totp.secret" not in in_the_session_row(client)[1]


def test_a_waiting_secret_that_cannot_be_opened_is_made_anew(settings: Any) -> None:
    account = make_account()
    client = Client()
    try_to_sign_in(client, account.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    settings.DUEREGARD_KEYS = new_key("other")
    again = client.post(reverse("mfa_activate_totp"), {"code": code_for(secret)})
    assert again.context["form"].errors
    assert again.context["form"].secret != secret
    code = code_for(again.context["form"].secret)
    assert client.post(reverse("mfa_activate_totp"), {"code": code}).status_code == 302


def test_password_alone_no_longer_opens_and_a_wrong_code_is_recorded() -> None:
    account = make_account()
    client = Client()
    try_to_sign_in(client, account.email)
    secret = turn_on(client, account)
    newcomer = Client()
    first = try_to_sign_in(newcomer, account.email)
    assert first["Location"].startswith(reverse("mfa_authenticate"))
    assert who(newcomer) == AnonymousUser()
    wrong = newcomer.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "That code is not right." in wrong.content.decode()
    assert who(newcomer) == AnonymousUser()
    assert entries("accounts.second_step_failed") == [
        ("visitor", account.reference, "A sign-in failed at its second step.")
    ]
    cache.clear()  # the code used to turn it on counts as used
    right = newcomer.post(reverse("mfa_authenticate"), {"code": code_for(secret)})
    assert right.status_code == 302
    assert who(newcomer) == account


def test_second_step_without_a_code_asks_for_one() -> None:
    account = make_account()
    client = Client()
    try_to_sign_in(client, account.email)
    turn_on(client, account)
    newcomer = Client()
    try_to_sign_in(newcomer, account.email)
    response = newcomer.post(reverse("mfa_authenticate"), {})
    assert response.status_code == 200
    assert "Enter the code" in response.content.decode()


def test_recovery_code_works_once() -> None:
    account = make_account()
    client = Client()
    try_to_sign_in(client, account.email)
    turn_on(client, account)
    code = client.get(reverse("mfa_view_recovery_codes")).context["unused_codes"][0]
    assert f"{code}\n" in client.get(reverse("mfa_download_recovery_codes")).content.decode()
    for outcome in (302, 200):
        newcomer = Client()
        try_to_sign_in(newcomer, account.email)
        assert newcomer.post(reverse("mfa_authenticate"), {"code": code}).status_code == outcome


@pytest.mark.django_db(transaction=True)  # the library tells of it once the change is committed
def test_turning_it_off_needs_the_password_again_and_is_recorded() -> None:
    account = make_account()
    client = Client()
    try_to_sign_in(client, account.email)
    turn_on(client, account)
    later = signed_in(account)
    asked = later.get(reverse("mfa_deactivate_totp"))
    assert asked.status_code == 302
    assert "reauthenticate" in asked["Location"]
    assert client.post(reverse("mfa_deactivate_totp")).status_code == 302
    assert not Authenticator.objects.filter(user=account).exists()
    assert entries("accounts.second_factor_added") == [
        (account.reference, account.reference, "Turned two-step sign-in on.")
    ]
    assert len(entries("accounts.second_factor_removed")) == 1
    assert [message.subject for message in mail.outbox] == ["Two-step sign-in is on", "Two-step sign-in is off"]


# --- closed pages -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("method", ["get", "post"])
def test_sign_up_is_closed(method: str) -> None:
    before = Account.objects.count()
    data = {"email": "x@example.org", "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}
    response = getattr(Client(), method)(reverse("account_signup"), data)
    assert response.status_code == 403
    assert "Sign-up is closed" in response.content.decode()
    assert Account.objects.count() == before


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "confirm-email/key/", "login/code/confirm/"])
def test_pages_of_the_library_that_we_do_not_have(path: str) -> None:
    assert signed_in(make_account()).get(f"/account/{path}").status_code == 404


def test_sign_out_by_post_only() -> None:
    account = make_account()
    client = signed_in(account)
    assert "Sign out?" in client.get(reverse("account_logout")).content.decode()
    assert who(client) == account
    client.post(reverse("account_logout"))
    assert who(client) == AnonymousUser()


def test_the_demonstration_is_absent_from_the_sign_in_page_of_a_real_installation() -> None:
    assert "demo" not in Client().get(reverse("account_login")).content.decode().lower()


def test_a_floor_above_may_add_to_the_sign_in_page(settings: Any) -> None:
    settings.DUEREGARD_SIGN_IN_EXTRA = "account/account_inactive.html"  # any template shows that it is put in
    assert "This account is closed" in Client().get(reverse("account_login")).content.decode()


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done", "account_inactive"]
)
def test_pages_at_the_door_have_no_inline_style_or_script(name: str) -> None:
    response = Client().get(reverse(name))
    page = response.content.decode()
    assert response.status_code == 200
    assert " style=" not in page
    assert not re.findall(r"<script(?![^>]* src=)", page)
    assert "placeholder=" not in page
    assert "'unsafe" not in response["Content-Security-Policy"]
