"""The register read as two documents, the context in front of them, and the corporate risk register's entry."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.paginator import Page

from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.actions.rules import UNFINISHED, days_since_first_due, is_overdue, is_undated
from dueregard.kernel import clock
from dueregard.kernel.pages import page_number, page_of
from dueregard.kernel.revisions import as_recorded
from dueregard.plan.models import (
    AreaAction,
    AreaLead,
    AreaRevision,
    ContextPassageRevision,
    PlanDocumentRevision,
    RiskEntry,
)
from dueregard.plan.permissions import can_read_restricted, visible_areas
from dueregard.plan.queries.claims import Claims, claims_in_texts
from dueregard.plan.queries.selecting import restricted_actions
from dueregard.plan.queries.sheet import section_headings
from dueregard.plan.rules.passages import ACTION_PLAN, PASSAGES, RISK_ASSESSMENT, paragraphs
from dueregard.plan.rules.ratings import LEVELS, rag_of_score, score
from dueregard.plan.rules.states import ContextKind

# More areas than any plan that was read has; a longer one comes in parts.
MOST_AREAS = 300
_KINDS = tuple(ContextKind.values)


@dataclass(frozen=True)
class Part:
    """A passage of an area as a document prints it; withheld: its words are restricted for this viewer."""

    label: str
    paragraphs: list[str]
    withheld: bool


@dataclass(slots=True)
class DocumentStep:
    """An action as the action plan prints it."""

    revision: ActionRevision
    leads: list[str] = field(default_factory=list)
    overdue: bool = False
    undated: bool = False
    days_late: int = 0


@dataclass(slots=True)
class DocumentArea:
    """An area as one of the documents prints it. heading: its section, on the first area of each."""

    row: AreaRevision
    heading: str
    parts: list[Part]
    leads: list[str] = field(default_factory=list)
    steps: list[DocumentStep] = field(default_factory=list)

    @property
    def gross(self) -> int | None:
        return score(self.row.likelihood, self.row.impact)

    @property
    def residual(self) -> int | None:
        return score(self.row.residual_likelihood, self.row.residual_impact)


def _areas(viewer: Any, names: Iterable[str], moment: datetime | None, page: str | None) -> Page[DocumentArea]:
    """The areas in the plan's order, with the passages `names` and their leads; at most five queries."""
    chosen = AreaRevision.objects.filter(as_recorded(moment), visible_areas(viewer), retired_on__isnull=True)
    total = chosen.count()
    number = page_number(page, total, MOST_AREAS)
    rows = list(
        chosen.select_related("area", "campus").order_by("position", "pk")[
            (number - 1) * MOST_AREAS : number * MOST_AREAS
        ]
    )
    # What is restricted today is restricted in the past as well.
    secret: dict[int, set[str]] = {row.area_id: set(row.restricted) for row in rows}
    if moment is not None:
        now = AreaRevision.objects.filter(as_recorded(None), area_id__in=list(secret))
        for area_id, restricted in now.values_list("area_id", "restricted"):
            secret[area_id] |= set(restricted)
    full = can_read_restricted(viewer)
    titles = {heading.pk: heading.label for heading in section_headings(moment)}
    found: dict[int, DocumentArea] = {}
    last = 0
    for row in rows:
        heading = titles.get(row.section_id, "") if row.section_id != last else ""
        last = row.section_id
        parts = []
        for name in names:
            withheld = name in secret[row.area_id] and not full
            said = [] if withheld else paragraphs(getattr(row, name))
            if said or withheld:
                parts.append(Part(PASSAGES[name], said, withheld))
        found[row.area_id] = DocumentArea(row, heading, parts)
    leads = AreaLead.objects.filter(as_recorded(moment), area_id__in=list(found)).order_by("order", "pk")
    for area_id, label in leads.values_list("area_id", "lead__label"):
        found[area_id].leads.append(label)
    return page_of(list(found.values()), number, total, MOST_AREAS)


def risk_assessment(viewer: Any, moment: datetime | None = None, page: str | None = None) -> Page[DocumentArea]:
    """The areas with hazards, what is required, controls and evidence, as recorded at `moment`; at most five queries."""
    return _areas(viewer, RISK_ASSESSMENT, moment, page)


