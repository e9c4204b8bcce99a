"""Sessions: the lists, one session with its dates and places, what forms may choose, and the entries for calendars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.paginator import Page
from django.db.models import Count, F, Max, Min, OuterRef, Prefetch, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from dueregard.kernel import clock
from dueregard.kernel.calendar import Entry
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.organisation.models import Campus
from dueregard.training import permissions
from dueregard.training.models import Attendance, Booking, Course, Edition, Session, SessionDate, Staff, Told
from dueregard.training.queries.session_mail import failed_mails
from dueregard.training.rules.sessions import completed_on, day_of, free_places, mark_of, span_in_words
from dueregard.training.rules.states import BookingState, SessionState

Choices = list[tuple[str, Any]]
# In training.Told: a question after a session is: that it was asked, and that it was answered (not what was said).
ASKED, ANSWERED = "question", "question_answered"


def own_staff(viewer: Any) -> Staff | None:
    """The viewer's own entry in the list of staff."""
    person = getattr(viewer, "person_id", None)
    return None if person is None else Staff.objects.filter(person_id=person).first()


def _person(viewer: Any) -> int:
    """The key of the viewer's person; of nobody for those who are none."""
    return getattr(viewer, "person_id", None) or 0


def _counted(state: str) -> Coalesce:
    rows = Booking.objects.filter(session=OuterRef("pk"), state=state).order_by().values("session")
    return Coalesce(Subquery(rows.annotate(n=Count("pk")).values("n")), Value(0))


def _came_at_all() -> Coalesce:
    """How many different people came to any date of a session."""
    rows = Attendance.objects.filter(date__session=OuterRef("pk")).order_by().values("date__session")
    return Coalesce(Subquery(rows.annotate(n=Count("staff", distinct=True)).values("n")), Value(0))


def session_list(viewer: Any, *, past: bool, wanted: str | None) -> Page[Session]:
    """One page of the sessions that are to come (the next first) or over (the last first), each with `first_at`, `last_at`,
    `date_count`, `booked`, `waiting`, `came`, `free` and `own_state`. Two queries."""
    rows = Session.objects.filter(permissions.visible_sessions(viewer, clock.today()))
    now = clock.now()
    coming = SessionDate.objects.filter(ends_at__gte=now).values("session")
    rows = rows.exclude(pk__in=coming) if past else rows.filter(pk__in=coming)
    if not past and not permissions.can_read_training(viewer):
        # What has begun can no longer be booked: it is there for those who have a place only.
        own = Booking.objects.filter(staff__person_id=_person(viewer)).values("session")
        begun = SessionDate.objects.filter(starts_at__lte=now).values("session")
        rows = rows.filter(~Q(pk__in=begun) | Q(pk__in=own))
    total = rows.count()
    number = page_number(wanted, total)
    mine = Booking.objects.filter(session=OuterRef("pk"), staff__person_id=_person(viewer))
    rows = rows.select_related("course", "campus").annotate(
        first_at=Min("dates__starts_at"),
        last_at=Max("dates__ends_at"),
        date_count=Count("dates"),
        booked=_counted(BookingState.BOOKED),
        waiting=_counted(BookingState.WAITING),
        came=_came_at_all(),
        own_state=Coalesce(Subquery(mine.values("state")[:1]), Value("")),
    )
    rows = rows.order_by(*(("-first_at", "-pk") if past else ("first_at", "pk")))
    found = list(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE])
    for row in found:
        row.free = free_places(row.capacity, row.booked)  # type: ignore[attr-defined]
    return page_of(found, number, total)


def session_of_reference(viewer: Any, reference: str) -> Session | None:
    """The session with its course, dates (in order) and campus, if the viewer may see it. Two queries."""
    dates = Prefetch("dates", SessionDate.objects.order_by("starts_at", "pk"))
    rows = Session.objects.filter(permissions.visible_sessions(viewer, clock.today()), reference=reference)
    return rows.select_related("course", "edition", "campus").prefetch_related(dates).first()


@dataclass(frozen=True)
class DateLine:
    """One date as a page shows it. link: nothing for those who have no place. came: how many are recorded."""

    mark: str
    words: str
    starts_at: datetime
    has_come: bool
    place: str
    link: str
    came: int
    own: bool


