"""Evidence for an area (a link, or a file that keeps its versions), reviews, and the cycles of reviews."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.kernel.models import StoredFile
from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Body
from dueregard.plan.models.areas import Area
from dueregard.plan.rules.cycles import MOST_DAYS, MOST_MONTHS, Rhythm, Rule, What, rule_words
from dueregard.plan.rules.ratings import Rag
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
    """A completed review: of an area, of the whole plan, or of the corporate risk register's entry.

    reviewed_by: who reviewed it, in words; recorded_by_name: who wrote it down. referred_to: the body above, where it was
    referred up. plan_version: which version lay before them, copied as words (that floor is above). A review that was
    recorded wrongly is withdrawn with a reason and stays readable.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    subject = models.CharField(max_length=12, choices=What.choices, default=What.AREA)
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="reviews")
    reviewed_on = models.DateField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    referred_to = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)
    minute = models.CharField(max_length=100, blank=True)
    plan_version = models.CharField(max_length=200, blank=True)
    plan_version_reference = models.CharField(max_length=16, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True)
    withdrawn_why = models.TextField(blank=True)

    privacy = privacy(
        "as long as the plan's history",
        personal="note reviewed_by recorded_by_name withdrawn_by_name withdrawn_why",
        plain="id reference subject area reviewed_on outcome body referred_to minute plan_version "
        "plan_version_reference recorded_at withdrawn_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="plan_review_outcome"),
            models.CheckConstraint(
                condition=Q(subject=What.AREA, area__isnull=False)
                | Q(subject__in=[What.PLAN, What.ENTRY], area__isnull=True),
                name="plan_review_subject",
            ),
            models.CheckConstraint(
                condition=Q(referred_to__isnull=True) | Q(outcome=Outcome.REFERRED), name="plan_review_referred"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_why="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_why="")),
                name="plan_review_withdrawn_why",
            ),
            models.UniqueConstraint(
                fields=["subject", "body", "reviewed_on"],
                condition=Q(area__isnull=True, withdrawn_at__isnull=True),
                name="plan_review_of_plan_once",
            ),
        ]
        indexes = [
            # withdrawn_at stands in it as well, or SQLite would read every row to make sure of the condition
            models.Index(
                fields=["withdrawn_at", "area", "-reviewed_on"],
                condition=Q(withdrawn_at__isnull=True),
                name="plan_review_last",
            ),
            models.Index(fields=["-reviewed_on", "-id"], name="plan_review_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.reviewed_on}: {self.outcome}"


class ReviewCycle(models.Model):
    """How often something is reviewed, and by whom. `revision` counts changes.

    what: the plan or the risk register's entry by a body, or the areas of one rating. body: whose reviews count; without
    one the cycle is not set up yet (reviewer says whose it is meant to be). As long as the table is empty, the usual ones
    hold (rules.cycles.USUAL).
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    what = models.CharField(max_length=12, choices=What.choices)
    rag = models.CharField(max_length=8, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    reviewer = models.CharField(max_length=200, blank=True)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rhythm = models.CharField(max_length=8, choices=Rhythm.choices)
    months = models.PositiveSmallIntegerField(null=True, blank=True)
    days = models.PositiveSmallIntegerField(null=True, blank=True)
    next_on = models.DateField(null=True, blank=True)
    in_use = models.BooleanField(default=True)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy(
        "as long as the installation",
        plain="id reference what rag position reviewer body rhythm months days next_on in_use revision",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(what=What.AREA, rag__in=Rag.values, body__isnull=True, next_on__isnull=True, in_use=True)
                | Q(what__in=[What.PLAN, What.ENTRY], rag=""),
                name="plan_cycle_what",
            ),
            models.CheckConstraint(
                condition=Q(rhythm=Rhythm.MONTHS, months__isnull=False, months__range=(1, MOST_MONTHS))
                | Q(rhythm__in=[Rhythm.MEETING, Rhythm.TERMLY, Rhythm.YEARLY], months__isnull=True),
                name="plan_cycle_months",
            ),
            models.CheckConstraint(
                condition=Q(days__isnull=True) | Q(rhythm=Rhythm.MEETING, days__range=(1, MOST_DAYS)),
                name="plan_cycle_days",
            ),
            models.CheckConstraint(
                condition=~Q(what=What.AREA, rhythm=Rhythm.MEETING), name="plan_cycle_no_meeting_of_areas"
            ),
            models.UniqueConstraint(fields=["rag"], condition=Q(what=What.AREA), name="plan_cycle_rating_once"),
            models.UniqueConstraint(
                fields=["what", "body"],
                condition=Q(in_use=True, body__isnull=False, what=What.PLAN),
                name="plan_cycle_body_once",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def rule(self) -> Rule:
        return Rule(self.rhythm, self.months, self.days, self.next_on)

    @property
    def words(self) -> str:
        """How often, as a phrase."""
        return rule_words(self.rule)

    @property
    def whose(self) -> str:
        """Who reviews: the body, or who it is meant to be."""
        return self.body.name if self.body_id and self.body else self.reviewer
