"""Who may read and run update rounds, and whose answer counts: the truth is tests/rounds/test_permissions.py."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import Role
from dueregard.kernel.principals import Command, LinkHolder, Schedule
from dueregard.plan.permissions import READERS, can_edit_plan
from dueregard.rounds.models import Ask, Round

_ANSWER_READERS = (Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY, Role.AUDITOR)


def can_read_rounds(viewer: Any) -> bool:
    """See which rounds there are and how far they have come. A round asks the leads of every campus."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*READERS)


def visible_rounds(viewer: Any) -> Q:
    """The same rule as a condition: all rounds, or none."""
    return Q() if can_read_rounds(viewer) else Q(pk__in=[])


def can_read_round(viewer: Any, round: Round) -> bool:
    """The same rule for one round."""
    return can_read_rounds(viewer)


def can_read_answers(viewer: Any) -> bool:
    """Read what leads have answered, to which addresses they were written to, and what a round changed."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*_ANSWER_READERS)


def can_run_rounds(viewer: Any) -> bool:
    """Open a round, decide on answers, send links, extend and close: those who edit the whole plan."""
    return can_edit_plan(viewer)


def can_answer(by: Any, ask: Ask) -> bool:
    """Answer for a lead: whoever holds the ask's personal link, and those who run rounds (a Word form that came back)."""
    if isinstance(by, LinkHolder):
        return by.reference == ask.reference
    return can_run_rounds(by)


def can_hold_link(by: Any, ask: Ask) -> bool:
    """Open a link of this ask, or have a fresh one sent to the same address."""
    return isinstance(by, LinkHolder) and by.reference == ask.reference


def can_remind(by: Any) -> bool:
    """Remind those who have not answered, on the days that were set: the schedule, and the command line."""
    return isinstance(by, Schedule | Command)
