"""The register as the cells of a spreadsheet: its records, its columns, and how each value is written there. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from dueregard.actions.rules import Rhythm, Status
from dueregard.documents.readers.characters import tidy
from dueregard.documents.writers.spreadsheet import CELL_LIMIT, Column, Filled, length_in_cell
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.rules.passages import PASSAGES, RESTRICTED_MARK
from dueregard.plan.rules.ratings import Rag

WITHHELD = f"[{RESTRICTED_MARK}]"
STANDING = "Standing"
SHEET_NAME = "Register"
_FILLS = {Rag.RED: "#f4c7c3", Rag.AMBER: "#fbe3b5", Rag.GREEN: "#cfe8cf", Rag.UNKNOWN: "#e4e6ea"}


@dataclass(frozen=True, slots=True)
class LeadRecord:
    """A lead of a row. kind: person, post, body or unknown."""

    reference: str
    label: str
    kind: str


@dataclass(slots=True)
class StepRecord:
    """One next step as the register has it; due dates are inclusive."""

    reference: str
    revision: int
    text: str
    status: str
    due_start: date | None
    due_end: date | None
    due_phrase: str
    standing: bool
    rhythm: str
    first_due_on: date | None
    carried_over: int
    progress: str
    source: str
    depends_on: list[str]
    waiting_on: str
    ask_again_on: date | None
    restricted: bool
    closed_on: date | None
    leads: list[LeadRecord] = field(default_factory=list)


@dataclass(slots=True)
class AreaRecord:
    """One risk area as the register has it. withheld: the passages that its reader may not read; they hold no words."""

    key: int
    reference: str
    revision: int
    number: str
    section: str  # reference
    section_number: str
    section_title: str
    title: str
    hazard: str
    requirement: str
    actions_taken: str
    evidence_text: str
    status_text: str
    rag: str
    likelihood: int | None
    impact: int | None
    current_score: int | None
    residual_likelihood: int | None
    residual_impact: int | None
    rating_words: str
    rating_reason: str
    rated_on: date | None
    review_on: date | None
    campus: str  # reference, or ""
    restricted: set[str]
    withheld: set[str] = field(default_factory=set)
    leads: list[LeadRecord] = field(default_factory=list)
    steps: list[StepRecord] = field(default_factory=list)

    @property
    def section_label(self) -> str:
        return f"{self.section_number} {self.section_title}".strip()

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}".strip()


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the sheet: its name here, its heading there, and how wide it is."""

    name: str
    heading: str
    width: int
    text_only: bool = False
    choices: tuple[str, ...] = ()


# What belongs to the area stands in the area's first row only; a step has a row of its own.
AREA_FIELDS = (
    Field("number", "No.", 8, text_only=True),
    Field("section", "Section", 22),
    Field("title", "Risk area", 36),
    Field("hazard", "Hazard", 36),
    Field("requirement", "What is required", 30),
    Field("actions_taken", "Actions taken", 60),
    Field("evidence_text", "Evidence", 30),
    Field("rag", "RAG", 11, choices=tuple(str(label) for label in Rag.labels)),
    Field("leads", "Leads", 26),
    Field("review_on", "Next review", 18, text_only=True),
)
STEP_FIELDS = (
    Field("text", "Next step", 50),
    Field("status", "Status", 13, choices=tuple(str(label) for label in Status.labels)),
    Field("due", "Due", 20, text_only=True),
    Field("rhythm", "Rhythm", 18, choices=(*(str(label) for value, label in Rhythm.choices if value), STANDING)),
    Field("step_leads", "Step leads", 26),
    Field("progress", "Progress", 40),
    Field("waiting_on", "Waiting on", 26),
)
FIELDS = {f.name: f for f in (*AREA_FIELDS, *STEP_FIELDS)}
# Told, never read back.
RESTRICTED = Field("restricted", "Restricted", 16)
# By these a row is recognised when it comes back. The marks tell what each cell said when it was taken out.
AREA_REFERENCE, STEP_REFERENCE, REVISION, MARKS = "Area reference", "Step reference", "Revision", "Marks"
IDENTITY = (AREA_REFERENCE, STEP_REFERENCE, REVISION, MARKS)


def due_words(start: date | None, end: date | None, phrase: str) -> str:
    """When something is due, as its writer had it, or in days."""
    if phrase or end is None:
        return phrase
    return plain_day(end) if start is None or start == end else f"{plain_day(start)} to {plain_day(end)}"


def rhythm_words(rhythm: str, standing: bool) -> str:
    """How often something comes again, as the cell says it."""
    return str(Rhythm(rhythm).label) if rhythm else STANDING if standing else ""


def lead_words(leads: Iterable[LeadRecord]) -> str:
    """The leads of a row in one cell."""
    return "; ".join(lead.label for lead in leads)


def area_cells(area: AreaRecord) -> dict[str, str]:
    """The cells of an area by the field's name."""
    cells = {
        "number": area.number,
        "section": area.section_label,
        "title": area.title,
        "rag": str(Rag(area.rag).label),
        "leads": lead_words(area.leads),
        "review_on": plain_day(area.review_on) if area.review_on else "",
    }
    for name in ("hazard", "requirement", "actions_taken", "evidence_text"):
        cells[name] = WITHHELD if name in area.withheld else getattr(area, name)
    return cells


