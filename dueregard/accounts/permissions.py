"""Who may open accounts and appoint people to roles."""

from __future__ import annotations

from typing import Any

from dueregard.accounts.models import Appointment, Person
from dueregard.accounts.queries import held_roles, opens_doors
from dueregard.accounts.rules import ROLES, Role
from dueregard.kernel.principals import Command

# Those who may propose any appointment. A sensitive one takes effect when another of them has confirmed it.
_APPOINTERS = (Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY, Role.SYSTEM_ADMINISTRATOR)
# Those who may confirm: never a system administrator, so that no two administrators open the door to content.
_CONFIRMERS = (Role.PREVENT_LEAD, Role.UNIVERSITY_SECRETARY)


def is_oneself(viewer: Any, person: Person) -> bool:
    """Whether the viewer is this person."""
    return getattr(viewer, "person_id", None) == person.pk


def can_manage_people(viewer: Any) -> bool:
    """Open and close accounts, correct names and addresses."""
    return isinstance(viewer, Command) or held_roles(viewer).has(*_APPOINTERS)


def can_open_door(viewer: Any, person: Person) -> bool:
    """Open or reopen a person's account, or change the address it signs in with.

    Whoever holds a role, or waits for one, gets a sign-in from those who confirm roles only: else an administrator
    could walk in through an account at an address of their own.
    """
    if isinstance(viewer, Command):
        return True
    if not can_manage_people(viewer) or is_oneself(viewer, person):
        return False
    return held_roles(viewer).has(*_CONFIRMERS) or not opens_doors(person)


def can_close_account(viewer: Any, person: Person) -> bool:
    """Stop a sign-in: anybody who manages people, but not their own."""
    return can_manage_people(viewer) and not is_oneself(viewer, person)


def can_decide_appointments(viewer: Any) -> bool:
    """Be the second person at all."""
    return held_roles(viewer).has(*_CONFIRMERS)


def can_read_appointments(viewer: Any) -> bool:
    """See who holds which role, and why."""
    return can_manage_people(viewer) or held_roles(viewer).has(Role.DATA_PROTECTION_OFFICER, Role.AUDITOR)


def can_propose_appointment(viewer: Any, person_reference: str, role: str) -> bool:
    """Nobody appoints themselves."""
    if isinstance(viewer, Command):
        return True
    return held_roles(viewer).has(*_APPOINTERS) and viewer.reference != person_reference and role in ROLES


def can_confirm_appointment(viewer: Any, appointment: Appointment) -> bool:
    """A second person: neither the one who proposed nor the one appointed."""
    return (
        held_roles(viewer).has(*_CONFIRMERS)
        and viewer.reference != appointment.appointed_by
        and viewer.person_id != appointment.person_id
    )


def can_end_appointment(viewer: Any, appointment: Appointment) -> bool:
    """Those who appoint may end; anybody may lay down a role of their own."""
    if isinstance(viewer, Command):
        return True
    return held_roles(viewer).has(*_APPOINTERS) or is_oneself(viewer, appointment.person)
