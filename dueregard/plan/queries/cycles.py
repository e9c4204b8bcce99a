"""The cycles of reviews as they are set, what each asks for next, and which dates a changed rule would move."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, OuterRef, Subquery
from django.utils import timezone

from dueregard.kernel.keys import among
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.years import DEFAULT, TermDates
from dueregard.plan.models import Area, AreaRevision, Review, ReviewCycle, RiskEntry
from dueregard.plan.rules.cycles import USUAL, Rhythm, Rule, Usual, What, body_above, is_late, is_soon, next_review


def usual_cycle(usual: Usual, position: int) -> ReviewCycle:
    """One of the usual cycles as a row that is not saved."""
    rule = usual.rule
    return ReviewCycle(
        reference=usual.reference,
        what=usual.what,
        rag=usual.rag,
        position=position,
        reviewer=usual.reviewer,
        rhythm=rule.rhythm,
        months=rule.months,
        days=rule.days,
        next_on=rule.next_on,
    )


def cycles() -> list[ReviewCycle]:
    """All cycles in their order: the institution's own, or the usual ones while it has set none. One query."""
    rows = list(ReviewCycle.objects.select_related("body").order_by("position", "pk"))
    return rows or [usual_cycle(usual, place) for place, usual in enumerate(USUAL)]


def cycle_of_reference(reference: str) -> ReviewCycle | None:
    """The cycle with this reference, the usual ones included."""
    return next((cycle for cycle in cycles() if cycle.reference == reference), None)


def rule_of_rating(rag: str) -> Rule:
    """The rule by which areas of this rating are reviewed. One query."""
    row = ReviewCycle.objects.filter(what=What.AREA, rag=rag).first()
    return row.rule if row else next(usual.rule for usual in USUAL if usual.rag == rag)


def bodies_above(body_id: int | None) -> int | None:
    """The key of the body to which `body_id` refers up, by the ladder of the plan's cycles. One query."""
    ladder = [cycle.body_id for cycle in cycles() if cycle.what == What.PLAN and cycle.in_use]
    return body_above(ladder, body_id)


def last_review_of(area: Area) -> date | None:
    """The day of the last completed review of an area. One query."""
    return Review.objects.filter(area=area, withdrawn_at__isnull=True).aggregate(last=Max("reviewed_on"))["last"]


def day_of(moment: datetime) -> date:
    """The day of a moment where the institution is."""
    return timezone.localtime(moment).date()


def owed_since(area: Area, rated_on: date | None) -> date:
    """From when a first review of an area is owed: since it was rated, or else since it was added. At most one query."""
    if rated_on is not None:
        return rated_on
    return day_of(AreaRevision.objects.filter(area=area).aggregate(first=Min("recorded_from"))["first"])


def due_by_rule(area: Area, rag: str, rated_on: date | None, last: date | None) -> date | None:
    """The day of an area's next review by the rule of its rating; last: of its last completed review. Three queries."""
    since = None if last else owed_since(area, rated_on)
    return next_review(rule_of_rating(rag), last, since, term_dates())


# --- what the plan's own cycles ask for -------------------------------------------------------------------------------
@dataclass(frozen=True)
class Standing:
    """A cycle of the plan or of the risk register's entry: when it was last done, and when it is next due."""

    cycle: ReviewCycle
    last: date | None
    due: date | None
    late: bool
    soon: bool

    @property
    def set_up(self) -> bool:
        """Whether it says which body's reviews count."""
        return self.cycle.body_id is not None


@dataclass(frozen=True)
class Standings:
    """All of them in their order. entry_on: the risk register's entry's own day of its next review."""

    all: list[Standing]
    entry_on: date | None


