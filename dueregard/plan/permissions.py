"""Who may read and change the plan: the truth is tests/plan/test_permissions.py."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import Role
from dueregard.kernel.principals import Command
from dueregard.plan.models import AreaRevision, Evidence, PlanImport, SheetReturn

# Every role but the two that have no business with the plan's content.
READERS = tuple(role for role in Role.values if role not in (Role.SYSTEM_ADMINISTRATOR, Role.MEMBER_OF_STAFF))
_FULL_READERS = (
    Role.PREVENT_LEAD,
    Role.PREVENT_OFFICER,
    Role.UNIVERSITY_SECRETARY,
    Role.DATA_PROTECTION_OFFICER,
    Role.AUDITOR,
)
_EDITORS = (Role.PREVENT_LEAD, Role.PREVENT_OFFICER)
_RATERS = (Role.PREVENT_LEAD, Role.PREVENT_OFFICER, Role.UNIVERSITY_SECRETARY)


def can_read_register(viewer: Any) -> bool:
    """Open the register at all; which areas it shows is `visible_areas`."""
    return isinstance(viewer, Command) or held_roles(viewer).has(*READERS)


def can_read_restricted(viewer: Any) -> bool:
    """Read the restricted passages of the areas that one may read."""
    return isinstance(viewer, Command) or held_roles(viewer).has(*_FULL_READERS)


def can_read_all_restricted(viewer: Any) -> bool:
    """Read the restricted passages of every area: by a role that is held for the whole institution."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*_FULL_READERS)


def visible_areas(viewer: Any, prefix: str = "") -> Q:
    """The area revisions that `viewer` may read: those of the whole institution, and those of their own campuses.

    prefix: lookup path to the revision, with its underscores.
    """
    held = held_roles(viewer)
    if isinstance(viewer, Command) or held.everywhere(*READERS):
        return Q()
    if not held.has(*READERS):
        return Q(pk__in=[])
    return Q(**{f"{prefix}campus__isnull": True}) | Q(
        **{f"{prefix}campus__reference__in": sorted(held.limited_to(*READERS))}
    )


def can_read_area(viewer: Any, area: AreaRevision) -> bool:
    """The same rule as visible_areas, for one area."""
    held = held_roles(viewer)
    if isinstance(viewer, Command) or held.everywhere(*READERS):
        return True
    if not held.has(*READERS):
        return False
    return area.campus is None or area.campus.reference in held.limited_to(*READERS)


def can_read_every_area(viewer: Any) -> bool:
    """Read the areas of every campus, and so what is told of the plan as a whole: its versions, the evidence of a year."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*READERS)


def _within_scope(viewer: Any, area: AreaRevision, roles: tuple[str, ...]) -> bool:
    held = held_roles(viewer)
    if isinstance(viewer, Command) or held.everywhere(*roles):
        return True
    return area.campus is not None and area.campus.reference in held.limited_to(*roles)


def can_edit_area(viewer: Any, area: AreaRevision) -> bool:
    """Change passages, leads, next steps, evidence, reviews and restrictions; retire and restore."""
    return _within_scope(viewer, area, _EDITORS)


def can_rate_area(viewer: Any, area: AreaRevision) -> bool:
    """Change the rating."""
    return _within_scope(viewer, area, _RATERS)


def can_edit_plan(viewer: Any) -> bool:
    """Add, order and import areas; change the context, the scale and the risk entry; roll the year forward."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*_EDITORS)


def can_record_plan_review(viewer: Any) -> bool:
    """Record and withdraw reviews of the whole plan and of the risk register's entry: those who rate, and who keep the
    minutes of the governing body. Cycles and rules are for those who edit the plan."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(*_RATERS)


def can_take_out(viewer: Any) -> bool:
    """Take a text out of the plan and its history: those who answer for what is published."""
    return isinstance(viewer, Command) or held_roles(viewer).everywhere(Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY)


def can_change_something(viewer: Any) -> bool:
    """Edit the plan or a part of it; what exactly is asked again where it happens."""
    return isinstance(viewer, Command) or held_roles(viewer).has(*_EDITORS)


def can_add_area(viewer: Any, campus_reference: str = "") -> bool:
    """Add an area, for the whole institution or for one's own campus."""
    return can_edit_plan(viewer) or (
        bool(campus_reference) and campus_reference in held_roles(viewer).limited_to(*_EDITORS)
    )


def can_keep_meeting_sheet(viewer: Any) -> bool:
    """Edit ratings, leads, dates and status of all rows on one page."""
    return can_edit_plan(viewer)


def can_read_import(viewer: Any, brought: PlanImport) -> bool:
    """An import shows a whole document, restricted passages included: for those who edit the plan."""
    return can_edit_plan(viewer)


def can_read_sheet_return(viewer: Any, sheet: SheetReturn) -> bool:
    """A spreadsheet that came back, likewise."""
    return can_edit_plan(viewer)


def can_read_evidence(viewer: Any, evidence: Evidence, area: AreaRevision) -> bool:
    """Evidence of an area that one may read; restricted evidence only for those who read restricted passages."""
    return can_read_area(viewer, area) and (not evidence.restricted or can_read_restricted(viewer))
