"""Recording a completed review, and withdrawing one that was recorded wrongly."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, allowed_now, permit, sound
from dueregard.kernel.revisions import as_recorded, next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Body
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaRevision, Review, ReviewCycle, RiskEntry
from dueregard.plan.queries.cycles import bodies_above, due_by_rule, last_review_of, standings
from dueregard.plan.rules.cycles import What
from dueregard.plan.rules.states import Outcome
from dueregard.plan.workflows.areas import current_of, recorded
from dueregard.plan.workflows.making import locked_plan, touch

_TWICE = "The review by this body on this day is recorded already."


def _checked(reviewed_on: date, outcome: str, body: Body | None) -> None:
    sound(outcome in Outcome.values, "Choose an outcome.")
    sound(reviewed_on <= clock.today(), "A review is recorded when it has taken place.")
    if body is not None:
        stood = (body.began_on is None or body.began_on <= reviewed_on) and (
            body.ended_on is None or reviewed_on <= body.ended_on
        )
        sound(stood, f"{body.name} did not exist on that day.")


def _above(outcome: str, body: Body | None, referred_to: Body | None) -> int | None:
    """The key of the body to which a review refers up: the one given, or the next on the ladder of the plan's cycles."""
    if outcome != Outcome.REFERRED:
        sound(referred_to is None, "Only what is referred up goes to another body.")
        return None
    key = referred_to.pk if referred_to else bodies_above(body.pk if body else None)
    sound(key is not None, "Say to which body it is referred up.")
    sound(body is None or key != body.pk, "A body does not refer up to itself.")
    return key


def _words(by: Any, reviewed_by: str, note: str, minute: str) -> dict[str, Any]:
    return {
        "reviewed_by": clean_line(reviewed_by)[:200],
        "note": clean_text(note).strip(),
        "minute": clean_line(minute)[:100],
        "recorded_at": clock.now(),
        "recorded_by_name": by.name,
    }


@transaction.atomic
def record_review(
    *,
    by: Any,
    area: Area,
    reviewed_on: date,
    outcome: str,
    body: Body | None = None,
    note: str = "",
    minute: str = "",
    next_review_on: date | None = None,
    opened: tuple[date | None] | None = None,
    referred_to: Body | None = None,
    reviewed_by: str = "",
) -> Review:
    """A review of an area that has taken place. The day of the next follows the rule of its rating, unless one is given.

    opened: the day of the next review that the form showed, in a tuple of one; left as it was shown, the rule renews it,
    unless somebody has set another day since. A review older than the last one leaves the day of the next alone. Raises
    Refused for a day in the future or a referral to nobody, ChangedSince where somebody has set yet another day since.
    """
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_rate_area(by, current))
    _checked(reviewed_on, outcome, body)
    sound(next_review_on is None or next_review_on > reviewed_on, "The next review comes after this one.")
    touched = next_review_on is not None and (opened is None or next_review_on != opened[0])
    if touched and opened is not None and current.review_on not in (opened[0], next_review_on):
        present: dict[str, object] = {"next_review_on": current.review_on}
        raise ChangedSince(present, row.revision, current.recorded_by_name, current.recorded_from)
    review = Review.objects.create(
        area=row,
        subject=What.AREA,
        reviewed_on=reviewed_on,
        outcome=outcome,
        body=body,
        referred_to_id=_above(outcome, body, referred_to),
        **_words(by, reviewed_by, note, minute),
    )
    last = last_review_of(row)
    stands = opened is None or current.review_on == opened[0]
    if touched:
        ruled = due_by_rule(row, current.rag, current.rated_on, last)
        _renew(by, row, current, next_review_on, next_review_on == ruled)
    elif stands and last == reviewed_on:
        _renew(by, row, current, due_by_rule(row, current.rag, current.rated_on, last), True)
    recorded(
        by,
        row,
        "area_reviewed",
        f"Recorded a review of {{area}}: {Outcome(outcome).label.lower()}.",
        {"review": review.reference, "reviewed_on": reviewed_on},
    )
    return review


def _renew(by: Any, area: Area, current: AreaRevision, day: date | None, by_rule: bool, reason: str = "Review") -> None:
    _, differing = next_revision(current, by=by, reason=reason, review_on=day, review_by_rule=by_rule)
    if differing:
        touch(area)


