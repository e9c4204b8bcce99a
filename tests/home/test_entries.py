"""One entry of the trail: what it shows, what was erased or tampered with, and an empty trail."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.queries import head
from dueregard.audit.workflows import erase_details, record
from dueregard.plan.workflows import areas
from tests.append_only import tamper
from tests.factories import COMMAND, make_account, signed_in

pytestmark = pytest.mark.django_db


def _entry(number: int) -> str:
    answer = signed_in(make_account(Role.AUDITOR)).get(reverse("home:trail_entry", args=[number]))
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_entry_shows_what_changed() -> None:
    entry = record(
        by=COMMAND,
        verb="plan.area_edited",
        subject_kind="plan",
        subject="plan",
        summary="Edited it.",
        details={
            "title": ["Old & gone", "New <b>words</b>"],
            "leads": {"added": ["PSG"]},
            "empty": "",
            "who": ["A", "B", "C"],
        },
    )
    page = _entry(entry.number)
    assert "Old &amp; gone" in page
    assert "New &lt;b&gt;words&lt;/b&gt;" in page
    assert "PSG" in page
    assert "A, B, C" in page
    assert "does not verify" not in page


def test_the_details_of_a_restricted_passage_are_its_name() -> None:
    lead = make_account(Role.PREVENT_LEAD)
    section = areas.add_section(by=lead, number="1", title="Leadership")
    row = areas.add_area(by=lead, section=section, title="A risk", hazard="First words")
    areas.restrict_passages(by=lead, area=row.area, passages=["hazard"], reason="Confidential.")
    row.area.refresh_from_db()
    areas.edit_area(by=lead, area=row.area, revision=row.area.revision, hazard="Secret words")
    page = _entry(head().number)
    assert "Secret words" not in page
    assert "restricted" in page


def test_erased_details_are_gone_and_the_entry_still_verifies() -> None:
    entry = record(
        by=COMMAND, verb="plan.x", subject_kind="plan", subject="plan", summary="Did it.", details={"name": "Someone"}
    )
    erase_details(by=COMMAND, numbers=[entry.number], why="Asked for.")
    page = _entry(entry.number)
    assert "Someone" not in page
    assert "The details were erased" in page
    assert "does not verify" not in page


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET summary = 'Something else' WHERE number = %s",
        "UPDATE audit_entry SET previous_hash = hash WHERE number = %s",
        "UPDATE audit_detail SET salt = 'x' WHERE entry_id = %s",
    ],
)
def test_an_entry_that_was_tampered_with_says_so(sql: str) -> None:
    for _ in range(2):
        entry = record(by=COMMAND, verb="plan.x", subject_kind="plan", subject="plan", summary="Did it.")
    assert "does not verify" not in _entry(entry.number)
    tamper(sql, [entry.number])
    assert "does not verify" in _entry(entry.number)


def test_an_entry_that_is_not_there_is_not_found() -> None:
    client = signed_in(make_account(Role.AUDITOR))
    assert client.get(reverse("home:trail_entry", args=[999_999])).status_code == 404
    assert client.get("/trail/99999999999999999999999").status_code == 404


def test_an_empty_trail_says_what_will_stand_there(rf: Any) -> None:
    page = render_to_string(
        "home/trail.html", {"rows": [], "chips": [], "form": [], "head": head()}, request=rf.get("/")
    )
    assert "Nothing has been recorded yet" in page
