"""Who may read the audit trail, and which of its entries."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from dueregard.accounts.queries import held_roles
from dueregard.accounts.rules import Role
from dueregard.audit.models import Entry

_WHOLE = (Role.DATA_PROTECTION_OFFICER, Role.AUDITOR)
_WORK = (Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY)
# What happens at the door tells when colleagues come and go: that is for those who audit, not for those who lead.
_DOOR = ("accounts.sign", "accounts.second", "accounts.password", "accounts.recovery")


def can_read_trail(viewer: Any) -> bool:
    """Open the trail at all; which entries it shows is `visible_entries`."""
    return held_roles(viewer).has(*_WHOLE, *_WORK)


def can_read_what_is_kept(viewer: Any) -> bool:
    """Read what is kept and how long (the record of processing): whoever answers for it, as for the trail."""
    return can_read_trail(viewer)


def visible_entries(viewer: Any) -> Q:
    """The entries that `viewer` may read: all; or all but what people did at the sign-in page; or none."""
    held = held_roles(viewer)
    if held.has(*_WHOLE):
        return Q()
    if not held.has(*_WORK):
        return Q(pk__in=[])
    condition = Q()
    for beginning in _DOOR:
        condition &= ~Q(verb__startswith=beginning)
    return condition


def can_read_entry(viewer: Any, entry: Entry) -> bool:
    """The same rule as visible_entries, for one entry."""
    held = held_roles(viewer)
    return held.has(*_WHOLE) or (held.has(*_WORK) and not entry.verb.startswith(_DOOR))
