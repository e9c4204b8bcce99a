"""Posts that no page of ours would send: by those who may not, about things of others, with fields that are not asked for."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.workflows import NewAction
from dueregard.plan.models import Area, AreaRevision, SavedView
from dueregard.plan.workflows import areas, evidence, saved, steps
from tests import factories
from tests.access_table import TABLE, Row
from tests.hostile.parts import filled_in
from tests.hostile.writing import writes
from tests.world import one_of_everything

__all__ = ["one_of_everything"]

pytestmark = pytest.mark.django_db

# One of each kind of permission; tests/test_access.py asks as every role.
INTRUDERS = [
    None, "", Role.MEMBER_OF_STAFF, Role.SYSTEM_ADMINISTRATOR, Role.STEERING_MEMBER, Role.AUDITOR, Role.UNIVERSITY_SECRETARY,
]  # fmt: skip
EXTRA = {
    "by": "command",
    "role": "prevent_lead",
    "restricted": "on",
    "revision": "1",
    "confirmed": "1",
    "pk": "1",
    "id": "1",
}
# What somebody does to their own sign-in.
ROWS = [row for row in TABLE if not row.url.startswith(("account_", "mfa_"))]


def _address(row: Row, found: dict[str, Any]) -> str:
    return reverse(row.url, kwargs={name: found.get(value, value) for name, value in row.names.items()})


def _written(client: Client, method: str, url: str, data: dict[str, Any] | None = None) -> tuple[int, list[str]]:
    """The answer's status and the tables that were written to; then all is as before."""
    with transaction.atomic(), writes() as found:
        answer = getattr(client, method)(url, data or {})
        transaction.set_rollback(True)
    return answer.status_code, found


@pytest.fixture
def found(one_of_everything: dict[str, Any]) -> dict[str, Any]:
    return dict(one_of_everything)


# Whoever holds the token may post there, and no role has a say; tests/rounds/test_pages.py holds them to it.
BEHIND_A_LINK = {"rounds:open_link", "rounds:fresh_link"}


@pytest.fixture
def lead() -> Any:
    return factories.make_account(Role.PREVENT_LEAD)


@pytest.fixture
def client(lead: Any) -> Client:
    return factories.signed_in(lead)


@pytest.fixture(scope="module")
def forms(one_of_everything: dict[str, Any], django_db_blocker: Any) -> dict[str, dict[str, Any]]:
    """What each page's own forms would send for somebody who may, by the name of its address."""
    with django_db_blocker.unblock():
        client = factories.signed_in(factories.make_account(Role.PREVENT_LEAD))
        return {row.url: _form(client, row, one_of_everything) for row in ROWS}


def _sent(forms: dict[str, dict[str, Any]], row: Row, found: dict[str, Any]) -> dict[str, Any]:
    """What the page's forms would send, and a good deal more."""
    return {**EXTRA, **{name: found.get(value, value) for name, value in row.data.items()}, **forms[row.url]}


def _form(client: Client, row: Row, found: dict[str, Any]) -> dict[str, Any]:
    page = client.get(_address(row, found) + (f"?{row.query}" if row.query else ""))
    shown = page.status_code == 200 and page["Content-Type"].startswith("text/html")
    return filled_in(page.content.decode()) if shown else {}


def test_a_post_by_those_who_may_not_writes_nothing(found: dict[str, Any], forms: dict[str, dict[str, Any]]) -> None:
    intruders = {
        role: factories.signed_in(None if role is None else factories.make_account(*filter(None, [role])))
        for role in INTRUDERS
    }
    wrong = []
    for row in ROWS:
        sent = _sent(forms, row, found)
        for role, intruder in intruders.items():
            if row.url in BEHIND_A_LINK:
                continue
            if role is None or role not in row.who:
                status, written = _written(intruder, "post", _address(row, found), sent)
                if written or status not in (302, 403, 404, 405):
                    wrong.append((row.url, role, status, written))
    assert wrong == []


def test_looking_writes_nothing(found: dict[str, Any], forms: dict[str, dict[str, Any]], client: Client) -> None:
    """GET and HEAD of every page, even with all that its form would send in the address."""
    wrong = []
    for row in ROWS:
        sent = _sent(forms, row, found)
        for method in ("get", "head"):
            status, written = _written(client, method, _address(row, found), sent)
            if written or status >= 500:
                wrong.append((row.url, method, status, written))
    assert wrong == []


