"""A frozen version, its passages, the approvals of exactly that content, and (apart from it) its state."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.organisation.models import Body
from dueregard.publication.rules.states import ApprovalKind, Kind, State, number_text


class Version(models.Model):
    """The register as it was frozen. The database refuses to change or delete a row (triggers, migration 0002).

    skeleton: canonical JSON with its passages elsewhere (rules.frozen). hash: SHA-256 over both. correction_of: the
    version whose prose this one corrects. cites: the version of the other document, where the two are kept apart. One
    thing can change: a redaction makes correction_reason “[Redacted]” (migration 0004).
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=16, choices=Kind.choices)
    major = models.PositiveSmallIntegerField()
    minor = models.PositiveSmallIntegerField(default=0)
    dated = models.DateField()
    yearly = models.BooleanField(default=False)
    skeleton = models.TextField()
    hash = models.CharField(max_length=64)
    correction_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    correction_reason = models.TextField(blank=True)
    cites = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=16)
    proposed_by_name = models.CharField(max_length=200)

    privacy = privacy(
        "for ever: what was approved and published",
        personal="proposed_by proposed_by_name correction_reason",
        plain="id reference kind major minor dated yearly skeleton hash correction_of cites proposed_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "major", "minor"], name="publication_version_once"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values, major__gte=1), name="publication_version_kind"),
            models.CheckConstraint(
                condition=Q(minor=0, correction_of__isnull=True) | Q(minor__gt=0, correction_of__isnull=False),
                name="publication_version_correction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    @property
    def number(self) -> str:
        return number_text(self.major, self.minor)


class FrozenPassage(models.Model):
    """One passage of a version. It changes in one way only: a redaction empties value and salt; the digest stays."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="passages")
    position = models.PositiveIntegerField()
    path = models.CharField(max_length=200)
    value = models.TextField(blank=True)  # canonical JSON
    salt = models.CharField(max_length=32, blank=True)
    digest = models.CharField(max_length=64)

    privacy = privacy(
        "for ever: what was approved and published; a redaction empties it",
        personal="value salt",
        plain="id version position path digest",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="publication_passage_once"),
            models.CheckConstraint(
                condition=Q(value="", salt="") | (~Q(value="") & ~Q(salt="")), name="publication_passage_whole"
            ),
        ]

    def __str__(self) -> str:
        return self.path


class VersionState(models.Model):
    """In which state a version is, and when and why it came there."""

    version = models.OneToOneField(Version, on_delete=models.PROTECT, primary_key=True, related_name="now")
    state = models.CharField(max_length=12, choices=State.choices, default=State.PROPOSED)
    approved_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    why_ended = models.TextField(blank=True)

    privacy = privacy(
        "for ever: what was approved and published",
        personal="why_ended",
        plain="version state approved_at published_at ended_at",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=State.values), name="publication_state_known"),
        ]
        indexes = [models.Index(fields=["state"], name="publication_state")]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.state}"


class Approval(models.Model):
    """One approval of exactly the content with this hash: by a second person, or by a body with its minute."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="approvals")
    kind = models.CharField(max_length=8, choices=ApprovalKind.choices)
    hash = models.CharField(max_length=64)
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    minute = models.CharField(max_length=100, blank=True)
    approved_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=16)
    recorded_by_name = models.CharField(max_length=200)

    privacy = privacy(
        "for ever: what was approved and published",
        personal="recorded_by recorded_by_name",
        plain="id version kind hash body minute approved_on recorded_at",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "kind"], name="publication_approval_once"),
            models.CheckConstraint(
                condition=Q(kind=ApprovalKind.PERSON, body__isnull=True)
                | (Q(kind=ApprovalKind.BODY, body__isnull=False) & ~Q(minute="")),
                name="publication_approval_of_body",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.kind}"


class Tombstone(models.Model):
    """What stands where a passage was redacted. entry: the number of the audit entry that tells of it. A later redaction
    can make `why` “[Redacted]”, and nothing else of it."""

    passage = models.OneToOneField(FrozenPassage, on_delete=models.PROTECT, primary_key=True, related_name="tombstone")
    label = models.CharField(max_length=60)
    why = models.TextField()
    redacted_at = models.DateTimeField()
    redacted_by = models.CharField(max_length=16)
    redacted_by_name = models.CharField(max_length=200)
    entry = models.PositiveBigIntegerField()

    privacy = privacy(
        "for ever: it says that something was taken out, and why",
        personal="why redacted_by redacted_by_name",
        plain="passage label redacted_at entry",
    )

    def __str__(self) -> str:
        return f"{self.label} ({self.redacted_at:%Y-%m-%d})"
