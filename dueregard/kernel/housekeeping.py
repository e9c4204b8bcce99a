"""Removal of what the kernel's own floor keeps for a while: jobs, slots, mail, runs, sessions, the queue's rows, throttling."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Model, QuerySet
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from dueregard.kernel import clock
from dueregard.kernel.models import Job, Mail, RetentionRun, Slot
from dueregard.kernel.require import permit
from dueregard.kernel.retention import Kind, Removed, may_remove, over, register

THROTTLING = "kernel_cache"  # the cache's table: failed sign-ins are counted in it
_QUEUE_ROWS_FOR = timedelta(days=2)


def register_all() -> None:
    """Make the kernel's kinds known. Called once, when the tables are."""
    for model, one, many, name in (
        (THROTTLING, "throttling record", "throttling records", "throttling"),
        ("sessions.Session", "sign-in that had ended", "sign-ins that had ended", "sessions"),
        ("django_tasks_database.DBTaskResult", "row of the queue", "rows of the queue", "deliveries"),
        ("kernel.Slot", "turn of the schedule", "turns of the schedule", "slots"),
        ("kernel.Job", "finished job", "finished jobs", "jobs"),
        ("kernel.Mail", "mail of the outbox", "mails of the outbox", "mails"),
        ("kernel.RetentionRun", "note of an earlier removal", "notes of earlier removals", "runs"),
    ):
        register(Kind(model, one, many, f"{__name__}.due_{name}", f"{__name__}.remove_{name}"))


def due_jobs() -> QuerySet[Job]:
    """Jobs that ended long enough ago."""
    return Job.objects.filter(over(Job))


def due_slots() -> QuerySet[Slot]:
    """Turns of the schedule that are long over."""
    return Slot.objects.filter(over(Slot))


def due_mails() -> QuerySet[Mail]:
    """Mail that was sent, or given up, long enough ago."""
    return Mail.objects.filter(over(Mail))


def due_runs() -> QuerySet[RetentionRun]:
    """Earlier retention runs; what they removed stays in the trail."""
    return RetentionRun.objects.filter(over(RetentionRun))


def due_sessions() -> QuerySet[Session]:
    """Sessions that have ended."""
    return Session.objects.filter(expire_date__lt=clock.now())


def due_deliveries() -> QuerySet[DBTaskResult]:
    """The queue's own rows, also those that a killed worker left running; what a job did is told by kernel.Job."""
    old = clock.now() - _QUEUE_ROWS_FOR
    found: QuerySet[DBTaskResult] = DBTaskResult.objects.exclude(status=TaskResultStatus.READY)
    return found.filter(enqueued_at__lt=old)


def due_throttling() -> int:
    """Counts of failed sign-ins that no longer count."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM {THROTTLING} WHERE expires < %s", [_cache_moment()])  # noqa: S608
        return int(cursor.fetchone()[0])


def _cache_moment() -> Any:
    # As Django's own cache writes moments into this table.
    return connection.ops.adapt_datetimefield_value(clock.now().replace(microsecond=0))


def _drop(by: Any, rows: QuerySet[Any], most: int) -> Removed:
    permit(may_remove(by))
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    model: type[Model] = rows.model
    model._base_manager.filter(pk__in=keys).delete()
    return Removed(len(keys))


@transaction.atomic
def remove_jobs(*, by: Any, most: int) -> Removed:
    """Forget at most `most` jobs; what they did stays."""
    return _drop(by, due_jobs(), most)


@transaction.atomic
def remove_slots(*, by: Any, most: int) -> Removed:
    """Forget at most `most` turns of the schedule."""
    return _drop(by, due_slots(), most)


@transaction.atomic
def remove_mails(*, by: Any, most: int) -> Removed:
    """Forget at most `most` mails of the outbox."""
    return _drop(by, due_mails(), most)


@transaction.atomic
def remove_runs(*, by: Any, most: int) -> Removed:
    """Forget at most `most` earlier runs."""
    return _drop(by, due_runs(), most)


@transaction.atomic
def remove_sessions(*, by: Any, most: int) -> Removed:
    """Forget at most `most` sessions that have ended."""
    return _drop(by, due_sessions(), most)


@transaction.atomic
def remove_deliveries(*, by: Any, most: int) -> Removed:
    """Forget at most `most` of the queue's rows."""
    return _drop(by, due_deliveries(), most)


@transaction.atomic
def remove_throttling(*, by: Any, most: int) -> Removed:
    """Forget at most `most` records of throttling."""
    permit(may_remove(by))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {THROTTLING} WHERE cache_key IN "  # noqa: S608 - a constant
            f"(SELECT cache_key FROM {THROTTLING} WHERE expires < %s ORDER BY expires LIMIT %s)",
            [_cache_moment(), most],
        )
        return Removed(max(cursor.rowcount, 0))
