"""Words of the kernel's own tables: the states of a background job, and of a mail in the outbox."""

from __future__ import annotations

from django.db import models

from dueregard.kernel.transitions import TransitionTable

MOST_ATTEMPTS = 3


class JobState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


JOB = TransitionTable(
    "Background job",
    JobState.WAITING,
    {
        "start": ({JobState.WAITING}, JobState.RUNNING),
        "finish": ({JobState.RUNNING}, JobState.DONE),
        "give_up": ({JobState.RUNNING, JobState.WAITING}, JobState.FAILED),
        "retry": ({JobState.RUNNING}, JobState.WAITING),
    },
)


# --- the outbox -------------------------------------------------------------------------------------------------------
MOST_TRIES = 6


class MailState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not sent"
    WITHDRAWN = "withdrawn", "Withdrawn"
    SHOWN = "shown", "Shown only"


MAIL = TransitionTable(
    "Mail",
    MailState.WAITING,
    {
        "send": ({MailState.WAITING}, MailState.SENDING),
        "finish": ({MailState.SENDING}, MailState.SENT),
        "retry": ({MailState.SENDING}, MailState.WAITING),
        "give_up": ({MailState.SENDING}, MailState.FAILED),
        "withdraw": ({MailState.WAITING, MailState.FAILED}, MailState.WITHDRAWN),
        "try_again": ({MailState.FAILED}, MailState.WAITING),
    },
)


def minutes_to_next_try(attempts: int) -> int:
    """How long to wait after so many tries: 2, 8, 32, 128 and 512 minutes, so that a day's trouble is outlived."""
    return int(2 * 4 ** (max(1, attempts) - 1))
