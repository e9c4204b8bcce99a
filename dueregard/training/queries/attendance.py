"""The attendance sheet of one date, and finding somebody by name for a place or the sheet: for those who keep training."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Lower

from dueregard.kernel import clock
from dueregard.kernel.words import clean_line
from dueregard.training import permissions
from dueregard.training.models import Attendance, Booking, Placement, Session, SessionDate, Staff
from dueregard.training.rules.sessions import day_of, mark_of, span_in_words
from dueregard.training.rules.states import BookingState

MOST_FOUND = 20
# Not those whose names were forgotten.
_NAMED = ~Q(name="")


def date_of_mark(session: Session, mark: str) -> SessionDate | None:
    """The date of the session that a page calls `mark`."""
    return next((date for date in session.dates.all() if mark_of(session.reference, date.pk) == mark), None)


@dataclass(frozen=True)
class SheetLine:
    """Somebody on the sheet. booked: the state of their place, or nothing where they came without one."""

    reference: str
    name: str
    department: str
    booked: str
    came: bool
    late_reason: str


@dataclass(frozen=True)
class Sheet:
    """The sheet of one date."""

    mark: str
    words: str
    place: str
    has_come: bool
    lines: list[SheetLine]

    @property
    def came(self) -> int:
        """How many are ticked."""
        return sum(line.came for line in self.lines)


def _with_department(rows: QuerySet[Staff]) -> QuerySet[Staff]:
    now = Placement.objects.filter(staff=OuterRef("pk"), to_on__isnull=True)
    return rows.annotate(department=Coalesce(Subquery(now.values("department__name")[:1]), Value("")))


def sheet(viewer: Any, session: Session, date: SessionDate) -> Sheet:
    """Everybody who has a place, waits for one, or came, by name. The caller's page has checked who keeps training."""
    booking = Booking.objects.filter(session=session, staff=OuterRef("pk")).exclude(state=BookingState.CANCELLED)
    presence = Attendance.objects.filter(date=date, staff=OuterRef("pk"))
    booked = Booking.objects.filter(session=session).exclude(state=BookingState.CANCELLED)
    came = Attendance.objects.filter(date__session=session)
    rows = _with_department(
        Staff.objects.filter(Q(pk__in=booked.values("staff")) | Q(pk__in=came.values("staff")))
    ).annotate(
        booked=Coalesce(Subquery(booking.values("state")[:1]), Value("")),
        came=Subquery(presence.values("pk")[:1]),
        late=Coalesce(Subquery(presence.values("late_reason")[:1]), Value("")),
    )
    lines = [
        SheetLine(
            row.reference,
            row.name or "Somebody who left",
            row.department,  # type: ignore[attr-defined]
            row.booked,
            row.came is not None,
            row.late,
        )
        for row in rows.order_by(Lower("name"), "pk")
    ]
    return Sheet(
        mark_of(session.reference, date.pk),
        span_in_words(date.starts_at, date.ends_at),
        date.place,
        day_of(date.starts_at) <= clock.today(),
        lines,
    )


@dataclass(frozen=True)
class Found:
    """The people whose names hold the words. more: there are others."""

    words: str
    people: list[Staff]
    more: bool


def find_staff(viewer: Any, words: str, *, day: date) -> Found:
    """Those employed on `day` whose name, address or number holds all the words, each with `department`. One query; none
    for nobody but a keeper."""
    words = clean_line(words)[:100]
    if not words or not permissions.can_keep_training(viewer):
        return Found(words, [], False)
    here = (Q(left_on__isnull=True) | Q(left_on__gte=day)) & _NAMED
    for word in words.split():
        here &= Q(name__icontains=word) | Q(email__icontains=word) | Q(number__iexact=word)
    rows = list(_with_department(Staff.objects.filter(here)).order_by(Lower("name"), "pk")[: MOST_FOUND + 1])
    return Found(words, rows[:MOST_FOUND], len(rows) > MOST_FOUND)


def staff_of_reference(viewer: Any, reference: str) -> Staff | None:
    """A member of staff, for a keeper, or for themselves."""
    staff = Staff.objects.filter(reference=clean_line(reference)).first()
    return staff if staff is not None and permissions.can_book_for(viewer, staff) else None
