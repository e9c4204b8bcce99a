"""What a look through the texts found, how far it has come, and what links of evidence answered."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from dueregard.actions.models import ActionRevision
from dueregard.kernel.privacy import privacy
from dueregard.organisation.models import Body
from dueregard.plan.models import AreaRevision, ContextPassageRevision, Evidence

KINDS = (
    ("past_date", "A date now past"),
    ("template", "Template wording"),
    ("initials", "Undefined initials"),
    ("body", "A body that has ended"),
)


class Finding(models.Model):
    """One thing found in one passage of one revision, told by its place: the words stay where they are.

    So a redaction of the revision takes the words from here, too. begins, ends: a slice of the passage. on: the last day of
    the date that is looked forward to. letters: the initials, for asking the glossary. restricted: of the passage, as
    that revision has it.
    """

    kind = models.CharField(max_length=10, choices=KINDS)
    area_revision = models.ForeignKey(AreaRevision, null=True, on_delete=models.CASCADE, related_name="+")
    step_revision = models.ForeignKey(ActionRevision, null=True, on_delete=models.CASCADE, related_name="+")
    passage_revision = models.ForeignKey(ContextPassageRevision, null=True, on_delete=models.CASCADE, related_name="+")
    field = models.CharField(max_length=20)
    begins = models.PositiveIntegerField()
    ends = models.PositiveIntegerField()
    on = models.DateField(null=True)
    letters = models.CharField(max_length=6, blank=True)
    body = models.ForeignKey(Body, null=True, on_delete=models.CASCADE, related_name="+")
    restricted = models.BooleanField(default=False)

    privacy = privacy(
        "as long as the revision that it was found in; found anew after a redaction",
        personal="letters",
        plain="id kind area_revision step_revision passage_revision field begins ends on body restricted",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(area_revision__isnull=False, step_revision__isnull=True, passage_revision__isnull=True)
                | Q(area_revision__isnull=True, step_revision__isnull=False, passage_revision__isnull=True)
                | Q(area_revision__isnull=True, step_revision__isnull=True, passage_revision__isnull=False),
                name="health_finding_one_place",
            ),
            models.CheckConstraint(condition=Q(ends__gt=F("begins")), name="health_finding_span"),
            models.CheckConstraint(condition=Q(kind__in=[kind for kind, _ in KINDS]), name="health_finding_kind"),
        ]
        indexes = [models.Index(fields=["kind", "on"], name="health_finding_kind_on")]

    def __str__(self) -> str:
        return f"{self.kind} in {self.field}"


class Look(models.Model):
    """How far the texts have been looked through: a single row.

    marks: the highest key of each table of revisions that was looked at, and how many rows there were up to it. by_rules: the
    number of the rules that looked. bodies: digest of the names looked for. taken_out: the last entry of the trail about a
    text taken out that was seen. through_at: all that was recorded before has been looked at. job: reference of the
    job that looks, or looked last.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    marks = models.JSONField(default=dict)
    by_rules = models.PositiveIntegerField(default=0)
    bodies = models.CharField(max_length=64, blank=True)
    taken_out = models.PositiveBigIntegerField(default=0)
    through_at = models.DateTimeField(null=True)
    job = models.CharField(max_length=16, blank=True)

    privacy = privacy("as long as the installation", plain="id marks by_rules bodies taken_out through_at job")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="health_look_single")]

    def __str__(self) -> str:
        return f"Looked through until {self.through_at}"


class LinkAnswer(models.Model):
    """What the link of a piece of evidence answered when it was last asked.

    asked: digest of the address that was asked, so that an answer is not taken for another address's. failing_since:
    null where it answers. status: of HTTP, or null where it came to none; problem: a sentence in our own words.
    """

    evidence = models.OneToOneField(Evidence, on_delete=models.CASCADE, related_name="+")
    asked = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    failing_since = models.DateTimeField(null=True)

    privacy = privacy("as long as the evidence", plain="id evidence asked asked_at status problem failing_since")

    class Meta:
        indexes = [models.Index(fields=["failing_since"], name="health_link_failing")]

    def __str__(self) -> str:
        return f"{self.evidence_id}: {self.problem or self.status}"
