"""Setting how often the plan, its areas and the risk register's entry are reviewed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.keys import among
from dueregard.kernel.require import ChangedSince, Refused, permit, sound
from dueregard.kernel.revisions import as_recorded, values_of
from dueregard.kernel.transitions import locked
from dueregard.organisation.models import Body
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaRevision, ReviewCycle
from dueregard.plan.queries.cycles import Moves, rule_moves, usual_cycle
from dueregard.plan.rules.cycles import USUAL, Rule, What, rule_faults, rule_words
from dueregard.plan.workflows.making import locked_plan

_TAKEN = "This body has a cycle of its own for the plan already."


def _kept(reference: str) -> ReviewCycle:
    """The cycle, locked; the usual ones are written down when the first is changed. Raises Refused for an unknown one."""
    locked_plan()  # two people who change the first cycle at the same moment write the usual ones once
    if not ReviewCycle.objects.exists():
        ReviewCycle.objects.bulk_create(usual_cycle(usual, place) for place, usual in enumerate(USUAL))
    row = ReviewCycle.objects.filter(reference=reference).first()
    if row is None:
        raise Refused("There is no such cycle.")
    return locked(ReviewCycle, row.pk)


def _told(row: ReviewCycle) -> dict[str, Any]:
    names = ("rhythm", "months", "days", "next_on", "reviewer", "in_use")
    return {name: getattr(row, name) for name in names} | {"body": row.body.reference if row.body else ""}


def _recorded(by: Any, verb: str, row: ReviewCycle, summary: str, details: dict[str, Any]) -> None:
    record(
        by=by, verb=f"plan.{verb}", subject_kind="review cycle", subject=row.reference, summary=summary, details=details
    )


def _checked(what: str, rule: Rule) -> None:
    faults = rule_faults(what, rule)
    sound(not faults, faults[0] if faults else "")


def _set(row: ReviewCycle, rule: Rule) -> None:
    row.rhythm, row.months, row.days, row.next_on = rule.rhythm, rule.months, rule.days, rule.next_on


@transaction.atomic
def add_cycle(*, by: Any, what: str, body: Body, rule: Rule) -> ReviewCycle:
    """One more body that reviews the plan or the risk register's entry. Raises Refused for a rule that is not sound, or a
    second cycle of the plan by the same body."""
    permit(permissions.can_edit_plan(by))
    sound(what in (What.PLAN, What.ENTRY), "Choose what is reviewed.")
    _checked(what, rule)
    _kept(USUAL[0].reference)
    last = ReviewCycle.objects.order_by("-position").values_list("position", flat=True).first() or 0
    row = ReviewCycle(what=what, body=body, reviewer=body.name, position=last + 1)
    _set(row, rule)
    _save(row)
    _recorded(by, "review_cycle_added", row, "Added a cycle of reviews.", {"what": what} | _told(row))
    return row


def _save(row: ReviewCycle) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refused(_TAKEN) from None


@transaction.atomic
def edit_cycle(
    *, by: Any, reference: str, revision: int, rule: Rule, body: Body | None = None, in_use: bool = True
) -> ReviewCycle:
    """Say which body reviews the plan or the risk register's entry, how often, and when next.

    revision: at which the form was opened. Raises ChangedSince where somebody has changed the cycle since, Refused for a
    rule that is not sound or a body that has a cycle of the plan already.
    """
    permit(permissions.can_edit_plan(by))
    row = _kept(reference)
    sound(row.what != What.AREA, "The rule of a rating is changed with its areas.")
    _checked(row.what, rule)
    _unchanged(row, revision)
    before = _told(row)
    _set(row, rule)
    row.body, row.in_use = body, in_use
    if body is not None:
        row.reviewer = body.name
    if _told(row) == before:
        return row
    row.revision += 1
    _save(row)
    summary = f"Set a cycle of reviews: {rule_words(rule)}." if in_use else "Ended a cycle of reviews."
    _recorded(by, "review_cycle_set", row, summary, {"before": before, "after": _told(row)})
    return row


def _unchanged(row: ReviewCycle, revision: int) -> None:
    if row.revision != revision:
        present = {name: getattr(row, name) for name in ("rhythm", "months", "days", "next_on")}
        raise ChangedSince(present, row.revision, "Somebody")


@transaction.atomic
def change_area_rule(
    *, by: Any, reference: str, revision: int, rule: Rule, also_undated: bool = False, seen: str | None = None
) -> Moves:
    """Change how often the areas of one rating are reviewed, and move the days that the rule had set.

    also_undated: give a day to areas that have none, too. seen: what the preview showed (Moves.seen); None goes by the
    register as it is. One entry in the trail. Raises ChangedSince where the rule or the register has changed under the
    preview, Refused for a rule that is not sound.
    """
    permit(permissions.can_edit_plan(by))
    row = _kept(reference)
    sound(row.what == What.AREA, "This is not the rule of a rating.")
    _checked(What.AREA, rule)
    _unchanged(row, revision)
    # Nobody rates or reviews an area between the look at it and the writing.
    keys = AreaRevision.objects.filter(as_recorded(None), rag=row.rag).values("area_id")
    list(Area.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))
    moves = rule_moves(row.rag, rule, also_undated=also_undated)
    if seen is not None and seen != moves.seen:
        raise ChangedSince({}, row.revision, "Somebody")
    before = rule_words(row.rule)
    if row.rule == rule and not moves.moves:
        return moves
    _set(row, rule)
    row.revision += 1
    row.save()
    _move(by, moves, f"The rule of reviews is now: {rule_words(rule)}")
    told = [{"area": move.reference, "from": str(move.before), "to": str(move.after)} for move in moves.moves]
    _recorded(
        by,
        "review_rule_changed",
        row,
        f"Changed the rule of reviews of areas rated {row.rag}: {rule_words(rule)}; {len(told)} dates moved.",
        {
            "before": before,
            "after": rule_words(rule),
            "areas": told,
            "digest": hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest(),
        },
    )
    return moves


def _move(by: Any, moves: Moves, reason: str) -> None:
    """Record the new days as revisions, in few queries. The caller holds the areas locked."""
    days = {move.area_id: move.after for move in moves.moves}
    if not days:
        return
    current = list(AreaRevision.objects.filter(as_recorded(None), area_id__in=among(days)))
    moment = max([clock.now(), *(row.recorded_from for row in current)])
    AreaRevision.objects.filter(as_recorded(None), area_id__in=among(days)).update(recorded_to=moment)
    AreaRevision.objects.bulk_create(
        [
            AreaRevision(
                recorded_from=moment,
                recorded_by=by.reference,
                recorded_by_name=by.name,
                reason=reason,
                **(values_of(row) | {"review_on": days[row.area_id], "review_by_rule": True}),
            )
            for row in current
        ],
        batch_size=200,
    )
    Area.objects.filter(pk__in=among(days)).update(revision=F("revision") + 1)
