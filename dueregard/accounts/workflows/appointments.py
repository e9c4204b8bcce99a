"""Appointing people to roles, the second person, and the end of a role."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from dueregard.accounts import permissions
from dueregard.accounts.models import Appointment, Person
from dueregard.accounts.queries import in_force_on
from dueregard.accounts.rules import (
    APPOINTMENT,
    ROLES,
    AppointmentState,
    Role,
    Scope,
    in_force,
    may_end,
    needs_second_person,
)
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.principals import Command
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text


@transaction.atomic
def propose_appointment(
    *,
    by: Any,
    person: Person,
    role: str,
    reason: str,
    starts_on: date,
    ends_on: date | None = None,
    scope: str = Scope.INSTITUTION,
    scope_reference: str = "",
    scope_name: str = "",
) -> Appointment:
    """Appoint a person to a role. A sensitive role waits for a second person; any other holds at once.

    What a system administrator proposes waits as well, but for a plain member of staff: they could otherwise read the
    plan through an account of their making. Dates inclusive. Raises NotPermitted for oneself, Refused for an unknown
    role, an empty reason, a scope that the role cannot have, or an appointment that the person has already.
    """
    sound(role in ROLES, "Choose a role from the list.")
    permit(permissions.can_propose_appointment(by, person.reference, role), "Nobody appoints themselves.")
    holder = locked(Person, person.pk)  # one appointment of a person at a time, or two could be made at once
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why, in a few words.")
    sound(scope in Scope.values, "Choose the part of the institution.")
    sound(holder.left_on is None or holder.left_on >= starts_on, "This person has left by then.")
    sound(ends_on is None or ends_on >= starts_on, "The end must not be before the start.")
    sound(scope == Scope.INSTITUTION or ROLES[role].scoped, "This role is always for the whole institution.")
    sound((scope == Scope.INSTITUTION) == (scope_reference == ""), "Choose the campus or body.")
    standing = Appointment.objects.filter(
        person=person,
        role=role,
        scope_reference=scope_reference,
        state__in=[AppointmentState.PROPOSED, AppointmentState.CONFIRMED],
    ).exclude(ends_on__lt=clock.today())
    sound(not standing.exists(), "This person has this appointment already.")
    # The first lead is made at the server's own command line, where there is no second person yet.
    confirmed = isinstance(by, Command) or not needs_second_person(
        role, proposed_by_decider=permissions.can_decide_appointments(by)
    )
    appointment = Appointment.objects.create(
        person=person,
        role=role,
        scope=scope,
        scope_reference=scope_reference,
        scope_name=clean_line(scope_name),
        state=AppointmentState.CONFIRMED if confirmed else AppointmentState.PROPOSED,
        reason=reason,
        starts_on=starts_on,
        ends_on=ends_on,
        appointed_at=clock.now(),
        appointed_by=by.reference,
        appointed_by_name=by.name,
    )
    _record_appointment(by, appointment, "appointed" if confirmed else "proposed")
    return appointment


@transaction.atomic
def confirm_appointment(*, by: Any, appointment: Appointment) -> Appointment:
    """The second person's yes: the role holds from now (or from its start)."""
    return _decide(by, appointment, "confirm", "confirmed")


@transaction.atomic
def decline_appointment(*, by: Any, appointment: Appointment) -> Appointment:
    """The second person's no."""
    return _decide(by, appointment, "decline", "declined")


def _decide(by: Any, appointment: Appointment, verb: str, past: str) -> Appointment:
    permit(permissions.can_confirm_appointment(by, appointment), "A second person decides on this appointment.")
    row = locked(Appointment, appointment.pk)
    allowed_now(APPOINTMENT.allows(verb, row.state), "Somebody has decided on this appointment already.")
    row.state = APPOINTMENT.target(verb, row.state)
    row.decided_at, row.decided_by, row.decided_by_name = clock.now(), by.reference, by.name
    row.save(update_fields=["state", "decided_at", "decided_by", "decided_by_name"])
    _record_appointment(by, row, past)
    return row


@transaction.atomic
def end_appointment(*, by: Any, appointment: Appointment, reason: str) -> Appointment:
    """End a role today. Raises Refused without a reason, NotAllowedNow where it has ended or nobody else is Prevent lead."""
    permit(permissions.can_end_appointment(by, appointment))
    other_leads = _other_leads(appointment) if appointment.role == Role.PREVENT_LEAD else 0
    row = locked(Appointment, appointment.pk)
    allowed_now(APPOINTMENT.allows("end", row.state), "This appointment has ended, or was declined, already.")
    holds = in_force(row.state, row.starts_on, row.ends_on, clock.today())
    allowed_now(
        may_end(row.role, holds=holds, other_leads=other_leads),
        "Nobody else is Prevent lead today and can sign in: appoint another first, then end this appointment.",
    )
    row.state = APPOINTMENT.target("end", row.state)
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why, in a few words.")
    row.ends_on = max(clock.today(), row.starts_on)
    row.ended_by_name, row.ended_reason = by.name, reason
    row.save(update_fields=["state", "ends_on", "ended_by_name", "ended_reason"])
    _record_appointment(by, row, "ended")
    return row


def _other_leads(appointment: Appointment) -> int:
    """How many other people are Prevent lead today and can sign in.

    Locks all who are, in one order, before the appointment itself: of two leads who end each other at the same moment, the
    second counts after the first has gone.
    """
    today = clock.today()
    leads = Appointment.objects.filter(in_force_on(today), role=Role.PREVENT_LEAD)
    held = [row.pk for row in leads.select_for_update(of=("self",)).order_by("pk")]
    able = Q(person__left_on__isnull=True) | Q(person__left_on__gte=today)
    others = leads.filter(able, pk__in=held, person__account__is_active=True).exclude(person=appointment.person_id)
    return others.values("person").distinct().count()


def _record_appointment(by: Any, appointment: Appointment, past: str) -> None:
    record(
        by=by,
        verb=f"accounts.appointment_{past}",
        subject_kind="appointment",
        subject=appointment.reference,
        summary=f"Appointment as {appointment.get_role_display()} {past}.",
        details={
            "person": appointment.person.reference,
            "role": appointment.role,
            "scope": appointment.scope_reference,
            "reason": appointment.ended_reason or appointment.reason,
        },
    )


def scope_renamed(*, reference: str, name: str) -> None:
    """Make appointments that stand print the new name of their campus or body. A step of the workflow that renames it."""
    standing = [AppointmentState.PROPOSED, AppointmentState.CONFIRMED]
    Appointment.objects.filter(scope_reference=reference, state__in=standing).update(scope_name=name)
