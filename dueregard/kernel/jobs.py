"""Background work that survives a killed worker: a row for each job, a queue in the database, a reaper and retries."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.module_loading import import_string
from django_tasks import task

from dueregard.kernel import clock
from dueregard.kernel.models import Job, Slot
from dueregard.kernel.rules import JOB, MOST_ATTEMPTS, JobState
from dueregard.kernel.transitions import locked

log = logging.getLogger(__name__)

# A running job tells that it lives by `report`; one that has been silent for longer is taken for dead.
SILENT_AFTER = timedelta(minutes=2)

Report = Callable[[dict[str, Any]], None]
_WORKS: dict[str, str] = {}


def register(name: str, function: str) -> None:
    """Make `function` (dotted path; called with argument, report=...) known as the work `name`.

    A work must be idempotent: after a kill it is called again with the same argument.
    """
    _WORKS[name] = function


def enqueue(work: str, argument: dict[str, Any]) -> Job:
    """Queue a registered work; it starts after the surrounding transaction has succeeded."""
    if work not in _WORKS:
        raise KeyError(work)
    moment = clock.now()
    job = Job.objects.create(work=work, argument=argument, queued_at=moment, beat_at=moment)
    transaction.on_commit(lambda: _send(job.reference))
    return job


def _send(reference: str) -> None:
    run_job.enqueue(reference)


@task()
def run_job(reference: str) -> None:
    """Do one job, if nobody else is doing it. Called by the worker; a second delivery does nothing."""
    with transaction.atomic():
        row = Job.objects.select_for_update().filter(reference=reference).first()
        if row is None or not JOB.allows("start", row.state):
            return
        row.state, row.attempts, row.beat_at = JOB.target("start", row.state), row.attempts + 1, clock.now()
        row.save(update_fields=["state", "attempts", "beat_at"])
    attempt = row.attempts

    def report(progress: dict[str, Any]) -> None:
        Job.objects.filter(pk=row.pk, state=JobState.RUNNING, attempts=attempt).update(
            progress=progress, beat_at=clock.now()
        )

    try:
        import_string(_WORKS[row.work])(row.argument, report=report)
    except Exception:
        log.exception("Job %s (%s) failed", row.reference, row.work)
        _end_attempt(row.pk, attempt)
    else:
        Job.objects.filter(pk=row.pk, state=JobState.RUNNING, attempts=attempt).update(
            state=JOB.target("finish", JobState.RUNNING), ended_at=clock.now()
        )


@transaction.atomic
def _end_attempt(pk: int, attempt: int) -> None:
    """After a failure or a death: queue the job again, or give up after MOST_ATTEMPTS."""
    row = locked(Job, pk)
    if row.attempts != attempt or row.state != JobState.RUNNING:
        return
    row.beat_at = clock.now()
    if row.attempts < MOST_ATTEMPTS:
        row.state = JOB.target("retry", row.state)
        transaction.on_commit(lambda: _send(row.reference))
    else:
        row.state, row.ended_at = JOB.target("give_up", row.state), clock.now()
        row.failure = "It was tried three times and did not finish. Try again, or ask whoever runs the server."
    row.save(update_fields=["state", "beat_at", "ended_at", "failure"])


def reap() -> int:
    """Take up again what a killed worker or a lost queue entry left behind; gives how many jobs."""
    silent = Job.objects.filter(beat_at__lt=clock.now() - SILENT_AFTER)
    dead = list(silent.filter(state=JobState.RUNNING).values_list("pk", "attempts"))
    for pk, attempt in dead:
        _end_attempt(pk, attempt)
    lost = list(silent.filter(state=JobState.WAITING).values_list("reference", flat=True))
    for reference in lost:
        Job.objects.filter(reference=reference).update(beat_at=clock.now())
        _send(reference)
    return len(dead) + len(lost)


def claim_slot(name: str, every: timedelta) -> bool:
    """Whether this process may do the scheduled work `name` for the present slot of length `every`; True for one only."""
    moment = clock.now()
    due = _slot(moment, every)
    try:
        with transaction.atomic():
            Slot.objects.create(name=name, due_at=due, claimed_at=moment)
    except IntegrityError:
        return False
    return True


def next_slot(every: timedelta) -> datetime:
    """When the next slot of length `every` begins."""
    return _slot(clock.now(), every) + every


def _slot(moment: datetime, every: timedelta) -> datetime:
    """The beginning of the slot of length `every` that holds `moment`: a whole multiple of it in UTC."""
    seconds = int(every.total_seconds())
    return moment.fromtimestamp(int(moment.timestamp()) // seconds * seconds, tz=moment.tzinfo)
