"""The pages of people, accounts and appointments: who gets them, what they say, what bad input does."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.models import Account, Appointment, Person
from dueregard.accounts.rules import ROLES, Role
from dueregard.accounts.workflows import (
    close_account,
    confirm_appointment,
    correct_person,
    propose_appointment,
    record_leaving,
)
from dueregard.kernel import clock
from tests.factories import COMMAND, appoint, make_account, make_body, make_campus, make_person, signed_in
from tests.sent import fields_of

pytestmark = pytest.mark.django_db

MANAGED = ["people", "add_person"]
OF_A_PERSON = ["person", "correct_person", "open_account", "close_account", "propose_appointment"]


def text(response: Any) -> str:
    """What a page says, without its tags and with single spaces."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.mark.parametrize("role", list(Role))
def test_access_by_role(role: Role) -> None:
    client, someone = signed_in(make_account(role)), make_account()
    may = role in {Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY, Role.SYSTEM_ADMINISTRATOR}
    for name in MANAGED:
        assert client.get(reverse(f"accounts:{name}")).status_code == (200 if may else 403), name
    for name in OF_A_PERSON:
        url = reverse(f"accounts:{name}", args=[someone.reference])
        assert client.get(url).status_code == (200 if may else 403), name
        missing = reverse(f"accounts:{name}", args=["NOTHERE000"])
        assert client.get(missing).status_code == (404 if may else 403), name
    readers = {Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}
    assert client.get(reverse("accounts:appointments")).status_code == (200 if may or role in readers else 403)
    assert client.get(reverse("accounts:me")).status_code == 200


@pytest.mark.parametrize("name", ["reopen_account", "confirm_appointment", "decline_appointment"])
def test_what_changes_something_is_not_for_get(name: str) -> None:
    client = signed_in(make_account(Role.PREVENT_LEAD))
    assert client.get(reverse(f"accounts:{name}", args=["X"])).status_code == 405


def test_visitors_are_sent_to_sign_in() -> None:
    for name in (*MANAGED, "appointments", "me"):
        response = signed_in(None).get(reverse(f"accounts:{name}"))
        assert response["Location"].startswith("/account/login/?next="), name


def test_people_list_and_search() -> None:
    client = signed_in(make_account(Role.PREVENT_LEAD, name="Ada Marsh"))
    make_person("Jo Bell")
    assert "Jo Bell" in text(client.get("/people/"))
    found = text(client.get("/people/?q=bell"))
    assert "Jo Bell" in found
    assert "Ada Marsh None" not in found
    nobody = client.get("/people/?q=zzz<script>")
    assert "Nobody found" in text(nobody)
    assert "<script>" not in nobody.content.decode().replace('<script src="', "")


def test_add_person_goes_to_their_page_and_says_so() -> None:
    client = signed_in(make_account(Role.PREVENT_LEAD))
    response = client.post("/people/add", {"name": "Jo Bell", "email": "jo@example.org"}, follow=True)
    assert response.redirect_chain == [(f"/people/{Person.objects.get(name='Jo Bell').reference}", 302)]
    assert "Jo Bell was added." in text(response)


@pytest.mark.parametrize(
    ("name", "email", "sentence"),
    [
        ("", "jo@example.org", "Give the person’s name"),
        ("Jo Bell", "jo at example", "Give an email address such as"),
        ("Jo Bell", "TAKEN@example.org", "Somebody has this address already."),
        ("\x00", "jo@example.org", "Null characters are not allowed."),
    ],
)
def test_bad_input_keeps_what_was_typed(name: str, email: str, sentence: str) -> None:
    make_person(email="taken@example.org")
    before = Person.objects.count()
    response = signed_in(make_account(Role.PREVENT_LEAD)).post("/people/add", {"name": name, "email": email})
    page = response.content.decode()
    assert response.status_code == 200
    assert sentence in page
    assert f'value="{email}"' in page
    assert "There is a problem" in page
    assert Person.objects.count() == before + 1  # the one who is signed in


