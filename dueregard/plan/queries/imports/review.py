"""What the review page shows: each area beside its source, what is uncertain first, and what a commit would do."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.paginator import Page

from dueregard.kernel.pages import page_number, page_of
from dueregard.kernel.revisions import as_recorded
from dueregard.organisation.models import Campus, Initials
from dueregard.plan.importing.headings import FIELDS
from dueregard.plan.importing.proposal import FLAG_KINDS
from dueregard.plan.models import PlanImport, RiskEntry, SectionRevision
from dueregard.plan.queries.imports.lists import committed_before, taken_numbers, waiting_twin
from dueregard.plan.rules.proposals import (
    ELSEWHERE,
    INFORMING,
    SURE_FROM,
    Json,
    counts,
    doubtful,
    flags_of,
    numbers_standing_twice,
    section_label,
    unsure,
)
from dueregard.plan.rules.published import campus_of, published

CARDS_ON_A_PAGE = 20
# A row may run over many lines of the source; more than this is cut short with a word.
LONGEST_SOURCE = 60
_FIELD_LABELS = {**FIELDS, "review_on": "Review date", "ratings": "Ratings", "text": "Text"}
# Shown in this order; whatever else was found comes after.
_ORDER = ("number", "title", "hazard", "requirement", "actions_taken", "next_steps", "leads", "due", "rag", "progress")


@dataclass(frozen=True)
class Found:
    """One value as it stood in the source. unsure: its reading was not certain."""

    label: str
    text: str
    place: str
    unsure: bool


@dataclass(frozen=True)
class Card:
    """One area of the proposal with its source."""

    key: str
    area: Json
    section: str
    place: str
    found: list[Found]
    rows: list[list[str]]
    flags: list[Json]
    doubtful: bool
    confidence: int  # in per cent


@dataclass(frozen=True)
class Overview:
    """The review page's head: counts, and the flags that concern the document as a whole by kind."""

    counts: dict[str, int]
    asking: list[Json]
    notes: list[Json]
    sections: list[tuple[str, str, int]]  # (what the URL says, label, number of areas)
    before: PlanImport | None
    twin: PlanImport | None
    kind: str
    figures: list[Json]


KINDS = {
    "risk_assessment": "Risk assessment",
    "action_plan": "Action plan",
    "both": "Risk assessment and action plan in one",
}
UNSECTIONED = "-"


def overview(viewer: Any, brought: PlanImport) -> Overview:
    """The head of the review of an import that waits for it."""
    proposal = brought.proposal
    per_section: dict[str | None, int] = {}
    for area in proposal["risk_areas"]:
        per_section[area["section"]] = per_section.get(area["section"], 0) + 1
    own = flags_of(proposal, None)
    return Overview(
        counts=counts(proposal),
        asking=[flag for flag in own if flag["kind"] not in INFORMING],
        notes=[flag for flag in own if flag["kind"] in INFORMING],
        sections=[
            (section or UNSECTIONED, section_label(proposal, section), number)
            for section, number in per_section.items()
        ],
        before=committed_before(viewer, brought),
        twin=waiting_twin(viewer, brought),
        kind=KINDS.get(proposal["document"]["kind"], ""),
        figures=proposal["candidate_figures"],
    )


def cards(brought: PlanImport, show: str = "", section: str = "", page: str | int | None = None) -> Page[Card]:
    """A page of the proposal's areas: show "all" in the document's order, else the uncertain ones, least certain first."""
    proposal = brought.proposal
    rows = proposal["risk_areas"] if show == "all" or section else unsure(proposal)
    if section:
        rows = [area for area in rows if (area["section"] or UNSECTIONED) == section]
    number = page_number(page, len(rows), CARDS_ON_A_PAGE)
    shown = rows[(number - 1) * CARDS_ON_A_PAGE : number * CARDS_ON_A_PAGE]
    source = _Source(brought)
    return page_of([_card(proposal, area, source) for area in shown], number, len(rows), CARDS_ON_A_PAGE)


def card(brought: PlanImport, key: str) -> Card | None:
    """One area beside its source, or None where the proposal has no such key."""
    area = next((one for one in brought.proposal["risk_areas"] if one["key"] == key), None)
    return _card(brought.proposal, area, _Source(brought)) if area else None


def _card(proposal: Json, area: Json, source: _Source) -> Card:
    # How often a step comes is asked for all steps on one page; the step itself says that it does not say.
    flags = [flag for flag in flags_of(proposal, area["key"]) if flag["kind"] not in ELSEWHERE]
    return Card(
        key=area["key"],
        area=area,
        section=section_label(proposal, area["section"]),
        place=place_words(area["source"]),
        found=_as_found(area),
        rows=source.rows_of(area),
        flags=[{**flag, "heading": FLAG_KINDS.get(flag["kind"], "")} for flag in flags],
        doubtful=doubtful(proposal, area),
        confidence=round(100 * area["confidence"]),
    )


def place_words(source: Json | None) -> str:
    """Where something stood, in words: "Page 4, row 12"; "" where it is not known."""
    if not source:
        return ""
    sheet, page, row = source.get("sheet"), source.get("page"), source.get("row")
    words = [f"Sheet “{sheet}”" if sheet else f"page {page}" if page else "", f"row {row}" if row else ""]
    joined = ", ".join(filter(None, words))
    return joined[:1].upper() + joined[1:]


