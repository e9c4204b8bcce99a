"""The plan as a whole: its title and scale, its context, and the corporate risk register's entry for Prevent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.kernel.revisions import Revision
from dueregard.organisation.models import Lead
from dueregard.plan.models.areas import level
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.states import ContextKind


class PlanDocument(models.Model):
    """The one plan of the institution, a single row: its year. What it is called stands in its revisions."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    academic_year = models.PositiveSmallIntegerField(null=True, blank=True)  # the year it was last rolled forward to
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy("as long as the installation", plain="id academic_year revision")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="plan_document_single")]

    def __str__(self) -> str:
        return "Plan"


class PlanDocumentRevision(Revision):
    """The title of the plan and the institution's own scale, from one moment to another."""

    plan = models.ForeignKey(PlanDocument, on_delete=models.PROTECT, related_name="revisions")
    title = models.CharField(max_length=300, default="Prevent duty risk assessment and action plan")
    likelihood_words = models.JSONField(default=list, blank=True)  # five words, from 1 to 5
    impact_words = models.JSONField(default=list, blank=True)
    amber_from = models.PositiveSmallIntegerField(default=6)
    red_from = models.PositiveSmallIntegerField(default=15)

    privacy = privacy(
        "as long as the installation",
        personal="recorded_by recorded_by_name reason",
        plain="id recorded_from recorded_to plan title likelihood_words impact_words amber_from red_from",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan"], condition=Q(recorded_to__isnull=True), name="plan_document_one_current"
            ),
            models.CheckConstraint(
                condition=Q(amber_from__gte=2, red_from__gt=F("amber_from"), red_from__lte=25),
                name="plan_document_scale",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ContextPassage(models.Model):
    """National risks, local risks: a passage in front of the register. `revision` counts changes."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy("as long as the plan's history", plain="id reference revision")

    def __str__(self) -> str:
        return self.reference


class ContextPassageRevision(Revision):
    """What a context passage said from one moment to another; an empty text means that it was taken out."""

    passage = models.ForeignKey(ContextPassage, on_delete=models.CASCADE, related_name="revisions")
    kind = models.CharField(max_length=10, choices=ContextKind.choices, default=ContextKind.OTHER)
    heading = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    position = models.PositiveIntegerField(default=0)
    restricted = models.BooleanField(default=False)

    privacy = privacy(
        "as long as the plan's history; a redaction reaches it",
        personal="recorded_by recorded_by_name reason heading text",
        plain="id recorded_from recorded_to passage kind position restricted",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["passage"], condition=Q(recorded_to__isnull=True), name="plan_context_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.heading


class RiskEntry(Revision):
    """What the corporate risk register says about Prevent, from one moment to another."""

    slot = models.PositiveSmallIntegerField(default=1)  # there is one such entry
    register_reference = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    likelihood = level()
    impact = level()
    rag = models.CharField(max_length=8, choices=Rag.choices, default=Rag.UNKNOWN)
    owner = models.ForeignKey(Lead, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)

    privacy = privacy(
        "as long as the plan's history",
        personal="recorded_by recorded_by_name reason owner text",
        plain="id recorded_from recorded_to slot register_reference title likelihood impact rag reviewed_on review_on",
    )

    class Meta:
        verbose_name_plural = "risk entries"
        constraints = [
            models.UniqueConstraint(
                fields=["slot"], condition=Q(recorded_to__isnull=True), name="plan_risk_entry_one_current"
            ),
            models.CheckConstraint(condition=Q(slot=1), name="plan_risk_entry_single"),
        ]

    def __str__(self) -> str:
        return self.title