def test_correct_person_reads_a_day_as_people_write_it() -> None:
    client, person = signed_in(make_account(Role.PREVENT_LEAD)), make_person("Jo Bell")
    url = reverse("accounts:correct_person", args=[person.reference])
    assert 'value="Jo Bell"' in client.get(url).content.decode()
    bad = client.post(url, {"name": "Jo Stone", "email": person.email, "left_on": "31 June 2026"})
    assert "Enter a date such as" in text(bad)
    assert 'value="31 June 2026"' in bad.content.decode()
    client.post(url, {"name": "Jo Stone", "email": person.email, "left_on": "31st July 2026", "revision": "1"})
    person.refresh_from_db()
    assert (person.name, person.left_on) == ("Jo Stone", date(2026, 7, 31))


def gone(days: int = -1, **more: Any) -> Account:
    """An open account of somebody whose last day is that many days from now."""
    account = make_account(**more)
    Person.objects.filter(pk=account.person_id).update(left_on=clock.today() + timedelta(days=days))
    return account


def test_the_page_of_people_lists_who_left_and_closes_their_account_in_one_step() -> None:
    client = signed_in(make_account(Role.PREVENT_LEAD))
    assert "Have left, and can still sign in" not in text(client.get("/people/"))
    gone(0, name="Leaves Today")
    assert "Have left, and can still sign in" not in text(client.get("/people/"))
    left = gone(name="Ada Gone")
    page = client.get("/people/").content.decode()
    assert "Have left, and can still sign in" in page
    url = reverse("accounts:close_account", args=[left.person.reference])
    assert f'<form method="post" action="{url}">' in page
    done = client.post(url, {"from": "people"}, follow=True)
    assert done.redirect_chain == [("/people/", 302)]
    assert "Ada Gone can no longer sign in." in text(done)
    assert "Have left, and can still sign in" not in text(done)
    assert not Account.objects.get(pk=left.pk).is_active


def test_whoever_has_left_does_not_close_their_own() -> None:
    left = gone(name="Ada Gone")
    lead = make_account(Role.PREVENT_LEAD)
    Person.objects.filter(pk=lead.person_id).update(left_on=clock.today() - timedelta(days=1))
    page = signed_in(lead).get("/people/").content.decode()
    assert reverse("accounts:close_account", args=[left.person.reference]) in page
    assert reverse("accounts:close_account", args=[lead.person.reference]) not in page
    assert "Somebody else closes yours" in page


def test_the_last_day_offers_to_close_the_account() -> None:
    client, account = signed_in(make_account(Role.PREVENT_LEAD)), make_account(name="Jo Bell")
    url = reverse("accounts:correct_person", args=[account.person.reference])
    assert "Close their account too" in text(client.get(url))
    values = {"revision": "1", "name": "Jo Bell", "email": "", "closing": "on"}
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    early = client.post(url, values | {"left_on": tomorrow})
    assert "The account can be closed once the last day has come." in text(early)
    assert f'value="{tomorrow}"' in early.content.decode()
    done = client.post(url, values | {"left_on": clock.today().isoformat()}, follow=True)
    assert "The entry was corrected. The account is closed." in text(done)
    assert not Account.objects.get(pk=account.pk).is_active
    assert "Close their account too" not in text(client.get(url))
    nameless = reverse("accounts:correct_person", args=[make_person().reference])
    assert "Close their account too" not in text(client.get(nameless))


def test_open_change_close_and_reopen_an_account() -> None:
    client, person = signed_in(make_account(Role.PREVENT_LEAD)), make_person("Jo Bell", "jo@example.org")

    def do(name: str, **data: str) -> str:
        return text(client.post(reverse(f"accounts:{name}", args=[person.reference]), data, follow=True))

    assert "Jo Bell can sign in as jo@example.org" in do("open_account", email="Jo@Example.org")
    assert "This person has an account already" in do("open_account", email="other@example.org")
    assert "The address to sign in with was changed" in do("change_sign_in_address", email="bell@example.org")
    assert "Jo Bell can no longer sign in." in do("close_account")
    assert "This account is closed already." in do("close_account")
    assert "Jo Bell can sign in again." in do("reopen_account")
    assert Account.objects.get(person=person).email == "bell@example.org"


def test_administrator_is_told_why_the_door_is_not_theirs() -> None:
    client, member = signed_in(make_account(Role.SYSTEM_ADMINISTRATOR)), make_account(Role.STEERING_MEMBER)
    page = text(client.get(reverse("accounts:person", args=[member.reference])))
    assert "Whoever holds a role gets a sign-in from the Prevent lead or the university secretary." in page
    assert client.get(reverse("accounts:change_sign_in_address", args=[member.reference])).status_code == 403
    close_account(by=COMMAND, account=member)
    assert client.post(reverse("accounts:reopen_account", args=[member.reference])).status_code == 403


