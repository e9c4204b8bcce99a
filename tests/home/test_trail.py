"""The audit trail's pages: who reads what, the filters, one entry, and a constant number of queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.accounts.workflows import record_at_the_door
from dueregard.audit.models import Entry
from dueregard.audit.queries import head
from dueregard.home.permissions import can_read_entry, can_read_trail, visible_entries
from tests.factories import signed_in
from tests.institution import holder

pytestmark = pytest.mark.django_db

WORK = {Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY}
WHOLE = {Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}


def _page(role: str, query: str = "") -> Any:
    return signed_in(holder(role)).get(reverse("home:trail") + query)


@pytest.mark.parametrize("role", Role.values)
def test_four_roles_read_the_trail(institution: str, role: str) -> None:
    expected = 200 if role in WORK | WHOLE else 403
    assert can_read_trail(holder(role)) == (expected == 200)
    assert _page(role).status_code == expected
    assert signed_in(holder(role)).get(reverse("home:trail_entry", args=[5])).status_code == expected


@pytest.mark.parametrize("role", Role.values)
def test_what_may_be_read_is_what_is_shown(institution: str, role: str) -> None:
    record_at_the_door(account=holder(Role.AUDITOR), verb="accounts.signed_in", summary="Signed in.")
    viewer = holder(role)
    shown = set(Entry.objects.filter(visible_entries(viewer)).values_list("number", flat=True))
    assert shown == {entry.number for entry in Entry.objects.all() if can_read_entry(viewer, entry)}


def test_when_colleagues_come_in_is_for_those_who_audit(institution: str) -> None:
    record_at_the_door(account=holder(Role.GOVERNOR), verb="accounts.signed_in", summary="Signed in.")
    number = head().number
    for role in WORK:
        assert _page(role).context["page"].paginator.count == number - 1
        assert signed_in(holder(role)).get(reverse("home:trail_entry", args=[number])).status_code == 404
        assert "accounts.signed_in" not in _page(role).content.decode()
    for role in WHOLE:
        assert _page(role).context["page"].paginator.count == number
        assert signed_in(holder(role)).get(reverse("home:trail_entry", args=[number])).status_code == 200


def test_pages_run_from_the_newest_to_the_first(institution: str) -> None:
    total = head().number
    first, last = _page(Role.AUDITOR), _page(Role.AUDITOR, "?page=9999")
    numbers = [entry.number for entry, _ in first.context["rows"]]
    assert numbers == list(range(total, total - 50, -1))
    assert [entry.number for entry, _ in last.context["rows"]][-1] == 1
    assert f"of {total} entries" in first.content.decode()


def test_filters_narrow_and_combine(institution: str) -> None:
    def found(query: str) -> list[Entry]:
        return [entry for entry, _ in _page(Role.AUDITOR, query).context["rows"]]

    assert {entry.verb for entry in found("?verb=plan.area_rated")} == {"plan.area_rated"}
    assert {entry.actor_name for entry in found("?actor=hazel")} == {"Hazel Ashenfold"}
    both = found("?verb=plan.area_rated&actor=hazel")
    assert {(entry.verb, entry.actor_name) for entry in both} == {("plan.area_rated", "Hazel Ashenfold")}
    area = Entry.objects.filter(verb="plan.area_retired").get()
    assert found(f"?subject={area.subject}")
    assert {entry.subject for entry in found(f"?subject={area.subject}")} == {area.subject}
    assert all("risk area 3.2" in entry.summary for entry in found("?subject=risk+area+3.2"))
    day = area.at.date()
    written = f"{day.day}+{day:%B}+{day.year}"
    same_day = found(f"?from_on={written}&to_on={written}")
    assert area in same_day
    assert {entry.at.date() for entry in same_day} == {day}


def test_a_filter_that_cannot_be_read_is_left_out_and_said(institution: str) -> None:
    answer = _page(Role.AUDITOR, "?from_on=banana&verb=nonsense.verb")
    assert answer.status_code == 200
    assert answer.context["page"].paginator.count == head().number
    assert "From: write a day like" in answer.content.decode()


def test_no_match_offers_the_whole_trail(institution: str) -> None:
    assert "No entry matches" in _page(Role.AUDITOR, "?actor=nobody+at+all").content.decode()


@pytest.mark.parametrize("query", ["", "?verb=plan.area_rated&actor=hazel", "?page=3"])
def test_the_trail_takes_seven_queries(institution: str, query: str, django_assert_num_queries: Any) -> None:
    client = signed_in(holder(Role.AUDITOR))
    with django_assert_num_queries(7):
        client.get(reverse("home:trail") + query)


def test_an_entry_takes_six_queries(institution: str, django_assert_num_queries: Any) -> None:
    client = signed_in(holder(Role.AUDITOR))
    with django_assert_num_queries(6):
        client.get(reverse("home:trail_entry", args=[300]))


def test_the_head_stands_ready_to_be_written_down(institution: str) -> None:
    end = head()
    page = _page(Role.AUDITOR).content.decode()
    assert end.hash in page
    assert f"dueregard verify --head {end.number}:" in page
