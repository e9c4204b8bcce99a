"""Evidence for an area (a link, or a file that keeps its versions) and the reviews of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.kernel.models import StoredFile
from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Body
from dueregard.plan.models.areas import Area
from dueregard.plan.rules.states import Outcome


class Evidence(models.Model):
    """One piece of evidence: a link, or a file with versions. Removed evidence keeps its row and its reason."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="evidence")
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=1000, blank=True)
    restricted = models.BooleanField(default=False)
    added_at = models.DateTimeField()
    added_by_name = models.CharField(max_length=200)
    removed_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "as long as the plan's history",
        personal="title url added_by_name",
        plain="id reference area restricted added_at removed_at",
    )

    class Meta:
        verbose_name_plural = "evidence"

    def __str__(self) -> str:
        return self.title


class EvidenceFile(models.Model):
    """One version of a piece of evidence; the highest number is the current one."""

    evidence = models.ForeignKey(Evidence, on_delete=models.CASCADE, related_name="files")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    added_by_name = models.CharField(max_length=200)

    privacy = privacy(
        "as long as the plan's history", personal="added_by_name file", plain="id evidence number added_at"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["evidence", "number"], name="plan_evidence_version_once")]

    def __str__(self) -> str:
        return f"{self.evidence_id} v{self.number}"


class Review(models.Model):
    """A completed review of an area, or (without one) of the whole plan."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="reviews")
    reviewed_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    minute = models.CharField(max_length=100, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=200)

    privacy = privacy(
        "as long as the plan's history",
        personal="note recorded_by_name",
        plain="id reference area reviewed_on outcome body minute recorded_at",
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="plan_review_outcome")]
        indexes = [models.Index(fields=["area", "-reviewed_on"], name="plan_review_last")]

    def __str__(self) -> str:
        return f"{self.reviewed_on}: {self.outcome}"
