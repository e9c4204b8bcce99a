"""Months: the ends of the last two years of them, and a day some months before. Pure."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

SHOWN = 24


def months_before(day: date, months: int) -> date:
    """The same day `months` months before; the month's last day where it has none of that number."""
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_ends(day: date, count: int = SHOWN) -> list[date]:
    """`count` days, the last of them `day` and the others the ends of the months before, the earliest first."""
    ends = [day]
    while len(ends) < count:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]
