"""Appointing designated safeguarding officers, what the card says of them, who stands in, and ending."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from dueregard.accounts.workflows import once
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.organisation.models import Body, Campus
from dueregard.organisation.queries import overlapping
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.organisation.workflows.opened import refuse_later
from dueregard.training import permissions
from dueregard.training.models import Officer, Staff

_TWICE = "They are appointed for this campus and school already, for at least one of these days."
_CHANGED = ("training.officer_changed", "training.officer_ended", "training.officer_end_taken_back")
_MOST = {"title": 120, "contact": 200, "hours": 120}


@transaction.atomic
def appoint_officer(
    *,
    by: Any,
    staff: Staff,
    from_on: date,
    campus: Campus | None = None,
    school: Body | None = None,
    title: str = "",
    contact: str = "",
    hours: str = "",
    on_card: bool = True,
) -> Officer:
    """Appoint a member of staff as designated safeguarding officer, for a campus, a school, both, or the whole institution.

    Raises NotAllowedNow where they are appointed for the same already, or have left; Refused for what cannot be.
    """
    permit(permissions.can_keep_training(by))
    # The row of the person is held: two who appoint the same one at once are asked one after the other.
    person = _appointable(staff, from_on)
    values = _sound(campus, school, from_on, title, contact, hours, on_card)
    _refuse_twice(person, values, None)
    with once(_TWICE):
        row = Officer.objects.create(staff=person, **values)
    _record(by, row, "appointed", "Appointed a designated safeguarding officer.", _plain(values | {"staff": person}))
    return row


@transaction.atomic
def change_officer(
    *,
    by: Any,
    officer: Officer,
    from_on: date,
    campus: Campus | None = None,
    school: Body | None = None,
    title: str = "",
    contact: str = "",
    hours: str = "",
    on_card: bool = True,
    revision: int | None = None,
) -> Officer:
    """Change what an appointment is for, its first day, and what the card says. Raises ChangedSince; NotAllowedNow and
    Refused as appointing does."""
    permit(permissions.can_keep_training(by))
    person = _appointable(officer.staff, from_on)
    row = locked(Officer, officer.pk)
    refuse_later(row, revision, subject=row.reference, verbs=_CHANGED)
    before = {
        name: getattr(row, name) for name in ("campus", "school", "from_on", "title", "contact", "hours", "on_card")
    }
    values = _sound(campus, school, from_on, title, contact, hours, on_card, row)
    sound(row.to_on is None or from_on <= row.to_on, "The first day lies after the last.")
    _refuse_twice(person, values, row)
    for name, value in values.items():
        setattr(row, name, value)
    row.revision += 1
    with once(_TWICE):
        row.save()
    changed = {name: _plain({"before": before[name], "after": value}) for name, value in values.items()}
    changed = {name: both for name, both in changed.items() if both["before"] != both["after"]}
    _record(by, row, "changed", "Changed the appointment of a designated safeguarding officer.", changed)
    return row


@transaction.atomic
def end_officer(*, by: Any, officer: Officer, on: date, reason: str) -> Officer:
    """Say which day is the last of an appointment, and why it ends. Raises NotAllowedNow where it has an end; Refused
    where the day lies before the first."""
    permit(permissions.can_keep_training(by))
    row = locked(Officer, officer.pk)
    allowed_now(row.to_on is None, "This appointment has its last day already. Take that back first.")
    sound(row.from_on <= on, "The last day lies before the first.")
    reason = clean_line(reason)
    sound(bool(reason), "Say why it ends.")
    sound(len(reason) <= 300, "Use at most 300 characters for the reason.")
    row.to_on, row.ended_reason, row.revision = on, reason, row.revision + 1
    row.save(update_fields=["to_on", "ended_reason", "revision"])
    details = {"on": on.isoformat(), "reason": reason}
    _record(by, row, "ended", "Ended the appointment of a designated safeguarding officer.", details)
    return row


@transaction.atomic
def take_back_end_of_officer(*, by: Any, officer: Officer) -> Officer:
    """Let an appointment run on. Raises NotAllowedNow where it has no end, the person has left, or was appointed anew."""
    permit(permissions.can_keep_training(by))
    person = locked(Staff, officer.staff_id)
    row = locked(Officer, officer.pk)
    allowed_now(row.to_on is not None, "This appointment has no last day.")
    allowed_now(_works_on(person, clock.today()), "Whoever has left is not officer any more.")
    _refuse_twice(person, {"campus": row.campus, "school": row.school, "from_on": row.from_on}, row, open_end=True)
    before, row.to_on, row.ended_reason, row.revision = row.to_on, None, "", row.revision + 1
    with once(_TWICE):
        row.save(update_fields=["to_on", "ended_reason", "revision"])
    details = {"before": before.isoformat() if before else ""}
    _record(by, row, "end_taken_back", "Took back the end of an appointment as safeguarding officer.", details)
    return row


@transaction.atomic
def set_cover(*, by: Any, officer: Officer, cover: Officer) -> Officer:
    """Let one officer stand in for another; gives the one who stands in.

    Raises NotAllowedNow where one of the two appointments is over, or the other stands in for somebody else; Refused where
    both are the same person's.
    """
    permit(permissions.can_keep_training(by))
    row, other = _both(officer, cover)
    sound(row.staff_id != other.staff_id, "Nobody stands in for themselves: choose another officer.")
    today = clock.today()
    allowed_now(not _over(row, today), "This appointment is over.")
    allowed_now(not _over(other, today), "Their appointment is over: choose another officer.")
    allowed_now(_works_on(other.staff, today), "They have left: choose another officer.")
    allowed_now(other.covers_id != row.pk, "They stand in already.")
    free = other.covers is None or _over(other.covers, today)
    allowed_now(free, "They stand in for somebody else: take that back first, or choose another officer.")
    other.covers = row
    other.save(update_fields=["covers"])
    _record(by, row, "cover_set", "Said who stands in for a safeguarding officer.", {"cover": other.reference})
    return other


@transaction.atomic
def clear_cover(*, by: Any, officer: Officer, cover: Officer) -> Officer:
    """Let one officer no longer stand in for another. Raises NotAllowedNow where they do not."""
    permit(permissions.can_keep_training(by))
    row, other = _both(officer, cover)
    allowed_now(other.covers_id == row.pk, "They do not stand in any more.")
    other.covers = None
    other.save(update_fields=["covers"])
    _record(by, row, "cover_cleared", "Took back who stands in for a safeguarding officer.", {"cover": other.reference})
    return other


# --- steps ------------------------------------------------------------------------------------------------------------
def _both(officer: Officer, cover: Officer) -> tuple[Officer, Officer]:
    """Both rows, locked in one order for everybody: two who swap them do not wait for each other for good."""
    rows = {key: locked(Officer, key) for key in sorted({officer.pk, cover.pk})}
    return rows[officer.pk], rows[cover.pk]


def _over(officer: Officer, day: date) -> bool:
    return officer.to_on is not None and officer.to_on < day


def _works_on(staff: Staff, day: date) -> bool:
    return staff.forgotten_on is None and (staff.left_on is None or staff.left_on >= day)


def _appointable(staff: Staff, from_on: date) -> Staff:
    row = locked(Staff, staff.pk)
    allowed_now(_works_on(row, from_on), "They have left by then: choose somebody who works here.")
    sound(row.began_on is None or row.began_on <= from_on, "They do not work here yet on that day.")
    return row


def _refuse_twice(staff: Staff, values: dict[str, Any], row: Officer | None, *, open_end: bool = False) -> None:
    """Raise NotAllowedNow where another appointment of theirs for the same shares a day with this one."""
    until = None if row is None or open_end else row.to_on
    same = Officer.objects.filter(overlapping(values["from_on"], until), staff=staff)
    same = same.filter(campus=values["campus"], school=values["school"])
    if row is not None:
        same = same.exclude(pk=row.pk)
    allowed_now(not same.exists(), _TWICE)


def _sound(
    campus: Campus | None,
    school: Body | None,
    from_on: date,
    title: str,
    contact: str,
    hours: str,
    on_card: bool,
    before: Officer | None = None,
) -> dict[str, Any]:
    """The values as they are stored. before: the appointment that is changed, which may keep a place that has closed."""
    kept_campus = before is not None and campus is not None and before.campus_id == campus.pk
    kept_school = before is not None and school is not None and before.school_id == school.pk
    sound(
        campus is None or kept_campus or campus.closed_on is None or campus.closed_on >= from_on,
        "This campus is closed by then.",
    )
    if school is not None and not kept_school:
        sound(school.kind == BodyKind.DEPARTMENT, "Choose a school or department.")
        sound(school.ended_on is None or school.ended_on >= from_on, "This school has ended by then.")
    words = {"title": clean_line(title), "contact": clean_line(contact), "hours": clean_line(hours)}
    for name, most in _MOST.items():
        sound(len(words[name]) <= most, f"Use at most {most} characters for the {name}.")
    return {"campus": campus, "school": school, "from_on": from_on, "on_card": on_card} | words


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    """Values as the trail keeps them: things by their reference."""
    return {
        name: value.isoformat() if isinstance(value, date) else getattr(value, "reference", value)
        for name, value in values.items()
    }


def _record(by: Any, officer: Officer, past: str, summary: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"training.officer_{past}",
        subject_kind="safeguarding officer",
        subject=officer.reference,
        summary=summary,
        details=details,
    )
