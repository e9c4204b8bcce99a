"""A list becomes records, in portions that each stand for themselves; and it is undone while nothing stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from dueregard.documents.grids import UnreadableDocument
from dueregard.kernel import clock
from dueregard.kernel.jobs import Report, enqueue
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.rules import JobState
from dueregard.kernel.transitions import locked
from dueregard.training import permissions
from dueregard.training.models import (
    Attendance,
    Booking,
    Bringing,
    Completion,
    GroupMember,
    Objection,
    Officer,
    Placement,
    Staff,
)
from dueregard.training.rules.states import BRINGING, BringingState
from dueregard.training.workflows.lists.outcome import Outcome
from dueregard.training.workflows.lists.reading import pass_over
from dueregard.training.workflows.lists.taking import let_go_of, tell

BRING = "training.bring_list"
# More leavers than this share of the staff are most likely a list that was not complete after all.
MANY_LEAVERS = 10
_DAYS = ("began_on", "left_on")


@dataclass(frozen=True)
class _Bringer:
    """Whoever brought the list, as the principal of what the job does for them."""

    reference: str
    name: str


@transaction.atomic
def bring_list(*, by: Any, bringing: Bringing, sure: bool = False) -> Bringing:
    """Have a list brought in that was read. sure: that many have left was looked at. Raises NotAllowedNow, and Refused
    where there is nothing to bring in."""
    permit(permissions.can_bring_records(by))
    row = locked(Bringing, bringing.pk)
    row.state = BRINGING.target("bring", row.state)
    counts = row.summary.get("counts", {})
    sound(not row.summary.get("lacking"), str(row.summary.get("lacking") or ""))
    sound(
        any(counts.get(name) for name in ("new", "changed", "leavers")),
        "Nothing in this list differs from the records.",
    )
    sound(
        sure or not many_leavers(counts),
        f"{counts.get('leavers', 0):,} members of staff would be recorded as having left: say that you have looked at it.",
    )
    row.job = enqueue(BRING, {"reference": row.reference})
    row.brought_by, row.brought_by_name = by.reference, by.name
    row.save(update_fields=["state", "job", "brought_by", "brought_by_name"])
    tell(by, row, "bringing_begun", "Began to bring a list of records in.", {"sha256": row.digest})
    return row


def many_leavers(counts: dict[str, int]) -> bool:
    """Whether so many would have left that somebody must look at it first."""
    leavers = counts.get("leavers", 0)
    stay = counts.get("same", 0) + counts.get("changed", 0)
    return leavers > 0 and leavers * 100 > MANY_LEAVERS * (leavers + stay)


def bring(argument: dict[str, Any], report: Report | None = None) -> None:
    """The job: bring the list in. Killed half-way and called again, it finds what it has done as being there already."""
    row = Bringing.objects.select_related("file").filter(reference=argument["reference"]).first()
    if row is None or row.state != BringingState.BRINGING:
        return
    outcome = Outcome()
    try:
        pass_over(row, outcome, write=True, report=report)
    except UnreadableDocument as refusal:
        outcome.errors.insert(0, {"row": 0, "why": str(refusal)})
    _finish(row, outcome)


@transaction.atomic
def _finish(bringing: Bringing, outcome: Outcome) -> None:
    row = locked(Bringing, bringing.pk)
    if row.state != BringingState.BRINGING:
        return
    row.state = BRINGING.target("finish", row.state)
    done = {
        "staff": Staff.objects.filter(bringing=row).count(),
        "completions": Completion.objects.filter(bringing=row).count(),
        "changed": len(set(row.undo.get("staff", {})) | {str(pk) for pk in row.undo.get("closed", {}).values()}),
    }
    row.summary = outcome.summary() | {"done": done}
    row.errors, row.ended_at = outcome.errors, clock.now()
    row.save(update_fields=["state", "summary", "errors", "ended_at"])
    by = _Bringer(row.brought_by, row.brought_by_name)
    tell(by, row, "list_brought", "Brought a list of records in.", {"sha256": row.digest} | done | outcome.counts)


@transaction.atomic
def undo_list(*, by: Any, bringing: Bringing) -> dict[str, int]:
    """Take back what a list has brought: its completions go, what it changed of staff is as it was unless it was changed
    since, and whom it added goes unless something else speaks of them. Gives {"completions", "staff", "kept", "restored"}.
    Raises NotAllowedNow for what was not brought in, in part at least."""
    permit(permissions.can_bring_records(by))
    row = locked(Bringing, bringing.pk)
    half_way = row.state == BringingState.BRINGING
    row.state = BRINGING.target("undo", row.state)
    given_up = row.job is not None and row.job.state == JobState.FAILED
    allowed_now(given_up or not half_way, "This list is being brought in at this moment: wait until that is done.")
    allowed_now(row.file_id is not None, "What this list said is no longer kept: take back what is wrong by itself.")
    completions, _ = Completion.objects.filter(bringing=row).delete()
    restored = _restored(row)
    new = Staff.objects.filter(bringing=row)
    spoken_of = [
        Exists(model.objects.filter(staff=OuterRef("pk")))
        for model in (Completion, Officer, Booking, Attendance, GroupMember, Objection)
    ]
    free = new
    for named in spoken_of:
        free = free.exclude(named)
    total = new.count()
    gone = free.count()
    Placement.objects.filter(staff__in=free.values("pk"), bringing=row).delete()
    free.delete()
    done = {"completions": completions, "staff": gone, "kept": total - gone, "restored": restored}
    row.ended_at = clock.now()
    row.save(update_fields=["state", "ended_at"])
    let_go_of(row, undone=done)
    tell(by, row, "list_undone", "Undid a list of records.", {"sha256": row.digest} | done)
    return done


def _restored(row: Bringing) -> int:
    """Put back what the list changed of members of staff, where it still stands as the list left it; gives how many."""
    kept: dict[str, dict[str, list[Any]]] = row.undo.get("staff", {})
    restored: set[int] = set()
    back = []
    taken = _taken(kept)
    changed = Staff.objects.filter(pk__in=[int(pk) for pk in kept]).order_by("pk").select_for_update(of=("self",))
    for staff in changed.iterator(chunk_size=2_000):
        for name, (before, after) in kept[str(staff.pk)].items():
            present = getattr(staff, name)
            same = (present.isoformat() if isinstance(present, date) else present) == after
            if same and taken.get((name, str(before).lower()), staff.pk) == staff.pk:
                setattr(staff, name, date.fromisoformat(before) if before and name in _DAYS else before)
                restored.add(staff.pk)
        staff.revision += 1
        back.append(staff)
    Staff.objects.bulk_update(back, ["number", "name", "email", "began_on", "left_on", "revision"], batch_size=200)
    closed: dict[str, int] = row.undo.get("closed", {})
    for placement in Placement.objects.filter(pk__in=[int(pk) for pk in closed]).iterator(chunk_size=2_000):
        later = Placement.objects.filter(staff=placement.staff_id, to_on__isnull=True).first()
        if later is not None and later.bringing_id == row.pk:
            later.delete()
            Placement.objects.filter(pk=placement.pk).update(to_on=None)
            restored.add(placement.staff_id)
    return len(restored)


def _taken(kept: dict[str, dict[str, list[Any]]]) -> dict[tuple[str, str], int]:
    """Who has now what the list took from somebody, by (field, value): numbers and addresses that only one can have."""
    found: dict[tuple[str, str], int] = {}
    for name in ("number", "email"):
        before = {str(changes[name][0]).lower() for changes in kept.values() if name in changes and changes[name][0]}
        if before:
            rows = Staff.objects.exclude(**{name: ""}).values_list(name, "pk")
            found |= {(name, value.lower()): pk for value, pk in rows.iterator() if value.lower() in before}
    return found
