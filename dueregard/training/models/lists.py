"""Lists of records on their way in, how their columns were read, rules for refreshers, and who was told of what, once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from dueregard.kernel.models import Job, StoredFile
from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference
from dueregard.training.models.courses import Course, Edition
from dueregard.training.models.staff import Staff
from dueregard.training.rules.lists import PASTED
from dueregard.training.rules.states import BringingState


class ColumnMapping(models.Model):
    """How the columns of a kind of list are read, under a name, for the next time. columns: {field: heading}."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=120)
    what = models.CharField(max_length=12)  # "staff" or "completions"
    columns = models.JSONField(default=dict)

    privacy = privacy("until it is deleted", plain="id reference name what columns")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["what", "name"], name="training_mapping_once")]

    def __str__(self) -> str:
        return self.name


class Bringing(models.Model):
    """One list of staff or completions that was brought in. summary: counts of what it would do and did; errors: by row;
    choices: what was chosen for it (course, mapping, whether those who are missing have left)."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    what = models.CharField(max_length=12)  # "staff" or "completions"
    name = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    choices = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=BringingState.choices, default=BringingState.READING)
    summary = models.JSONField(default=dict)
    errors = models.JSONField(default=list)
    undo = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    brought_at = models.DateTimeField()
    brought_by = models.CharField(max_length=16)
    brought_by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "the list itself and what it said one year after it was brought in; that there was one as long as its records",
        personal="file name choices summary errors undo brought_by brought_by_name",
        plain="id reference what state digest job brought_at ended_at",
        periods=(Period("brought_at", years=1, only={"file__isnull": False}),),
    )

    class Meta:
        indexes = [models.Index(fields=["-brought_at"], name="training_bringing_newest")]

    def __str__(self) -> str:
        return self.called

    @property
    def called(self) -> str:
        """The list's name; what it held, once what it said is no longer kept."""
        if self.name == PASTED:
            return "Pasted list"
        return self.name or ("A list of staff" if self.what == "staff" else "A list of completed training")


class RefresherRule(models.Model):
    """Who is to be invited again, such as "last trained with edition X before day Y". invite_to: the course offered."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=200)
    course = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    edition = models.ForeignKey(Edition, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    before = models.DateField()
    invite_to = models.ForeignKey(Course, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "two years after it ended",
        personal="note made_by_name",
        plain="id reference name course edition before invite_to made_at ended_at",
        periods=(Period("ended_at", years=2),),
    )

    def __str__(self) -> str:
        return self.name


class Told(models.Model):
    """Somebody was told one thing once: an invitation, a reminder. what: the kind ("invitation", "reminder",
    "refresher"...); about: reference of the session, rule or requirement; count keeps follow-ups apart (0 = the first)."""

    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, related_name="+")
    what = models.CharField(max_length=20)
    about = models.CharField(max_length=40)
    count = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField()

    privacy = privacy(
        "two years",
        personal="staff told_at",
        plain="id what about count",
        periods=(Period("told_at", years=2),),
    )

    class Meta:
        verbose_name_plural = "told"
        constraints = [
            models.UniqueConstraint(fields=["staff", "what", "about", "count"], name="training_told_once"),
            models.CheckConstraint(condition=~Q(about=""), name="training_told_about"),
        ]
        indexes = [models.Index(fields=["what", "about"], name="training_told_of")]

    def __str__(self) -> str:
        return f"{self.what} {self.about}"
