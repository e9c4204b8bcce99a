"""Publications of a version: each has its files and its signed manifest; and what was decided before it was published."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.kernel.models import Job, StoredFile
from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.kernel.rules import JobState
from dueregard.publication.models.versions import Version
from dueregard.publication.rules.states import Audience, Decision, Format


class WordTemplate(models.Model):
    """The institution's own Word document whose look is taken over. The newest one that is not taken away is used."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    uploaded_by_name = models.CharField(max_length=200)
    taken_away_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "as long as the installation", personal="file uploaded_by_name", plain="id reference uploaded_at taken_away_at"
    )

    def __str__(self) -> str:
        return self.reference


class NameDecision(models.Model):
    """What was decided for one name, initials, address or number found in a version before it is published."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    path = models.CharField(max_length=200)
    found = models.CharField(max_length=300)
    decision = models.CharField(max_length=8, choices=Decision.choices)
    words = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=200)

    privacy = privacy(
        "as long as the version; a redaction of the passage removes it",
        personal="found words decided_by_name",
        plain="id version path decision decided_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "path", "found"], name="publication_decision_once"),
            models.CheckConstraint(
                condition=Q(decision=Decision.WITHHOLD)
                | (Q(decision__in=[Decision.REPLACE, Decision.KEEP]) & ~Q(words="")),
                name="publication_decision_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.decision}"


class Issue(models.Model):
    """One publication of a version: the first, or the reissue after a redaction. It counts once `completed_at` is set.

    manifest: the manifest file as it was signed (rules.manifest). restrictions: what has been restricted since the version
    was frozen, as its files were begun (rules.audiences.Restricted); they withhold it as well.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="issues")
    number = models.PositiveSmallIntegerField()
    template = models.ForeignKey(WordTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=16)
    started_by_name = models.CharField(max_length=200)
    completed_at = models.DateTimeField(null=True, blank=True)
    manifest = models.TextField(blank=True)
    restrictions = models.JSONField(default=dict, blank=True)
    remarks = models.JSONField(default=list, blank=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "for ever: what was published",
        personal="started_by started_by_name",
        plain="id reference version number template job started_at completed_at manifest restrictions remarks "
        "replaced_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "number"], name="publication_issue_once"),
            models.UniqueConstraint(
                fields=["version"], condition=Q(replaced_at__isnull=True), name="publication_issue_one_current"
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True) | ~Q(manifest=""), name="publication_issue_signed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}, issue {self.number}"

    @property
    def refusal(self) -> str:
        """Why one of its files cannot be made, as a sentence; empty where each can."""
        return next((str(one["says"]) for one in self.remarks if "refused" in one), "")

    @property
    def failed(self) -> bool:
        """Whether the job that makes its files has given up."""
        if self.completed_at is not None:
            return False
        return bool(self.refusal) or (self.job is not None and self.job.state == JobState.FAILED)


class IssueFile(models.Model):
    """One file of a publication. After a redaction its bytes are gone; size and SHA-256 stay."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="files")
    audience = models.CharField(max_length=10, choices=Audience.choices)
    format = models.CharField(max_length=5, choices=Format.choices)
    name = models.CharField(max_length=120)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)

    privacy = privacy(
        "as long as the version; a redaction removes its bytes",
        personal="file",
        plain="id issue audience format name size sha256",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "audience", "format"], name="publication_file_once"),
            models.CheckConstraint(
                condition=Q(audience__in=Audience.values, format__in=Format.values), name="publication_file_kind"
            ),
        ]

    def __str__(self) -> str:
        return self.name
