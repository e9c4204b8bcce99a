"""What is restricted or of another campus stays hidden on every page of the health of the plan; small registers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.health.queries import paper as queries
from dueregard.health.queries.paper import since_choices, usual_since
from dueregard.health.rules.figures import FIGURES
from dueregard.health.workflows import looking
from dueregard.kernel import clock
from dueregard.plan.workflows import areas, evidence, steps
from tests import factories
from tests.factories import signed_in

pytestmark = pytest.mark.django_db

MARKER = "Zyxmarker"


@pytest.fixture
def secret(db: None) -> dict[str, Any]:
    """One area whose restricted parts carry a marker, and which has nothing else that ails."""
    lead = factories.make_account(Role.PREVENT_LEAD)
    section = areas.add_section(by=lead, number="1", title="Training")
    post = factories.make_lead(factories.make_post(f"{MARKER} Post"))
    now = clock.now()
    with clock.set_to(now - timedelta(days=60)):
        area = areas.add_area(
            by=lead, section=section, title="An area", actions_taken=f"{MARKER} ABQ will be told in May 2020."
        )
        day = clock.today() - timedelta(days=30)
        new = NewAction(f"{MARKER} step", due=Due(day, day, "then"), waiting_on=MARKER, leads=(post,))
        step = steps.add_step(by=lead, area=area.area, new=new)
        evidence.add_evidence(by=lead, area=area.area, title=MARKER, url="http://a.example/x", restricted=True)
    with clock.set_to(now - timedelta(days=10)):
        areas.restrict_passages(by=lead, area=area.area, passages=["actions_taken"], reason="Secret.")
        steps.edit_step(by=lead, area=area.area, action=step.action, revision=None, restricted=True)
    looking.look_through({}, report=lambda said: None)
    return {"lead": lead, "governor": factories.make_account(Role.GOVERNOR)}


@pytest.mark.parametrize("on", ["", (clock.today() - timedelta(days=40)).isoformat()])
def test_what_is_restricted_today_is_hidden_on_every_page_and_of_every_day(secret: dict[str, Any], on: str) -> None:
    query = f"?recorded_on={on}" if on else ""
    told = 0
    for slug in (figure.slug for figure in FIGURES):
        own = signed_in(secret["lead"]).get(f"/health/{slug}{query}").content.decode()
        told += MARKER in own
        assert MARKER not in signed_in(secret["governor"]).get(f"/health/{slug}{query}").content.decode(), slug
    assert told >= 3
    for address in ("/health/", "/health/leads"):
        assert MARKER in signed_in(secret["lead"]).get(address + query).content.decode()
        assert MARKER not in signed_in(secret["governor"]).get(address + query).content.decode()
    governors = signed_in(secret["governor"]).get(f"/health/{query}").context["found"].health
    assert governors.steps == 0
    hidden = ("overdue", "waiting", "past-dates", "initials", "links")
    assert {slug: governors.figures[slug].count for slug in hidden} == dict.fromkeys(hidden, 0)
    assert governors.figures["no-evidence"].count == 1


@pytest.mark.parametrize("format", ["", "csv"])
def test_the_papers_leave_out_what_is_restricted_whoever_makes_them(secret: dict[str, Any], format: str) -> None:
    since = (clock.today() - timedelta(days=40)).isoformat()
    for who in ("lead", "governor"):
        answer = signed_in(secret[who]).get(f"/health/paper?since={since}&format={format}")
        assert answer.status_code == 200
        assert MARKER not in answer.content.decode("utf-8-sig")


def test_an_empty_register_has_a_next_step(db: None) -> None:
    client = signed_in(factories.make_account(Role.PREVENT_LEAD))
    text = client.get("/health/").content.decode()
    assert "No risk area yet" in text
    assert client.get("/health/paper").status_code == 200
    assert client.get("/health/leads").status_code == 200


def test_without_a_review_of_the_plan_the_paper_looks_back_three_months(db: None) -> None:
    assert usual_since() == since_choices()[0].day
    assert (clock.today() - usual_since()).days in range(88, 93)


def test_more_rows_than_the_paper_holds_are_counted(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_ROWS", 2)
    lead = factories.make_account(Role.PREVENT_LEAD)
    section = areas.add_section(by=lead, number="1", title="Training")
    for number in range(5):
        areas.add_area(by=lead, section=section, title=f"Area {number}")
    text = signed_in(lead).get("/health/paper").content.decode()
    assert "And 3 more, on the page “Risk areas without a lead”" in text
    assert "Risk areas without a lead: 5" in text
