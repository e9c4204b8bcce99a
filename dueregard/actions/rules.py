"""The states of an action, its rhythms, and what makes it overdue, undated or carried over. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models

from dueregard.kernel.transitions import TransitionTable


class Status(models.TextChoices):
    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


UNFINISHED = (Status.OPEN, Status.IN_PROGRESS)

ACTION = TransitionTable(
    "Action",
    Status.OPEN,
    {
        "start": ({Status.OPEN}, Status.IN_PROGRESS),
        "pause": ({Status.IN_PROGRESS}, Status.OPEN),
        "finish": ({Status.OPEN, Status.IN_PROGRESS}, Status.DONE),
        "drop": ({Status.OPEN, Status.IN_PROGRESS}, Status.DROPPED),
        "reopen": ({Status.DONE, Status.DROPPED}, Status.OPEN),
    },
)


class Rhythm(models.TextChoices):
    """How often something comes again; the values are the words of organisation.rules.phrases."""

    NONE = "", "Not repeated"
    ONGOING = "ongoing", "Ongoing"
    AS_NEEDED = "as needed", "As and when needed"
    DAILY = "daily", "Every day"
    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    MONTHLY = "monthly", "Every month"
    QUARTERLY = "quarterly", "Every quarter"
    TERMLY = "termly", "Every term"
    TWICE_YEARLY = "twice a year", "Twice a year"
    YEARLY = "yearly", "Every year"
    TWO_YEARS = "every two years", "Every two years"
    THREE_YEARS = "every three years", "Every three years"


@dataclass(frozen=True)
class Due:
    """When an action is due: a span of days (inclusive), or nothing; `phrase` is how it was written."""

    start: date | None = None
    end: date | None = None
    phrase: str = ""

    def postponed_from(self, earlier: Due) -> bool:
        """Whether this date lies later than `earlier`, so that the action counts as carried over once more."""
        return earlier.end is not None and self.end is not None and self.end > earlier.end


def verb_between(before: str, after: str) -> str | None:
    """The verb of the table that leads from one status to another; None where no step does."""
    for verb, step in ACTION.verbs.items():
        if before in step.sources and step.target == after:
            return verb
    return None


def is_overdue(status: str, due_end: date | None, today: date) -> bool:
    """Unfinished, and the last day of the date has passed."""
    return status in UNFINISHED and due_end is not None and due_end < today


def is_undated(status: str, due_end: date | None, standing: bool) -> bool:
    """Unfinished, with neither a date nor a rhythm: it can never become overdue, so it is shown."""
    return status in UNFINISHED and due_end is None and not standing


def days_since_first_due(first_due_on: date | None, today: date) -> int:
    """How long ago the action was first due, in days; 0 while it is not."""
    return max(0, (today - first_due_on).days) if first_due_on else 0
