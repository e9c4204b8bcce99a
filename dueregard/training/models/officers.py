"""Designated safeguarding officers over time. Their qualification and training are completions like everybody's."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Body, Campus
from dueregard.training.models.staff import Staff


class Officer(models.Model):
    """An appointment as designated safeguarding officer, from and to which day (inclusive), for a campus and a school.

    covers: the officer whom this one stands in for; contact, hours: what the contact card says, nothing private.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="appointments")
    campus = models.ForeignKey(Campus, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    school = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120, blank=True)
    contact = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=120, blank=True)
    covers = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="cover")
    on_card = models.BooleanField(default=True)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    ended_reason = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy(
        "as long as the member of staff's row; what the contact card says is emptied with the name",
        personal="staff title contact hours from_on to_on ended_reason",
        plain="id reference campus school covers on_card revision",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(to_on__gte=F("from_on")), name="training_officer_span"
            ),
            # Nobody holds two open appointments for the same; None is a place too, so it counts as 0 here.
            models.UniqueConstraint(
                "staff",
                Coalesce("campus", Value(0), output_field=models.BigIntegerField()),
                Coalesce("school", Value(0), output_field=models.BigIntegerField()),
                condition=Q(to_on__isnull=True),
                name="training_officer_once",
            ),
        ]
        indexes = [models.Index(fields=["from_on", "to_on", "staff"], name="training_officer_present")]

    def __str__(self) -> str:
        return f"Officer {self.staff_id}"
