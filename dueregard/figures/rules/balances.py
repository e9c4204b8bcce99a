"""Opening balances: the number that an institution brings from paper, and how later records are added to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models

from dueregard.figures.rules.spans import Span


class Overlap(models.TextChoices):
    """How the records made after the day of the balance relate to it."""

    APART = "apart", "Later records are of others: they are added to the balance"
    WITHIN = "within", "Later records may be of the same: the larger of the two numbers counts"
    UNTIL = "until", "The balance counts for its own day or period only; all others are counted from the records alone"


@dataclass(frozen=True, slots=True)
class Opening:
    """A balance: `value` as at `at` (for a figure over a period: from `since` to `at`)."""

    value: int
    at: date
    overlap: Overlap
    since: date | None = None

    def applies(self, span: Span) -> bool:
        """Whether the balance says something about this date or period: it lies on or after the balance's day, or holds
        the whole of its period. What only touches the period has nothing from the paper in it."""
        if (span.first is None) != (self.since is None):
            return False
        if self.overlap == Overlap.UNTIL:
            return span == self.own_span
        if span.first is None or self.since is None:
            return span.last >= self.at
        return span.first <= self.since and self.at <= span.last

    def touches(self, span: Span) -> bool:
        """Whether part of the balance's period lies in the span, though the balance does not apply to it."""
        if span.first is None or self.since is None or self.applies(span):
            return False
        return span.first <= self.at and self.since <= span.last

    def with_records(self, span: Span, recorded: int, recorded_at_balance: int) -> int:
        """The figure for a span that the balance applies to.

        recorded: what the records alone give for the span; recorded_at_balance: what they give for the balance's own day
        or period. What left the records since leaves the figure too.
        """
        if self.overlap == Overlap.WITHIN:
            return max(self.value, recorded)
        return max(0, self.value + recorded - recorded_at_balance)

    @property
    def own_span(self) -> Span:
        """The day or period that the balance is of. Raises ValueError where it begins after it ends."""
        return Span(self.at, self.since)


def faults(opening: Opening, today: date, *, of_period: bool, cases: bool) -> list[tuple[str, str]]:
    """What is wrong with a balance of a figure over a period (of_period) or about cases, as (name of the field, sentence);
    [] when nothing is."""
    found = []
    if opening.value < 0:
        found.append(("value", "Give a number that is not below nought."))
    if opening.at > today:
        found.append(("at", "The day lies in the future: paper cannot speak of it yet."))
    if of_period and opening.since is None:
        found.append(("since", "Give the first day of the period that the number is for."))
    elif not of_period and opening.since is not None:
        found.append(("since", "This figure is given as at a day: leave the first day out."))
    elif opening.since is not None and opening.since > opening.at:
        found.append(("since", "The period begins after it ends."))
    elif cases and not opening.own_span.is_closed_year(today):
        found.append(("since", "A figure about cases has a balance only for a whole academic year that is over."))
    return found


# Paper, records on the paper's day, records later: what the form explains the three rules with.
EXAMPLE = (134, 100, 117)


def example_of(overlap: Overlap) -> int:
    """The figure later, in the form's example."""
    value, then, later = EXAMPLE
    opening = Opening(value, date(2019, 7, 11), overlap)
    day = Span(date(2020, 7, 31))
    return opening.with_records(day, later, then) if opening.applies(day) else later
