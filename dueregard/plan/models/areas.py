"""Sections and risk areas with their revisions, their leads over time, and the table that joins actions to areas."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from dueregard.actions.models import Action
from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.kernel.revisions import Revision
from dueregard.organisation.models import Campus, Lead
from dueregard.plan.rules.ratings import Rag


def _one_to_five(*fields: str) -> Q:
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__range": (1, 5)})
    return condition


def level() -> models.PositiveSmallIntegerField:
    """A step of the 1-5 scale, or nothing."""
    return models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )


class Section(models.Model):
    """A section's identity: its number stays taken for ever."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=20, blank=True)

    privacy = privacy("as long as the plan's history", plain="id reference number")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["number"], condition=~Q(number=""), name="plan_section_number_once")
        ]

    def __str__(self) -> str:
        return self.number


class SectionRevision(Revision):
    """A section's title and place in the plan, from one moment to another."""

    section = models.ForeignKey(Section, on_delete=models.CASCADE, related_name="revisions")
    title = models.CharField(max_length=500)
    position = models.PositiveIntegerField()

    privacy = privacy(
        "as long as the plan's history",
        personal="recorded_by recorded_by_name reason",
        plain="id recorded_from recorded_to section title position",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section"], condition=Q(recorded_to__isnull=True), name="plan_section_one_current"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Area(models.Model):
    """A risk area's identity: reference and number, never re-used. `revision` counts every change, for edit forms."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=30, null=True, blank=True, unique=True)  # many have none
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy("as long as the plan's history", plain="id reference number revision")

    def __str__(self) -> str:
        return self.number or self.reference


class AreaRevision(Revision):
    """What an area said from one moment to another.

    position orders the whole register (section and place in it). likelihood x impact are gross; the residual pair is
    after the controls. restricted: names of the passages that only some roles may read. next_due, next_due_open: the
    earliest day on which an unfinished next step (one that is not restricted) falls due; the database itself keeps them
    true on the current row (triggers, migration 0006), so that a filter by due dates reads one index.
    """

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="revisions")
    section = models.ForeignKey(Section, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveIntegerField()
    title = models.TextField()
    hazard = models.TextField(blank=True)
    requirement = models.TextField(blank=True)
    actions_taken = models.TextField(blank=True)
    evidence_text = models.TextField(blank=True)
    status_text = models.TextField(blank=True)
    rag = models.CharField(max_length=8, choices=Rag.choices, default=Rag.UNKNOWN)
    likelihood = level()
    impact = level()
    current_score = models.PositiveSmallIntegerField(null=True, blank=True)
    residual_likelihood = level()
    residual_impact = level()
    rating_words = models.CharField(max_length=200, blank=True)
    rating_reason = models.TextField(blank=True)
    rated_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    review_by_rule = models.BooleanField(default=False)  # the rule of the rating set review_on, not a person
    campus = models.ForeignKey(Campus, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    restricted = models.JSONField(default=list, blank=True)
    retired_on = models.DateField(null=True, blank=True)
    next_due = models.DateField(null=True, editable=False)
    next_due_open = models.DateField(null=True, editable=False)

    privacy = privacy(
        "as long as the plan's history; a redaction reaches it",
        personal="recorded_by recorded_by_name reason title hazard requirement actions_taken evidence_text status_text "
        "rating_reason",
        plain="id recorded_from recorded_to area section position rag likelihood impact current_score "
        "residual_likelihood residual_impact rating_words rated_on review_on review_by_rule campus restricted "
        "retired_on next_due next_due_open",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area"], condition=Q(recorded_to__isnull=True), name="plan_area_one_current"
            ),
            models.CheckConstraint(condition=Q(rag__in=Rag.values), name="plan_area_rag_known"),
            models.CheckConstraint(
                condition=_one_to_five("likelihood", "impact", "residual_likelihood", "residual_impact"),
                name="plan_area_scale",
            ),
            models.CheckConstraint(
                condition=Q(recorded_to__isnull=True) | Q(recorded_to__gte=F("recorded_from")),
                name="plan_area_recorded_span",
            ),
        ]
        indexes = [
            # The register as it is now: counted and paged along the index alone, whatever its length. The columns that
            # the condition fixes stand in the index too, or SQLite would read every row to make sure of them.
            models.Index(
                fields=["recorded_to", "retired_on", "position"],
                condition=Q(recorded_to__isnull=True),
                name="plan_area_current_order",
            ),
            models.Index(
                fields=["recorded_to", "retired_on", "rag", "position"],
                condition=Q(recorded_to__isnull=True),
                name="plan_area_current_rag",
            ),
            models.Index(
                fields=["recorded_to", "retired_on", "section", "position"],
                condition=Q(recorded_to__isnull=True),
                name="plan_area_current_section",
            ),
            models.Index(
                fields=["recorded_to", "retired_on", "review_on", "position"],
                condition=Q(recorded_to__isnull=True),
                name="plan_area_current_review",
            ),
            models.Index(
                fields=["recorded_to", "retired_on", "next_due", "position"],
                condition=Q(recorded_to__isnull=True, next_due__isnull=False),
                name="plan_area_current_due",
            ),
            models.Index(
                fields=["recorded_to", "retired_on", "next_due_open", "position"],
                condition=Q(recorded_to__isnull=True, next_due_open__isnull=False),
                name="plan_area_current_due_open",
            ),
            # Filters find areas by their steps, leads or words and then ask these columns of each.
            models.Index(
                fields=["area", "recorded_to", "retired_on", "rag", "position"],
                condition=Q(recorded_to__isnull=True),
                name="plan_area_current_area",
            ),
            models.Index(fields=["area", "recorded_from"], name="plan_area_history"),
            # The register as recorded on a date.
            models.Index(fields=["position", "recorded_from", "recorded_to"], name="plan_area_as_recorded"),
        ]

    def __str__(self) -> str:
        return self.title[:80]

    @property
    def review_set(self) -> str:
        """How the day of the next review was set, in words; "" where there is none."""
        return ("by rule" if self.review_by_rule else "by hand") if self.review_on else ""


class AreaLead(Revision):
    """Who was accountable for an area, from one moment to another; `order` as printed."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="leads")
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="+")
    order = models.PositiveSmallIntegerField(default=0)

    privacy = privacy(
        "as long as the plan's history",
        personal="recorded_by recorded_by_name lead reason",
        plain="id recorded_from recorded_to area order",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "lead"], condition=Q(recorded_to__isnull=True), name="plan_area_lead_once"
            )
        ]
        indexes = [
            models.Index(fields=["lead"], condition=Q(recorded_to__isnull=True), name="plan_area_current_lead"),
            # whether an area has a lead, and which: read from the index alone
            models.Index(
                fields=["area", "recorded_to", "order", "lead"],
                condition=Q(recorded_to__isnull=True),
                name="plan_area_current_leads",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.lead_id}"


class AreaAction(models.Model):
    """Joins an action to its risk area. The actions' own floor does not know the plan."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="action_links")
    action = models.OneToOneField(Action, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveIntegerField()

    privacy = privacy("as long as the plan's history", plain="id area action position")

    class Meta:
        indexes = [
            models.Index(fields=["area", "position", "action"], name="plan_area_action_order"),
            models.Index(fields=["action", "area"], name="plan_area_of_action"),
        ]

    def __str__(self) -> str:
        return f"{self.area_id}: {self.action_id}"
