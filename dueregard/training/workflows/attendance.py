"""Who came on which date, what they completed by that, and the one question afterwards."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date as date_type
from typing import Any

from django.db import transaction

from dueregard.kernel import clock
from dueregard.kernel.outbox import queue_mail
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.training import permissions
from dueregard.training.models import Attendance, Completion, Session, SessionDate, Staff, Told
from dueregard.training.queries.sessions import ANSWERED, ASKED, own_staff
from dueregard.training.rules import session_letters as letters
from dueregard.training.rules.kinds import Source
from dueregard.training.rules.sessions import completed_on, day_of, mark_of
from dueregard.training.rules.states import SessionState
from dueregard.training.workflows.completions import edition_on
from dueregard.training.workflows.roles import name_role
from dueregard.training.workflows.session_mail import about, address_of, dates_of, recorded

_LONGEST_REASON = 300
# How a completion begins to say why it was taken back, where a sheet did it: ticking again brings it back.
_BY_THE_SHEET = "Attendance:"


@dataclass(frozen=True)
class Marked:
    """What one saving of a sheet changed."""

    came: int
    taken_back: int


@transaction.atomic
def mark_attendance(
    *,
    by: Any,
    session: Session,
    mark: str,
    came: Collection[str] = (),
    taken_back: Collection[str] = (),
    reason: str = "",
) -> Marked:
    """Say who came on one date, and who did not after all. However often the same is sent, it is there once.

    mark: which date, as its page calls it; came, taken_back: references of staff; reason: needed once the sheet is closed.
    Whoever so completes the session gets a completion, and loses it when their tick is taken back. Raises NotAllowedNow
    before the date's day and for a cancelled session; Refused for a date or people that are not there.
    """
    permit(permissions.can_keep_training(by))
    row = locked(Session, session.pk)
    allowed_now(row.state != SessionState.CANCELLED, "A cancelled session has no attendance.")
    date = next((each for each in dates_of(row) if mark_of(row.reference, each.pk) == mark), None)
    sound(date is not None, "The dates of this session have changed: open the sheet again.")
    assert date is not None  # noqa: S101 - for the type checker; refused above
    allowed_now(day_of(date.starts_at) <= clock.today(), "This date has not come yet.")
    reason = clean_line(reason)
    sound(len(reason) <= _LONGEST_REASON, f"A reason has at most {_LONGEST_REASON} characters.")
    coming, going = _staff(came), _staff(set(taken_back) - set(came))
    there = set(Attendance.objects.filter(date=date).values_list("staff", flat=True))
    coming = {pk: each for pk, each in coming.items() if pk not in there}
    going = {pk: each for pk, each in going.items() if pk in there}
    if not coming and not going:
        return Marked(0, 0)
    late = row.state == SessionState.HELD
    sound(bool(reason) or not late, "The sheet is closed: say why this is entered now.")
    moment = clock.now()
    Attendance.objects.bulk_create(
        Attendance(
            date=date,
            staff=each,
            recorded_at=moment,
            recorded_by_name=by.name,
            late_reason=reason if late else "",
        )
        for each in coming.values()
    )
    Attendance.objects.filter(date=date, staff__in=list(going)).delete()
    settle(row, by.name, reason or "The tick was taken back.", staff=[*coming, *going], ticked=set(coming))
    recorded(
        by,
        row,
        "attendance_entered_late" if late else "attendance_saved",
        f"Saved attendance of a training session: {len(coming)} came, {len(going)} taken back.",
        {
            "day": day_of(date.starts_at),
            "came": sorted(each.reference for each in coming.values()),
            "taken_back": sorted(each.reference for each in going.values()),
            "reason": reason,
        },
    )
    return Marked(len(coming), len(going))


def _staff(references: Iterable[str]) -> dict[int, Staff]:
    wanted = {clean_line(reference) for reference in references}
    found = {each.pk: each for each in Staff.objects.filter(reference__in=wanted)}
    sound(len(found) == len(wanted), "Somebody on the sheet is no longer in the list of staff: open it again.")
    return found


def settle(
    session: Session,
    by_name: str,
    why: str,
    *,
    staff: Collection[int] | None = None,
    ticked: Collection[int] = (),
) -> None:
    """Make the completions of a session what its attendance says, for `staff` or everybody. A step: the caller has locked
    the session, permitted and records.

    A completion that somebody took back by hand stays so, unless the person is among those just `ticked`; one that is
    there from another source on the same day is neither doubled nor touched.
    """
    days = [(date.pk, day_of(date.starts_at)) for date in dates_of(session)]
    editions = {day: _edition_on(session, day) for _, day in days}
    marks = Attendance.objects.filter(date__session=session)
    made = Completion.objects.filter(session=session, source=Source.SESSION)
    if staff is not None:
        marks, made = marks.filter(staff__in=staff), made.filter(staff__in=staff)
    came: dict[int, set[int]] = {}
    for person, date in marks.values_list("staff", "date"):
        came.setdefault(person, set()).add(date)
    earlier: dict[int, list[Completion]] = {}
    for each in made.order_by("pk"):
        earlier.setdefault(each.staff_id, []).append(each)
    fresh = []
    for person in sorted(came.keys() | earlier.keys()):
        want = completed_on(session.all_dates, days, came.get(person, set()))
        rows = earlier.get(person, [])
        kept = _kept(session, rows, want, why)
        by_hand = any(row.removed_on is not None and not row.removed_reason.startswith(_BY_THE_SHEET) for row in rows)
        if want is None or kept or (by_hand and person not in ticked):
            continue
        fresh.append((person, want, next((row for row in rows if _is_again(session, row, want)), None)))
    _complete(session, by_name, fresh, editions)


def _edition_on(session: Session, day: date_type) -> int | None:
    """The edition that a completion on `day` is of: the session's, or the one that the course used that day."""
    found = session.edition or edition_on(session.course, day)
    return None if found is None else found.pk