def action_plan(
    viewer: Any,
    day: date | None = None,
    moment: datetime | None = None,
    *,
    closed: bool = False,
    page: str | None = None,
) -> Page[DocumentArea]:
    """The areas with their actions, as recorded at `moment`, the end of `day`; at most nine queries.

    closed: done and dropped actions too. Restricted actions only for those who may read them; not even their number
    is told to others.
    """
    areas = _areas(viewer, ACTION_PLAN, moment, page)
    by_area = {area.row.area_id: area for area in areas}
    today = day if moment and day else clock.today()
    links = AreaAction.objects.filter(area_id__in=list(by_area)).order_by("area_id", "position", "pk")
    area_of = dict(links.values_list("action_id", "area_id"))
    actions = ActionRevision.objects.filter(as_recorded(moment), action_id__in=links.values("action_id"))
    if not can_read_restricted(viewer):
        actions = actions.filter(restricted=False)
        if moment is not None:
            actions = actions.exclude(action_id__in=restricted_actions())
    if not closed:
        actions = actions.filter(status__in=UNFINISHED)
    by_action = {
        row.action_id: DocumentStep(
            row,
            overdue=is_overdue(row.status, row.due_end, today),
            undated=is_undated(row.status, row.due_end, row.standing),
            days_late=days_since_first_due(row.first_due_on, today) if row.status in UNFINISHED else 0,
        )
        for row in actions
    }
    leads = ActionLead.objects.filter(as_recorded(moment), action_id__in=list(by_action)).order_by("pk")
    for action_id, label in leads.values_list("action_id", "lead__label"):
        by_action[action_id].leads.append(label)
    for action_id, area_id in area_of.items():
        if action_id in by_action:
            by_area[area_id].steps.append(by_action[action_id])
    return areas


@dataclass(frozen=True)
class ContextGroup:
    """The passages of one kind of context, in their order."""

    label: str
    passages: list[ContextPassageRevision]


def context_groups(viewer: Any, moment: datetime | None = None) -> list[ContextGroup]:
    """The context by kind, without empty kinds; two queries at most.

    A restricted passage is left out whole for those who may not read it: its heading may say as much as its text.
    """
    rows = ContextPassageRevision.objects.filter(as_recorded(moment)).exclude(text="").select_related("passage")
    if not can_read_restricted(viewer):
        rows = rows.filter(restricted=False)
        if moment is not None:
            now = ContextPassageRevision.objects.filter(as_recorded(None), restricted=True)
            rows = rows.exclude(passage_id__in=now.values("passage_id"))
    found: dict[str, list[ContextPassageRevision]] = {kind: [] for kind in _KINDS}
    for row in rows.order_by("position", "pk"):
        found[row.kind].append(row)
    return [ContextGroup(str(ContextKind(kind).label), passages) for kind, passages in found.items() if passages]


def context_passage(viewer: Any, reference: str) -> ContextPassageRevision | None:
    """One passage of the context as it is now, if it has not been taken out and `viewer` may read it."""
    row = (
        ContextPassageRevision.objects.filter(as_recorded(None), passage__reference=reference)
        .exclude(text="")
        .select_related("passage")
        .first()
    )
    return row if row is not None and (not row.restricted or can_read_restricted(viewer)) else None


def claims_on(viewer: Any, areas: Iterable[DocumentArea] = (), groups: Iterable[ContextGroup] = ()) -> Claims:
    """The numbers that are bound to figures in these parts of a document; no query where there is none, else three."""
    said = [text for area in areas for part in area.parts for text in part.paragraphs]
    said += [text for area in areas for step in area.steps for text in (step.revision.text, step.revision.progress)]
    said += [passage.text for group in groups for passage in group.passages]
    return claims_in_texts(viewer, said)


@dataclass(frozen=True)
class ScaleRow:
    """One row of the matrix: a likelihood, its word, and for each impact (product, RAG)."""

    level: int
    word: str
    cells: list[tuple[int, str]]


def scale_matrix(plan: PlanDocumentRevision) -> list[ScaleRow]:
    """The institution's 5 x 5 matrix, the highest likelihood first. No query."""
    words = plan.likelihood_words if len(plan.likelihood_words) == 5 else [""] * 5
    return [
        ScaleRow(
            likelihood,
            words[likelihood - 1],
            [
                (likelihood * impact, rag_of_score(likelihood * impact, plan.amber_from, plan.red_from))
                for impact in LEVELS
            ],
        )
        for likelihood in reversed(LEVELS)
    ]


def impact_levels(plan: PlanDocumentRevision) -> list[tuple[int, str]]:
    """The levels of impact with their words."""
    words = plan.impact_words if len(plan.impact_words) == 5 else [""] * 5
    return list(zip(LEVELS, words, strict=True))


def plan_document_history(viewer: Any) -> list[PlanDocumentRevision]:
    """All that the plan's title and scale ever were, the latest first."""
    return list(PlanDocumentRevision.objects.order_by("-recorded_from", "-pk"))


@dataclass(frozen=True)
class Entered:
    """One state of the risk register's entry, with its score."""

    row: RiskEntry
    score: int | None
    overdue: bool


def risk_entry(viewer: Any, moment: datetime | None = None) -> Entered | None:
    """What the corporate risk register says about Prevent, as recorded at `moment`; None before it said anything."""
    row = RiskEntry.objects.filter(as_recorded(moment)).select_related("owner").first()
    return None if row is None else _entered(row)


def risk_entry_history(viewer: Any) -> list[Entered]:
    """All that the entry ever said, the latest first."""
    return [_entered(row) for row in RiskEntry.objects.select_related("owner").order_by("-recorded_from", "-pk")]


def _entered(row: RiskEntry) -> Entered:
    late = row.recorded_to is None and row.review_on is not None and row.review_on < clock.today()
    return Entered(row, score(row.likelihood, row.impact), late)
