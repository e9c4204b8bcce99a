"""The states of a session, of a place in it, of an import of records, and of what somebody says is wrong."""

from __future__ import annotations

from django.db import models

from dueregard.kernel.transitions import TransitionTable


class SessionState(models.TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


SESSION = TransitionTable(
    "Training session",
    SessionState.PLANNED,
    {
        "hold": ({SessionState.PLANNED}, SessionState.HELD),
        "cancel": ({SessionState.PLANNED}, SessionState.CANCELLED),
        "reopen": ({SessionState.HELD}, SessionState.PLANNED),
    },
)


class BookingState(models.TextChoices):
    BOOKED = "booked", "Has a place"
    WAITING = "waiting", "On the waiting list"
    CANCELLED = "cancelled", "Cancelled"


BOOKING = TransitionTable(
    "Place in a training session",
    BookingState.WAITING,
    {
        "give_place": ({BookingState.WAITING}, BookingState.BOOKED),
        "cancel": ({BookingState.WAITING, BookingState.BOOKED}, BookingState.CANCELLED),
        "book_again": ({BookingState.CANCELLED}, BookingState.WAITING),
    },
)


class BringingState(models.TextChoices):
    """A list of records on its way in."""

    READING = "reading", "Being read"
    REFUSED = "refused", "Cannot be read"
    PROPOSED = "proposed", "Read, waits to be brought in"
    BRINGING = "bringing", "Being brought in"
    BROUGHT = "brought", "Brought in"
    UNDONE = "undone", "Undone"
    DISCARDED = "discarded", "Discarded"


BRINGING = TransitionTable(
    "Records brought in",
    BringingState.READING,
    {
        "refuse": ({BringingState.READING}, BringingState.REFUSED),
        "propose": ({BringingState.READING}, BringingState.PROPOSED),
        "read_again": ({BringingState.PROPOSED, BringingState.REFUSED}, BringingState.READING),
        "bring": ({BringingState.PROPOSED}, BringingState.BRINGING),
        "finish": ({BringingState.BRINGING}, BringingState.BROUGHT),
        # one that is being brought in only where that was given up half-way
        "undo": ({BringingState.BROUGHT, BringingState.BRINGING}, BringingState.UNDONE),
        "discard": (
            {BringingState.READING, BringingState.PROPOSED, BringingState.REFUSED},
            BringingState.DISCARDED,
        ),
    },
)


class ObjectionState(models.TextChoices):
    """What became of somebody's word that their own record is wrong."""

    OPEN = "open", "Waits for an answer"
    MENDED = "mended", "Put right"
    KEPT = "kept", "Kept as it is"


OBJECTION = TransitionTable(
    "A word that a record is wrong",
    ObjectionState.OPEN,
    {
        "mend": ({ObjectionState.OPEN}, ObjectionState.MENDED),
        "keep": ({ObjectionState.OPEN}, ObjectionState.KEPT),
    },
)
