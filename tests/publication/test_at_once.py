"""Two people at the same moment: one version, one approval, one publication."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.audit.queries import faults as trail_faults
from dueregard.plan.workflows import areas
from dueregard.publication.models import Approval, Issue, Version
from dueregard.publication.queries.proof import faults
from dueregard.publication.workflows.making import make_issue
from dueregard.publication.workflows.versions import approve_version, propose_version
from tests import factories
from tests.hostile.test_races import at_once, post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people() -> tuple[Any, Any]:
    """Two who lead, and a register of one area."""
    lead, other = (factories.make_account(Role.PREVENT_LEAD) for _ in range(2))
    section = areas.add_section(by=lead, number="1", title="Leadership")
    areas.add_area(by=lead, section=section, title="A group meets")
    return lead, other


def test_one_version_is_proposed(people: tuple[Any, Any]) -> None:
    url, sent = reverse("publication:propose_version"), {"kind": "both", "dated": "2026-11-01"}
    clients = [factories.signed_in(account) for account in (*people, *people)]
    statuses = at_once(*((client, post(url, sent)) for client in clients))
    assert sorted(statuses) == [200, 200, 200, 302]
    assert Version.objects.count() == 1
    assert [*faults(), *trail_faults()] == []


def test_one_approval_and_one_publication(people: tuple[Any, Any]) -> None:
    lead, other = people
    version = propose_version(by=lead, kind="both")
    url = reverse("publication:approve_version", args=[version.reference])
    client = factories.signed_in(other)
    assert sorted(at_once(*((client, post(url, {"hash": version.hash})) for _ in range(3)))) == [302, 409, 409]
    assert Approval.objects.count() == 1
    url = reverse("publication:publish_version", args=[version.reference])
    assert sorted(at_once(*((factories.signed_in(one), post(url, {})) for one in (*people, other)))) == [200, 200, 302]
    issue = Issue.objects.get()
    make_issue({"issue": issue.reference}, report=lambda progress: None)
    assert [*faults(), *trail_faults()] == []


def test_publishing_and_withdrawing_end_in_one_state(people: tuple[Any, Any]) -> None:
    lead, other = people
    version = propose_version(by=lead, kind="both")
    approve_version(by=other, version=version, hash=version.hash)
    publish = reverse("publication:publish_version", args=[version.reference])
    withdraw = reverse("publication:withdraw_version", args=[version.reference])
    at_once(
        (factories.signed_in(lead), post(publish, {})),
        (factories.signed_in(other), post(withdraw, {"why": "A mistake."})),
    )
    for issue in Issue.objects.all():
        make_issue({"issue": issue.reference}, report=lambda progress: None)
    version.now.refresh_from_db()
    assert version.now.state == "withdrawn"
    assert [*faults(), *trail_faults()] == []
