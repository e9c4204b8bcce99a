"""The proposal: what the importer makes of a file, in the shape of the command's JSON contract, every value unconfirmed."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from dueregard.documents.grids import Place

Where = dict[str, Any]  # {"page", "row", "sheet"}

# What a flag is about; the review page groups by it.
FLAG_KINDS = {
    "repair_applied": "A broken word was mended, because it is certain.",
    "repair_suggested": "A word looks broken and was left as it stood.",
    "undefined_abbreviation": "Nobody says what these initials mean.",
    "pairing_unknown": "Several leads and several actions stand in one cell.",
    "no_lead": "The row names no lead.",
    "rhythm_unknown": "A standing action does not say how often.",
    "due_unclear": "A date could not be read, or there are several.",
    "no_action": "A sentence in the column of actions asks for nothing.",
    "split_unclear": "It is not sure whether two things stand here, or one.",
    "placeholder": "Text of a template was left in.",
    "duplicate_number": "A number stands twice.",
    "number_gap": "Numbers are missing; they are never used again.",
    "scale_unclear": "The rating's scale is not said.",
    "scale_read": "The rating's scale was read by the document's own key.",
    "rating_conflict": "Two ratings of one row disagree.",
    "column_unclear": "A column's heading can mean two things.",
    "column_unmapped": "A column was kept as text only.",
    "cells_glued": "Cells ran together and could not be told apart.",
    "formula_without_value": "A formula without a stored value.",
    "looks_like_formula": "Text that a spreadsheet would take for a formula.",
    "broken_encoding": "Characters that could not be read.",
    "joined_over_page": "A row that was broken over a page.",
    "remark": "A remark of the reader about the file.",
}


@dataclass(slots=True)
class Flag:
    """Something for the person to look at. number, field: the area and field that it is about, where it is about one."""

    kind: str
    message: str
    source: Where | None = None
    number: str | None = None
    field: str | None = None
    as_found: str | None = None
    suggestion: str | None = None


@dataclass(slots=True)
class Lead:
    """Who leads. kind: person, post, body or unknown; name is None where the initials are not explained."""

    written: str
    kind: str = "unknown"
    name: str | None = None
    role: str | None = None
    confidence: float = 0.5


@dataclass(slots=True)
class Due:
    """When an action is due; ISO dates, both included. phrase: as the document has it."""

    start: str
    end: str
    phrase: str


@dataclass(slots=True)
class Step:
    """One next step. origin: the meeting it comes from; reported_to: the body it is reported to.

    published: what only a plan that Due Regard published says of it, by the names of a version's content: carried_over
    (how often), first_due_on, ask_again_on, closed_on, restricted.
    """

    text: str
    progress: str | None = None
    due: Due | None = None
    standing: bool = False
    rhythm: str | None = None
    carried_over: bool = False
    waiting_on: str | None = None
    depends_on: list[str] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    status: str | None = None
    origin: str | None = None
    reported_to: str | None = None
    rhythm_phrase: str | None = None
    due_phrase: str | None = None
    confidence: float = 0.8
    source: Where | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Ratings:
    """Scores as whole numbers or None; words: what stood in each cell; stages: likelihood and severity of each stage."""

    likelihood: int | None = None
    severity: int | None = None
    gross: int | None = None
    current: int | None = None
    residual: int | None = None
    words: dict[str, str] = field(default_factory=dict)
    stages: dict[str, dict[str, int | None]] = field(default_factory=dict)


@dataclass(slots=True)
class RiskArea:
    """One row of the register. section: the number of its section, or its title where sections have no numbers.

    published: as of a step; of an area rating_reason, rated_on, campus, restricted (names of passages).
    """

    number: str | None = None
    section: str | None = None
    title: str | None = None
    hazard: str | None = None
    actions_taken: list[str] = field(default_factory=list)
    next_steps: list[Step] = field(default_factory=list)
    leads: list[Lead] = field(default_factory=list)
    rag: str = "unknown"
    ratings: Ratings = field(default_factory=Ratings)
    evidence: str | None = None
    status: str | None = None
    review_on: str | None = None
    confidence: float = 0.5
    source: Where | None = None
    requirement: str | None = None
    category: str | None = None
    progress: str | None = None
    rag_words: str | None = None
    review_phrase: str | None = None
    findings: list[str] = field(default_factory=list)
    other: dict[str, str] = field(default_factory=dict)
    fields: dict[str, Any] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Section:
    """A heading over several areas; number is None where it has none."""

    number: str | None
    title: str | None
    source: Where | None = None


@dataclass(slots=True)
class Term:
    """An entry of the glossary: initials with what they stand for. kind: person, post, body or unknown."""

    initials: str
    name: str
    role: str | None = None
    kind: str = "unknown"
    source: Where | None = None


@dataclass(slots=True)
class CandidateFigure:
    """A number in the text that a figure could compute. number: of its area; as_at: ISO date or None."""

    number: str | None
    value: int
    as_at: str | None
    text: str
    source: Where | None = None


@dataclass(slots=True)
class LeftOut:
    """Text that became no area, with the reason, so that a person may bring it back."""

    reason: str
    text: str
    cells: list[str] = field(default_factory=list)
    source: Where | None = None


@dataclass(slots=True)
class About:
    """The document itself.

    kind: risk_assessment, action_plan or both. updated: ISO date; where only a month is said, that month's first day, so
    that the plan never looks fresher than it is; updated_phrase keeps the words. period: the span that the plan covers.
    published: as of a step; of the document risk_entry (the corporate risk register's) and context (kind, restricted).
    """

    title: str | None = None
    kind: str = "both"
    updated: str | None = None
    context: list[dict[str, str]] = field(default_factory=list)
    updated_phrase: str | None = None
    period: dict[str, str] | None = None
    format: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    published: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Proposal:
    """All that was made of a file. layout: how each table's columns were read; the user's own mapping replaces it."""

    document: About = field(default_factory=About)
    sections: list[Section] = field(default_factory=list)
    risk_areas: list[RiskArea] = field(default_factory=list)
    glossary: list[Term] = field(default_factory=list)
    candidate_figures: list[CandidateFigure] = field(default_factory=list)
    flags: list[Flag] = field(default_factory=list)
    layout: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """As plain dictionaries and lists, the contract's keys first and always present; "published" where it says anything."""
        made = asdict(self)
        for area in made["risk_areas"]:
            for one in (area, *area["next_steps"]):
                if not one["published"]:
                    del one["published"]
        if not made["document"]["published"]:
            del made["document"]["published"]
        return made

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Proposal:
        """What `to_json` gave; raises KeyError or TypeError for anything else."""
        return cls(
            document=About(**data["document"]),
            sections=[Section(**row) for row in data["sections"]],
            risk_areas=[_area(row) for row in data["risk_areas"]],
            glossary=[Term(**row) for row in data["glossary"]],
            candidate_figures=[CandidateFigure(**row) for row in data["candidate_figures"]],
            flags=[Flag(**row) for row in data["flags"]],
            layout=list(data.get("layout", [])),
            left_out=[LeftOut(**row) for row in data.get("left_out", [])],
        )


def where(place: Place | None) -> Where | None:
    """A place as the JSON has it."""
    return None if place is None else {"page": place.page, "row": place.row, "sheet": place.sheet}


def noted(confidence: float, source: Where | None, as_found: str) -> dict[str, Any]:
    """What the review page shows of one field: how sure it is (0 to 1), where it stood, and as it stood."""
    return {"confidence": round(confidence, 2), "source": source, "as_found": as_found}


def _area(row: dict[str, Any]) -> RiskArea:
    parts = dict(row)
    parts["next_steps"] = [_step(step) for step in row["next_steps"]]
    parts["leads"] = [Lead(**lead) for lead in row["leads"]]
    parts["ratings"] = Ratings(**row["ratings"])
    return RiskArea(**parts)


def _step(row: dict[str, Any]) -> Step:
    parts = dict(row)
    parts["due"] = Due(**row["due"]) if row["due"] else None
    parts["leads"] = [Lead(**lead) for lead in row["leads"]]
    return Step(**parts)
