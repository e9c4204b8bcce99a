"""What is restricted must be as if it were not there: the pages of those who may not read it are the same with and without.

A crawl before and after a restricted thing is made finds side doors that nobody thought of: counts, order, lists of
filters, history, exports, titles of error pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.kernel import clock
from dueregard.plan.models import Area
from dueregard.plan.workflows import areas, document, evidence, steps
from tests import factories
from tests.access_table import PLAN_READERS, TABLE
from tests.world import one_of_everything

__all__ = ["one_of_everything"]

pytestmark = pytest.mark.django_db

MARK = "quaggaword"
FULL_READERS = frozenset({
    Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR,
})  # fmt: skip
ORDINARY = sorted(PLAN_READERS - FULL_READERS)
LONG_AGO = datetime(2025, 3, 10, 9, tzinfo=UTC)

# The moment at which a page or a calendar entry was made is no news.
_CHANGING = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|DTSTAMP:\w+')
QUERIES = (
    "all=1", "q=quagga", "q=Quincey", "overdue=on", "no_date=on", "carried_over=on", "changed_since=2025-01-01", "retired=on",
    "recorded_on=2025-04-01", "recorded_on=2025-04-01&q=quagga", "recorded_on=2025-04-01&overdue=on", "sort=changed",
    "sort=review", "format=csv", "format=json", "format=csv&recorded_on=2025-04-01", "format=csv&overdue=on",
    "from_on=1+January+2025&to_on=1+April+2025", "from_on=1+April+2025&to_on=1+January+2026", "closed=on",
)  # fmt: skip


def _addresses(found: dict[str, Any], lead: str) -> Iterator[str]:
    """All pages, and those that take filters with each of them."""
    for row in TABLE:
        if row.method != "get" or row.url.startswith(("account", "mfa", "accounts:")):
            continue
        base = reverse(row.url, kwargs={name: found.get(value, value) for name, value in row.names.items()})
        filtered = row.url in {
            "plan:register", "plan:area", "plan:risk_assessment", "plan:action_plan", "plan:context", "plan:year",
            "plan:register_spreadsheet", "plan:leads", "home:today",
        }  # fmt: skip
        for query in (*QUERIES, f"lead={lead}", f"lead={lead}&recorded_on=2025-04-01") if filtered else (row.query,):
            if row.url != "plan:register_spreadsheet" or "format" in query:
                yield f"{base}?{query}"


def crawl(client: Client, addresses: list[str]) -> dict[str, tuple[int, bytes]]:
    """Status and words of each page, without what differs at each request."""
    pages = {}
    for url in addresses:
        answer = client.get(url)
        words = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
        pages[url] = (answer.status_code, _CHANGING.sub(b"", words))
    return pages


def _difference(before: dict[str, tuple[int, bytes]], after: dict[str, tuple[int, bytes]]) -> list[str]:
    """The lines that the pages have now and had not before."""
    found = []
    for url, (_, words) in after.items():
        had = set(before[url][1].splitlines())
        found += [f"{url}: {line.decode(errors='replace').strip()}" for line in words.splitlines() if line not in had]
    return found


def _restricted_step(found: dict[str, Any], by: Any, lead: Any) -> None:
    new = NewAction(
        f"{MARK} text", due=Due(date(2025, 1, 1), date(2025, 1, 2)), progress=MARK, source=MARK, waiting_on=MARK,
        ask_again_on=date(2025, 1, 3), carried_over=2, restricted=True, leads=(lead,),
    )  # fmt: skip
    steps.add_step(by=by, area=Area.objects.get(reference=found["area"]), new=new)


def _restricted_step_without_a_date(found: dict[str, Any], by: Any, lead: Any) -> None:
    new = NewAction(f"{MARK} undated", restricted=True, leads=(lead,))
    made = steps.add_step(by=by, area=Area.objects.get(reference=found["area"]), new=new)
    area = Area.objects.get(reference=found["area"])
    steps.edit_step(by=by, area=area, action=made.action, revision=1, progress=f"{MARK} more")
    steps.move_step(by=by, area=area, action=made.action, verb="start")


def _restricted_step_of_long_ago(found: dict[str, Any], by: Any, lead: Any) -> None:
    with clock.set_to(LONG_AGO):
        _restricted_step(found, by, lead)


def _restricted_evidence(found: dict[str, Any], by: Any, lead: Any) -> None:
    area = Area.objects.get(reference=found["area"])
    made = evidence.add_evidence(
        by=by, area=area, title=f"{MARK} minutes", stream=BytesIO(MARK.encode()), file_name=f"{MARK}.txt",
        restricted=True,
    )  # fmt: skip
    evidence.add_evidence_version(by=by, evidence=made, stream=BytesIO(b"again"), file_name=f"{MARK}2.txt")
    evidence.remove_evidence(by=by, evidence=made, reason=MARK)
    evidence.add_evidence(by=by, area=area, title=f"{MARK} link", url=f"https://{MARK}.example/", restricted=True)


def _restricted_context(found: dict[str, Any], by: Any, lead: Any) -> None:
    document.add_passage(by=by, kind="local", heading=f"{MARK} heading", text=MARK, restricted=True)


THINGS = [
    _restricted_step,
    _restricted_step_without_a_date,
    _restricted_step_of_long_ago,
    _restricted_evidence,
    _restricted_context,
]


@pytest.fixture
def standing(one_of_everything: dict[str, Any]) -> tuple[dict[str, Any], Any, Any]:
    """The world, its Prevent lead, and a lead by name who leads nothing yet."""
    found = dict(one_of_everything)
    by = factories.make_account(Role.PREVENT_LEAD)
    areas.rate_area(by=by, area=Area.objects.get(reference=found["area"]), rag="red", reason="It is red.")
    with clock.set_to(LONG_AGO):
        section = areas.add_section(by=factories.COMMAND, number="9", title="Of long ago")
        areas.add_area(by=factories.COMMAND, section=section, title="An old area", number="9.1")
    return found, by, factories.make_lead("Quincey Quartermaine")


def test_restricted_things_change_no_page_of_those_who_may_not_read_them(standing: Any) -> None:
    found, by, lead = standing
    reader = factories.signed_in(factories.make_account(Role.STEERING_MEMBER))
    addresses = list(_addresses(found, lead.reference))
    before = crawl(reader, addresses)
    for make in THINGS:
        make(found, by, lead)
    after = crawl(reader, addresses)
    assert [url for url in addresses if before[url] != after[url]] == [], _difference(before, after)
    assert MARK.encode() not in b"".join(words for _, words in after.values())
    # They are there: those who may read them find them.
    full = crawl(factories.signed_in(by), [reverse("plan:area", args=[found["area"]]), reverse("plan:context")])
    assert all(MARK.encode() in words for _, words in full.values())


def test_words_that_are_restricted_now_are_nowhere_now_or_in_the_past(standing: Any) -> None:
    """A passage, a step and a context passage that everybody could read once."""
    found, by, lead = standing
    with clock.set_to(LONG_AGO):
        section = areas.add_section(by=by, number="6", title="Once open")
        row = areas.add_area(by=by, section=section, title="An open area", number="6.1", hazard=f"{MARK} hazard")
        step = steps.add_step(by=by, area=row.area, new=NewAction(f"{MARK} step", progress=MARK))
        passage = document.add_passage(by=by, kind="local", heading=f"{MARK} heading", text=MARK).passage
    areas.restrict_passages(by=by, area=row.area, passages=["hazard"], reason="It names somebody.")
    steps.edit_step(by=by, area=row.area, action=step.action, revision=1, restricted=True)
    passage.refresh_from_db()
    document.edit_passage(
        by=by, passage=passage, revision=passage.revision, kind="local", heading=f"{MARK} heading", text=MARK,
        restricted=True,
    )  # fmt: skip
    addresses = list(_addresses(found | {"area": row.area.reference, "step": step.action.reference}, lead.reference))
    pages = crawl(factories.signed_in(factories.make_account(Role.STEERING_MEMBER)), addresses)
    assert [url for url, (_, words) in pages.items() if MARK.encode() in words.lower()] == []
    assert pages[reverse("plan:area", args=[row.area.reference]) + "?all=1"][0] == 200


@pytest.mark.parametrize("role", ORDINARY)
def test_a_link_to_restricted_evidence_leads_nowhere(role: str, standing: Any) -> None:
    found, by, _ = standing
    area = Area.objects.get(reference=found["area"])
    made = evidence.add_evidence(
        by=by, area=area, title="Minutes", stream=BytesIO(MARK.encode()), file_name="m.txt", restricted=True
    )
    names = {"reference": area.reference, "evidence": made.reference, "number": 1}
    reader = factories.signed_in(factories.make_account(role))
    hidden = reader.get(reverse("plan:evidence_file", kwargs=names))
    absent = reader.get(reverse("plan:evidence_file", kwargs=names | {"evidence": "0000000000"}))
    assert hidden.status_code == absent.status_code == 404
    assert _CHANGING.sub(b"", hidden.content) == _CHANGING.sub(b"", absent.content)
    answer: Any = factories.signed_in(by).get(reverse("plan:evidence_file", kwargs=names))
    assert b"".join(answer.streaming_content) == MARK.encode()


def test_areas_of_another_campus_are_as_if_they_were_not_there(standing: Any) -> None:
    found, by, lead = standing
    mine, other = factories.make_campus(), factories.make_campus()
    reader = factories.signed_in(factories.make_account(Role.HEAD_OF_DEPARTMENT, scope=mine))
    addresses = list(_addresses(found, lead.reference))
    before = crawl(reader, addresses)
    section = areas.add_section(by=by, number="5", title="Of a campus")
    row = areas.add_area(by=by, section=section, title=f"{MARK} area", number="5.1", campus=other, leads=[lead])
    new = NewAction(f"{MARK} step", due=Due(date(2025, 1, 1), date(2025, 1, 2)), carried_over=1, leads=(lead,))
    steps.add_step(by=by, area=row.area, new=new)
    after = crawl(reader, addresses)
    # Sections belong to the whole institution: they are in the lists of filters.
    differing = [line for line in _difference(before, after) if "5 Of a campus" not in line]
    assert differing == []
    assert reader.get(reverse("plan:area", args=[row.area.reference])).status_code == 404
    assert reader.get(reverse("plan:area_history", args=[row.area.reference])).status_code == 404
