"""Who may see and keep the lists of the organisation."""

from __future__ import annotations

from typing import Any

from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import Role
from dueregard.kernel.principals import Command


def can_read_organisation(viewer: Any) -> bool:
    """Every role but member of staff alone: who is who is part of the work."""
    held = held_roles(viewer)
    return isinstance(viewer, Command) or any(role != Role.MEMBER_OF_STAFF for role in held.scopes)


def can_keep_organisation(viewer: Any) -> bool:
    """Add and change bodies, posts, campuses and term dates."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(
        Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY, Role.SYSTEM_ADMINISTRATOR
    )


def can_keep_glossary(viewer: Any) -> bool:
    """Add and change initials: everybody who works on the plan, for whatever part of the institution."""
    return can_keep_organisation(viewer) or held_roles(viewer).has(Role.PREVENT_OFFICER)


def can_name_leads(viewer: Any) -> bool:
    """Say whom the words of a document mean: everybody who works on the plan, never a system administrator alone."""
    return isinstance(viewer, Command) or held_roles(viewer).has(
        Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY
    )