def _kept(session: Session, rows: Iterable[Completion], want: date_type | None, why: str) -> bool:
    """Take back what is no longer so; gives whether what is wanted is there already."""
    kept = False
    for row in rows:
        if row.removed_on is not None:
            continue
        if row.completed_on == want and row.course_id == session.course_id:
            kept = True
            # What the day's own edition was is not asked again: a later change of the course's editions decides nothing here.
            if session.edition_id is not None and row.edition_id != session.edition_id:
                row.edition_id = session.edition_id
                row.save(update_fields=["edition"])
        else:
            row.removed_on, row.removed_reason = clock.today(), f"{_BY_THE_SHEET} {why}"[:300]
            row.save(update_fields=["removed_on", "removed_reason"])
    return kept


def _is_again(session: Session, row: Completion, day: date_type) -> bool:
    """Whether a completion that was taken back says the same as the one that is wanted."""
    return row.removed_on is not None and row.completed_on == day and row.course_id == session.course_id


def _complete(
    session: Session,
    by_name: str,
    fresh: Sequence[tuple[int, date_type, Completion | None]],
    editions: Mapping[date_type, int | None],
) -> None:
    """Make the completions, or bring those back that a slip had taken; none where the day has one from elsewhere."""
    there = set(
        Completion.objects.filter(
            course=session.course_id,
            removed_on__isnull=True,
            staff__in=[person for person, _, _ in fresh],
            completed_on__in={day for _, day, _ in fresh},
        ).values_list("staff", "completed_on")
    )
    moment, new = clock.now(), []
    for person, day, again in fresh:
        if (person, day) in there:
            continue
        if again is not None:
            again.removed_on, again.removed_reason, again.edition_id = None, "", editions[day]
            again.save(update_fields=["removed_on", "removed_reason", "edition"])
            continue
        new.append(
            Completion(
                staff_id=person,
                course_id=session.course_id,
                edition_id=editions[day],
                session=session,
                completed_on=day,
                source=Source.SESSION,
                recorded_at=moment,
                recorded_by_name=by_name,
            )
        )
    # Another session of the course on that day may complete the same person at this moment: one row is enough.
    Completion.objects.bulk_create(new, ignore_conflicts=True)


# --- the question afterwards -------------------------------------------------------------------------------------------
def ask_who_else(session: Session) -> int:
    """Ask everybody who came, once, who else should be trained; gives how many. A step of closing the attendance."""
    attended = Staff.objects.filter(attendance__date__session=session).select_related("person").distinct()
    told = set(Told.objects.filter(what=ASKED, about=session.reference).values_list("staff", flat=True))
    dates, asked = dates_of(session), 0
    for staff in attended.order_by("pk"):
        # Without an account there is no page to answer on.
        to = address_of(staff) if staff.person_id is not None else ""
        if staff.pk in told or not to:
            continue
        Told.objects.create(staff=staff, what=ASKED, about=session.reference, told_at=clock.now())
        written = letters.question(about(session, dates, with_links=False))
        queue_mail(
            key=f"{session.reference}-{staff.reference}-question",
            to=to,
            subject=written.subject,
            body=written.body,
            about=session.reference,
        )
        asked += 1
    return asked


@transaction.atomic
def name_role_after_session(*, by: Any, session: Session, role: str) -> None:
    """Say which role should be trained, as somebody who came; once. What was said is kept without who said it.

    Raises NotAllowedNow for whoever has answered, Refused for what is no role.
    """
    staff = own_staff(by)
    permit(staff is not None and Attendance.objects.filter(date__session=session, staff=staff).exists())
    row = locked(Session, session.pk)
    allowed_now(row.ask_roles, "This session asks no question.")
    # When is the session's own time, not the moment: nothing joins an answer to whoever gave it.
    ended: list[SessionDate] = dates_of(row)
    _, is_first = Told.objects.get_or_create(
        staff=staff, what=ANSWERED, about=row.reference, count=0, defaults={"told_at": ended[-1].ends_at}
    )
    allowed_now(is_first, "You have answered already. Thank you.")
    name_role(by=by, role=role, asked_at=row.reference)
