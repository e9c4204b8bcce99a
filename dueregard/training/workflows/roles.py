"""Which further roles need training: naming one, and deciding on it. A role, never a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Lower

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.training import permissions
from dueregard.training.models import RoleDecision, RoleGroup, Session
from dueregard.training.rules.kinds import GroupKind, Outcome
from dueregard.training.workflows.groups import add_group


@dataclass(frozen=True)
class Attendee:
    """Whoever answered the question after a session: the trail keeps that somebody did, not who."""

    name: str = "Somebody who attended"
    reference: str = "attendee"


@transaction.atomic
def name_role(*, by: Any, role: str, asked_at: str = "") -> RoleDecision:
    """Say that a role should be trained. The same name waiting already is counted once more.

    asked_at: the reference of the session whose question this answers; then nothing keeps who answered. Raises Refused
    where the role is empty or too long, or where that session does not ask.
    """
    permit(permissions.can_name_roles(by) if asked_at else permissions.can_decide_roles(by))
    role = clean_line(role)
    sound(bool(role), "Name the role.")
    sound(len(role) <= 200, "The name of a role has at most 200 characters.")
    if asked_at:
        asking = Session.objects.filter(reference=asked_at, ask_roles=True)
        sound(asking.exists(), "This session does not ask who else should be trained.")
    row = _counted(role) or _made(role, asked_at)
    record(
        by=Attendee() if asked_at else by,
        verb="training.role_named",
        subject_kind="role",
        subject=row.reference,
        summary="Named a role that may need training.",
        details={"role": row.role, "count": row.count, "asked_at": asked_at},
    )
    return row


@transaction.atomic
def decide_role(
    *, by: Any, decision: RoleDecision, needed: bool, group: RoleGroup | None = None, reason: str = ""
) -> RoleDecision:
    """Decide whether a role needs training. Needed without a group: a named list is made, called as the role is.

    Raises NotAllowedNow where it is decided; Refused where "not needed" gives no reason.
    """
    permit(permissions.can_decide_roles(by))
    row = locked(RoleDecision, decision.pk)
    if row.outcome != Outcome.WAITING:
        raise NotAllowedNow("This role has been decided already.")
    reason = clean_text(reason).strip()
    sound(needed or bool(reason), "Say why the role does not need training.")
    if needed and group is None:
        group = add_group(by=by, name=row.role, kind=GroupKind.LISTED)
    row.outcome = Outcome.NEEDED if needed else Outcome.NOT_NEEDED
    row.group = group if needed else None
    row.reason, row.decided_on = reason, clock.today()
    row.decided_by, row.decided_by_name = by.reference, by.name
    row.save()
    record(
        by=by,
        verb="training.role_decided",
        subject_kind="role",
        subject=row.reference,
        summary=f"Decided that a role {'needs' if needed else 'does not need'} training.",
        details={
            "role": row.role,
            "outcome": row.outcome,
            "group": row.group.reference if row.group else "",
            "reason": reason,
        },
    )
    return row


def _counted(role: str) -> RoleDecision | None:
    """The role waiting under the same name, counted once more."""
    # The database folds letters, as its constraint does.
    waiting = RoleDecision.objects.annotate(lower=Lower("role")).filter(
        outcome=Outcome.WAITING, lower=Lower(Value(role))
    )
    row = waiting.select_for_update(of=("self",)).first()
    if row is None:
        return None
    RoleDecision.objects.filter(pk=row.pk).update(count=F("count") + 1)
    row.refresh_from_db(fields=["count"])
    return row


def _made(role: str, asked_at: str) -> RoleDecision:
    try:
        with transaction.atomic():
            return RoleDecision.objects.create(role=role, asked_at=asked_at, named_at=clock.now())
    except IntegrityError:
        row = _counted(role)  # somebody named it at the same moment
        if row is None:
            raise
        return row
