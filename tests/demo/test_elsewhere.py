"""The demonstration on other days and in other databases: whole on the one, refused by the other."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dueregard.accounts.models import Account
from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import UNFINISHED
from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.demo.loading import load, reset
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, Refused
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Institution
from tests.factories import make_account

pytestmark = pytest.mark.django_db


def test_loading_over_real_accounts_is_refused() -> None:
    make_account()
    with pytest.raises(Refused, match="real accounts"):
        load(once=True)
    assert not Institution.objects.exists()


def test_resetting_a_real_installation_deletes_nothing() -> None:
    account = make_account(Role.PREVENT_LEAD)
    Institution.objects.create(name="A real one")
    with pytest.raises(NotAllowedNow, match="not a demonstration"):
        reset()
    assert Account.objects.filter(pk=account.pk).exists()


@pytest.mark.parametrize("day", [(2027, 7, 31), (2027, 8, 1), (2028, 2, 29), (2029, 1, 1)])
def test_it_is_whole_on_whatever_day_it_is_loaded(day: tuple[int, int, int]) -> None:
    with clock.set_to(datetime(*day, 0, 20, tzinfo=UTC)):
        assert "24 risk areas, 80 actions" in load()
        today = clock.today()
        assert list(faults()) == []
        times = list(Entry.objects.order_by("number").values_list("at", flat=True))
        assert times == sorted(times)
        assert times[-1] <= clock.now()
        unfinished = [step for step in ActionRevision.objects.filter(as_recorded(None)) if step.status in UNFINISHED]
        assert any(step.due_end and step.due_end < today for step in unfinished)
        assert any(step.due_end and step.due_end >= today for step in unfinished)


def test_a_database_that_is_no_demonstration_has_no_such_door(settings: Any) -> None:
    settings.DUEREGARD_DEMO = True
    make_account(Role.PREVENT_LEAD, email="prevent.lead@wexmouth.example")
    assert Client().post(reverse("demo:sign_in", args=["prevent_lead"])).status_code == 404