def standings(today: date) -> Standings:
    """The cycles in use of the plan and of the risk register's entry, each with its last and next review. Two queries."""
    last = Review.objects.filter(
        subject=OuterRef("what"), body_id=OuterRef("body_id"), withdrawn_at__isnull=True
    ).order_by("-reviewed_on")
    begun = AreaRevision.objects.order_by("recorded_from").values("recorded_from")[:1]
    entry = RiskEntry.objects.filter(as_recorded(None)).values("review_on")[:1]
    rows: list[Any] = list(
        ReviewCycle.objects.select_related("body")
        .annotate(last=Subquery(last.values("reviewed_on")[:1]), begun=Subquery(begun), entry_on=Subquery(entry))
        .order_by("position", "pk")
    )
    if not rows:  # the usual ones, which name no body yet
        found = [usual_cycle(usual, place) for place, usual in enumerate(USUAL) if usual.what != What.AREA]
        return Standings(
            [Standing(one, None, None, False, False) for one in found],
            RiskEntry.objects.filter(as_recorded(None)).values_list("review_on", flat=True).first(),
        )
    found = [one for one in rows if one.what != What.AREA and one.in_use]
    terms = term_dates() if any(one.rhythm == Rhythm.TERMLY and one.body_id for one in found) else DEFAULT
    return Standings([_standing(one, terms, today) for one in found], rows[0].entry_on)


def _standing(cycle: Any, terms: TermDates, today: date) -> Standing:
    """From the first area on, reviews of the plan are owed."""
    since = day_of(cycle.begun) if cycle.begun else None
    due = next_review(cycle.rule, cycle.last, since, terms) if cycle.body_id else None
    return Standing(cycle, cycle.last, due, is_late(due, today), is_soon(due, today))


# --- changing a rule --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Move:
    """An area whose day of the next review another rule would move."""

    area_id: int
    reference: str
    number: str | None
    title: str
    before: date | None
    after: date | None


@dataclass(frozen=True)
class Moves:
    """What changing the rule of a rating does. undated: areas of the rating without a day, which stay so unless asked."""

    moves: list[Move]
    by_hand: int
    undated: int

    @property
    def seen(self) -> str:
        """What was shown, as a digest: another one means that the register has changed under the preview."""
        told = [[move.reference, str(move.before), str(move.after)] for move in self.moves]
        return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def rule_moves(rag: str, rule: Rule, *, also_undated: bool) -> Moves:
    """Which days `rule` would give to the areas of a rating: those set by the rule, and with `also_undated` those that
    have none. Days that a person set stay. At most four queries."""
    rows = list(
        AreaRevision.objects.filter(as_recorded(None), rag=rag, retired_on__isnull=True)
        .select_related("area")
        .order_by("position", "pk")
    )
    by_hand = sum(bool(row.review_on) and not row.review_by_rule for row in rows)
    undated = sum(row.review_on is None for row in rows)
    moving = [row for row in rows if (row.review_on and row.review_by_rule) or (also_undated and row.review_on is None)]
    last, added = _last_reviews(moving), _first_days(moving)
    terms = term_dates()
    moves = []
    for row in moving:
        done = last.get(row.area_id)
        after = next_review(rule, done, row.rated_on or added.get(row.area_id), terms)
        if after != row.review_on:
            moves.append(Move(row.area_id, row.area.reference, row.area.number, row.title, row.review_on, after))
    return Moves(moves, by_hand, undated)


def _last_reviews(rows: Iterable[AreaRevision]) -> Mapping[int, date]:
    keys = [row.area_id for row in rows]
    found = Review.objects.filter(area_id__in=among(keys), withdrawn_at__isnull=True).order_by().values("area_id")
    return dict(found.annotate(last=Max("reviewed_on")).values_list("area_id", "last")) if keys else {}


def _first_days(rows: Iterable[AreaRevision]) -> Mapping[int, date]:
    keys = [row.area_id for row in rows if row.rated_on is None]
    found = AreaRevision.objects.filter(area_id__in=among(keys)).order_by().values("area_id")
    first: Any = found.annotate(first=Min("recorded_from")).values_list("area_id", "first") if keys else []
    return {area: day_of(moment) for area, moment in first}
