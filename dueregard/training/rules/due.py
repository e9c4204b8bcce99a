"""Who has what they need, as at a day: valid until, due, overdue. A requirement is a course, its validity and a grace."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models


class Standing(models.TextChoices):
    """Where somebody stands with one requirement on a day."""

    COVERED = "covered", "Covered"
    DUE_SOON = "due_soon", "Due soon"
    DUE = "due", "Due, within the time allowed"
    OVERDUE = "overdue", "Overdue"


# A refresher that falls due within so many days is told as "due soon".
SOON = timedelta(days=60)


def months_after(day: date, months: int) -> date:
    """The same day of the month `months` later, or the last day of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_before(day: date, months: int) -> date:
    """The earliest day of a completion that still counts on `day`: the first from which `months_after` lies past it."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    found = date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
    while months_after(found, months) <= day:
        found += timedelta(days=1)
    return found


@dataclass(frozen=True, slots=True)
class Rule:
    """validity_months: how long a completion counts (None = for good); grace_days: how long somebody who newly needs it,
    or whose completion ran out, has before it is overdue."""

    validity_months: int | None
    grace_days: int

    def valid_until(self, completed_on: date) -> date | None:
        """The last day on which a completion counts; None = for good."""
        if self.validity_months is None:
            return None
        return months_after(completed_on, self.validity_months) - timedelta(days=1)

    def covers_from(self, day: date) -> date | None:
        """The earliest day of completion that still counts on `day`; None = any."""
        return None if self.validity_months is None else months_before(day, self.validity_months)

    def due_on(self, needed_from: date, completed_on: date | None) -> date | None:
        """The day by which a (new) completion is needed; None where one counts for good.

        needed_from: the first day on which the person needed it; completed_on: their last completion.
        """
        if completed_on is None:
            return needed_from + timedelta(days=self.grace_days)
        until = self.valid_until(completed_on)
        return None if until is None else max(until, needed_from) + timedelta(days=self.grace_days)

    def standing(self, needed_from: date, completed_on: date | None, day: date) -> Standing:
        """Where somebody stands on `day`. Completions after `day` are for the caller to leave out."""
        until = self.valid_until(completed_on) if completed_on else None
        if completed_on is not None and (until is None or day <= until):
            return Standing.DUE_SOON if until is not None and until - day <= SOON else Standing.COVERED
        due = self.due_on(needed_from, completed_on)
        return Standing.OVERDUE if due is not None and day > due else Standing.DUE
