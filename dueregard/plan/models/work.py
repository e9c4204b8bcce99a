"""Saved views, the yearly roll-forward, and spreadsheets of the register that came back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from dueregard.actions.models import Action
from dueregard.kernel.models import StoredFile
from dueregard.kernel.privacy import Period, privacy
from dueregard.kernel.references import new_reference
from dueregard.plan.rules.states import CarriedAs


class SavedView(models.Model):
    """A named set of register filters of one account. `last_used` holds the filters remembered between visits."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=80, blank=True)
    query = models.CharField(max_length=1000, blank=True)

    privacy = privacy(
        "until its owner deletes it or the account goes", personal="account name", plain="id reference query"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("account", Lower("name"), name="plan_saved_view_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RollForward(models.Model):
    """The opening of a new academic year from the old. academic_year: the year in which the new one starts."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    academic_year = models.PositiveSmallIntegerField(unique=True)
    rolled_at = models.DateTimeField()
    rolled_by_name = models.CharField(max_length=200)
    note = models.TextField(blank=True)

    privacy = privacy(
        "as long as the plan's history",
        personal="rolled_by_name note",
        plain="id reference academic_year rolled_at",
    )

    def __str__(self) -> str:
        return f"{self.academic_year}"


class RolledAction(models.Model):
    """What a roll-forward did with one action."""

    roll_forward = models.ForeignKey(RollForward, on_delete=models.CASCADE, related_name="actions")
    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="+")
    carried_as = models.CharField(max_length=8, choices=CarriedAs.choices)

    privacy = privacy("as long as the plan's history", plain="id roll_forward action carried_as")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["roll_forward", "action"], name="plan_rolled_action_once")]

    def __str__(self) -> str:
        return f"{self.action_id}: {self.carried_as}"


class SheetReturn(models.Model):
    """A spreadsheet of the register that came back: its differences, waiting for review or applied."""

    reference = models.CharField(max_length=16, unique=True, default=new_reference, editable=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    differences = models.JSONField(default=list)
    brought_at = models.DateTimeField()
    brought_by = models.CharField(max_length=16)
    brought_by_name = models.CharField(max_length=200)
    applied_at = models.DateTimeField(null=True, blank=True)

    privacy = privacy(
        "one year after it was applied, or after it was brought where it never was",
        personal="file differences brought_by brought_by_name",
        plain="id reference brought_at applied_at",
        periods=(
            Period("applied_at", years=1),
            Period("brought_at", years=1, only={"applied_at": None}),
        ),
        tombstone=True,
    )

    def __str__(self) -> str:
        return self.reference
