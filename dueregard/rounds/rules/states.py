"""The states of a round, of a row that was asked for, and of an answer; and the kinds of answers."""

from __future__ import annotations

from django.db import models

from dueregard.kernel.transitions import TransitionTable


class RoundState(models.TextChoices):
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"


class RowState(models.TextChoices):
    OPEN = "open", "Not answered"
    ANSWERED = "answered", "Answered"
    DECIDED = "decided", "Decided"


class AnswerState(models.TextChoices):
    PROPOSED = "proposed", "Waits for a decision"
    ACCEPTED = "accepted", "Accepted"
    EDITED = "edited", "Accepted with changes"
    ASKED_AGAIN = "asked_again", "Asked again"
    DROPPED = "dropped", "Not taken over"
    SUPERSEDED = "superseded", "Replaced by a later answer"


class What(models.TextChoices):
    """What a lead says of a row."""

    NO_CHANGE = "no_change", "No change"
    DONE = "done", "It is done"
    CHANGED = "changed", "Something has changed"
    NOT_MINE = "not_mine", "Not mine"


class Way(models.TextChoices):
    """How an answer came in."""

    LINK = "link", "by personal link"
    FORM = "form", "by Word form"


ROUND = TransitionTable("Update round", RoundState.OPEN, {"close": ({RoundState.OPEN}, RoundState.CLOSED)})

ROW = TransitionTable(
    "Row of an update round",
    RowState.OPEN,
    {
        "answer": ({RowState.OPEN, RowState.ANSWERED}, RowState.ANSWERED),
        "decide": ({RowState.ANSWERED}, RowState.DECIDED),
        "ask_again": ({RowState.ANSWERED}, RowState.OPEN),
    },
)

ANSWER = TransitionTable(
    "Answer in an update round",
    AnswerState.PROPOSED,
    {
        "accept": ({AnswerState.PROPOSED}, AnswerState.ACCEPTED),
        "accept_with_changes": ({AnswerState.PROPOSED}, AnswerState.EDITED),
        "ask_again": ({AnswerState.PROPOSED}, AnswerState.ASKED_AGAIN),
        "drop": ({AnswerState.PROPOSED}, AnswerState.DROPPED),
        "replace": ({AnswerState.PROPOSED}, AnswerState.SUPERSEDED),
    },
)
