"""The retention run: what was kept for as long as its declaration says is removed, in batches, by each app's own workflow."""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.apps import apps
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from dueregard.kernel import clock
from dueregard.kernel.files import let_go
from dueregard.kernel.jobs import Report, enqueue
from dueregard.kernel.models import LeftFile, RetentionRun, Tombstone
from dueregard.kernel.principals import Command, Schedule
from dueregard.kernel.privacy import Privacy
from dueregard.kernel.require import permit
from dueregard.kernel.transitions import locked

log = logging.getLogger(__name__)

WORK = "kernel.retention"
EVERY = timedelta(days=1)
# Rows that one transaction removes: short enough that nobody waits for it.
MOST = 200

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Removed:
    """What one batch of a removal workflow removed. references: of things that have one, for the tombstones and digest."""

    count: int
    references: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Kind:
    """One kind of thing that the run removes.

    model: its label ("plan.PlanImport"), or the name of a table without a model. one, many: what it is called. due:
    dotted path of a function that gives the rows whose time is over, or how many they are. remove: dotted path of the
    workflow that removes some: keyword-only `by` and `most`, gives Removed.
    """

    model: str
    one: str
    many: str
    due: str
    remove: str

    def count_due(self) -> int:
        """How many are due as things stand."""
        found = import_string(self.due)()
        return found if isinstance(found, int) else int(found.count())

    def in_words(self, number: int) -> str:
        """ "3 imports"."""
        return f"{number:,} {self.one if number == 1 else self.many}"


@dataclass(frozen=True)
class _Trail:
    """What the floor of the trail does for the run, as dotted paths; see `written_in`."""

    record: str
    said_before: str


_LEFT_FILES = Kind("kernel.LeftFile", "file left behind", "files left behind", f"{__name__}.left_files", "")
_KINDS: dict[str, Kind] = {}
_TRAIL: dict[str, _Trail] = {}


def register(kind: Kind) -> None:
    """Make a kind known. What points to a thing goes before it: apps register from the ground up, and are run from the top."""
    _KINDS[kind.model] = kind


def written_in(*, record: str, said_before: str) -> None:
    """Name the trail (dotted paths): how an entry is recorded, and the subjects whose last entry of a verb is older."""
    _TRAIL["trail"] = _Trail(record, said_before)


def kinds() -> list[Kind]:
    """What the run removes, in its order."""
    return [_LEFT_FILES, *reversed(_KINDS.values())]


def left_files() -> QuerySet[LeftFile]:
    """Files whose rows are gone and whose bytes the storage has not let go."""
    return LeftFile.objects.all()


def may_remove(by: Any) -> bool:
    """The schedule, or somebody at the server's own command line; nobody by a page."""
    return isinstance(by, Schedule | Command)


# --- what is due ------------------------------------------------------------------------------------------------------
def over(model: type[models.Model]) -> Q:
    """The rows of `model` for which one of the periods that it declares is over."""
    declared: Privacy = model.privacy  # type: ignore[attr-defined]
    condition = Q(pk__in=[])
    for period in declared.periods:
        limit = period.limit(clock.now())
        if "." in period.since:
            said_before = import_string(_TRAIL["trail"].said_before)
            reached = Q(**{f"{period.subject}__in": said_before(period.since, limit)})
        else:
            reached = Q(**{f"{period.since}__lt": _as_kept(model, period.since, limit)})
        condition |= reached & Q(**period.only)
    return condition


def _as_kept(model: type[models.Model], path: str, limit: datetime) -> datetime | date:
    """The limit as the field keeps it: a moment, or the day where the institution is."""
    *links, name = path.split("__")
    for link in links:
        related = model._meta.get_field(link).related_model
        assert isinstance(related, type)  # noqa: S101 - a declaration that leads nowhere is a mistake in the code
        model = related
    is_moment = isinstance(model._meta.get_field(name), models.DateTimeField)
    return limit if is_moment else timezone.localtime(limit).date()


def unnamed(model: type[models.Model]) -> Q:
    """The rows of `model` to which no row of the whole application points."""
    condition = Q()
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel) and isinstance(relation.related_model, type):
            pointing = relation.related_model._base_manager.filter(**{relation.field.name: OuterRef("pk")})
            condition &= ~Q(Exists(pointing))
    return condition


def batch(rows: QuerySet[M], most: int) -> list[M]:
    """At most `most` of the rows, locked until the transaction ends."""
    return list(rows.select_for_update(of=("self",)).order_by("pk")[:most])


