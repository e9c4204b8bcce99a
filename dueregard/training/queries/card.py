"""The contact card of today, from the current officers who are on it and their cover."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from dueregard.training import permissions
from dueregard.training.models import Officer
from dueregard.training.queries.conditions import officers_on
from dueregard.training.rules.card import Entry, Row, entries_of


def _present(day: date) -> QuerySet[Officer]:
    here = Q(staff__left_on__isnull=True) | Q(staff__left_on__gte=day)
    return officers_on(day).filter(here, staff__forgotten_on__isnull=True)


def card(day: date, *, campus: str = "", school: str = "", with_names: bool) -> list[Entry]:
    """The card of `day`. campus, school: references, to show those for one place and those for all. One query.

    For the page inside with names; for the public only what the institution chose to show. Whoever cannot be reached is not
    on it. No viewer: the card is for everybody whom its page lets in.
    """
    rows = _present(day).filter(on_card=True).exclude(contact="")
    if campus:
        rows = rows.filter(Q(campus__reference=campus) | Q(campus__isnull=True))
    if school:
        rows = rows.filter(Q(school__reference=school) | Q(school__isnull=True))
    found = [
        Row(
            row.pk,
            row.staff.name,
            row.title,
            row.contact,
            row.hours,
            row.campus.name if row.campus else "",
            row.school.name if row.school else "",
            row.covers_id,
        )
        for row in rows.select_related("staff", "campus", "school").order_by("pk")
    ]
    return entries_of(found, with_names=with_names)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """The officers of the day who are not on the card: without a contact, or because that was chosen."""

    without_contact: list[Officer]
    kept_off: list[Officer]


def left_out(viewer: Any, day: date) -> LeftOut:
    """Who is not on the card, for keepers of training. One query."""
    if not permissions.can_keep_training(viewer):
        return LeftOut([], [])
    rows = _present(day).filter(Q(on_card=False) | Q(contact="")).select_related("staff", "campus", "school")
    found = list(rows.order_by("staff__name", "pk"))
    return LeftOut([row for row in found if row.on_card], [row for row in found if not row.on_card])
