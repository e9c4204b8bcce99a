"""Every error that a request can end in has a page in the house's frame, with its status and a way on."""

from __future__ import annotations

from typing import Any

import lxml.html
import pytest
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.test import Client, RequestFactory
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.config.methods import WrongMethod, page_above
from tests.access_table import TABLE
from tests.factories import make_account, signed_in
from tests.world import world


def shown(answer: Any) -> Any:
    """The page, which is in the frame: one heading that is its title, style sheets, the way home."""
    page = lxml.html.fromstring(answer.content.decode())
    assert [title.text for title in page.xpath("//title")] == [f"{page.xpath('//h1')[0].text} – Due Regard"]
    assert page.xpath("//link[@rel='stylesheet']")
    assert "/" in page.xpath("//main//a/@href")
    return page


# --- a method that an address does not take ---------------------------------------------------------------------------
@pytest.mark.django_db
def test_every_address_that_only_takes_a_form_says_so_and_leads_back_to_a_page() -> None:
    found = world()
    client = signed_in(make_account(Role.PREVENT_LEAD))
    seen = 0
    for row in [row for row in TABLE if row.method == "post"]:
        address = reverse(row.url, kwargs={name: found.get(value, value) for name, value in row.names.items()})
        answer = client.get(address)
        if answer.status_code != 405:
            continue
        seen += 1
        assert answer["Allow"] == "POST"
        page = shown(answer)
        assert "It only takes a form" in page.text_content()
        for back in page.xpath("//main//a/@href"):
            assert client.get(back).status_code == 200, (address, back)
    assert seen > 10


@pytest.mark.django_db
def test_other_methods_are_answered_too() -> None:
    client = signed_in(make_account(Role.PREVENT_LEAD))
    put = client.put(reverse("plan:register"))
    assert put.status_code == 405
    assert "POST" not in put["Allow"]
    assert "cannot be used in this way" in shown(put).text_content()
    head = client.head(reverse("plan:save_view"))
    assert (head.status_code, head["Allow"], head.content) == (405, "POST", b"")


@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/people/ABC/reopen-account", "/people/ABC"),
        ("/people/appointments/ABC/confirm", "/people/appointments"),
        ("/organisation/posts/ABC/reopen", "/organisation/posts/ABC"),
        ("/nowhere", "/"),
        ("/no/such/place/", "/"),
        ("/", "/"),
        ("", "/"),
    ],
)
def test_the_page_above_is_the_nearest_that_there_is(path: str, above: str) -> None:
    assert page_above(path) == above


@pytest.mark.parametrize(
    "answer",
    [HttpResponse("in"), HttpResponseNotAllowed(["POST"], content=b"a word for machines"), HttpResponse(status=204)],
)
def test_what_has_words_of_its_own_is_left_alone(answer: HttpResponse) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return answer

    assert WrongMethod(view)(RequestFactory().get("/people/")) is answer


# --- the others -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_400_for_a_host_that_is_not_ours_and_for_too_many_fields(settings: Any) -> None:
    wrong = Client().get("/account/login/", headers={"host": "elsewhere.example"})
    assert (wrong.status_code, shown(wrong).xpath("//h1")[0].text) == (400, "Your request could not be read")
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2
    wrong = Client().post("/account/login/", {"login": 1, "password": 2, "next": 3})
    assert (wrong.status_code, shown(wrong).xpath("//h1")[0].text) == (400, "Your request could not be read")


def test_403_for_a_form_without_its_token() -> None:
    refused = Client(enforce_csrf_checks=True).post("/account/login/", {"login": "a@example.org"})
    assert (refused.status_code, shown(refused).xpath("//h1")[0].text) == (403, "The form could not be accepted")


@pytest.mark.django_db
def test_403_and_404_for_somebody_signed_in() -> None:
    client = signed_in(make_account(Role.MEMBER_OF_STAFF))
    refused = client.get("/people/")
    assert refused.status_code == 403
    assert "your role does not include this page" in shown(refused).text_content()
    gone = client.get("/no/such/page")
    assert (gone.status_code, shown(gone).xpath("//h1")[0].text) == (404, "Page not found")


def test_413_before_anything_is_read() -> None:
    refused = Client().generic("POST", "/plan/imports/bring", b"", CONTENT_LENGTH="200000000")
    assert (refused.status_code, shown(refused).xpath("//h1")[0].text) == (413, "The file is too large")


def test_500_needs_no_database() -> None:
    """This test may not touch the database, so the session of the cookie cannot be read: as when the server is away."""
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = "x" * 32
    for path in ("/", "/account/login/", "/people/"):
        fault = client.get(path)
        assert (fault.status_code, shown(fault).xpath("//h1")[0].text) == (500, "Something went wrong")
