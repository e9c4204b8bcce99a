"""Who completed which course on which day, and what somebody says is wrong about their own record."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference
from dueregard.training.models.courses import Course, Edition
from dueregard.training.models.sessions import Session
from dueregard.training.models.staff import Staff
from dueregard.training.rules.kinds import Source
from dueregard.training.rules.states import ObjectionState


class Completion(models.Model):
    """Somebody completed a course on a day. No scores and no opinions: that it was done, when, and how we know.

    removed_on: taken back because it was wrong; such a row counts nowhere and is kept as the reason why a figure changed.
    """

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="completions")
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="completions")
    completed_on = models.DateField()
    source = models.CharField(max_length=8, choices=Source.choices)
    evidence = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=200)
    bringing = models.ForeignKey(
        "training.Bringing", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    removed_on = models.DateField(null=True, blank=True)
    removed_reason = models.CharField(max_length=300, blank=True)

    privacy = privacy(
        "as long as the member of staff's row",
        personal="staff completed_on evidence recorded_by_name removed_reason",
        plain="id course edition session source recorded_at bringing removed_on",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "course", "completed_on"],
                condition=Q(removed_on__isnull=True),
                name="training_completed_once",
            ),
        ]
        indexes = [
            # coverage: the last completion of each; figures: who completed by then
            models.Index(
                fields=["course", "completed_on", "staff"],
                condition=Q(removed_on__isnull=True),
                name="training_completed_by_course",
            ),
            models.Index(
                fields=["staff", "course", "-completed_on"],
                condition=Q(removed_on__isnull=True),
                name="training_completed_by_staff",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.course_id} {self.completed_on}"


class Objection(models.Model):
    """A word of somebody that their own training record is wrong, and what became of it."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="objections")
    words = models.TextField()
    said_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by_name = models.CharField(max_length=200, blank=True)

    privacy = privacy(
        "two years after it was answered",
        personal="staff words answer answered_by_name",
        plain="id reference said_at state answered_at",
        periods=(Period("answered_at", years=2),),
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, answered_at__isnull=True)
                | (~Q(state=ObjectionState.OPEN) & Q(answered_at__isnull=False)),
                name="training_objection_answered_pair",
            )
        ]

    def __str__(self) -> str:
        return self.reference
