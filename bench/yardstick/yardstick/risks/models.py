"""Reference, title, section, RAG, lead, review date."""

from django.db import models


class Section(models.Model):
    """A section."""

    title = models.CharField(max_length=200)

    def __str__(self):
        return self.title


class Lead(models.Model):
    """A lead."""

    label = models.CharField(max_length=200)

    def __str__(self):
        return self.label


class Risk(models.Model):
    """A row of the register."""

    reference = models.CharField(max_length=16, unique=True)
    title = models.TextField()
    section = models.ForeignKey(Section, on_delete=models.PROTECT)
    rag = models.CharField(max_length=8, choices=[(c, c.title()) for c in ("red", "amber", "green", "unknown")])
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT)
    review_on = models.DateField()

    def __str__(self):
        return self.reference
