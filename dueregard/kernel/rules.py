"""Words of the kernel's own tables: the states of a background job."""

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