def _as_found(area: Json) -> list[Found]:
    """The area's values as they stood, by field."""
    fields = area["fields"]
    names = [name for name in _ORDER if name in fields] + [name for name in fields if name not in _ORDER]
    out = []
    for name in names:
        value = fields[name]
        text = str(value.get("as_found") or "").strip()
        if text:
            label = _FIELD_LABELS.get(name, name.replace("_", " ").replace(".", " ").capitalize())
            out.append(Found(label, text, place_words(value.get("source")), value.get("confidence", 1) < SURE_FROM))
    return out


class _Source:
    """The file's rows, to be found by where an area stood."""

    def __init__(self, brought: PlanImport) -> None:
        self.rows: list[Json] = brought.source
        self._at: dict[tuple[Any, ...], int] = {}
        for index, row in enumerate(self.rows):
            self._at.setdefault(_key(row), index)
        areas = brought.proposal["risk_areas"]
        places = [one["source"] for one in [*areas, *brought.proposal["sections"]] if one["source"]]
        self._starts = sorted({self._at[_key(place)] for place in places if _key(place) in self._at})

    def rows_of(self, area: Json) -> list[list[str]]:
        """The cells of the rows from the area's own to the next area's or section's, blank rows left out."""
        start = self._at.get(_key(area["source"])) if area["source"] else None
        if start is None:
            return []
        end = next((one for one in self._starts if one > start), len(self.rows))
        texts = []
        for row in self.rows[start:end]:
            cells = [(cell or {}).get("text", "").strip() for cell in row["cells"]]
            if row["kind"] == "row" and any(cells):
                texts.append(cells)
        if len(texts) > LONGEST_SOURCE:
            texts = [*texts[:LONGEST_SOURCE], ["…"]]
        return texts


def _key(place: Json) -> tuple[Any, ...]:
    return (place.get("sheet") or "", place.get("page"), place.get("row"))


@dataclass(frozen=True)
class LeftOutRow:
    """A row that became no area, with the reason."""

    key: str
    reason: str
    text: str
    place: str


def left_out(brought: PlanImport) -> list[tuple[str, list[LeftOutRow]]]:
    """The rows that were left out, by reason: what is most likely to be missed first."""
    groups: dict[str, list[LeftOutRow]] = {}
    for row in brought.proposal["left_out"]:
        place = place_words(row.get("source"))
        groups.setdefault(row["reason"], []).append(LeftOutRow(row["key"], row["reason"], row["text"], place))
    return sorted(groups.items(), key=lambda group: -max(len(row.text) for row in group[1]))


@dataclass
class Preview:
    """What a commit would do, for the page that confirms it."""

    counts: dict[str, int]
    new_sections: list[str] = field(default_factory=list)
    known_sections: list[str] = field(default_factory=list)
    unnumbered_sections: list[str] = field(default_factory=list)  # whose number is another section's
    taken: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    kept_initials: list[str] = field(default_factory=list)
    entry: bool = False  # of the corporate risk register, in the document
    keeps_entry: bool = False  # there is one already
    unknown_campuses: list[str] = field(default_factory=list)
    before: PlanImport | None = None

    @property
    def clashes(self) -> bool:
        """Whether numbers are taken, so that somebody has to say what to do."""
        return bool(self.taken or self.twice)


def preview(viewer: Any, brought: PlanImport) -> Preview:
    """What taking the import into the register would do to it as it is now."""
    proposal = brought.proposal
    out = Preview(
        counts(proposal),
        taken=taken_numbers(proposal),
        twice=numbers_standing_twice(proposal),
        before=committed_before(viewer, brought),
    )
    there = {
        number or title.casefold(): title
        for number, title in SectionRevision.objects.filter(as_recorded(None)).values_list("section__number", "title")
    }
    used = {area["section"] for area in proposal["risk_areas"] if area["section"]}
    for row in proposal["sections"]:
        number, title = row["number"] or "", row["title"] or ""
        if not used & {number, title}:
            continue
        label = f"{number} {title}".strip()
        standing = there.get(number or title.casefold())
        if standing is None:
            out.new_sections.append(label)
        elif not title or standing.casefold() == title.casefold():
            out.known_sections.append(label)
        else:
            out.unnumbered_sections.append(label)
    letters = [term["initials"] for term in proposal["glossary"]]
    out.kept_initials = sorted(Initials.objects.filter(letters__in=letters).values_list("letters", flat=True))
    out.entry = "risk_entry" in published(proposal["document"])
    out.keeps_entry = out.entry and RiskEntry.objects.filter(as_recorded(None)).exists()
    known = known_campuses(proposal)
    named = {campus_of(area) for area in proposal["risk_areas"]} - {""}
    out.unknown_campuses = sorted((name for name in named if name.casefold() not in known), key=str.casefold)
    return out


def known_campuses(proposal: Json) -> dict[str, int]:
    """The keys of the campuses, by their names in small letters; none are looked up for a document that names none."""
    if not any(campus_of(area) for area in proposal["risk_areas"]):
        return {}
    return {name.casefold(): key for name, key in Campus.objects.values_list("name", "pk")}


def document_initial(brought: PlanImport) -> Json:
    """The document's own values for their form."""
    about = brought.proposal["document"]
    return {
        "title": about["title"] or "",
        "updated": date.fromisoformat(about["updated"]) if about["updated"] else None,
    }
