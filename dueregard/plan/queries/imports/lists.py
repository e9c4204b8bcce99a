"""The imports that there are, how far one has been read, and what it meets in the register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Q

from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.rules import JobState
from dueregard.plan.models import Area, PlanImport
from dueregard.plan.permissions import can_edit_plan
from dueregard.plan.rules.numbers import order_of
from dueregard.plan.rules.proposals import Json
from dueregard.plan.rules.states import ImportState

_HEAVY = ("proposal", "source", "made")


def visible_imports(viewer: Any) -> Q:
    """The imports that `viewer` may read: all for those who edit the plan, none for others."""
    return Q() if can_edit_plan(viewer) else Q(pk__in=[])


def imports(viewer: Any, page: str | int | None = None) -> Page[PlanImport]:
    """One page of the imports that were not discarded, newest first."""
    rows = PlanImport.objects.filter(visible_imports(viewer)).exclude(state=ImportState.DISCARDED)
    total = rows.count()
    number = page_number(page, total)
    chosen = rows.select_related("file").defer(*_HEAVY).order_by("-brought_at", "-pk")
    return page_of(list(chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, total)


def import_with(viewer: Any, reference: str) -> PlanImport | None:
    """The import of that reference with its file and job, if there is one that `viewer` may read."""
    return PlanImport.objects.select_related("file", "job").filter(visible_imports(viewer), reference=reference).first()


def committed_before(viewer: Any, brought: PlanImport) -> PlanImport | None:
    """The last import of the very same file that is in the register, other than this one."""
    return _twins(viewer, brought).filter(state=ImportState.COMMITTED).first()


def waiting_twin(viewer: Any, brought: PlanImport) -> PlanImport | None:
    """The last import of the very same file that waits for review, other than this one."""
    return _twins(viewer, brought).filter(state=ImportState.READY).first()


def _twins(viewer: Any, brought: PlanImport) -> Any:
    return (
        PlanImport.objects.select_related("file")
        .filter(visible_imports(viewer), file__sha256=brought.file.sha256)
        .exclude(pk=brought.pk)
        .defer(*_HEAVY)
        .order_by("-committed_at", "-brought_at")
    )


@dataclass(frozen=True)
class Progress:
    """How far the reading is. done, of: pages; both None while the format or the queue does not say."""

    words: str
    done: int | None = None
    of: int | None = None
    failed: str = ""


def progress(brought: PlanImport) -> Progress:
    """How far the job of an import that is being read has come."""
    job = brought.job
    if job is None:
        return Progress(
            "Waiting", failed="The work of reading it is gone. Discard this import and bring the file again."
        )
    if job.state == JobState.FAILED:
        return Progress("Stopped", failed=job.failure)
    if job.state == JobState.WAITING:
        return Progress("Waiting for its turn")
    told = job.progress or {}
    done, of = told.get("done"), told.get("of")
    if isinstance(done, int) and isinstance(of, int) and of > 0:
        return Progress(f"{done} of {of} pages", done, of)
    return Progress(str(told.get("stage") or "Reading"))


def taken_numbers(proposal: Json) -> list[str]:
    """The numbers of the proposal's areas that the register has given already, retired areas included, in order."""
    wanted = {area["number"] for area in proposal["risk_areas"] if area["number"]}
    taken = Area.objects.filter(number__in=wanted).values_list("number", flat=True)
    return sorted((number for number in taken if number), key=order_of)
