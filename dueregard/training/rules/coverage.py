"""Coverage of a requirement on a day: the days of completion that tell covered, due soon and overdue apart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from dueregard.training.rules.due import SOON, Rule, Standing


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the last day of completion says about `day`.

    covered_from: the earliest that still counts (None = any); lasting_from: the earliest that counts for longer than "due
    soon" looks ahead (None = any); expired_from: the earliest that still counted when the grace began (None = any);
    needed_before: whoever needed it on that day has used up the grace.
    """

    covered_from: date | None
    lasting_from: date | None
    expired_from: date | None
    needed_before: date

    def standing(self, last: date | None, needed_then: bool) -> Standing:
        """Where somebody stands. last: their last completion up to the day; needed_then: whether they needed it on
        `needed_before`."""
        if last is not None and (self.covered_from is None or last >= self.covered_from):
            soon = self.lasting_from is not None and last < self.lasting_from
            return Standing.DUE_SOON if soon else Standing.COVERED
        used_up = last is None or self.expired_from is None or last < self.expired_from
        return Standing.OVERDUE if needed_then and used_up else Standing.DUE


def bounds_on(rule: Rule, day: date) -> Bounds:
    """The bounds of a requirement's rule on `day`."""
    grace = timedelta(days=rule.grace_days)
    return Bounds(
        rule.covers_from(day),
        rule.covers_from(day + SOON + timedelta(days=1)),
        rule.covers_from(day - grace),
        day - grace - timedelta(days=1),
    )


@dataclass(slots=True)
class Counts:
    """How many need something, and where they stand. due and overdue lack it; due soon still have it."""

    needed: int = 0
    covered: int = 0
    due_soon: int = 0
    due: int = 0
    overdue: int = 0

    def add(self, standing: Standing, number: int = 1) -> None:
        """Count `number` more who stand there."""
        self.needed += number
        if standing == Standing.COVERED:
            self.covered += number
        elif standing == Standing.DUE_SOON:
            self.due_soon += number
        elif standing == Standing.DUE:
            self.due += number
        else:
            self.overdue += number

    @property
    def having(self) -> int:
        """Those who have what they need, due soon or not."""
        return self.covered + self.due_soon

    @property
    def cells(self) -> tuple[int, int, int]:
        """As a table prints them: have it, due, overdue."""
        return self.having, self.due, self.overdue
