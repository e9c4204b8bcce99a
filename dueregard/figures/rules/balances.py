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
    UNTIL = "until", "The balance counts for its own day only; later days are counted from the records alone"


@dataclass(frozen=True, slots=True)
class Opening:
    """A balance: `value` as at `at` (for a figure over a period: from `since` to `at`)."""

    value: int
    at: date
    overlap: Overlap
    since: date | None = None

    def applies(self, span: Span) -> bool:
        """Whether the balance says something about this date or period."""
        if span.first is None:
            return self.since is None and (
                span.last == self.at if self.overlap == Overlap.UNTIL else span.last >= self.at
            )
        return self.since is not None and span.first <= self.since and self.at <= span.last

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
        """The day or period that the balance is of."""
        return Span(self.at, self.since)
