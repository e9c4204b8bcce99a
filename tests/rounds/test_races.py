"""Two tabs, two clicks or two officers at the same moment: one effect."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dueregard.audit.models import Entry
from dueregard.audit.queries import faults
from dueregard.kernel.models import Mail
from dueregard.plan.models import AreaRevision
from dueregard.rounds.models import Answer, Link, Round
from tests import factories
from tests.hostile.test_races import at_once, post
from tests.rounds.conftest import Asked, opened
from tests.sent import fields_of

pytestmark = pytest.mark.django_db(transaction=True)


def browser(asked: Asked) -> Client:
    client = Client()
    client.post(reverse("rounds:open_link", args=[asked.token(asked.post)]))
    return client


def test_the_same_form_twice_is_one_answer(plan: Asked) -> None:
    plan.round = opened(plan)
    client = browser(plan)
    url = reverse("rounds:personal", args=[plan.token(plan.post)])
    sent = fields_of(client.get(url), **{"row1-what": "no_change"})
    assert at_once(*[(client, post(url, sent))] * 3) == [302] * 3
    assert Answer.objects.count() == 1
    assert Entry.objects.filter(verb="rounds.answered").count() == 1
    assert list(faults()) == []


def test_two_browsers_that_open_a_link_at_once(plan: Asked) -> None:
    plan.round = opened(plan)
    browsers = [Client(), Client()]
    url = reverse("rounds:open_link", args=[plan.token(plan.post)])
    at_once(*[(one, post(url, {})) for one in browsers])
    page = reverse("rounds:personal", args=[plan.token(plan.post)])
    inside = ["Send my answers" in one.get(page).content.decode() for one in browsers]
    assert sorted(inside) == [False, True]
    assert Entry.objects.filter(verb="rounds.link_opened").count() == 1


def test_two_officers_accept_the_same_answer(plan: Asked) -> None:
    plan.round = opened(plan)
    client = browser(plan)
    url = reverse("rounds:personal", args=[plan.token(plan.post)])
    client.post(url, fields_of(client.get(url), **{"row1-words": "It met.", "row1-what": "changed"}))
    answer = Answer.objects.get()
    officers = [factories.signed_in(plan.officer), factories.signed_in(factories.make_lead_officer())]
    one = reverse("rounds:answer", args=[plan.round.reference, answer.reference])
    sent: dict[str, Any] = {"what": "changed", "words": "It met.", "revision": str(answer.revision)}
    statuses = at_once(*[(officer, post(one, sent)) for officer in officers])
    assert 302 in statuses
    text = AreaRevision.objects.get(area=plan.group.area, recorded_to__isnull=True).actions_taken
    assert text.count("It met.") == 1
    assert Entry.objects.filter(verb="rounds.decided").count() == 1


def test_fresh_links_asked_for_at_once_leave_one_open(plan: Asked) -> None:
    plan.round = opened(plan)
    url = reverse("rounds:fresh_link", args=[plan.token(plan.post)])
    at_once(*[(Client(), post(url, {}))] * 3)
    ask = plan.ask(plan.post)
    assert Link.objects.filter(ask=ask, revoked_at__isnull=True).count() == 1
    assert Mail.objects.filter(to="hh@example.org", key__endswith="-fresh").count() == 1
    assert Round.objects.get().state == "open"
