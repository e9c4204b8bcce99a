"""Opening balances: the only thing that figures keep; everything else is counted from the rooms' records."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueregard.figures.rules.balances import Opening, Overlap
from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference


class OpeningBalance(models.Model):
    """A number that the institution brings from paper: of which figure, as at which day, from which source.

    since: the first day of the period, for a figure over a period. A mistaken balance is withdrawn and recorded anew, so
    that what was once published can still be explained.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    key = models.CharField(max_length=80)
    value = models.PositiveIntegerField()
    at = models.DateField()
    since = models.DateField(null=True, blank=True)
    overlap = models.CharField(max_length=8, choices=Overlap.choices)
    source = models.CharField(max_length=300)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=16)
    recorded_by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True)
    withdrawn_reason = models.CharField(max_length=300, blank=True)

    privacy = privacy(
        "as long as the figure is given",
        personal="source recorded_by recorded_by_name withdrawn_by_name withdrawn_reason",
        plain="id reference key value at since overlap recorded_at withdrawn_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key"], condition=Q(withdrawn_at__isnull=True), name="figures_one_balance_each"
            ),
            models.CheckConstraint(
                condition=Q(since__isnull=True) | Q(at__gte=F("since")), name="figures_balance_span"
            ),
            models.CheckConstraint(condition=Q(overlap__in=Overlap.values), name="figures_balance_overlap"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.value}"

    @property
    def opening(self) -> Opening:
        """The balance as the rule takes it."""
        return Opening(self.value, self.at, Overlap(self.overlap), self.since)
