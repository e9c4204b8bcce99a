"""Tables without a word of the domain: stored files, jobs, the schedule's slots, the outbox, the retention run's own."""

from __future__ import annotations

from django.db import models

from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference
from dueregard.kernel.rules import JobState, MailState


def _path(instance: StoredFile, filename: str) -> str:
    # The name on disk says nothing and cannot be guessed; what the user called the file is a column.
    return f"{instance.reference[:2]}/{instance.reference}"


class StoredFile(models.Model):
    """One file as it came in, never changed. Who may have it is the business of the room that points to it."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=255)
    content_type = models.CharField(max_length=100, default="application/octet-stream")
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, db_index=True)
    content = models.FileField(upload_to=_path, max_length=200)
    stored_at = models.DateTimeField()

    privacy = privacy(
        "as long as the thing that it belongs to",
        personal="name content",
        plain="id reference content_type size sha256 stored_at",
    )

    def __str__(self) -> str:
        return self.name


class Job(models.Model):
    """A piece of work outside the web process. `work` names a registered function; `argument` is JSON."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    work = models.CharField(max_length=100)
    argument = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    progress = models.JSONField(default=dict)
    failure = models.CharField(max_length=500, blank=True)
    queued_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "30 days after its end",
        plain="id reference work argument state attempts progress failure queued_at beat_at ended_at",
        periods=(Period("ended_at", days=30),),
    )

    class Meta:
        indexes = [models.Index(fields=["state", "beat_at"], name="kernel_job_state_beat")]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="kernel_job_state_known")
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.reference}"


class Slot(models.Model):
    """One turn of a scheduled work, claimed by whoever inserts the row first."""

    name = models.CharField(max_length=60)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField()

    privacy = privacy("30 days", plain="id name due_at claimed_at", periods=(Period("due_at", days=30),))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="kernel_slot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"


class LeftFile(models.Model):
    """The bytes of a file whose row is gone: noted in the same transaction, and forgotten once the storage has let go."""

    name = models.CharField(max_length=200)
    left_at = models.DateTimeField()

    privacy = privacy("until the storage has deleted the file, tried again daily", plain="id name left_at")

    def __str__(self) -> str:
        return self.name


class RetentionRun(models.Model):
    """One removal of what was kept long enough. counts: how many of each kind went; digest: over their references."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)

    privacy = privacy(
        "two years after its end",
        plain="id reference begun_at ended_at counts digest",
        periods=(Period("ended_at", years=2),),
    )

    class Meta:
        indexes = [models.Index(fields=["-begun_at"], name="kernel_retention_recent")]

    def __str__(self) -> str:
        return f"Retention {self.reference}"


class Tombstone(models.Model):
    """What the retention run leaves of a thing: that there was one of this kind and reference, and when it went."""

    kind = models.CharField(max_length=60)
    reference = models.CharField(max_length=16, db_index=True)
    removed_at = models.DateTimeField()

    privacy = privacy("for ever, as the trail that names the reference", plain="id kind reference removed_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "reference"], name="kernel_tombstone_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"


class Mail(models.Model):
    """One mail to one address. key: what is told to whom, so that it is sent once. about: reference of the thing.

    next_try_at: while it is being sent, since when. calendar: entries that go with it (kernel.calendar), or nothing.
    """

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    key = models.CharField(max_length=120, unique=True)
    about = models.CharField(max_length=16, blank=True, db_index=True)
    to = models.EmailField(max_length=254)
    subject = models.CharField(max_length=200)
    body = models.TextField(blank=True)
    holds_link = models.BooleanField(default=False)
    calendar = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "90 days after it was sent or given up; a body with a personal link in it goes when it is sent",
        personal="to subject body calendar",
        plain="id reference key about holds_link state attempts failure queued_at next_try_at ended_at",
        periods=(Period("ended_at", days=90),),
    )

    class Meta:
        verbose_name_plural = "mail"
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=MailState.values), name="kernel_mail_state_known"),
            models.CheckConstraint(
                condition=models.Q(state__in=[MailState.WAITING, MailState.SENDING], ended_at__isnull=True)
                | (~models.Q(state__in=[MailState.WAITING, MailState.SENDING]) & models.Q(ended_at__isnull=False)),
                name="kernel_mail_ended_pair",
            ),
        ]
        indexes = [models.Index(fields=["state", "next_try_at"], name="kernel_mail_due")]

    def __str__(self) -> str:
        return f"{self.subject} {self.reference}"
