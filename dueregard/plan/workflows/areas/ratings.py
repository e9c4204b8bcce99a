"""Rating an area."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, allowed_now, permit, sound
from dueregard.kernel.revisions import next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaRevision
from dueregard.plan.queries.cycles import due_by_rule, last_review_of
from dueregard.plan.rules.ratings import LEVELS, Rag
from dueregard.plan.workflows.areas.area import current_of, recorded, told
from dueregard.plan.workflows.making import (
    touch,
)


@transaction.atomic
def rate_area(
    *,
    by: Any,
    area: Area,
    rag: str,
    reason: str,
    likelihood: int | None = None,
    impact: int | None = None,
    residual_likelihood: int | None = None,
    residual_impact: int | None = None,
    rated_on: date | None = None,
    revision: int | None = None,
) -> AreaRevision:
    """Rate an area: RAG, and optionally likelihood x impact (1-5), gross and residual, with a reason.

    revision: the number that the form was opened at, or None where no form was. Raises ChangedSince where somebody
    has saved since; Refused without a reason, for a value outside the scale, or for half a pair.
    """
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_rate_area(by, current))
    allowed_now(current.retired_on is None, "This area is retired: restore it first.")
    if revision is not None and row.revision != revision:
        raise ChangedSince({"rag": current.rag}, row.revision, current.recorded_by_name, current.recorded_from)
    reason = clean_text(reason).strip()
    levels = (likelihood, impact, residual_likelihood, residual_impact)
    sound(rag in Rag.values, "Choose a rating.")
    sound(bool(reason), "Say why this is the rating.")
    sound(all(level is None or level in LEVELS for level in levels), "Likelihood and impact go from 1 to 5.")
    sound((likelihood is None) == (impact is None), "Give likelihood and impact together.")
    sound((residual_likelihood is None) == (residual_impact is None), "Give both residual values together.")
    rated_on = rated_on or clock.today()
    renewed: dict[str, Any] = {}
    if current.review_by_rule and rag != current.rag:
        # The rule had set the day of the next review: it follows the new rating. A day that a person set stays.
        renewed = {"review_on": due_by_rule(row, rag, rated_on, last_review_of(row))}
    changed, differing = next_revision(
        current,
        by=by,
        reason=reason,
        rag=rag,
        likelihood=likelihood,
        impact=impact,
        residual_likelihood=residual_likelihood,
        residual_impact=residual_impact,
        rating_reason=reason,
        rated_on=rated_on,
        **renewed,
    )
    if differing:
        touch(row)
        recorded(by, row, "area_rated", f"Rated {{area}} {Rag(rag).label.lower()}.", told(changed, differing))
    return changed
