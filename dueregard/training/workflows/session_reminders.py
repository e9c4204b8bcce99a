"""One reminder to everybody who has a place in a session, so many days before it, and never two."""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from dueregard.kernel import clock
from dueregard.kernel.principals import Schedule
from dueregard.kernel.require import permit
from dueregard.kernel.transitions import locked
from dueregard.training import permissions
from dueregard.training.models import Session, Told
from dueregard.training.queries.sessions import sessions_to_remind_of
from dueregard.training.rules import session_letters as letters
from dueregard.training.rules.sessions import day_of, reminder_day
from dueregard.training.rules.states import BookingState, SessionState
from dueregard.training.workflows.session_mail import begun, dates_of, recorded, standing_bookings, told

log = logging.getLogger(__name__)

REMINDED = "reminder"
# Nobody is reminded in the night.
_FROM_HOUR = 8


def remind_all() -> None:
    """Called by the schedule: the sessions that are near enough, from the morning on. One that fails stops no other."""
    if timezone.localtime(clock.now()).hour < _FROM_HOUR:
        return
    for session in sessions_to_remind_of():
        try:
            remind(by=Schedule(), session=session)
        except Exception:
            log.exception("The reminders of the session %s failed", session.reference)


@transaction.atomic
def remind(*, by: Any, session: Session) -> int:
    """Remind those who have a place and were not reminded of this session yet; gives how many.

    However often it is called, and also where the server was down on the day. Whoever got the place after that day knows
    already when it is.
    """
    permit(permissions.can_send_reminders(by))
    row = locked(Session, session.pk)
    dates = dates_of(row)
    if row.state != SessionState.PLANNED or not dates or begun(dates):
        return 0
    day = reminder_day(day_of(dates[0].starts_at), settings.DUEREGARD_TRAINING_REMIND_DAYS)
    if day is None or clock.today() < day:
        return 0
    before = set(Told.objects.filter(what=REMINDED, about=row.reference).values_list("staff", flat=True))
    reminded = []
    for booking in standing_bookings(row, BookingState.BOOKED):
        if booking.staff_id in before or day_of(booking.changed_at) >= day:
            continue
        # The note and the mail stand or fall together; its constraint is the last word against a second one.
        if told(booking, dates, letters.reminder, REMINDED, replaces=False) is not None:
            Told.objects.create(staff=booking.staff, what=REMINDED, about=row.reference, told_at=clock.now())
            reminded.append(booking.reference)
    if reminded:
        recorded(
            by,
            row,
            "session_reminded",
            f"Reminded {len(reminded)} people of a training session.",
            {"bookings": reminded},
        )
    return len(reminded)
