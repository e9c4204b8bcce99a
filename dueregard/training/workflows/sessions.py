"""Planning, editing, cancelling and holding sessions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.db.models import Exists, OuterRef

from dueregard.audit.queries import entries_about
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Campus
from dueregard.training import permissions
from dueregard.training.models import Attendance, Booking, Course, Edition, Session, SessionDate
from dueregard.training.rules import session_letters as letters
from dueregard.training.rules.sessions import NewDate, day_of, wrong_dates
from dueregard.training.rules.states import SESSION, BookingState, SessionState
from dueregard.training.workflows.attendance import ask_who_else, settle
from dueregard.training.workflows.session_mail import (
    dates_of,
    give_places,
    recorded,
    standing_bookings,
    tell_given,
    told,
)

_LONGEST_REASON = 300
# Where dates stand while several of them change places; nobody plans so far ahead.
_PARKED = datetime(3000, 1, 1, tzinfo=UTC)
_is_link = URLValidator(schemes=["http", "https"])


@dataclass(frozen=True)
class SessionPlan:
    """What a session is planned with. course, edition, campus: references; capacity: None = as many as want."""

    course: str
    dates: Sequence[NewDate]
    edition: str = ""
    trainer: str = ""
    campus: str = ""
    capacity: int | None = None
    all_dates: bool = False
    open_to_all: bool = True
    ask_roles: bool = False
    note: str = ""


_FLAGS = ("all_dates", "open_to_all", "ask_roles")


@transaction.atomic
def plan_session(*, by: Any, plan: SessionPlan, site: str = "") -> Session:
    """Plan a session. site: the address that links in mail begin with. Raises Refused for what cannot be."""
    permit(permissions.can_keep_training(by))
    fields, dates = _checked(plan)
    session = Session.objects.create(site=clean_line(site)[:200], **fields)
    _make_dates(session, dates)
    recorded(by, session, "session_planned", "Planned a training session.", _as_told(fields, dates))
    return session


@transaction.atomic
def edit_session(*, by: Any, session: Session, plan: SessionPlan, revision: int | None = None) -> Session:
    """Change a planned session: those who have a place are told when or where it is from now on; places that were added go
    to those who wait.

    plan.dates: those with `at` change, those without are added, those not there are taken away. revision: at which the
    form was opened. Raises ChangedSince, Refused, and NotAllowedNow once it was held or cancelled.
    """
    permit(permissions.can_keep_training(by))
    row = locked(Session, session.pk)
    _refuse_later(row, revision)
    allowed_now(row.state == SessionState.PLANNED, "A session that was held or cancelled is not changed.")
    fields, dates = _checked(plan, row)
    taken = Booking.objects.filter(session=row, state=BookingState.BOOKED).count()
    capacity = fields["capacity"]
    sound(
        capacity is None or capacity >= taken,
        f"{taken} people have a place: with fewer places, somebody must give theirs up first.",
    )
    before = {name: getattr(row, name) for name in fields}
    other_course = before["course"] != fields["course"]
    for name, value in fields.items():
        setattr(row, name, value)
    gone, moved = _change_dates(row, dates)
    hear = moved or bool(gone) or other_course
    row.sequence += hear
    row.revision += 1
    row.save()
    now_dates = dates_of(row)
    settle(row, by.name, "The session was changed.")
    changed = {
        name: [str(before[name]), str(value)]
        for name, value in fields.items()
        if before[name] != value and name != "note"
    }
    recorded(by, row, "session_edited", "Changed a training session.", changed | {"dates": _told_dates(now_dates)})
    given = give_places(row, now_dates)
    if hear:
        got = {each.pk for each in given}
        kind = f"changed-{row.sequence}"
        for each in standing_bookings(row, BookingState.BOOKED):
            if each.pk not in got:
                told(each, now_dates, letters.changed, kind, entries=True, taken_out=gone)
        for each in standing_bookings(row, BookingState.WAITING):
            told(each, now_dates, letters.changed_while_waiting, kind)
    tell_given(given, now_dates)
    return row


@transaction.atomic
def cancel_session(*, by: Any, session: Session, reason: str) -> None:
    """Call a planned session off; whoever has a place, or waits, is told. Raises NotAllowedNow where somebody came."""
    permit(permissions.can_keep_training(by))
    row = locked(Session, session.pk)
    target = SESSION.target("cancel", row.state)
    allowed_now(
        not Attendance.objects.filter(date__session=row).exists(),
        "Somebody is recorded as having come: a session that took place is not cancelled.",
    )
    reason = clean_line(reason)
    sound(bool(reason), "Say why the session is cancelled.")
    sound(len(reason) <= _LONGEST_REASON, f"A reason has at most {_LONGEST_REASON} characters.")
    row.state, row.cancelled_reason = target, reason
    row.sequence += 1
    row.save(update_fields=["state", "cancelled_reason", "sequence"])
    dates = dates_of(row)
    bookings = standing_bookings(row, BookingState.BOOKED, BookingState.WAITING)
    recorded(by, row, "session_cancelled", "Cancelled a training session.", {"reason": reason, "told": len(bookings)})
    for each in bookings:
        out = dates if each.state == BookingState.BOOKED else []
        told(each, dates, letters.called_off, "called-off", taken_out=out)


@transaction.atomic
def hold_session(*, by: Any, session: Session) -> None:
    """Close the sheets: the session was held, and what is entered from now on needs a reason. Those who came are asked who
    else should be trained, where the session asks that. Raises NotAllowedNow before the last date's day."""
    permit(permissions.can_keep_training(by))
    row = locked(Session, session.pk)
    target = SESSION.target("hold", row.state)
    dates = dates_of(row)
    allowed_now(
        bool(dates) and day_of(dates[-1].starts_at) <= clock.today(),
        "The last date of this session has not come yet.",
    )
    row.state = target
    row.save(update_fields=["state"])
    came = Attendance.objects.filter(date__session=row).values("staff").distinct().count()
    recorded(by, row, "session_held", "Closed the attendance of a training session.", {"came": came})
    if row.ask_roles:
        ask_who_else(row)