@transaction.atomic
def record_plan_review(
    *,
    by: Any,
    what: str,
    body: Body,
    reviewed_on: date,
    outcome: str,
    note: str = "",
    minute: str = "",
    reviewed_by: str = "",
    referred_to: Body | None = None,
    next_on: date | None = None,
    plan_version: str = "",
    plan_version_reference: str = "",
) -> Review:
    """A review of the whole plan, or of the corporate risk register's entry, by a body.

    next_on: the day that is fixed for this body's next one; without it its cycle says when. plan_version: what lay before
    them, in words. Raises Refused for a day in the future, a referral to nobody, or a second review by this body on the
    same day; NotAllowedNow where the risk register's entry is not recorded.
    """
    permit(permissions.can_record_plan_review(by))
    sound(what in (What.PLAN, What.ENTRY), "Choose what was reviewed.")
    _checked(reviewed_on, outcome, body)
    sound(next_on is None or next_on > reviewed_on, "The next review comes after this one.")
    # The plan's row is the lock: the entry's present row is no longer present once it is revised.
    locked_plan()
    entry = RiskEntry.objects.filter(as_recorded(None)).first()
    allowed_now(what == What.PLAN or entry is not None, "Record the risk register’s entry first.")
    try:
        with transaction.atomic():
            review = Review.objects.create(
                subject=what,
                reviewed_on=reviewed_on,
                outcome=outcome,
                body=body,
                referred_to_id=_above(outcome, body, referred_to),
                plan_version=clean_line(plan_version)[:200],
                plan_version_reference=clean_line(plan_version_reference)[:16],
                **_words(by, reviewed_by, note, minute),
            )
    except IntegrityError:
        raise Refused(_TWICE) from None
    if next_on is not None:
        ReviewCycle.objects.filter(what=what, body=body, in_use=True).update(next_on=next_on)
    if what == What.ENTRY and entry is not None:
        _renew_entry(by, entry, next_on=next_on)
    _recorded(by, review, "reviewed", f"Recorded a review by {body.name}: {Outcome(outcome).label.lower()}.")
    return review


def _recorded(by: Any, review: Review, verb: str, summary: str) -> None:
    of_plan = review.subject == What.PLAN
    record(
        by=by,
        verb=f"plan.{verb}" if of_plan else f"plan.risk_entry_{verb}",
        subject_kind="plan" if of_plan else "risk entry",
        subject="plan" if of_plan else "risk-entry",
        summary=summary,
        details={"review": review.reference, "reviewed_on": review.reviewed_on},
    )


def _renew_entry(by: Any, entry: RiskEntry, *, next_on: date | None = None, withdrawn: Review | None = None) -> None:
    """Let the risk register's entry follow its reviews: the last of them, and the nearest day that its cycles ask for.

    withdrawn: a review whose day no longer counts, though the entry may name it.
    """
    rows = Review.objects.filter(subject=What.ENTRY, withdrawn_at__isnull=True)
    recorded_last = rows.order_by("-reviewed_on").values_list("reviewed_on", flat=True).first()
    stated = entry.reviewed_on
    if withdrawn is not None and stated == withdrawn.reviewed_on:
        before = RiskEntry.objects.filter(recorded_from__lt=withdrawn.recorded_at).exclude(reviewed_on=stated)
        stated = before.order_by("-recorded_from", "-pk").values_list("reviewed_on", flat=True).first()
    last = max((day for day in (recorded_last, stated) if day), default=None)
    due = [one.due for one in standings(clock.today()).all if one.cycle.what == What.ENTRY and one.due]
    day = min([*due, *([next_on] if next_on else [])], default=entry.review_on)
    if day is not None and last is not None and day <= last:
        day = None  # a day of the past that nothing renews
    next_revision(entry, by=by, reason="Review", reviewed_on=last, review_on=day)


@transaction.atomic
def withdraw_review(*, by: Any, review: Review, why: str) -> Review:
    """Strike a review that was recorded wrongly. It stays readable; the days that followed from it are computed anew.

    Raises Refused without a reason, NotAllowedNow where it is withdrawn already.
    """
    row = locked(Area, review.area_id) if review.area_id else None
    if row is None:
        locked_plan()
    present = locked(Review, review.pk)
    current = current_of(row) if row else None
    permit(permissions.can_rate_area(by, current) if current else permissions.can_record_plan_review(by))
    if present.withdrawn_at is not None:
        raise NotAllowedNow("This review is withdrawn already.")
    why = clean_text(why).strip()
    sound(bool(why), "Say why, in a few words.")
    present.withdrawn_at, present.withdrawn_by_name, present.withdrawn_why = clock.now(), by.name, why
    present.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_why"])
    if row is not None and current is not None:
        if current.review_by_rule:
            day = due_by_rule(row, current.rag, current.rated_on, last_review_of(row))
            _renew(by, row, current, day, True, "A review was withdrawn")
        details = {"review": present.reference, "reviewed_on": present.reviewed_on}
        recorded(by, row, "area_review_withdrawn", "Withdrew a review of {area}.", details)
        return present
    entry = RiskEntry.objects.filter(as_recorded(None)).first() if present.subject == What.ENTRY else None
    if entry is not None:
        _renew_entry(by, entry, withdrawn=present)
    _recorded(by, present, "review_withdrawn", "Withdrew a recorded review.")
    return present
