"""Taking a place in a session, waiting for one, and giving it up."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.kernel import clock
from dueregard.kernel.require import allowed_now, permit
from dueregard.kernel.transitions import locked
from dueregard.training import permissions
from dueregard.training.models import Booking, Session, Staff
from dueregard.training.rules import session_letters as letters
from dueregard.training.rules.states import BOOKING, BookingState, SessionState
from dueregard.training.workflows.session_mail import begun, dates_of, give_places, recorded, tell_given, told


@transaction.atomic
def book_place(*, by: Any, session: Session, staff: Staff) -> Booking:
    """Give somebody a place, or the next turn on the waiting list; whoever has either keeps it, and is not told again.

    Raises NotAllowedNow once the session has begun, was held or cancelled, for somebody who left, and for those who book
    themselves where a session is not open for that.
    """
    permit(permissions.can_book_for(by, staff))
    row = locked(Session, session.pk)
    keeps = permissions.can_keep_training(by)
    allowed_now(row.open_to_all or keeps, "Places in this session are given by the training administrator.")
    allowed_now(row.state == SessionState.PLANNED, "This session can no longer be booked.")
    dates = dates_of(row)
    allowed_now(not begun(dates), "This session has begun: it can no longer be booked.")
    allowed_now(
        staff.left_on is None or staff.left_on >= clock.today(), "Whoever has left is not booked into a session."
    )
    booking = Booking.objects.filter(session=row, staff=staff).first()
    if booking is not None and booking.state != BookingState.CANCELLED:
        return booking
    again = booking is not None
    booking = _queued(row, staff, booking, by.name)
    if again:
        # A calendar took the entry out at the last number: it takes it back in at a later one only.
        row.sequence += 1
        row.save(update_fields=["sequence"])
    given = give_places(row, dates)
    booking = next((each for each in given if each.pk == booking.pk), booking)
    booking.session = row
    recorded(
        by,
        row,
        "place_booked",
        "Booked a place in a training session."
        if booking.state == BookingState.BOOKED
        else "Put somebody on the waiting list of a training session.",
        {"booking": booking.reference, "staff": staff.reference, "turn": booking.turn, "again": again},
    )
    if booking.state == BookingState.BOOKED:
        told(booking, dates, letters.place_booked, f"{booking.turn}-place", entries=True)
    else:
        told(booking, dates, letters.on_waiting_list, f"{booking.turn}-waiting")
    tell_given([each for each in given if each.pk != booking.pk], dates)
    return booking


def _queued(session: Session, staff: Staff, booking: Booking | None, by_name: str) -> Booking:
    """The booking at the end of the queue. The session's lock gives each turn once."""
    moment, turn = clock.now(), session.next_turn
    session.next_turn += 1
    session.save(update_fields=["next_turn"])
    if booking is None:
        return Booking.objects.create(
            session=session,
            staff=staff,
            state=BookingState.WAITING,
            turn=turn,
            booked_at=moment,
            booked_by_name=by_name,
            changed_at=moment,
        )
    booking.state, booking.turn = BOOKING.target("book_again", booking.state), turn
    booking.booked_at, booking.booked_by_name, booking.changed_at = moment, by_name, moment
    booking.save(update_fields=["state", "turn", "booked_at", "booked_by_name", "changed_at"])
    return booking


@transaction.atomic
def give_up_place(*, by: Any, session: Session, staff: Staff) -> Booking:
    """Give somebody's place, or turn, back; the next who waits gets it. Raises NotAllowedNow where there is none, or where
    the session has begun (those who keep training may until it is closed)."""
    permit(permissions.can_book_for(by, staff))
    row = locked(Session, session.pk)
    allowed_now(row.state == SessionState.PLANNED, "This session is over, or was cancelled.")
    dates = dates_of(row)
    allowed_now(
        not begun(dates) or permissions.can_keep_training(by),
        "This session has begun: the training administrator takes you off the list.",
    )
    booking = Booking.objects.select_related("staff__person").filter(session=row, staff=staff).first()
    allowed_now(booking is not None, "There is no place to give up.")
    assert booking is not None  # noqa: S101 - for the type checker; refused above
    had_place = booking.state == BookingState.BOOKED
    booking.state, booking.changed_at = BOOKING.target("cancel", booking.state), clock.now()
    booking.save(update_fields=["state", "changed_at"])
    if had_place:
        row.sequence += 1
        row.save(update_fields=["sequence"])
    booking.session = row
    given = give_places(row, dates)
    recorded(
        by,
        row,
        "place_given_up",
        "Gave up a place in a training session." if had_place else "Took somebody off the waiting list of a session.",
        {
            "booking": booking.reference,
            "staff": staff.reference,
            "given_to": [each.staff.reference for each in given],
        },
    )
    told(booking, dates, letters.given_up, f"{booking.turn}-given-up", taken_out=dates if had_place else [])
    tell_given(given, dates)
    return booking
