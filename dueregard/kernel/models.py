"""Tables without a word of the domain: stored files, background jobs, and the slots of the schedule."""

from __future__ import annotations

from django.db import models

from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.kernel.rules import JobState


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

    privacy = privacy("30 days", plain="id name due_at claimed_at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "due_at"], name="kernel_slot_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.due_at:%Y-%m-%d %H:%M}"
