"""Who may read figures, who sees them exactly, and who records opening balances."""

from __future__ import annotations

from typing import Any

from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import Role
from dueregard.figures.rules.definitions import Figure, Treatment
from dueregard.kernel.principals import Command, Schedule

# Every role but the two that have no business with the duty's content.
READERS = tuple(role for role in Role.values if role not in (Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF))
_EXACT = (
    Role.PREVENT_LEAD,
    Role.PREVENT_OFFICER,
    Role.UNIVERSITY_SECRETARY,
    Role.DATA_PROTECTION_OFFICER,
    Role.AUDITOR,
)
_KEEPERS = (Role.PREVENT_LEAD, Role.PREVENT_OFFICER)


def can_read_figures(viewer: Any) -> bool:
    """Open the catalogue. What is small is shown by the small-number rule to those who may not see it exactly."""
    return isinstance(viewer, Command | Schedule) or held_roles(viewer).has(*READERS)


def can_read_exact(viewer: Any) -> bool:
    """See small numbers exactly: those who answer for the duty or check it, for the whole institution."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*_EXACT)


def can_see_exactly(viewer: Any, figure: Figure) -> bool:
    """See this figure's value as it is, however small: also those who may see the rows, which they can count."""
    return figure.treatment == Treatment.OPEN or can_read_exact(viewer) or can_drill(viewer, figure)


def can_drill(viewer: Any, figure: Figure) -> bool:
    """See the rows behind a figure: those whom its room allows. Never for a figure about cases, whoever asks."""
    if figure.cases or figure.lines is None or not can_read_figures(viewer):
        return False
    return figure.may_drill(viewer)


def can_keep_balances(viewer: Any) -> bool:
    """Record and withdraw opening balances."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*_KEEPERS)