@dataclass
class SessionPage:
    """What the page of one session shows to one viewer."""

    session: Session
    dates: list[DateLine]
    booked: int
    waiting: int
    free: int | None
    own: Staff | None
    own_booking: Booking | None
    own_turn: int | None
    bookings: Page[Booking] | None
    may_book: bool
    may_give_up: bool
    may_keep: bool
    begun: bool
    over: bool
    completed: bool
    may_answer: bool
    failed_mails: int

    @property
    def has_place(self) -> bool:
        """Whether the viewer has a place."""
        return self.own_booking is not None and self.own_booking.state == BookingState.BOOKED

    @property
    def date_to_tick(self) -> DateLine | None:
        """The last date that has come, while its attendance is open and the viewer keeps it."""
        if not self.may_keep or self.session.state != SessionState.PLANNED:
            return None
        return next((date for date in reversed(self.dates) if date.has_come), None)


def session_page(viewer: Any, session: Session, wanted: str | None = None) -> SessionPage:
    """The page of a session that the viewer may see; the names are those that they may read. Eight queries at most."""
    now, own = clock.now(), own_staff(viewer)
    may_keep = permissions.can_keep_training(viewer)
    counts = dict(
        session.bookings.exclude(state=BookingState.CANCELLED)
        .order_by()
        .values("state")
        .annotate(n=Count("pk"))
        .values_list("state", "n")
    )
    booked, waiting = counts.get(BookingState.BOOKED, 0), counts.get(BookingState.WAITING, 0)
    mine = session.bookings.filter(staff=own).first() if own else None
    with_place = mine is not None and mine.state == BookingState.BOOKED
    dates = list(session.dates.all())
    came = _came(dates, own)
    own_dates = {pk for pk, (_, is_own) in came.items() if is_own}
    lines = [
        DateLine(
            mark_of(session.reference, date.pk),
            span_in_words(date.starts_at, date.ends_at),
            date.starts_at,
            day_of(date.starts_at) <= clock.today(),
            date.place,
            date.link if may_keep or with_place else "",
            came.get(date.pk, (0, False))[0],
            date.pk in own_dates,
        )
        for date in dates
    ]
    planned = session.state == SessionState.PLANNED
    begun = bool(dates) and dates[0].starts_at <= now
    turn = None
    if mine is not None and mine.state == BookingState.WAITING:
        turn = session.bookings.filter(state=BookingState.WAITING, turn__lte=mine.turn).count()
    standing = mine is not None and mine.state != BookingState.CANCELLED
    return SessionPage(
        session=session,
        dates=lines,
        booked=booked,
        waiting=waiting,
        free=free_places(session.capacity, booked),
        own=own,
        own_booking=mine if standing else None,
        own_turn=turn,
        bookings=_bookings(viewer, session, wanted) if permissions.has_people(viewer) else None,
        may_book=planned and not begun and own is not None and session.open_to_all and not standing,
        may_give_up=planned and not begun and standing,
        may_keep=may_keep,
        begun=begun,
        over=bool(dates) and day_of(dates[-1].starts_at) <= clock.today(),
        completed=completed_on(session.all_dates, [(date.pk, day_of(date.starts_at)) for date in dates], own_dates)
        is not None,
        may_answer=session.ask_roles and bool(own_dates) and not _answered(session, own),
        failed_mails=failed_mails(viewer, session),
    )


def _answered(session: Session, own: Staff | None) -> bool:
    return Told.objects.filter(staff=own, what=ANSWERED, about=session.reference).exists()


def _came(dates: Sequence[SessionDate], own: Staff | None) -> dict[int, tuple[int, bool]]:
    """For each date: how many came, and whether `own` did. One query."""
    rows = (
        SessionDate.objects.filter(pk__in=[date.pk for date in dates])
        .annotate(n=Count("attendance"), own=Count("attendance", filter=Q(attendance__staff=own)) if own else Value(0))
        .values_list("pk", "n", "own")
    )
    return {pk: (n, bool(is_own)) for pk, n, is_own in rows}


