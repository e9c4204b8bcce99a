"""Who may read, propose, approve, publish and redact versions: the truth is tests/publication/test_permissions.py."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import Role
from dueregard.kernel.principals import Command
from dueregard.plan.permissions import READERS, can_edit_plan, can_read_all_restricted
from dueregard.publication.models import Version
from dueregard.publication.rules.states import Audience

# Who answers for a version: the Prevent lead, and the secretary to the governing body.
_DECIDERS = (Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY)


def can_read_versions(viewer: Any) -> bool:
    """Read versions inside the house. A version holds the areas of every campus: whoever reads one campus reads what is
    published."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*READERS)


def visible_versions(viewer: Any) -> Q:
    """The same rule as a condition: all versions, or none."""
    return Q() if can_read_versions(viewer) else Q(pk__in=[])


def can_read_assurance(viewer: Any) -> bool:
    """Read the evidence that the risk assessment was refreshed: whoever reads versions. Nothing restricted is in it."""
    return can_read_versions(viewer)


def can_read_file_of(viewer: Any, audience: str) -> bool:
    """Take a file that was made for `audience`, inside the house."""
    if audience == Audience.INTERNAL:
        return can_read_versions(viewer) and can_read_all_restricted(viewer)
    return can_read_versions(viewer)


def can_propose_version(viewer: Any) -> bool:
    """Freeze the register, correct a version, and decide on the names found in one: those who edit the whole plan."""
    return can_edit_plan(viewer)


def can_decide_on_versions(viewer: Any) -> bool:
    """Approve, publish, withdraw and redact at all."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*_DECIDERS)


def can_approve_version(viewer: Any, version: Version) -> bool:
    """Approve as the second person: never whoever proposed it, and nobody but a person."""
    return (
        not isinstance(viewer, Command) and can_decide_on_versions(viewer) and viewer.reference != version.proposed_by
    )


def can_record_approval_of_body(viewer: Any, version: Version) -> bool:
    """Record that a body approved a version, with its minute. The minute is the proof: the proposer may record it."""
    return can_decide_on_versions(viewer) or can_edit_plan(viewer)


def can_publish_version(viewer: Any, version: Version) -> bool:
    """Release what was approved."""
    return can_decide_on_versions(viewer)


def can_withdraw_version(viewer: Any, version: Version) -> bool:
    """Take a version back. Before it is approved its proposer may, too."""
    return can_decide_on_versions(viewer) or (can_edit_plan(viewer) and viewer.reference == version.proposed_by)


def can_redact(viewer: Any) -> bool:
    """Take a passage out of everything that was ever kept."""
    return can_decide_on_versions(viewer)