def test_own_page_offers_neither_closing_nor_appointing() -> None:
    account = make_account(Role.PREVENT_LEAD)
    page = text(signed_in(account).get(reverse("accounts:person", args=[account.reference])))
    assert "Appoint to a role" not in page
    assert "Close the account" not in page
    url = reverse("accounts:propose_appointment", args=[account.reference])
    assert signed_in(account).get(url).status_code == 403


def test_somebody_who_left_and_can_still_sign_in_is_pointed_out() -> None:
    account = make_account()
    yesterday = clock.today() - timedelta(days=1)
    correct_person(by=COMMAND, person=account.person, name="Jo", email="", left_on=yesterday)
    page = text(signed_in(make_account(Role.PREVENT_LEAD)).get(reverse("accounts:person", args=[account.reference])))
    assert "Has left, and can still sign in" in page


# --- appointing -------------------------------------------------------------------------------------------------------
def appoint_url(person: Person) -> str:
    return reverse("accounts:propose_appointment", args=[person.reference])


def test_appointing_shows_what_every_role_may_do() -> None:
    page = text(signed_in(make_account(Role.PREVENT_LEAD)).get(appoint_url(make_person())))
    for role, words in ROLES.items():
        assert words.description.replace("'", "&#x27;") in page, role


def test_appoint_for_a_campus_and_for_a_body() -> None:
    client, person = signed_in(make_account(Role.PREVENT_LEAD)), make_person()
    campus, body = make_campus("North"), make_body("Engineering")
    for scope, role in ((campus, Role.STEERING_MEMBER), (body, Role.HEAD_OF_DEPARTMENT)):
        data = {"role": role, "scope": scope.reference, "starts_on": "1 August 2026", "reason": "New in post."}
        assert client.post(appoint_url(person), data).status_code == 302
    found = set(
        Appointment.objects.filter(person=person).values_list("scope", "scope_reference", "scope_name", "state")
    )
    assert found == {
        ("campus", campus.reference, "North", "confirmed"),
        ("body", body.reference, "Engineering", "confirmed"),
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"role": ""}, "Choose a role"),
        ({"role": "king"}, "Select a valid choice"),
        ({"reason": " "}, "Say why, in a few words"),
        ({"starts_on": "soon"}, "Enter a date such as"),
        ({"ends_on": "1 January 2020"}, "The last day must not be before the first"),
        ({"scope": "NOTHERE000"}, "Select a valid choice"),
        ({"scope": "CAMPUS", "role": Role.AUDITOR}, "This role is always for the whole institution"),
    ],
)
def test_appointing_refuses_and_keeps_what_was_typed(changes: dict[str, str], sentence: str) -> None:
    client, person, campus = signed_in(make_account(Role.PREVENT_LEAD)), make_person(), make_campus()
    data = {"role": Role.STEERING_MEMBER, "scope": "", "starts_on": "1 August 2026", "reason": "My reason"} | changes
    data["scope"] = data["scope"].replace("CAMPUS", campus.reference)
    page = client.post(appoint_url(person), data).content.decode()
    assert sentence in page
    assert changes.get("reason") or "My reason" in page
    assert not Appointment.objects.filter(person=person).exists()


def test_second_person_confirms_on_a_page_that_shows_the_address() -> None:
    lead, secretary, account = make_account(Role.PREVENT_LEAD), make_account(Role.UNIVERSITY_SECRETARY), make_account()
    data = {"role": Role.AUDITOR, "starts_on": "1 August 2026", "reason": "Audit."}
    said = text(signed_in(lead).post(appoint_url(account.person), data, follow=True))
    assert "The appointment as Auditor waits for a second person." in said
    made = Appointment.objects.get(person=account.person)
    decide = reverse("accounts:decide_appointment", args=[made.reference])
    confirm = reverse("accounts:confirm_appointment", args=[made.reference])
    assert signed_in(lead).get(decide).status_code == signed_in(lead).post(confirm).status_code == 403
    assert decide not in signed_in(lead).get("/people/appointments").content.decode()
    client = signed_in(secretary)
    assert decide in client.get("/people/appointments").content.decode()
    assert account.email in text(client.get(decide))
    assert "is confirmed as Auditor." in text(client.post(confirm, follow=True))
    assert "Somebody has decided on this appointment already." in text(client.post(confirm, follow=True))


