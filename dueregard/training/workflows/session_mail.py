"""The parts that the workflows of sessions share: the letters to those who have a place, the places themselves, and the
entry in the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from dueregard.audit.workflows import record
from dueregard.kernel import calendar, clock
from dueregard.kernel.models import Mail
from dueregard.kernel.outbox import queue_mail, try_again, usable_address, withdraw_mail
from dueregard.kernel.require import permit, sound
from dueregard.kernel.transitions import locked
from dueregard.training import permissions
from dueregard.training.models import Booking, Session, SessionDate, Staff
from dueregard.training.queries.sessions import calendar_entries
from dueregard.training.rules import session_letters as letters
from dueregard.training.rules.session_letters import About, Letter
from dueregard.training.rules.sessions import free_places, span_in_words
from dueregard.training.rules.states import BOOKING, BookingState, SessionState


def recorded(by: Any, session: Session, verb: str, summary: str, details: dict[str, Any] | None = None) -> None:
    """One entry in the trail about a session; everything that happens in it has the session as its subject."""
    record(
        by=by,
        verb=f"training.{verb}",
        subject_kind="training session",
        subject=session.reference,
        summary=summary,
        details=details or {},
    )


def address_of(staff: Staff) -> str:
    """The address to which somebody is written; nothing where there is none that can be used."""
    return usable_address(staff.email or (staff.person.email if staff.person is not None else ""))


def page_of_session(session: Session) -> str:
    """The whole address of the session's page, as it stands in mail."""
    return f"{(settings.DUEREGARD_ADDRESS or session.site).rstrip('/')}{reverse('training:session', args=[session.reference])}"


def dates_of(session: Session) -> list[SessionDate]:
    """The dates as they are now, in order."""
    return list(SessionDate.objects.filter(session=session).order_by("starts_at", "pk"))


def told(
    booking: Booking,
    dates: Sequence[SessionDate],
    letter: Callable[[About], Letter],
    kind: str,
    *,
    entries: bool = False,
    taken_out: Sequence[SessionDate] = (),
    replaces: bool = True,
) -> Mail | None:
    """Queue one letter about a place, once for its kind; None where there is no address, or nothing to come.

    entries: the dates go into the calendar; taken_out: these go out of it. replaces: what was not sent yet about this
    place is taken back, because this letter says how it is now. The caller has locked the session.
    """
    session, staff = booking.session, booking.staff
    to = address_of(staff)
    if not to or all(date.ends_at <= clock.now() for date in dates):  # nobody reads of what is over
        return None
    prefix, page = f"{booking.reference}-", page_of_session(session)
    key = f"{prefix}{kind}"
    if replaces:
        earlier = Mail.objects.filter(key__startswith=prefix).exclude(key=key)
        # What takes something out of a calendar is sent in any case: no later letter says it again.
        withdraw_mail(earlier.exclude(calendar__contains="METHOD:CANCEL").values_list("key", flat=True))
    written = letter(about(session, dates, with_links=booking.state == BookingState.BOOKED))
    out = calendar_entries(session, taken_out, page=page, with_links=False)
    into = calendar_entries(session, dates if entries else [], page=page, with_links=True)
    return queue_mail(
        key=key,
        to=to,
        subject=written.subject,
        body=written.body,
        about=session.reference,
        entries=calendar.for_mail(out, attendee=to, cancelled=True) + calendar.for_mail(into, attendee=to),
    )


def about(session: Session, dates: Sequence[SessionDate], *, with_links: bool) -> About:
    """What letters tell of a session."""
    return About(
        course=session.course.title,
        dates=[
            ", ".join(
                filter(None, (span_in_words(date.starts_at, date.ends_at), date.place, date.link if with_links else ""))
            )
            for date in dates
        ],
        page=page_of_session(session),
        institution=settings.DUEREGARD_INSTITUTION_NAME,
        trainer=session.trainer,
    )


def standing_bookings(session: Session, *states: str) -> list[Booking]:
    """The bookings in one of the states, in turns, with their people."""
    rows = Booking.objects.filter(session=session, state__in=states).select_related("staff__person")
    found = list(rows.order_by("turn"))
    for each in found:
        each.session = session
    return found


def begun(dates: Iterable[SessionDate]) -> bool:
    """Whether the first date has begun: from then on no place is booked."""
    first = min((date.starts_at for date in dates), default=None)
    return first is not None and first <= clock.now()


def give_places(session: Session, dates: Sequence[SessionDate]) -> list[Booking]:
    """Give the places that are free to those who wait, in turns; gives those who got one. The caller has locked the
    session, and tells them."""
    if session.state != SessionState.PLANNED or begun(dates):
        return []
    taken = Booking.objects.filter(session=session, state=BookingState.BOOKED).count()
    free, today = free_places(session.capacity, taken), clock.today()
    if free == 0:
        return []
    waiting = standing_bookings(session, BookingState.WAITING)
    # Who left meanwhile takes no place from anybody.
    waiting = [each for each in waiting if each.staff.left_on is None or each.staff.left_on >= today][:free]
    moment = clock.now()
    for each in waiting:
        each.state, each.changed_at = BOOKING.target("give_place", each.state), moment
        each.save(update_fields=["state", "changed_at"])
    return waiting


def tell_given(given: Sequence[Booking], dates: Sequence[SessionDate]) -> None:
    """Tell those to whom places were given that had become free."""
    for each in given:
        told(each, dates, letters.place_given, f"{each.turn}-given", entries=True)


@transaction.atomic
def send_mail_again(*, by: Any, session: Session, mail: Mail) -> None:
    """Try a mail again that could not be sent. Raises NotAllowedNow."""
    permit(permissions.can_keep_training(by))
    row = locked(Session, session.pk)
    sound(mail.about == row.reference, "This mail belongs to another session.")
    try_again(mail)
    recorded(by, row, "mail_tried_again", "Had a mail sent again that had failed.", {"mail": mail.reference})