# --- the run ----------------------------------------------------------------------------------------------------------
def queue() -> None:
    """Have the run done by a worker."""
    enqueue(WORK, {})


def work(argument: dict[str, Any], *, report: Report) -> None:
    """The job. Killed and begun again, it goes on with what is left."""
    run(by=Schedule(), report=report)


def run(*, by: Any, report: Report = lambda progress: None) -> RetentionRun:
    """Remove whatever is due, and record one entry where something was; gives the run as it ended.

    Each batch is one transaction that counts itself on the run's row, so that a run that was killed is gone on with and
    recorded as one. Raises NotPermitted for anybody but the schedule and the command line; RuntimeError inside a
    transaction, which could be rolled back when files are gone, and at the end where a kind could not be removed, after
    all others were.
    """
    permit(may_remove(by))
    pk, begun = _opened(), clock.now()
    while _sweep(pk, begun) >= MOST:
        report({"at": _LEFT_FILES.model})
    failed = []
    for kind in reversed(_KINDS.values()):
        try:
            while _remove(by, pk, kind) >= MOST:
                report({"at": kind.model})
        except Exception:
            log.exception("Nothing more of %s could be removed", kind.model)
            failed.append(kind.model)
        report({"at": kind.model})
    row = _close(by=by, pk=pk)
    if failed:
        raise RuntimeError(f"Could not remove: {', '.join(failed)}.")
    return row


def last_run() -> RetentionRun | None:
    """The last run that ended."""
    return RetentionRun.objects.filter(ended_at__isnull=False).order_by("-begun_at").first()


@transaction.atomic(durable=True)
def _opened() -> int:
    """The run that was begun and did not end, or a new one."""
    begun = RetentionRun.objects.filter(ended_at__isnull=True).order_by("begun_at").first()
    return (begun or RetentionRun.objects.create(begun_at=clock.now())).pk


@transaction.atomic
def _remove(by: Any, pk: int, kind: Kind) -> int:
    """One batch of one kind, counted; gives how many went."""
    row = locked(RetentionRun, pk)
    if row.ended_at is not None:
        return 0  # another process has ended this run
    removed: Removed = import_string(kind.remove)(by=by, most=MOST)
    if not removed.count:
        return 0
    _count(row, kind, removed)
    if _leaves_tombstones(kind):
        moment = clock.now()
        Tombstone.objects.bulk_create(
            Tombstone(kind=kind.model, reference=reference, removed_at=moment) for reference in removed.references
        )
    return removed.count


def _leaves_tombstones(kind: Kind) -> bool:
    model = apps.get_model(kind.model) if "." in kind.model else None
    return bool(getattr(getattr(model, "privacy", None), "tombstone", False))


def _sweep(pk: int, begun: datetime) -> int:
    """Some files that a kill or a storage that was away left behind before; gives how many were tried.

    No transaction waits for the storage.
    """
    found = list(left_files().filter(left_at__lt=begun).order_by("left_at")[:MOST])
    gone = 0
    for left in found:
        if let_go(left):
            gone += 1
        else:
            # Not again in this run, and behind all others in the next.
            LeftFile.objects.filter(pk=left.pk).update(left_at=clock.now())
    if gone:
        with transaction.atomic():
            row = locked(RetentionRun, pk)
            if row.ended_at is None:
                _count(row, _LEFT_FILES, Removed(gone))
    return len(found)


def _count(row: RetentionRun, kind: Kind, removed: Removed) -> None:
    row.counts = {**row.counts, kind.model: row.counts.get(kind.model, 0) + removed.count}
    said = json.dumps([row.digest, kind.model, removed.count, sorted(removed.references)])
    row.digest = hashlib.sha256(said.encode()).hexdigest()
    row.save(update_fields=["counts", "digest"])


@transaction.atomic
def _close(*, by: Any, pk: int) -> RetentionRun:
    """End the run, and record it where something was removed."""
    row = locked(RetentionRun, pk)
    if row.ended_at is not None:
        return row
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    if row.counts:
        import_string(_TRAIL["trail"].record)(
            by=by,
            verb="retention.removed",
            subject_kind="retention run",
            subject=row.reference,
            summary=f"Removed what was kept long enough: {in_words(row.counts)}.",
            details={"removed": row.counts, "digest": row.digest},
        )
    return row


def in_words(counts: dict[str, int]) -> str:
    """ "3 imports, 1 spreadsheet" from counts by model."""
    known = {kind.model: kind for kind in kinds()}
    return ", ".join(known[name].in_words(n) if name in known else f"{n:,} of {name}" for name, n in counts.items())