def test_decline() -> None:
    lead, secretary, person = make_account(Role.PREVENT_LEAD), make_account(Role.UNIVERSITY_SECRETARY), make_person()
    made = propose_appointment(by=lead, person=person, role=Role.AUDITOR, reason="x", starts_on=clock.today())
    url = reverse("accounts:decline_appointment", args=[made.reference])
    assert "is declined." in text(signed_in(secretary).post(url, follow=True))
    assert "Declined" in text(signed_in(secretary).get(reverse("accounts:person", args=[person.reference])))


def test_lay_down_a_role_of_ones_own() -> None:
    account = make_account(Role.GOVERNOR)
    row = account.person.appointments.get()
    client, url = signed_in(account), reverse("accounts:end_appointment", args=[row.reference])
    assert url in client.get("/people/me").content.decode()
    assert "Say why, in a few words" in text(client.post(url, {"reason": ""}))
    response = client.post(url, {"reason": "Term of office over."}, follow=True)
    assert response.redirect_chain == [("/people/me", 302)]
    assert "You hold no role yet" in text(client.get("/people/me"))
    assert signed_in(make_account(Role.GOVERNOR)).get(url).status_code == 403


def test_me_says_roles_in_words_and_what_waits() -> None:
    account, lead = make_account(name="Jo Bell"), make_account(Role.PREVENT_LEAD)
    appoint(account.person, Role.STEERING_MEMBER, scope=make_campus("North"))
    made = propose_appointment(by=lead, person=account.person, role=Role.AUDITOR, reason="x", starts_on=clock.today())
    page = text(signed_in(account).get("/people/me"))
    assert "Jo Bell" in page
    assert "North" in page
    assert ROLES[Role.STEERING_MEMBER].description in page
    assert "Waiting for a second person" in page
    confirm_appointment(by=make_account(Role.UNIVERSITY_SECRETARY), appointment=made)
    assert "Waiting for a second person" not in text(signed_in(account).get("/people/me"))


def test_readers_see_who_can_see_what_without_ways_to_change_it() -> None:
    make_account(Role.PREVENT_LEAD, name="Ada Marsh")
    page = signed_in(make_account(Role.DATA_PROTECTION_OFFICER)).get("/people/appointments")
    assert "Ada Marsh" in text(page)
    assert "/people/add" not in page.content.decode()
    assert not re.findall(r'href="/people/[0-9A-Z]{10}"', page.content.decode())


@pytest.mark.parametrize("url", ["/people/", "/people/me", "/people/appointments"])
def test_pages_carry_no_inline_style_or_script(url: str) -> None:
    page = signed_in(make_account(Role.PREVENT_LEAD)).get(url).content.decode()
    assert " style=" not in page
    assert not re.findall(r"<script(?![^>]* src=)", page)


def test_people_page_costs_seven_queries(django_assert_num_queries: Any) -> None:
    client = signed_in(make_account(Role.PREVENT_LEAD))
    for _ in range(60):
        make_person()
    client.get("/people/")
    for _ in range(3):
        record_leaving(by=COMMAND, person=make_account().person, on=clock.today())
        Person.objects.filter(left_on=clock.today()).update(left_on=clock.today() - timedelta(days=1))
    with django_assert_num_queries(7):  # session, account, roles, count, people, their roles, who left with an account
        client.get("/people/")


def test_the_second_of_two_who_correct_an_entry_is_told_and_nothing_is_lost() -> None:
    person = make_person("Ana Stone", "ana@example.org")
    first, second = (signed_in(make_account(Role.PREVENT_LEAD, name=name)) for name in ("One Lead", "Two Lead"))
    url = reverse("accounts:correct_person", args=[person.reference])
    forms = [fields_of(client.get(url)) for client in (first, second)]
    assert first.post(url, forms[0] | {"name": "Ana Rock", "left_on": "31 July 2027"}).status_code == 302
    page = second.post(url, forms[1] | {"name": "Ana Boulder"})
    text = page.content.decode()
    assert "One Lead" in text
    assert "Ana Rock" in text
    assert second.post(url, fields_of(page)).status_code == 302
    person.refresh_from_db()
    assert (person.name, str(person.left_on)) == ("Ana Boulder", "2027-07-31")