def step_cells(step: StepRecord) -> dict[str, str]:
    """The cells of a next step by the field's name."""
    return {
        "text": step.text,
        "status": str(Status(step.status).label),
        "due": due_words(step.due_start, step.due_end, step.due_phrase),
        "rhythm": rhythm_words(step.rhythm, step.standing),
        "step_leads": lead_words(step.leads),
        "progress": step.progress,
        "waiting_on": step.waiting_on,
    }


def mark(text: str) -> str:
    """What stands for a cell's text: equal for texts that a spreadsheet gives back alike."""
    return hashlib.sha256(tidy(text).encode("utf-8", "surrogatepass")).hexdigest()[:10]


def marks(cells: dict[str, str], fields: Sequence[Field]) -> str:
    """The marks of a row's cells, in the order of the fields."""
    return " ".join(mark(cells[one.name]) for one in fields)


def _restricted_words(area: AreaRecord, step: StepRecord | None, first: bool) -> str:
    named = [PASSAGES[name] for name in PASSAGES if first and name in area.restricted]
    return ", ".join([*named, *(["Next step"] if step is not None and step.restricted else [])])


def parts_for_cells(text: str) -> list[str]:
    """A text in parts that a cell holds each; put together they give it again. Raises ValueError where it cannot be parted.

    It is parted inside a word: blanks at the end of a cell do not survive.
    """
    if len(text) <= CELL_LIMIT // 2 or length_in_cell(text) <= CELL_LIMIT:
        return [text]
    parts, rest = [], text
    while length_in_cell(rest) > CELL_LIMIT:
        at = min(len(rest) - 1, CELL_LIMIT)
        while length_in_cell(rest[:at]) > CELL_LIMIT:
            at -= max(1, (length_in_cell(rest[:at]) - CELL_LIMIT) // 2)
        while at > 0 and (tidy(rest[at - 1]) != rest[at - 1] or tidy(rest[at]) != rest[at]):
            at -= 1
        if at == 0:
            raise ValueError("There is no word in it that could be parted.")
        parts.append(rest[:at])
        rest = rest[at:]
    return [*parts, rest]


def continued(heading: str, number: int) -> str:
    """The heading of the column that holds the second, third ... part of a long text."""
    return f"{heading} (continued {number})"


@dataclass(slots=True)
class Table:
    """The sheet as columns and rows, ready for any writer."""

    columns: tuple[Column, ...]
    rows: list[list[str | int | Filled | None]]

    def plain_rows(self) -> list[list[str | int | None]]:
        """The rows without fills."""
        return [[cell.text if isinstance(cell, Filled) else cell for cell in row] for row in self.rows]


def table_of(areas: Iterable[AreaRecord]) -> Table:
    """The register as one row for each next step, and one for an area without. Raises ValueError naming the place where
    a text is too long for a cell and cannot be continued in another."""
    made: list[dict[str, list[str]]] = []
    parts: dict[str, int] = {}
    for area in areas:
        in_area = area_cells(area)
        area_marks = marks(in_area, AREA_FIELDS)
        steps: list[StepRecord | None] = [*area.steps] or [None]
        for index, step in enumerate(steps):
            cells = in_area if index == 0 else {}
            if step is not None:
                cells = cells | step_cells(step)
            row: dict[str, list[str]] = {}
            for name, text in cells.items():
                try:
                    row[name] = parts_for_cells(text)
                except ValueError:
                    raise ValueError(
                        f"“{FIELDS[name].heading}” of risk area {area.number or area.title[:60]} is too long for a "
                        f"spreadsheet, whose cells hold {CELL_LIMIT:,} characters."
                    ) from None
                parts[name] = max(parts.get(name, 1), len(row[name]))
            row["restricted"] = [_restricted_words(area, step, index == 0)]
            row[AREA_REFERENCE] = [area.reference]
            row[STEP_REFERENCE] = [step.reference if step is not None else ""]
            row[REVISION] = [f"{area.revision}/{step.revision}" if step is not None else str(area.revision)]
            row[MARKS] = [area_marks + (" | " + marks(cells, STEP_FIELDS) if step is not None else "")]
            if "rag" in cells:
                row["fill"] = [_FILLS[Rag(area.rag)]]
            made.append(row)
    return _laid_out(made, parts)


def _laid_out(made: list[dict[str, list[str]]], parts: dict[str, int]) -> Table:
    columns: list[Column] = []
    places: list[tuple[str, int]] = []
    for one in (*AREA_FIELDS, *STEP_FIELDS, RESTRICTED):
        for part in range(parts.get(one.name, 1)):
            heading = one.heading if part == 0 else continued(one.heading, part + 1)
            columns.append(Column(heading, one.width, text_only=one.text_only, choices=one.choices))
            places.append((one.name, part))
    for name in IDENTITY:
        columns.append(Column(name, 18, hidden=True, text_only=True))
        places.append((name, 0))
    rows: list[list[str | int | Filled | None]] = []
    for found in made:
        row: list[str | int | Filled | None] = []
        for name, part in places:
            texts = found.get(name, [])
            text = texts[part] if part < len(texts) else ""
            row.append(Filled(text, found["fill"][0]) if name == "rag" and text else text)
        rows.append(row)
    return Table(tuple(columns), rows)
