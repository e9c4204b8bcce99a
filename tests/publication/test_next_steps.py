"""From a version and from the plan's pages to the evidence of the year, and to the review that follows a publication."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from dueregard.plan.queries.reviews import reviews_of_version
from dueregard.plan.workflows.reviews import record_plan_review, withdraw_review
from dueregard.publication.models import Version
from tests import factories
from tests.sent import fields_of


def _page(viewer: Any, name: str, *arguments: str) -> str:
    return str(factories.signed_in(viewer).get(reverse(name, args=arguments)).content.decode())


def _link(version: Version) -> str:
    named = f"plan_version=Risk%20assessment%20and%20action%20plan%201&amp;plan_version_reference={version.reference}"
    return f"{reverse('plan:record_plan_review')}?{named}"


def test_the_next_step_after_publication_is_the_review(room: Any, published: Version) -> None:
    council = factories.make_body("Council")
    shown = _page(room.secretary, "publication:version", published.reference)
    assert f'<a class="button" href="{_link(published)}">Record a body’s review of it</a>' in shown
    assert "Record a body’s review" not in _page(room.member, "publication:version", published.reference)
    client = factories.signed_in(room.secretary)
    form = client.get(_link(published).replace("&amp;", "&"))
    sent = fields_of(form, body=council.reference, outcome="adequate", minute="26/12")
    assert client.post(reverse("plan:record_plan_review"), sent).status_code == 302
    (review,) = reviews_of_version(room.member, published.reference)
    assert (review.plan_version, review.body) == ("Risk assessment and action plan 1", council)
    shown = _page(room.secretary, "publication:version", published.reference)
    assert '<a class="button"' not in shown
    assert "Record one more body’s review of it" in shown
    for words in ("Judged adequate", "Council, minute 26/12"):
        assert words in _page(room.member, "publication:version", published.reference)
    withdraw_review(by=room.secretary, review=review, why="Another version lay there.")
    assert reviews_of_version(room.member, published.reference) == []


def test_before_publication_no_review_is_offered(room: Any) -> None:
    version = room.approved()
    assert "Record a body’s review of it" not in _page(room.secretary, "publication:version", version.reference)


def test_reviews_of_another_version_are_not_told_of_this_one(room: Any, published: Version) -> None:
    for name, reference in (("Council", ""), ("Executive", "ANOTHER")):
        body = factories.make_body(name)
        record_plan_review(
            by=room.secretary, what="plan", body=body, reviewed_on=clock.today(), outcome="no_change",
            plan_version="Earlier", plan_version_reference=reference,
        )  # fmt: skip
    assert reviews_of_version(room.secretary, published.reference) == []


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["plan:reviews", "plan:year"])
def test_the_plans_pages_lead_to_the_evidence_for_those_who_may_read_it(name: str) -> None:
    address = reverse("publication:assurance")
    whole = factories.make_account(Role.GOVERNOR)
    local = factories.make_account(Role.HEAD_OF_DEPARTMENT, scope=factories.make_campus())
    for viewer, may in ((whole, True), (local, False)):
        assert (address in _page(viewer, name)) is may
        assert (factories.signed_in(viewer).get(address).status_code == 200) is may
