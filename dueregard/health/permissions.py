"""Who may read the health of the plan and have its texts looked through again: tests/health/test_permissions.py."""

from __future__ import annotations

from typing import Any

from dueregard.kernel.principals import Schedule
from dueregard.plan.permissions import can_edit_plan, can_read_register


def can_read_health(viewer: Any) -> bool:
    """Open the page at all; what is counted is what the viewer may read in the register."""
    return can_read_register(viewer)


def can_look_again(by: Any) -> bool:
    """Have all texts looked through anew: those who edit the whole plan, and the schedule."""
    return isinstance(by, Schedule) or can_edit_plan(by)


def can_ask_links(by: Any) -> bool:
    """Record what links of evidence answered: the schedule, and whoever runs the server."""
    return isinstance(by, Schedule) or can_edit_plan(by)
