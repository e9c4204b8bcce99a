"""Times of sessions where the institution is, when places are free, and when somebody has completed a session. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from dueregard.look.templatetags.look import plain_day

HERE = ZoneInfo("Europe/London")
# A session of more dates than these is a course of several sessions.
MOST_DATES = 20
LONGEST = timedelta(hours=24)


class NoSuchTime(Exception):
    """The clock never shows this time: it goes forward over it. Its text is a sentence for the user."""


def moment(day: date, at: time, after: datetime | None = None) -> datetime:
    """The moment at which the clock here shows `at` on `day`, in UTC. Raises NoSuchTime in the hour that the spring skips.

    The hour that the autumn shows twice is the first, unless that is not after `after` (an end needs its beginning).
    """
    local = datetime.combine(day, at, tzinfo=HERE)
    found = local.astimezone(UTC)
    if found.astimezone(HERE).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(f"The clocks go forward on {plain_day(day)}: there is no {at:%H:%M} on that day.")
    if after is not None and found <= after:
        return max(found, local.replace(fold=1).astimezone(UTC))
    return found


def day_of(at: datetime) -> date:
    """The day here on which a moment lies."""
    return at.astimezone(HERE).date()


def clock_time(at: datetime) -> time:
    """What the clock here shows at a moment."""
    return at.astimezone(HERE).time().replace(tzinfo=None)


def span_in_words(starts_at: datetime, ends_at: datetime) -> str:
    """ "4 December 2026, 10:00 to 12:00", as the clock here shows it."""
    start, end = starts_at.astimezone(HERE), ends_at.astimezone(HERE)
    last = f"{end:%H:%M}" if end.date() == start.date() else f"{plain_day(end.date())}, {end:%H:%M}"
    return f"{plain_day(start.date())}, {start:%H:%M} to {last}"


@dataclass(frozen=True)
class NewDate:
    """One date as somebody typed it. at: which of the session's dates it was (1 = the first); None = a new one."""

    starts_at: datetime
    ends_at: datetime
    place: str = ""
    link: str = ""
    at: int | None = None


def wrong_dates(dates: Sequence[NewDate]) -> str:
    """What is wrong with the dates of a session, as a sentence; or nothing."""
    if not dates:
        return "Give at least one date."
    if len(dates) > MOST_DATES:
        return f"A session has at most {MOST_DATES} dates."
    ordered = sorted(dates, key=lambda each: each.starts_at)
    for each in ordered:
        if each.ends_at <= each.starts_at:
            return f"On {plain_day(day_of(each.starts_at))} the session would end before it begins."
        if each.ends_at - each.starts_at > LONGEST:
            return f"On {plain_day(day_of(each.starts_at))} the session would last longer than a day."
    for one, following in pairwise(ordered):
        if following.starts_at < one.ends_at:
            return f"Two dates on {plain_day(day_of(following.starts_at))} overlap."
    return ""


def free_places(capacity: int | None, booked: int) -> int | None:
    """How many places can still be given; None = as many as are wanted."""
    return None if capacity is None else max(0, capacity - booked)


def completed_on(all_dates: bool, days: Sequence[tuple[int, date]], came: Collection[int]) -> date | None:
    """The day on which somebody completed a session; None = they have not.

    days: (key, day) of every date; came: keys of the dates on which they came. Where every date is needed it is the last
    one; else the first on which they came.
    """
    attended = [day for key, day in days if key in came]
    if not attended or (all_dates and len(attended) < len(days)):
        return None
    return max(attended) if all_dates else min(attended)


def reminder_day(first_day: date, days_before: int) -> date | None:
    """The day from which those with a place are reminded; None = nobody is."""
    return first_day - timedelta(days=days_before) if days_before > 0 else None


def mark_of(session: str, key: int) -> str:
    """The identity of one date, in calendars and on sheets: the same for as long as it is the same date of that session."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"dueregard:{session}/{key}"))