def _bookings(viewer: Any, session: Session, wanted: str | None) -> Page[Booking]:
    """Those with a place and then those who wait, in turns, as far as the viewer may read their names."""
    readable = Staff.objects.filter(permissions.visible_staff(viewer, clock.today())).values("pk")
    rows = session.bookings.exclude(state=BookingState.CANCELLED).filter(staff__in=readable)
    total = rows.count()
    number = page_number(wanted, total)
    page = rows.select_related("staff__person").order_by("state", "turn")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    found = list(page)
    last_day = max((day_of(date.starts_at) for date in session.dates.all()), default=clock.today())
    for each in found:
        person = each.staff.person
        each.has_address = bool(each.staff.email or (person and person.email))  # type: ignore[attr-defined]
        left = each.staff.left_on
        each.has_left = left is not None and left < last_day  # type: ignore[attr-defined]
    return page_of(found, number, total)


# --- what forms may choose ---------------------------------------------------------------------------------------------
def course_choices(viewer: Any, session: Session | None = None) -> Choices:
    """(reference, title) of the courses that are offered, and of the session's own."""
    offered = Q(ended_on__isnull=True) | Q(ended_on__gte=clock.today())
    if session is not None:
        offered |= Q(pk=session.course_id)
    return list(Course.objects.filter(offered).order_by(Lower("title")).values_list("reference", "title"))


def edition_choices(viewer: Any, session: Session | None = None) -> Choices:
    """The editions of those courses, grouped by course: (title, [(reference, name)])."""
    offered = Q(course__ended_on__isnull=True) | Q(course__ended_on__gte=clock.today())
    if session is not None:
        offered |= Q(course=session.course_id)
    groups: dict[str, list[tuple[str, str]]] = {}
    rows = Edition.objects.filter(offered).order_by(Lower("course__title"), F("from_on").desc(nulls_last=True), "name")
    for title, reference, name in rows.values_list("course__title", "reference", "name"):
        groups.setdefault(title, []).append((reference, name))
    return list(groups.items())


def campus_choices(viewer: Any, session: Session | None = None) -> Choices:
    """(reference, name) of the campuses that are open, and of the session's own."""
    is_open = Q(closed_on__isnull=True) | Q(closed_on__gte=clock.today())
    if session is not None and session.campus_id is not None:
        is_open |= Q(pk=session.campus_id)
    return list(Campus.objects.filter(is_open).order_by(Lower("name")).values_list("reference", "name"))


# --- calendars ---------------------------------------------------------------------------------------------------------
def calendar_entries(
    session: Session, dates: Sequence[SessionDate] | QuerySet[SessionDate], *, page: str, with_links: bool
) -> list[Entry]:
    """An entry for each date. page: the address of the session's page; with_links: for somebody who has a place."""
    return [
        Entry(
            uid=mark_of(session.reference, date.pk),
            sequence=session.sequence,
            title=session.course.title,
            starts_at=date.starts_at,
            ends_at=date.ends_at,
            place=date.place or (date.link if with_links else ""),
            words="\n".join(filter(None, (date.link if with_links else "", page))),
            link=page,
        )
        for date in dates
    ]


def sessions_to_remind_of() -> list[Session]:
    """The planned sessions whose next date lies within the days of the setting. For the schedule."""
    until = clock.now() + timedelta(days=settings.DUEREGARD_TRAINING_REMIND_DAYS + 1)
    near = SessionDate.objects.filter(starts_at__gt=clock.now(), starts_at__lte=until).values("session")
    return list(Session.objects.filter(state=SessionState.PLANNED, pk__in=near).order_by("pk"))


def booking_of_reference(viewer: Any, session: Session, reference: str) -> Booking | None:
    """A place in the session, for those who may give it up."""
    booking = session.bookings.select_related("staff").filter(reference=reference).first()
    return booking if booking is not None and permissions.can_book_for(viewer, booking.staff) else None


def entries_for(viewer: Any, session: Session, *, page: str) -> list[Entry]:
    """The session's entries for the viewer's calendar; a link only where they have a place, or keep training."""
    place = session.bookings.filter(staff__person_id=_person(viewer), state=BookingState.BOOKED)
    with_links = permissions.can_keep_training(viewer) or place.exists()
    return calendar_entries(session, session.dates.all(), page=page, with_links=with_links)