@transaction.atomic
def reopen_session(*, by: Any, session: Session) -> None:
    """Open the sheets again. Raises NotAllowedNow where the session was not held."""
    permit(permissions.can_keep_training(by))
    row = locked(Session, session.pk)
    row.state = SESSION.target("reopen", row.state)
    row.save(update_fields=["state"])
    recorded(by, row, "session_reopened", "Opened the attendance of a training session again.")


# --- parts ------------------------------------------------------------------------------------------------------------
def _refuse_later(row: Session, revision: int | None) -> None:
    if revision is None or row.revision == revision:
        return
    entry = entries_about([row.reference]).filter(verb="training.session_edited").first()
    raise ChangedSince({}, row.revision, entry.actor_name if entry else "Somebody", entry.at if entry else None)


def _checked(plan: SessionPlan, row: Session | None = None) -> tuple[dict[str, Any], list[NewDate]]:
    """The fields and dates of a plan as they are kept. row: the session as it stands. Raises Refused."""
    course = Course.objects.filter(reference=plan.course).first()
    sound(course is not None, "Choose a course.")
    assert course is not None  # noqa: S101 - for the type checker; refused above
    same_course = row is not None and row.course_id == course.pk
    sound(
        same_course or course.ended_on is None or course.ended_on >= clock.today(), "This course is no longer offered."
    )
    if row is not None and not same_course:
        came = Attendance.objects.filter(date__session=row).exists()
        sound(not came, "Somebody is recorded as having come: the course stays what it was.")
    edition = Edition.objects.filter(reference=plan.edition, course=course).first() if plan.edition else None
    sound(edition is not None or not plan.edition, "Choose an edition of this course.")
    campus = Campus.objects.filter(reference=plan.campus).first() if plan.campus else None
    sound(campus is not None or not plan.campus, "Choose a campus from the list.")
    sound(plan.capacity is None or 1 <= plan.capacity <= 100_000, "Give a number of places of at least 1, or none.")
    trainer = clean_line(plan.trainer)
    sound(len(trainer) <= 200, "A trainer’s name has at most 200 characters.")
    dates = [replace(each, place=clean_line(each.place), link=clean_line(each.link)) for each in plan.dates]
    wrong = wrong_dates(dates)
    sound(not wrong, wrong)
    for each in dates:
        sound(len(each.place) <= 200, "A place has at most 200 characters.")
        sound(not each.link or _may_be_link(each.link), "A link begins with https:// and has at most 500 characters.")
    fields = {
        "course": course,
        "edition": edition,
        "campus": campus,
        "trainer": trainer,
        "capacity": plan.capacity,
        "note": clean_text(plan.note).strip(),
        **{name: getattr(plan, name) for name in _FLAGS},
    }
    return fields, dates


