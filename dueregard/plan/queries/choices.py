"""What the plan's forms choose from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from dueregard.kernel.keys import rows_among
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Body, Campus
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaRevision, PlanDocument, PlanDocumentRevision, SavedView, SectionRevision


def section_choices() -> list[tuple[str, str]]:
    """The sections in the plan's order, as (reference, "2 Staff training")."""
    rows = SectionRevision.objects.filter(as_recorded(None)).order_by("position")
    return [
        (reference, f"{number} {title}".strip())
        for reference, number, title in rows.values_list("section__reference", "section__number", "title")
    ]


def section_by_reference(reference: str) -> SectionRevision | None:
    """A section as it is now."""
    return (
        SectionRevision.objects.select_related("section")
        .filter(as_recorded(None), section__reference=reference)
        .first()
    )


def campus_choices(viewer: Any) -> list[tuple[str, str]]:
    """The campuses that are open, as (reference, name)."""
    return list(Campus.objects.filter(closed_on__isnull=True).order_by("name").values_list("reference", "name"))


def campus_by_reference(reference: str) -> Campus | None:
    """A campus."""
    return Campus.objects.filter(reference=reference).first() if reference else None


def body_choices() -> list[tuple[str, str]]:
    """The bodies that have not ended, as (reference, name)."""
    return list(Body.objects.filter(ended_on__isnull=True).order_by("name").values_list("reference", "name"))


def body_by_reference(reference: str) -> Body | None:
    """A body."""
    return Body.objects.filter(reference=reference).first() if reference else None


def area_choices(viewer: Any, but: str = "") -> list[tuple[str, str]]:
    """The areas in the plan's order, as (reference, "2.1 Title")."""
    rows = AreaRevision.objects.filter(
        as_recorded(None), permissions.visible_areas(viewer), retired_on__isnull=True
    ).order_by("position")
    return [
        (reference, f"{number or ''} {title[:80]}".strip())
        for reference, number, title in rows.values_list("area__reference", "area__number", "title")
        if reference != but
    ]


def area_by_reference(reference: str) -> Area | None:
    """An area's identity."""
    return Area.objects.filter(reference=reference).first() if reference else None


@dataclass(frozen=True)
class View:
    """A named view of the register."""

    reference: str
    name: str
    query: str


def _views_among(accounts: RawSQL) -> QuerySet[SavedView, tuple[str, str, str]]:
    rows = SavedView.objects.filter(account_id__in=accounts).exclude(name="").order_by("name")
    return rows.values_list("reference", "name", "query")


def saved_views(viewer: Any) -> list[View]:
    """One's own named views."""
    return [View(*row) for row in rows_among(_views_among, [viewer.pk])]


def plan_document(moment: datetime | None = None) -> PlanDocumentRevision:
    """The plan's title and scale as recorded at `moment` (None = now), with its row as `.plan`.

    The defaults where nothing has been set; before the first record, what was recorded first.
    """
    rows = PlanDocumentRevision.objects.select_related("plan")
    row = rows.filter(as_recorded(moment)).first()
    if row is None and moment is not None:
        row = rows.order_by("recorded_from", "pk").first()
    return row or PlanDocumentRevision(plan=PlanDocument.objects.filter(pk=1).first() or PlanDocument())
