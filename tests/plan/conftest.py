"""A small register to test the plan with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from dueregard.accounts.rules import Role
from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import Due
from dueregard.actions.workflows import NewAction
from dueregard.plan.models import AreaRevision, SectionRevision
from dueregard.plan.workflows import areas, steps
from tests import factories


@dataclass
class Small:
    """Two sections, three areas, two steps; `lead` may edit everything."""

    lead: Any
    partnership: SectionRevision
    training: SectionRevision
    group: AreaRevision
    awareness: AreaRevision
    officers: AreaRevision
    dated: ActionRevision
    undated: ActionRevision


@pytest.fixture
def small(db: None) -> Small:
    """The small register."""
    lead = factories.make_account(Role.PREVENT_LEAD, name="Prue Lead")
    partnership = areas.add_section(by=lead, number="1", title="Partnership and leadership")
    training = areas.add_section(by=lead, number="2", title="Staff training")
    group = areas.add_area(by=lead, section=partnership, title="A steering group meets", number="1.1")
    awareness = areas.add_area(by=lead, section=training, title="Staff know the duty", number="2.1")
    officers = areas.add_area(by=lead, section=training, title="Officers are trained", number="2.3")
    dated = steps.add_step(
        by=lead,
        area=awareness.area,
        new=NewAction("Write the statement", due=Due(date(2026, 1, 1), date(2026, 1, 31), "January 2026")),
    )
    undated = steps.add_step(by=lead, area=officers.area, new=NewAction("Find a trainer"))
    return Small(lead, partnership, training, group, awareness, officers, dated, undated)