def _may_be_link(link: str) -> bool:
    try:
        _is_link(link)
    except ValidationError:
        return False
    return len(link) <= 500


def _make_dates(session: Session, dates: Sequence[NewDate]) -> None:
    SessionDate.objects.bulk_create(
        SessionDate(session=session, starts_at=each.starts_at, ends_at=each.ends_at, place=each.place, link=each.link)
        for each in dates
    )


def _change_dates(session: Session, dates: Sequence[NewDate]) -> tuple[list[SessionDate], bool]:
    """Make the dates what is given; gives those that were taken away, and whether calendars must hear of anything else."""
    standing = dates_of(session)
    kept: dict[int, NewDate] = {}
    for each in dates:
        if each.at is not None and 1 <= each.at <= len(standing):
            sound(standing[each.at - 1].pk not in kept, "Two rows speak of one date: open the page again.")
            kept[standing[each.at - 1].pk] = each
    gone = [date for date in standing if date.pk not in kept]
    came = Attendance.objects.filter(date=OuterRef("pk"))
    attended = set(SessionDate.objects.filter(Exists(came), session=session).values_list("pk", flat=True))
    sound(
        not any(date.pk in attended for date in gone),
        "Somebody is recorded as having come on a date that you take away: it stays.",
    )
    SessionDate.objects.filter(pk__in=[date.pk for date in gone]).delete()
    moved = []
    for place, date in enumerate(standing):
        new = kept.get(date.pk)
        if new is None or _same(date, new):
            continue
        sound(
            date.pk not in attended or day_of(new.starts_at) <= clock.today(),
            "Somebody is recorded as having come on a date that you move into the future.",
        )
        # Two dates may change places: none may stand on another's time meanwhile.
        parked = _PARKED + timedelta(days=place)
        SessionDate.objects.filter(pk=date.pk).update(starts_at=parked, ends_at=parked + timedelta(hours=1))
        moved.append((date, new))
    for date, new in moved:
        date.starts_at, date.ends_at, date.place, date.link = new.starts_at, new.ends_at, new.place, new.link
        date.save(update_fields=["starts_at", "ends_at", "place", "link"])
    added = [each for each in dates if each not in kept.values()]
    _make_dates(session, added)
    return gone, bool(moved or added)


def _same(date: SessionDate, new: NewDate) -> bool:
    return (date.starts_at, date.ends_at, date.place, date.link) == (new.starts_at, new.ends_at, new.place, new.link)


def _told_dates(dates: Sequence[SessionDate] | Sequence[NewDate]) -> list[str]:
    return [f"{each.starts_at.isoformat()}/{each.ends_at.isoformat()}" for each in dates]


def _as_told(fields: dict[str, Any], dates: Sequence[NewDate]) -> dict[str, Any]:
    told_fields = {name: str(value) for name, value in fields.items() if name != "note" and value is not None}
    return told_fields | {"dates": _told_dates(dates)}