def test_a_form_without_the_revision_that_it_was_opened_at_overwrites_nothing(
    found: dict[str, Any], forms: dict[str, dict[str, Any]], client: Client
) -> None:
    tried, wrong = set(), []
    for row in ROWS:
        sent = dict(forms[row.url]) if row.method == "get" and row.url.startswith("plan:") else {}
        if "revision" not in sent or row.url == "plan:add_passage":  # a new one overwrites nothing
            continue
        tried.add(row.url)
        opened_at = sent.pop("revision")
        for revision in (None, "", "0", "-1", "word", "9" * 22, [opened_at, "0"]):
            forged = sent if revision is None else sent | {"revision": revision}
            status, written = _written(client, "post", _address(row, found), forged)
            if status == 200:  # the row of the plan as a whole is made to be locked, and goes with the refusal
                written = [table for table in written if table != "plan_plandocument"]
            if written or status not in (200, 404, 405):
                wrong.append((row.url, revision, status, written))
    assert {"plan:edit_area", "plan:rate_area", "plan:edit_step", "plan:commit_import", "plan:edit_passage"} <= tried
    assert wrong == [], "\n".join(map(str, wrong))


# --- things of others -------------------------------------------------------------------------------------------------
@pytest.fixture
def other(lead: Any) -> dict[str, str]:
    """Another area with a step and evidence of its own."""
    section = areas.add_section(by=lead, number="7", title="Elsewhere")
    area = areas.add_area(by=lead, section=section, title="Another area", number="7.1").area
    step = steps.add_step(by=lead, area=area, new=NewAction("Not here"))
    proof = evidence.add_evidence(by=lead, area=area, title="Proof", stream=BytesIO(b"x"), file_name="x.txt")
    return {"area": area.reference, "step": step.action.reference, "evidence": proof.reference}


@pytest.mark.parametrize(
    "row", [row for row in TABLE if "step" in row.names or "evidence" in row.names], ids=lambda r: r.url
)
def test_a_part_of_another_area_is_not_found(
    row: Row, found: dict[str, Any], other: dict[str, str], client: Client
) -> None:
    crossed = found | {"step": other["step"], "evidence": other["evidence"]}
    for method in ("get", "post"):
        status, written = _written(client, method, _address(row, crossed), {"reason": "x", "text": "x", **EXTRA})
        assert (status, written) in ((404, []), (405, [])), method


@pytest.mark.parametrize(
    "row", [row for row in ROWS if "key" in row.names and row.url.startswith("plan:")], ids=lambda r: r.url
)
def test_a_row_that_the_import_has_not_is_not_found(row: Row, found: dict[str, Any], client: Client) -> None:
    for key in ("99-99", "0", "-1", "2-1-1", "None"):
        status, written = _written(client, "post", _address(row, found | {"row": key}), {"revision": found["revision"]})
        assert status in (404, 409), (key, status)
        assert written == []


def test_a_view_of_somebody_else_stays(client: Client, found: dict[str, Any]) -> None:
    mine = saved.save_view(by=factories.make_account(Role.PREVENT_OFFICER), name="Private", query="q=private")
    client.post(reverse("plan:delete_view", args=[mine.reference]))
    assert SavedView.objects.filter(pk=mine.pk).exists()
    assert b"Private" not in client.get(reverse("plan:register") + "?all=1").content


def test_fields_that_a_form_does_not_ask_for_change_nothing(found: dict[str, Any], lead: Any, client: Client) -> None:
    area = Area.objects.get(reference=found["area"])
    url = reverse("plan:edit_area", args=[area.reference])
    sent = filled_in(client.get(url).content.decode()) | {"title": "Another title", "review_on": "", "reason": ""}
    more = {
        "rag": "green", "number": "66.6", "retired_on": "2026-01-01", "position": "1", "recorded_by": "forged",
        "recorded_by_name": "Forged", "recorded_from": "2001-01-01", "campus": found["campus"], "restricted": "hazard",
        "section": "x", "likelihood": "5", "rated_on": "2001-01-01", "by": "command",
    }  # fmt: skip
    before = AreaRevision.objects.get(area=area, recorded_to__isnull=True)
    assert client.post(url, sent | more).status_code == 302
    after = AreaRevision.objects.get(area=area, recorded_to__isnull=True)
    assert after.title == "Another title"
    assert (after.recorded_by, after.recorded_by_name) == (lead.reference, lead.name)
    kept = ("rag", "retired_on", "position", "campus_id", "restricted", "section_id", "likelihood", "rated_on")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert Area.objects.get(pk=area.pk).number == "1.1"
    assert after.recorded_from >= before.recorded_from


def test_nobody_appoints_themselves_by_a_forged_address(client: Client, lead: Any) -> None:
    sent = {
        "role": "auditor",
        "reason": "x",
        "starts_on": "1 January 2026",
        "scope": "institution",
        "where": "institution",
    }
    status, written = _written(client, "post", reverse("accounts:propose_appointment", args=[lead.reference]), sent)
    assert written == []
    assert status in (200, 403)
