"""Every answer carries its headers, whatever it is: a page, a refusal, a failure, a file, a style sheet."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.plan.models import Area
from dueregard.plan.workflows import areas, evidence
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead() -> Any:
    return factories.make_account(Role.PREVENT_LEAD)


@pytest.fixture
def area(lead: Any) -> Area:
    section = areas.add_section(by=lead, number="1", title="Leadership")
    return areas.add_area(by=lead, section=section, title="A group meets", number="1.1").area


def _ask(client: Client, what: str) -> Any:
    client.raise_request_exception = False
    asked: dict[str, Callable[[], Any]] = {
        "a page": lambda: client.get("/plan/"),
        "a page of a visitor": lambda: Client().get("/account/login/"),
        "a redirection to the sign-in": lambda: Client().get("/plan/"),
        "no such page": lambda: client.get("/no/such/page"),
        "no such area": lambda: client.get("/plan/areas/0000000000"),
        "not for this role": lambda: factories.signed_in(factories.make_account()).get("/plan/"),
        "a wrong method": lambda: client.get(reverse("plan:save_view")),
        "a wrong host": lambda: client.get("/plan/", headers={"host": "elsewhere.example"}),
        "a form without its token": lambda: Client(enforce_csrf_checks=True).post("/account/login/", {}),
        "too large": lambda: client.generic("POST", "/plan/imports/bring", b"", CONTENT_LENGTH="999999999"),
        "a failure of ours": lambda: client.get("/help"),
        "a spreadsheet": lambda: client.get("/plan/spreadsheet/download?format=csv"),
        "alive": lambda: client.get("/alive"),
    }
    return asked[what]()


STATUS = {
    "a page": 200, "a page of a visitor": 200, "a redirection to the sign-in": 302, "no such page": 404,
    "no such area": 404, "not for this role": 403, "a wrong method": 405, "a wrong host": 400,
    "a form without its token": 403, "too large": 413, "a failure of ours": 500, "a spreadsheet": 200, "alive": 200,
}  # fmt: skip


@pytest.mark.parametrize("what", STATUS)
def test_every_answer_carries_its_headers(what: str, lead: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    if what == "a failure of ours":
        monkeypatch.setattr("dueregard.home.views.render", lambda *given: 1 / 0)
    answer = _ask(factories.signed_in(lead), what)
    assert answer.status_code == STATUS[what]
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    if what != "too large":  # it says nothing that is private
        assert "no-store" in answer["Cache-Control"]


def test_static_files_carry_the_policy_and_may_be_kept(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "a.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    settings.STATIC_ROOT = str(tmp_path)
    answer = Client().get("/static/a.svg")
    assert answer.status_code == 200
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" not in answer.get("Cache-Control", "")


# --- files that people brought --------------------------------------------------------------------------------------
NAMES = {
    "page.html": "page.html",
    "picture.svg": "picture.svg",
    "../../etc/passwd": "passwd",
    "..\\..\\windows\\system.ini": "system.ini",
    'a"; filename="b.html': 'a"; filename="b.html',
    "line\r\nSet-Cookie: a=b": "line Set-Cookie: a=b",
    "\u202etxt.exe": "txt.exe",
    "\x00": "file",
    "a" * 400 + ".html": "a" * 250 + ".html",
}
PAGE = b"<html><script>alert(document.cookie)</script></html>"


@pytest.mark.parametrize(("name", "kept"), NAMES.items(), ids=range(len(NAMES)))
def test_an_uploaded_page_is_a_download_and_never_runs(name: str, kept: str, lead: Any, area: Area) -> None:
    made = evidence.add_evidence(by=lead, area=area, title="Minutes", stream=BytesIO(PAGE), file_name=name)
    stored = made.files.get().file
    assert stored.name == kept
    assert stored.content.name == f"{stored.reference[:2]}/{stored.reference}"
    names = {"reference": area.reference, "evidence": made.reference, "number": 1}
    answer: HttpResponse = factories.signed_in(lead).get(reverse("plan:evidence_file", kwargs=names))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    assert "Set-Cookie: a=b" not in {f"{header}: {value}" for header, value in answer.items()}
