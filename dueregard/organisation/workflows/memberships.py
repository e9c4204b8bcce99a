"""Seats on bodies: who takes part, as what, from and to which day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from dueregard.accounts.models import Person
from dueregard.audit.workflows import record
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.organisation import permissions
from dueregard.organisation.models import Body, Membership, Post
from dueregard.organisation.queries import overlapping
from dueregard.organisation.rules.kinds import Seat
from dueregard.organisation.workflows.opened import refuse_later

# What changes a seat: of several seats of a body, the trail's latest entry may be about another one.
_CHANGES = ("organisation.membership_corrected", "organisation.membership_ended", "organisation.body_ended")


@transaction.atomic
def add_membership(
    *,
    by: Any,
    body: Body,
    person: Person | None = None,
    post: Post | None = None,
    seat: str = Seat.MEMBER,
    from_on: date | None = None,
    to_on: date | None = None,
) -> Membership:
    """Give a person, or whoever holds a post, a seat on a body, from and to which day (inclusive; None = open).

    Raises NotAllowedNow where the body has ended by then; Refused unless exactly one of person and post is given, or
    where they have a seat on one of these days already.
    """
    permit(permissions.can_keep_organisation(by))
    row = locked(Body, body.pk)
    sound((person is None) != (post is None), "Choose a person or a post, not both.")
    _check_seat(row, seat, from_on, to_on)
    taken = Membership.objects.filter(overlapping(from_on, to_on), body=row, person=person, post=post)
    sound(not taken.exists(), "They have a seat on this body on one of these days already.")
    membership = Membership.objects.create(body=row, person=person, post=post, seat=seat, from_on=from_on, to_on=to_on)
    _record(by, membership, row, "added")
    return membership


@transaction.atomic
def correct_membership(
    *,
    by: Any,
    membership: Membership,
    seat: str,
    from_on: date | None,
    to_on: date | None,
    revision: int | None = None,
) -> Membership:
    """Correct what kind of seat it is and its days.

    revision: at which the form was opened, or None where no form was. Raises ChangedSince, and as `add_membership` does.
    """
    permit(permissions.can_keep_organisation(by))
    body = locked(Body, membership.body_id)
    row = locked(Membership, membership.pk)
    refuse_later(row, revision, subject=body.reference, verbs=_CHANGES)
    _check_seat(body, seat, from_on, to_on)
    taken = Membership.objects.filter(
        overlapping(from_on, to_on), body=body, person=row.person_id, post=row.post_id
    ).exclude(pk=row.pk)
    sound(not taken.exists(), "They have another seat on this body on one of these days.")
    row.seat, row.from_on, row.to_on = seat, from_on, to_on
    row.revision += 1
    row.save(update_fields=["seat", "from_on", "to_on", "revision"])
    _record(by, row, body, "corrected")
    return row


@transaction.atomic
def end_membership(*, by: Any, membership: Membership, to_on: date) -> Membership:
    """Say which day is the last of a seat. Raises NotAllowedNow where an end is known, Refused before the start."""
    permit(permissions.can_keep_organisation(by))
    row = locked(Membership, membership.pk)
    allowed_now(row.to_on is None, "This seat has an end already. Correct its days instead.")
    sound(row.from_on is None or row.from_on <= to_on, "The last day must not be before the first.")
    row.to_on = to_on
    row.revision += 1
    row.save(update_fields=["to_on", "revision"])
    _record(by, row, row.body, "ended")
    return row


def _check_seat(body: Body, seat: str, from_on: date | None, to_on: date | None) -> None:
    sound(seat in Seat.values, "Choose what kind of seat it is.")
    sound(from_on is None or to_on is None or from_on <= to_on, "The last day must not be before the first.")
    allowed_now(body.ended_on is None or bool(to_on and to_on <= body.ended_on), "This body has ended.")


def _record(by: Any, membership: Membership, body: Body, past: str) -> None:
    record(
        by=by,
        verb=f"organisation.membership_{past}",
        subject_kind="body",
        subject=body.reference,
        summary=f"{past.capitalize()} a seat on a body.",
        details={
            "membership": membership.reference,
            "person": membership.person_id,
            "post": membership.post_id,
            "seat": membership.seat,
            "from_on": membership.from_on,
            "to_on": membership.to_on,
        },
    )
