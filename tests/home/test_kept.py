"""The record of processing: every table with its fields in words, the runs, an empty state, and two queries' worth."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.home.permissions import can_read_trail, can_read_what_is_kept
from dueregard.home.queries.kept import ROOMS, kept_page
from dueregard.kernel import clock, retention
from dueregard.kernel.models import Slot, Tombstone
from dueregard.kernel.principals import Schedule
from tests import factories

pytestmark = pytest.mark.django_db

READERS = {Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY, Role.DATA_PROTECTION_OFFICER, Role.AUDITOR}


def page(role: str) -> Any:
    return factories.signed_in(factories.make_account(role)).get(reverse("home:kept"))


def words(role: str = Role.DATA_PROTECTION_OFFICER) -> str:
    answer = page(role)
    assert answer.status_code == 200
    return str(answer.content.decode())


def remove_a_turn() -> None:
    moment = clock.now() - timedelta(days=31)
    Slot.objects.create(name="work", due_at=moment, claimed_at=moment)
    retention.run(by=Schedule())


@pytest.mark.parametrize("role", Role.values)
def test_who_reads_the_trail_reads_what_is_kept(role: str) -> None:
    account = factories.make_account(role)
    assert can_read_what_is_kept(account) == can_read_trail(account) == (role in READERS)


def test_every_table_of_ours_is_on_the_page() -> None:
    models = [model for model in apps.get_models() if model.__module__.startswith("dueregard.")]
    assert {model._meta.app_label for model in models} == set(ROOMS)
    found = kept_page()
    assert sum(len(room.tables) for room in found.rooms) == len(models)
    shown = words()
    for room in found.rooms:
        for table in room.tables:
            assert table.what.endswith("."), table.name
            assert table.kept.replace("'", "&#x27;")[1:] in shown


def test_a_table_says_what_it_holds_of_people_and_how_long() -> None:
    (imports,) = [table for room in kept_page().rooms for table in room.tables if table.name == "Imports"]
    assert "brought by name" in imports.personal
    assert "proposal" in imports.personal
    assert imports.special == []
    assert "state" in imports.plain
    assert "id" not in [word.lower() for word in imports.plain]
    assert imports.kept.startswith("as long as the plan")
    assert imports.tombstone


def test_before_the_first_run_it_says_when_that_will_be() -> None:
    shown = words()
    assert "Nothing has been removed yet" in shown
    assert "dueregard retention --dry-run" in shown


def test_after_a_run_it_says_what_went_and_leads_to_the_trail() -> None:
    remove_a_turn()
    last = retention.last_run()
    assert last is not None
    shown = words()
    assert "1 turn of the schedule" in shown
    assert f'href="{reverse("home:trail")}?subject={last.reference}"' in shown
    assert "Nothing has been removed yet" not in shown
    assert "The removal is late" not in shown
    (slots,) = [table for room in kept_page().rooms for table in room.tables if table.name == "Slots"]
    assert slots.removed == 1
    retention.run(by=Schedule())
    assert "nothing was due" in words()


def test_a_schedule_that_stands_still_is_noticed() -> None:
    remove_a_turn()
    account = factories.make_account(Role.AUDITOR)
    with clock.set_to(clock.now() + timedelta(days=3)):
        answer = factories.signed_in(account).get(reverse("home:kept"))
    assert "The removal is late" in answer.content.decode()


def test_the_trail_leads_there() -> None:
    answer = factories.signed_in(factories.make_account(Role.AUDITOR)).get(reverse("home:trail"))
    assert f'href="{reverse("home:kept")}"' in answer.content.decode()


def test_it_takes_four_queries(django_assert_num_queries: Any) -> None:
    remove_a_turn()
    client = factories.signed_in(factories.make_account(Role.AUDITOR))
    with django_assert_num_queries(4):
        client.get(reverse("home:kept"))


def test_an_entry_about_what_is_gone_says_so(django_assert_num_queries: Any) -> None:
    person = factories.make_person("Goes Away")
    Tombstone.objects.create(kind="accounts.Person", reference=person.reference, removed_at=clock.now())
    from dueregard.audit.models import Entry
    from dueregard.audit.workflows import empty_details

    empty_details([person.reference])
    entry = Entry.objects.get(subject=person.reference)
    client = factories.signed_in(factories.make_account(Role.AUDITOR))
    shown = client.get(reverse("home:trail_entry", args=[entry.number])).content.decode()
    assert "What it is about was removed on" in shown
