"""A plan with four leads, and a round in which they are asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from dueregard.accounts.rules import Role
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.kernel import clock
from dueregard.kernel.personal_links import token_for
from dueregard.kernel.principals import LinkHolder
from dueregard.organisation.models import Lead
from dueregard.plan.models import AreaRevision
from dueregard.plan.workflows import areas, steps
from dueregard.rounds.models import Answer, Ask, AskedRow, Link, Round
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.workflows import answering, opening
from tests import factories


@dataclass
class Asked:
    """officer runs the round; holder leads 1.1 by her post, harry 2.1 as a person, people services 2.2 as a body."""

    officer: Any
    reader: Any
    post: Lead
    person: Lead
    body: Lead
    words: Lead
    group: AreaRevision
    awareness: AreaRevision
    induction: AreaRevision
    write: Any
    secret: Any
    round: Round
    said: dict[str, Said] = field(default_factory=dict)

    def ask(self, lead: Lead) -> Ask:
        return Ask.objects.select_related("round").get(round=self.round, lead=lead)

    def link(self, lead: Lead) -> Link:
        found = Link.objects.select_related("ask__round").filter(ask=self.ask(lead), revoked_at__isnull=True).first()
        assert found is not None
        return found

    def token(self, lead: Lead) -> str:
        link = self.link(lead)
        return token_for(link.ask.reference, link.serial, link.expires_on)

    def rows(self, lead: Lead) -> list[AskedRow]:
        return list(AskedRow.objects.filter(ask=self.ask(lead)).order_by("position"))

    def holder(self, lead: Lead) -> LinkHolder:
        ask = self.ask(lead)
        return LinkHolder(ask.reference, f"{ask.label} (by personal link)")

    def answers(self, lead: Lead, **said: Said) -> answering.Taken:
        """said: "r1"=..., by position."""
        rows = {row.position: row.revision for row in self.rows(lead)}
        return answering.answer_rows(
            by=self.holder(lead),
            ask=self.ask(lead),
            said={int(name[1:]): (one, rows[int(name[1:])]) for name, one in said.items()},
            way="link",
            link=self.link(lead),
        )

    def pending(self, lead: Lead, position: int) -> Answer:
        return Answer.objects.get(row__ask=self.ask(lead), row__position=position, state="proposed")


@pytest.fixture
def plan(db: None) -> Asked:
    """The plan alone; `round` is not opened yet."""
    officer = factories.make_account(Role.PREVENT_OFFICER, name="Olly Officer")
    reader = factories.make_account(Role.UNIVERSITY_SECRETARY, name="Sam Secretary")
    holder, harry = factories.make_person("Harriet Holder", "hh@example.org"), factories.make_person("Harry Hand")
    clerk = factories.make_person("Clara Clerk", "clerk@example.org")
    post = factories.make_lead(factories.make_post("Head of Security", holder=holder))
    services = factories.make_body("People Services")
    factories.make_membership(services, person=clerk, seat="chair")
    factories.make_membership(services, person=harry)
    body, person = factories.make_lead(services), factories.make_lead(harry)
    words = factories.make_lead("Somebody or other")
    one = areas.add_section(by=officer, number="1", title="Leadership")
    two = areas.add_section(by=officer, number="2", title="Staff training")
    group = areas.add_area(
        by=officer, section=one, number="1.1", title="A group meets", leads=[post], actions_taken="It meets each term."
    )
    areas.rate_area(by=officer, area=group.area, rag="amber", reason="New.", likelihood=2, impact=3)
    awareness = areas.add_area(by=officer, section=two, number="2.1", title="Staff know the duty", leads=[person])
    induction = areas.add_area(by=officer, section=two, number="2.2", title="Induction", leads=[body])
    due = Due(date(2026, 1, 1), date(2026, 1, 31), "January 2026")
    write = steps.add_step(by=officer, area=group.area, new=NewAction("Write the statement", due=due))
    steps.add_step(by=officer, area=group.area, new=NewAction("Train the reception", leads=(person,)))
    secret = steps.add_step(by=officer, area=group.area, new=NewAction("Speak to the landlord", restricted=True))
    steps.add_step(by=officer, area=induction.area, new=NewAction("Ask about numbers", leads=(words,)))
    finished = steps.add_step(by=officer, area=awareness.area, new=NewAction("Old one"))
    steps.move_step(by=officer, area=awareness.area, action=finished.action, verb="finish")
    none: Any = None
    return Asked(officer, reader, post, person, body, words, group, awareness, induction, write, secret, none)


def opened(plan: Asked, **changes: Any) -> Round:
    """The round of the tests."""
    given: dict[str, Any] = {
        "title": "Autumn round",
        "due_on": clock.today() + timedelta(days=20),
        "note": "Before the steering group meets.",
        "chase": [-7, 1],
        "leads": {
            plan.post.reference: ["hh@example.org"],
            plan.person.reference: ["harry@example.org"],
            plan.body.reference: ["clerk@example.org"],
            plan.words.reference: [],
        },
        "site": "https://prevent.example.ac.uk/",
        **changes,
    }
    return opening.open_round(by=plan.officer, **given)


@pytest.fixture
def asked(plan: Asked) -> Asked:
    """The plan with its round opened."""
    plan.round = opened(plan)
    return plan


@pytest.fixture
def on_day() -> Callable[[int], Any]:
    """on_day(n): a context in which it is noon, n days from now."""
    noon = timezone.localtime(clock.now()).replace(hour=12, minute=0)
    return lambda days: clock.set_to(noon + timedelta(days=days))
