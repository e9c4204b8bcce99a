"""The register as records for a spreadsheet or an export, and spreadsheets that came back, at a bounded number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page
from django.db.models import F, Q, QuerySet

from dueregard.accounts.models import Person
from dueregard.actions.models import ActionLead, ActionRevision
from dueregard.kernel import clock
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Body, Initials, Lead, Post
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaAction, AreaLead, AreaRevision, SectionRevision, SheetReturn
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.selecting import restricted_actions, selected
from dueregard.plan.rules.cells import AreaRecord, LeadRecord, StepRecord
from dueregard.plan.rules.differences import Json, Shown, by_certainty, held_against, seen
from dueregard.plan.rules.passages import RESTRICTABLE
from dueregard.plan.rules.returned import Known

_OF_AREA = (
    "requirement", "hazard", "actions_taken", "evidence_text", "status_text", "rag", "likelihood", "impact",
    "current_score", "residual_likelihood", "residual_impact", "rating_words", "rating_reason", "rated_on", "review_on",
)  # fmt: skip
_OF_STEP = (
    "text", "status", "due_start", "due_end", "due_phrase", "standing", "rhythm", "first_due_on", "carried_over",
    "progress", "source", "depends_on", "waiting_on", "ask_again_on", "restricted", "closed_on",
)  # fmt: skip


def register_records(viewer: Any, filters: Filters | None = None) -> list[AreaRecord]:
    """The areas that `viewer` may read and `filters` ask for, in the plan's order, whole: at most nine queries.

    Passages that the viewer may not read come without words, restricted steps not at all.
    """
    filters = filters or Filters()
    moment = filters.moment()
    chosen = selected(viewer, filters)
    titles = {
        pk: (reference, number, title)
        for pk, reference, number, title in SectionRevision.objects.filter(as_recorded(moment)).values_list(
            "section_id", "section__reference", "section__number", "title"
        )
    }
    full = permissions.can_read_restricted(viewer)
    # What is restricted today is so in the past as well.
    now = (
        {}
        if moment is None
        else dict(AreaRevision.objects.filter(as_recorded(None)).values_list("area_id", "restricted"))
    )
    areas: dict[int, AreaRecord] = {}
    rows = (
        chosen.select_related("area", "campus")
        .order_by("position", "pk")
        .annotate(section_reference=F("section__reference"))
    )
    for row in rows.iterator():
        secret = {name for name in (*row.restricted, *now.get(row.area_id, ())) if name in RESTRICTABLE}
        withheld = set() if full else secret
        section = titles.get(row.section_id, (row.section_reference, "", ""))
        values: dict[str, Any] = {name: "" if name in withheld else getattr(row, name) for name in _OF_AREA}
        areas[row.area_id] = AreaRecord(
            row.area_id,
            row.area.reference,
            row.area.revision,
            row.area.number or "",
            *section,
            title=row.title,
            campus=row.campus.reference if row.campus else "",
            restricted=secret,
            withheld=withheld,
            **values,
        )
    within = chosen.values("area_id")
    for area_id, lead in _leads(
        AreaLead.objects.filter(as_recorded(moment), area_id__in=within).order_by("order", "pk"), "area_id"
    ):
        areas[area_id].leads.append(lead)
    _add_steps(areas, within, full, moment)
    return list(areas.values())


def _leads(rows: QuerySet[Any], key: str) -> Iterable[tuple[int, LeadRecord]]:
    for pk, *lead in rows.values_list(key, "lead__reference", "lead__label", "lead__kind"):
        yield pk, LeadRecord(*lead)


def _add_steps(areas: dict[int, AreaRecord], within: QuerySet[Any, Any], full: bool, moment: datetime | None) -> None:
    links = AreaAction.objects.filter(area_id__in=within).order_by("position", "pk")
    revisions = ActionRevision.objects.filter(as_recorded(moment), action_id__in=links.order_by().values("action_id"))
    if not full:
        revisions = revisions.filter(restricted=False)
        if moment is not None:
            revisions = revisions.exclude(action_id__in=restricted_actions())
    steps = {
        action_id: StepRecord(reference, revision, *values)
        for action_id, reference, revision, *values in revisions.values_list(
            "action_id", "action__reference", "action__revision", *_OF_STEP
        ).iterator()
    }
    led = ActionLead.objects.filter(as_recorded(moment), action_id__in=links.order_by().values("action_id")).order_by(
        "pk"
    )
    for action_id, lead in _leads(led, "action_id"):
        if action_id in steps:
            steps[action_id].leads.append(lead)
    for area_id, action_id in links.values_list("area_id", "action_id"):
        if action_id in steps:
            areas[area_id].steps.append(steps[action_id])


def known() -> Known:
    """What the words of a returned cell may mean; seven queries."""
    sections: dict[str, str] = {}
    for reference, number, title in SectionRevision.objects.filter(as_recorded(None)).values_list(
        "section__reference", "section__number", "title"
    ):
        for words in (f"{number} {title}".strip(), title, number):
            if words:
                sections.setdefault(" ".join(words.split()).casefold(), reference)
    return Known(
        sections=sections,
        leads=_known_leads(),
        taken=frozenset(Area.objects.exclude(number=None).values_list("number", flat=True)),  # type: ignore[arg-type]
        terms=term_dates(),
        today=clock.today(),
    )


def _known_leads() -> dict[str, list[str]]:
    """Lower-case words -> the references that they may mean. Posts win over bodies, these over initials, then people, as
    organisation.queries.named_as has it; words that are not recognised yet are known last."""
    found: dict[str, list[str]] = {}
    unknown = Lead.objects.filter(kind=LeadKind.UNKNOWN).values_list("label", "reference")
    people = Person.objects.values_list("name", "reference")
    initials = Initials.objects.filter(lead__isnull=False).values_list("letters", "lead__reference")
    bodies = Body.objects.values_list("name", "reference")
    posts = Post.objects.values_list("title", "reference")
    for rows in (unknown, people, initials, bodies, posts):
        of_kind: dict[str, list[str]] = {}
        for words, reference in rows:
            of_kind.setdefault(" ".join(words.split()).casefold(), []).append(str(reference))
        found |= of_kind
    return found


@dataclass(frozen=True)
class SheetReview:
    """A spreadsheet that came back, beside the register of now. seen: to send with what is ticked."""

    sheet: SheetReturn
    differences: list[Shown]
    notes: list[Json]
    seen: str

    @property
    def offered(self) -> list[Shown]:
        """What can be ticked."""
        return [one for one in self.differences if not one.blocked]


def sheet_review(viewer: Any, sheet: SheetReturn) -> SheetReview:
    """The differences of a sheet as they stand now, the uncertain first."""
    shown = held_against(sheet.differences, register_records(viewer), known())
    notes = [one for one in sheet.differences if one["kind"] == "note"]
    return SheetReview(sheet, by_certainty(shown), notes, seen(shown))


def sheet_with(viewer: Any, reference: str) -> SheetReturn | None:
    """The returned spreadsheet, if `viewer` may read it."""
    found = SheetReturn.objects.select_related("file").filter(reference=reference).first()
    return found if found is not None and permissions.can_read_sheet_return(viewer, found) else None


def sheets_returned(viewer: Any, page: str | int | None = None) -> Page[SheetReturn]:
    """The spreadsheets that came back, newest first, for those who may bring one back."""
    rows = SheetReturn.objects.select_related("file").defer("differences")
    if not permissions.can_edit_plan(viewer):
        rows = rows.filter(Q(pk__in=[]))
    total = rows.count()
    number = page_number(page, total)
    found = rows.order_by("-brought_at", "-pk")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return page_of(list(found), number, total)
