"""Courses, their editions over time (which simulation or pack was used), and the materials that are handed out."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from dueregard.kernel.models import StoredFile
from dueregard.kernel.privacy import privacy
from dueregard.kernel.references import new_reference
from dueregard.training.rules.kinds import Category, CourseKind, Mode, Subject


class Course(models.Model):
    """A course. category: as the return counts it; subject: as figures ask; ended_on: the last day it was offered."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=16, choices=CourseKind.choices, default=CourseKind.LOCAL)
    subject = models.CharField(max_length=16, choices=Subject.choices, default=Subject.PREVENT)
    category = models.CharField(max_length=20, choices=Category.choices, default=Category.INDUCTION)
    provider = models.CharField(max_length=200, blank=True)
    mode = models.CharField(max_length=12, choices=Mode.choices, default=Mode.IN_PERSON)
    link = models.URLField(max_length=500, blank=True)
    note = models.TextField(blank=True)
    ended_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1)

    privacy = privacy(
        "as long as somebody's record speaks of it",
        personal="note",
        plain="id reference title kind subject category provider mode link ended_on revision",
    )

    class Meta:
        constraints = [models.UniqueConstraint(Lower("title"), name="training_course_title_once")]

    def __str__(self) -> str:
        return self.title


class Edition(models.Model):
    """Which simulation or pack a course used, from and to which day (inclusive; None = from the beginning, or still)."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="editions")
    name = models.CharField(max_length=200)
    from_on = models.DateField(null=True, blank=True)
    to_on = models.DateField(null=True, blank=True)

    privacy = privacy("as long as the course", plain="id reference course name from_on to_on")

    class Meta:
        constraints = [
            models.UniqueConstraint("course", Lower("name"), name="training_edition_once"),
            models.CheckConstraint(
                condition=Q(to_on__isnull=True) | Q(from_on__isnull=True) | Q(to_on__gte=F("from_on")),
                name="training_edition_span",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Material(models.Model):
    """A factsheet or pack that is handed out with a course: a link or a kept file."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    course = models.ForeignKey(Course, on_delete=models.CASCADE, related_name="materials")
    title = models.CharField(max_length=200)
    link = models.URLField(max_length=500, blank=True)
    file = models.ForeignKey(StoredFile, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    ended_on = models.DateField(null=True, blank=True)

    privacy = privacy("as long as the course", plain="id reference course title link file ended_on")

    def __str__(self) -> str:
        return self.title
