"""One area with everything that belongs to it, as it is now or as recorded at an earlier moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import OuterRef, Prefetch, Subquery

from dueregard.actions.models import Action, ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED, days_since_first_due, is_overdue, is_undated
from dueregard.audit.models import Entry
from dueregard.audit.queries import entries_about
from dueregard.kernel import clock
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Lead
from dueregard.plan import permissions
from dueregard.plan.models import (
    Area,
    AreaAction,
    AreaLead,
    AreaRevision,
    Evidence,
    EvidenceFile,
    Review,
    SectionRevision,
)
from dueregard.plan.queries.claims import Claims, claims_in_texts
from dueregard.plan.queries.selecting import restricted_actions
from dueregard.plan.rules.passages import PASSAGES, paragraphs
from dueregard.plan.rules.ratings import score

HISTORY_ON_PAGE = 10


@dataclass(slots=True)
class Step:
    """One action of an area as its page shows it. withheld: its words are restricted for this viewer."""

    action: Action
    revision: ActionRevision
    leads: list[Lead] = field(default_factory=list)
    withheld: bool = False
    overdue: bool = False
    undated: bool = False
    days_late: int = 0

    @property
    def unfinished(self) -> bool:
        return self.revision.status in UNFINISHED


@dataclass(frozen=True)
class Passage:
    """A passage of an area: its paragraphs, or withheld."""

    name: str
    label: str
    paragraphs: list[str]
    restricted: bool
    withheld: bool


@dataclass(frozen=True)
class AreaPage:
    """What the page of an area shows, and what its viewer may do there."""

    area: Area
    revision: AreaRevision
    section: str
    passages: list[Passage]
    leads: list[Lead]
    steps: list[Step]
    evidence: list[Evidence]
    reviews: list[Review]
    history: list[Entry]
    may_edit: bool
    may_rate: bool
    recorded_on: date | None
    claims: Claims = field(default_factory=Claims)

    @property
    def open_steps(self) -> list[Step]:
        return [step for step in self.steps if step.unfinished]

    @property
    def closed_steps(self) -> list[Step]:
        return [step for step in self.steps if not step.unfinished]

    @property
    def gross(self) -> int | None:
        return score(self.revision.likelihood, self.revision.impact)

    @property
    def residual(self) -> int | None:
        return score(self.revision.residual_likelihood, self.revision.residual_impact)

    def passage(self, name: str) -> Passage:
        return next(p for p in self.passages if p.name == name)


def area_revision(viewer: Any, reference: str, moment: datetime | None = None) -> AreaRevision | None:
    """The revision of an area that stood at `moment`, if `viewer` may read it; with its section's title."""
    title = SectionRevision.objects.filter(as_recorded(moment), section_id=OuterRef("section_id"))
    return (
        AreaRevision.objects.filter(as_recorded(moment), permissions.visible_areas(viewer), area__reference=reference)
        .select_related("area", "campus", "section")
        .annotate(section_title=Subquery(title.values("title")[:1]))
        .first()
    )


def restricted_now(row: AreaRevision) -> set[str]:
    """The passages that are restricted: whatever is so today is so in the past as well, or history would be a side door."""
    if row.recorded_to is None:
        return set(row.restricted)
    now = AreaRevision.objects.filter(as_recorded(None), area_id=row.area_id).values_list("restricted", flat=True)
    return set(row.restricted).union(*now)


def passages_of(viewer: Any, row: AreaRevision) -> list[Passage]:
    """The passages of an area in the order of the page; those that the viewer may not read come without words."""
    full = permissions.can_read_restricted(viewer)
    secret = restricted_now(row)
    found = []
    for name, label in PASSAGES.items():
        restricted = name in secret
        withheld = restricted and not full
        found.append(Passage(name, label, [] if withheld else paragraphs(getattr(row, name)), restricted, withheld))
    return found


def steps_of(viewer: Any, area: Area, moment: datetime | None, today: date) -> list[Step]:
    """The actions of an area in their order; restricted ones only for those who may read them. Two queries."""
    full = permissions.can_read_restricted(viewer)
    links = AreaAction.objects.filter(area=area).order_by("position", "pk").values_list("action_id", flat=True)
    order = {action_id: place for place, action_id in enumerate(links)}
    rows = ActionRevision.objects.filter(as_recorded(moment), action_id__in=list(order)).select_related("action")
    if not full:
        # Not even the count of hidden steps is told.
        rows = rows.filter(restricted=False).exclude(action_id__in=restricted_actions())
    steps: dict[int, Step] = {}
    for row in sorted(rows, key=lambda r: order[r.action_id]):
        steps[row.action_id] = Step(
            row.action,
            row,
            overdue=is_overdue(row.status, row.due_end, today),
            undated=is_undated(row.status, row.due_end, row.standing),
            days_late=days_since_first_due(row.first_due_on, today) if row.status in UNFINISHED else 0,
        )
    led = ActionLead.objects.filter(as_recorded(moment), action_id__in=list(steps)).select_related("lead")
    for link in led.order_by("pk"):
        steps[link.action_id].leads.append(link.lead)
    return list(steps.values())


