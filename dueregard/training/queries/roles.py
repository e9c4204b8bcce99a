"""Roles that somebody named as needing training, and what was decided about them."""

from __future__ import annotations

from typing import Any

from dueregard.training.models import RoleDecision
from dueregard.training.rules.kinds import Outcome


def waiting_roles(viewer: Any) -> list[RoleDecision]:
    """The roles that wait for a decision: what most named first."""
    return list(RoleDecision.objects.filter(outcome=Outcome.WAITING).order_by("-count", "named_at"))


def decided_roles(viewer: Any) -> list[RoleDecision]:
    """What was decided, the latest first, with the groups."""
    rows = RoleDecision.objects.exclude(outcome=Outcome.WAITING).select_related("group")
    return list(rows.order_by("-decided_on", "-pk"))


def role_of_reference(viewer: Any, reference: str) -> RoleDecision | None:
    """The named role with this reference."""
    return RoleDecision.objects.filter(reference=reference).first()
