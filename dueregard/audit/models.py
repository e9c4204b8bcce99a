"""The audit trail's two tables: entries, which nothing may change, and their details, which erasure may empty."""

from __future__ import annotations

from django.db import models

from dueregard.kernel.privacy import privacy


class Entry(models.Model):
    """One thing that was done. The database refuses to change or delete a row (triggers, migration 0002).

    number counts 1, 2, 3 without a gap; summary is a sentence without users' free text, written when it happened.
    """

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=16)
    summary = models.CharField(max_length=500)
    digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    privacy = privacy(
        "for ever: the trail is the institution's proof",
        personal="actor actor_name summary",
        plain="number at verb subject_kind subject digest previous_hash hash",
    )

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-number"], name="audit_entry_subject"),
            models.Index(fields=["actor", "-number"], name="audit_entry_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.summary}"


class Detail(models.Model):
    """The changed values of an entry. Erasure empties `values` and `salt`; the entry's digest stays and verifies."""

    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, primary_key=True, related_name="detail")
    salt = models.CharField(max_length=32, blank=True)
    values = models.JSONField(default=dict)
    erased_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "as long as the thing that they speak of; emptied by erasure",
        personal="values",
        plain="entry salt erased_at",
    )

    def __str__(self) -> str:
        return f"Details of entry {self.entry_id}"
