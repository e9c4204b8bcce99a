"""Actions, their revisions and their leads over time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueregard.actions.rules import Rhythm, Status
from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.kernel.revisions import Revision
from dueregard.organisation.models import Lead


class Action(models.Model):
    """An action's identity. What it says is its current revision; `revision` counts every change, for edit forms."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy("as long as the plan's history", plain="id reference revision")

    def __str__(self) -> str:
        return self.reference


class ActionRevision(Revision):
    """What an action said from one moment to another.

    due_start / due_end: inclusive; due_phrase keeps "Spring term 2020" as it was written. first_due_on: the first
    date it ever had. carried_over: how often its date was put back or it was taken into a new year.
    """

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="revisions")
    text = models.TextField()
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.OPEN)
    due_start = models.DateField(null=True, blank=True)
    due_end = models.DateField(null=True, blank=True)
    due_phrase = models.CharField(max_length=200, blank=True)
    standing = models.BooleanField(default=False)
    rhythm = models.CharField(max_length=40, choices=Rhythm.choices, blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    carried_over = models.PositiveSmallIntegerField(default=0)
    progress = models.TextField(blank=True)
    source = models.CharField(max_length=300, blank=True)
    depends_on = models.JSONField(default=list, blank=True)  # numbers of areas, as printed; numbers are never re-used
    waiting_on = models.CharField(max_length=300, blank=True)
    ask_again_on = models.DateField(null=True, blank=True)
    restricted = models.BooleanField(default=False)
    closed_on = models.DateField(null=True, blank=True)

    privacy = privacy(
        "as long as the plan's history; a redaction reaches it",
        personal="recorded_by recorded_by_name text progress source waiting_on reason",
        plain="id recorded_from recorded_to action status due_start due_end due_phrase standing rhythm first_due_on "
        "carried_over depends_on ask_again_on restricted closed_on",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action"], condition=Q(recorded_to__isnull=True), name="actions_revision_one_current"
            ),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="actions_revision_status_known"),
            models.CheckConstraint(
                condition=Q(due_start__isnull=True, due_end__isnull=True)
                | Q(due_start__isnull=False, due_end__gte=F("due_start")),
                name="actions_revision_due_span",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[Status.DONE, Status.DROPPED], closed_on__isnull=False)
                | Q(status__in=[Status.OPEN, Status.IN_PROGRESS], closed_on__isnull=True),
                name="actions_revision_closed_pair",
            ),
            models.CheckConstraint(
                condition=Q(recorded_to__isnull=True) | Q(recorded_to__gte=F("recorded_from")),
                name="actions_revision_recorded_span",
            ),
        ]
        indexes = [
            models.Index(
                # all that the register's filters ask of an action, so that they read the index alone
                fields=["recorded_to", "status", "due_end", "standing", "restricted", "action"],
                condition=Q(recorded_to__isnull=True),
                name="actions_current_status_due",
            ),
            models.Index(
                fields=["recorded_to", "carried_over", "status", "restricted", "action"],
                condition=Q(recorded_to__isnull=True),
                name="actions_current_carried",
            ),
            models.Index(
                fields=["recorded_to", "ask_again_on"],
                condition=Q(recorded_to__isnull=True, ask_again_on__isnull=False),
                name="actions_current_ask_again",
            ),
            models.Index(fields=["action", "recorded_from"], name="actions_revision_history"),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class ActionLead(Revision):
    """Who was accountable for an action, from one moment to another."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="leads")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")

    privacy = privacy(
        "as long as the plan's history",
        personal="recorded_by recorded_by_name lead reason",
        plain="id recorded_from recorded_to action",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["action", "lead"], condition=Q(recorded_to__isnull=True), name="actions_lead_once"
            )
        ]
        indexes = [
            models.Index(fields=["lead"], condition=Q(recorded_to__isnull=True), name="actions_current_lead"),
        ]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.lead_id}"
