"""Recording a completed review of an area."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, permit, sound
from dueregard.kernel.revisions import next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.models import Body
from dueregard.plan import permissions
from dueregard.plan.models import Area, Review
from dueregard.plan.rules.states import Outcome
from dueregard.plan.workflows.areas import current_of, recorded
from dueregard.plan.workflows.making import touch


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
) -> Review:
    """A review that has taken place, and (if given) the day of the next.

    opened: the day of the next review that the form showed, in a tuple of one; what was left as it was shown changes
    nothing. Raises Refused for a day in the future, ChangedSince where somebody has set yet another day since.
    """
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_rate_area(by, current))
    sound(outcome in Outcome.values, "Choose an outcome.")
    sound(reviewed_on <= clock.today(), "A review is recorded when it has taken place.")
    sound(next_review_on is None or next_review_on > reviewed_on, "The next review comes after this one.")
    touched = next_review_on is not None and (opened is None or next_review_on != opened[0])
    if touched and opened is not None and current.review_on not in (opened[0], next_review_on):
        present: dict[str, object] = {"next_review_on": current.review_on}
        raise ChangedSince(present, row.revision, current.recorded_by_name, current.recorded_from)
    review = Review.objects.create(
        area=row,
        reviewed_on=reviewed_on,
        outcome=outcome,
        body=body,
        note=clean_text(note).strip(),
        minute=clean_line(minute)[:100],
        recorded_at=clock.now(),
        recorded_by_name=by.name,
    )
    if touched:
        _, differing = next_revision(current, by=by, reason="Review", review_on=next_review_on)
        if differing:
            touch(row)
    recorded(
        by,
        row,
        "area_reviewed",
        f"Recorded a review of {{area}}: {Outcome(outcome).label.lower()}.",
        {"review": review.reference, "reviewed_on": reviewed_on},
    )
    return review
