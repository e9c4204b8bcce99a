"""A document that was brought: the original, what was read from it, what people corrected, and what it became."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.kernel.models import Job, StoredFile
from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference
from dueregard.plan.rules.states import ImportState


class PlanImport(models.Model):
    """A document that was brought to be imported.

    proposal: as read and then corrected (importing.proposal's JSON). made: references of what it made.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ImportState.choices, default=ImportState.READING)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    mapping = models.JSONField(default=dict, blank=True)
    proposal = models.JSONField(default=dict, blank=True)
    source = models.JSONField(default=list, blank=True)
    refusal = models.CharField(max_length=500, blank=True)
    made = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    brought_at = models.DateTimeField()
    brought_by = models.CharField(max_length=16)
    brought_by_name = models.CharField(max_length=200)
    committed_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "as long as the plan that came from it; 30 days once discarded or refused, one year once undone",
        personal="file proposal source brought_by brought_by_name",
        plain="id reference state job mapping refusal made revision brought_at committed_at",
        periods=(
            Period("plan.import_discarded", days=30, only={"state": ImportState.DISCARDED}),
            Period("plan.document_refused", days=30, only={"state": ImportState.REFUSED}),
            Period("plan.plan_import_undone", years=1, only={"state": ImportState.UNDONE}),
        ),
        tombstone=True,
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=ImportState.values), name="plan_import_state")]
        indexes = [models.Index(fields=["-brought_at"], name="plan_import_recent")]

    def __str__(self) -> str:
        return self.reference
