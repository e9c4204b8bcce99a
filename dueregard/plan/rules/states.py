"""The states of an import, and the outcomes of a review."""

from __future__ import annotations

from django.db import models

from dueregard.kernel.transitions import TransitionTable


class ImportState(models.TextChoices):
    READING = "reading", "Being read"
    REFUSED = "refused", "Could not be read"
    READY = "ready", "Waiting for review"
    COMMITTED = "committed", "Taken into the register"
    UNDONE = "undone", "Undone"
    DISCARDED = "discarded", "Discarded"


IMPORT = TransitionTable(
    "Import of a plan",
    ImportState.READING,
    {
        "offer": ({ImportState.READING}, ImportState.READY),
        "refuse": ({ImportState.READING}, ImportState.REFUSED),
        "reread": ({ImportState.READY}, ImportState.READING),
        "commit": ({ImportState.READY}, ImportState.COMMITTED),
        "undo": ({ImportState.COMMITTED}, ImportState.UNDONE),
        "discard": ({ImportState.READING, ImportState.READY, ImportState.REFUSED}, ImportState.DISCARDED),
    },
)


class Outcome(models.TextChoices):
    NO_CHANGE = "no_change", "No change"
    CHANGED = "changed", "Changed"
    REFERRED = "referred", "Referred up"
    ADEQUATE = "adequate", "Judged adequate"


class ContextKind(models.TextChoices):
    NATIONAL = "national", "National risks"
    LOCAL = "local", "Local risks"
    OTHER = "other", "Other"


class CarriedAs(models.TextChoices):
    """What the yearly roll-forward did with an action."""

    CLOSED = "closed", "Closed with the year"
    CARRIED = "carried", "Carried over"
    RENEWED = "renewed", "Rhythm renewed"