def leads_of(area: Area, moment: datetime | None = None) -> list[Lead]:
    """The leads of an area in their order."""
    rows = AreaLead.objects.filter(as_recorded(moment), area=area).select_related("lead").order_by("order", "pk")
    return [row.lead for row in rows]


def area_page(
    viewer: Any, reference: str, recorded_on: date | None = None, moment: datetime | None = None
) -> AreaPage | None:
    """The page of an area, or None where there is none that `viewer` may read. At most ten queries, and
    three more where numbers in it are bound to figures."""
    row = area_revision(viewer, reference, moment)
    if row is None:
        return None
    area = row.area
    today = recorded_on if moment and recorded_on else clock.today()
    now = moment is None
    files = EvidenceFile.objects.select_related("file").order_by("-number")
    evidence = Evidence.objects.filter(area=area, removed_at__isnull=True).prefetch_related(Prefetch("files", files))
    passages, steps = passages_of(viewer, row), steps_of(viewer, area, moment, today)
    said = [text for passage in passages for text in passage.paragraphs]
    said += [text for step in steps for text in (step.revision.text, step.revision.progress)]
    return AreaPage(
        area=area,
        revision=row,
        section=f"{row.section.number} {getattr(row, 'section_title', '') or ''}".strip(),
        passages=passages,
        leads=leads_of(area, moment),
        steps=steps,
        evidence=[e for e in evidence.order_by("pk") if permissions.can_read_evidence(viewer, e, row)] if now else [],
        reviews=list(
            Review.objects.filter(area=area).select_related("body", "referred_to").order_by("-reviewed_on", "-pk")[:10]
        )
        if now
        else [],
        history=_entries(viewer, area) if now else [],
        may_edit=now and permissions.can_edit_area(viewer, row),
        may_rate=now and permissions.can_rate_area(viewer, row),
        recorded_on=recorded_on if moment else None,
        claims=claims_in_texts(viewer, said),
    )


def _entries(viewer: Any, area: Area) -> list[Entry]:
    """What the trail says of an area, newest first, without what was done to steps and evidence hidden from the viewer."""
    rows = entries_about([area.reference])
    if permissions.can_read_restricted(viewer):
        return list(rows[:HISTORY_ON_PAGE])
    steps = AreaAction.objects.filter(area=area, action_id__in=restricted_actions())
    proofs = Evidence.objects.filter(area=area, restricted=True)
    hidden = set(
        steps.values_list("action__reference", flat=True).union(proofs.values_list("reference", flat=True), all=True)
    )
    if not hidden:
        return list(rows[:HISTORY_ON_PAGE])
    told = (entry for entry in rows.select_related("detail").iterator(50) if not _tells_of(entry, hidden))
    return list(islice(told, HISTORY_ON_PAGE))


def _tells_of(entry: Entry, hidden: set[str]) -> bool:
    return any(entry.detail.values.get(name) in hidden for name in ("step", "evidence"))


def step_of(viewer: Any, area: Area, action_reference: str) -> Step | None:
    """One action of an area as it is now, if `viewer` may read it."""
    steps = steps_of(viewer, area, None, clock.today())
    return next((step for step in steps if step.action.reference == action_reference), None)


def evidence_file(viewer: Any, reference: str, evidence_reference: str, number: int) -> EvidenceFile | None:
    """One version of a file of evidence, if `viewer` may read it; what was taken away, only for those who edit."""
    row = area_revision(viewer, reference)
    found = (
        EvidenceFile.objects.select_related("evidence", "file")
        .filter(evidence__area__reference=reference, evidence__reference=evidence_reference, number=number)
        .first()
    )
    if row is None or found is None or not permissions.can_read_evidence(viewer, found.evidence, row):
        return None
    return found if found.evidence.removed_at is None or permissions.can_edit_area(viewer, row) else None


def evidence_of(viewer: Any, reference: str, evidence_reference: str) -> Evidence | None:
    """One piece of evidence of an area, not removed, if `viewer` may read it."""
    row = area_revision(viewer, reference)
    found = Evidence.objects.filter(
        area__reference=reference, reference=evidence_reference, removed_at__isnull=True
    ).first()
    return found if row and found and permissions.can_read_evidence(viewer, found, row) else None
