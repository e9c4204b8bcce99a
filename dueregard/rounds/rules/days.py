"""The days of a round: until when its links work, and on which days those who have not answered are reminded. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from dueregard.kernel.words import clean_line

# A link works a while longer than it is asked for: who is late can still answer.
LINK_DAYS = 14
# Days from the due date on which the officer may have leads reminded.
CHASE_CHOICES = (
    (-7, "A week before"),
    (-3, "Three days before"),
    (-1, "The day before"),
    (1, "The day after"),
    (3, "Three days after"),
    (7, "A week after"),
    (10, "Ten days after"),
)
USUAL_CHASE = (-7, -1, 3)
LONGEST = 366


def links_until(due_on: date) -> date:
    """The last day on which a round's links work."""
    return due_on + timedelta(days=LINK_DAYS)


def chase_days(due_on: date, chase: Iterable[int], since: date) -> list[date]:
    """The days on which reminders are sent, in order. since: the day on which all were told last (the opening, or a new
    due date): the reminders come after it."""
    days = sorted(due_on + timedelta(days=offset) for offset in chase)
    return [day for day in days if since < day <= links_until(due_on)]


def chase_day(due_on: date, chase: Iterable[int], since: date, today: date) -> date | None:
    """The day whose reminder is due today: the last one that has come. What was missed is not made up one by one."""
    if today > links_until(due_on):
        return None
    return max((day for day in chase_days(due_on, chase, since) if day <= today), default=None)


def wrong_due(due_on: date, today: date) -> str:
    """What is wrong with a due date, as a sentence; or nothing."""
    if due_on <= today:
        return "Give a day after today."
    return "Give a day within a year." if (due_on - today).days > LONGEST else ""


def addresses_in(written: str) -> list[str]:
    """The mail addresses of a field, each once: parted by commas, semicolons or lines."""
    parts = written.replace(";", ",").replace("\n", ",").split(",")
    return list(dict.fromkeys(filter(None, (clean_line(part) for part in parts))))
