"""A version as a document: the order of its parts, its tables and their columns. Pure.

The tables are read back by the plan importer (plan.importing.house): headings and order are a contract, held by
tests/publication/test_round_trip.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dueregard.actions.rules import UNFINISHED, Status
from dueregard.documents.blocks import Block, Cell, Column, Document, Facts, Heading, Notice, Paragraph, Row, Table
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.rules.cells import due_words, rhythm_words
from dueregard.plan.rules.ratings import Rag
from dueregard.publication.rules.comparing import lead_words
from dueregard.publication.rules.frozen import Json
from dueregard.publication.rules.states import Audience, Kind

_TONES = {Rag.RED: "red", Rag.AMBER: "amber", Rag.GREEN: "green", Rag.UNKNOWN: "grey"}


@dataclass(frozen=True, slots=True)
class Imprint:
    """What the document says about itself besides its content."""

    hash: str
    approved: tuple[str, ...] = ()
    correction: str = ""
    issue: int = 1


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of a table: its heading, its share of the width, and what stands in it for an area and a step."""

    heading: str
    width: int
    of_area: Callable[[Json], Cell] | None = None
    of_step: Callable[[Json], Cell] | None = None
    row_heading: bool = False
    # Left out where no row has anything in it.
    optional: bool = False


def day(written: str | None) -> str:
    """A day as printed; nothing for none."""
    return plain_day(date.fromisoformat(written)) if written else ""


def _prose(name: str) -> Callable[[Json], Cell]:
    return lambda thing: Cell("\n\n".join(thing[name]))


def _rag(area: Json) -> Cell:
    rag = Rag(area["rag"])
    return Cell(str(rag.label), tone=_TONES[rag])


def _leads(thing: Json) -> Cell:
    return Cell("\n".join(lead["label"] for lead in thing["leads"]))


def due(step: Json) -> str:
    """When a step is due or how often it comes, as printed."""
    start, end = (date.fromisoformat(one) if one else None for one in (step["due_start"], step["due_end"]))
    return due_words(start, end, step["due_phrase"]) or rhythm_words(step["rhythm"], step["standing"])


_NUMBER = _Field("No.", 5, lambda area: Cell(area["number"]), row_heading=True)
_TITLE = _Field("Risk area", 16, lambda area: Cell(area["title"]))
_HAZARD = _Field("Hazard", 14, _prose("hazard"), optional=True)
_REQUIRED = _Field("What is required", 14, _prose("requirement"), optional=True)
_TAKEN = _Field("Action taken", 34, _prose("actions_taken"))
_STEP = _Field("Next step", 24, of_step=lambda step: Cell(step["text"]))
_WHOM = _Field("By whom", 12, of_step=_leads, optional=True)
_WHEN = _Field("By when", 11, of_step=lambda step: Cell(due(step)))
_PROGRESS = _Field("Progress", 18, of_step=lambda step: Cell(step["progress"]), optional=True)
_LEAD = _Field("Lead", 12, _leads)
_RAG = _Field("RAG", 8, _rag)

_FIELDS = {
    Kind.BOTH: (_NUMBER, _TITLE, _TAKEN, _STEP, _WHOM, _WHEN, _LEAD, _RAG),
    Kind.RISK_ASSESSMENT: (_NUMBER, _TITLE, _HAZARD, _REQUIRED, _TAKEN, _LEAD, _RAG),
    Kind.ACTION_PLAN: (_NUMBER, _TITLE, _STEP, _WHOM, _WHEN, _PROGRESS, _LEAD, _RAG),
}


def document_of(content: Json, audience: str, imprint: Imprint) -> Document:
    """The document of a content, already cut for `audience` (rules.audiences.as_seen)."""
    kind = Kind(content["kind"])
    blocks: list[Block] = [_imprint(content, audience, imprint), *_notices(content, audience, imprint)]
    blocks += [Paragraph(paragraph) for paragraph in content["note"]]
    blocks += _context(content)
    blocks += _areas(content, kind)
    blocks += [block for part in (_closed, _ratings, _details, _evidence, _initials, _entry) for block in part(content)]
    number = f"version {content['number']}"
    return Document(
        title=content["title"],
        subtitle=f"{kind.label}, {number}, {day(content['dated'])}",
        author=content["institution"],
        subject=str(kind.label),
        dated=date.fromisoformat(content["dated"]),
        footer=f"{kind.label}, {number} · SHA-256 {imprint.hash}",
        contents=True,
        blocks=blocks,
    )


def _imprint(content: Json, audience: str, imprint: Imprint) -> Facts:
    rows = [("Version", content["number"]), ("Date", day(content["dated"]))]
    if content["institution"]:
        rows.insert(0, ("Institution", content["institution"]))
    if content["academic_year"]:
        year = content["academic_year"]
        rows.append(("Academic year", f"{year}/{(year + 1) % 100:02}"))
    rows += [("Approved", words) for words in imprint.approved]
    if content["cites"]:
        cited = content["cites"]
        rows.append(("Goes with", f"{Kind(cited['kind']).label}, version {cited['number']}"))
    if audience != Audience.PUBLIC:
        rows.append(("For", str(Audience(audience).label)))
    return Facts(tuple(rows))


def _notices(content: Json, audience: str, imprint: Imprint) -> Iterable[Block]:
    if imprint.issue > 1:
        yield Notice("This version has been issued again: a passage was redacted after it was first published.")
    if imprint.correction and audience != Audience.PUBLIC:
        yield Notice(f"Corrected: {imprint.correction}")
    if audience == Audience.INTERNAL and _holds_restricted(content):
        yield Notice("It holds restricted passages. Keep it accordingly.", "amber")


def _holds_restricted(content: Json) -> bool:
    steps = (step["restricted"] for area in content["areas"] for step in area["steps"])
    return (
        any(one["restricted"] for one in content["context"])
        or any(area["restricted"] for area in content["areas"])
        or any(steps)
    )


def _context(content: Json) -> Iterable[Block]:
    if content["context"]:
        yield Heading(2, "Context", "context")
    for passage in content["context"]:
        yield Heading(3, passage["heading"])
        yield from (Paragraph(paragraph) for paragraph in passage["paragraphs"])


def section_label(section: Json) -> str:
    """A section as its heading prints it."""
    return f"{section['number']} {section['title']}".strip() or "Without a section"


def _areas(content: Json, kind: Kind) -> Iterable[Block]:
    yield Heading(2, "Risk areas and actions" if kind == Kind.BOTH else str(kind.label), "areas")
    fields = _used(_FIELDS[kind], content["areas"])
    sections = {section["reference"]: section for section in content["sections"]}
    groups: dict[str, list[Json]] = {}
    for area in content["areas"]:
        groups.setdefault(area["section"], []).append(area)
    for place, (reference, areas) in enumerate(groups.items(), start=1):
        label = section_label(sections[reference])
        yield Heading(3, label, f"section-{place}")
        rows = [row for area in areas for row in _rows(area, fields)]
        columns = tuple(Column(one.heading, one.width, row_heading=one.row_heading) for one in fields)
        yield Table(columns, rows, label)


def _used(fields: Iterable[_Field], areas: list[Json]) -> tuple[_Field, ...]:
    def has(one: _Field) -> bool:
        if one.of_area is not None:
            return any(one.of_area(area).text for area in areas)
        return one.of_step is not None and any(one.of_step(step).text for area in areas for step in shown_steps(area))

    return tuple(one for one in fields if not one.optional or has(one))


def shown_steps(area: Json) -> list[Json]:
    """The next steps that the main table prints: what is not done."""
    return [step for step in area["steps"] if step["status"] in UNFINISHED]


def _rows(area: Json, fields: tuple[_Field, ...]) -> list[Row]:
    steps: list[Json | None] = [*shown_steps(area)]
    if not steps or not any(one.of_step for one in fields):
        steps = [None]
    rows: list[Row] = []
    for place, step in enumerate(steps):
        row: list[Cell | None] = []
        for one in fields:
            if one.of_area is not None:
                cell = one.of_area(area)
                row.append(Cell(cell.text, cell.tone, rowspan=len(steps)) if place == 0 else None)
            else:
                row.append(one.of_step(step) if step is not None and one.of_step is not None else Cell())
        rows.append(tuple(row))
    return rows


def _table(heading: str, anchor: str, columns: tuple[Column, ...], rows: list[Row]) -> Iterable[Block]:
    if rows:
        yield Heading(2, heading, anchor)
        yield Table(columns, rows, heading)


def _closed(content: Json) -> Iterable[Block]:
    since = content["closed_since"] or ""
    rows: list[Row] = [
        (
            Cell(area["number"]),
            Cell(step["text"]),
            Cell(str(Status(step["status"]).label)),
            Cell(day(step["closed_on"])),
        )
        for area in content["areas"]
        for step in area["steps"]
        if step["status"] not in UNFINISHED and (step["closed_on"] or "") >= since
    ]
    columns = (Column("No.", 6, row_heading=True), Column("Action", 60), Column("Status", 10), Column("Closed on", 14))
    yield from _table("Actions closed since the last version" if since else "Actions closed", "closed", columns, rows)


def _number(value: int | None) -> Cell:
    return Cell("" if value is None else str(value))


def _ratings(content: Json) -> Iterable[Block]:
    named = ("likelihood", "impact", "current_score", "residual_likelihood", "residual_impact")
    rows: list[Row] = [
        (
            Cell(area["number"]),
            Cell(area["title"]),
            *(_number(area[name]) for name in named),
            Cell(area["rating_words"]),
            Cell(area["rating_reason"]),
            Cell(day(area["rated_on"])),
            Cell(day(area["review_on"])),
        )
        for area in content["areas"]
        if any(area[name] for name in (*named, "rating_words", "rating_reason", "rated_on", "review_on"))
    ]
    columns = (
        Column("No.", 6, row_heading=True),
        Column("Risk area", 26),
        Column("Likelihood", 9, numeric=True),
        Column("Impact", 8, numeric=True),
        Column("Current score", 8, numeric=True),
        Column("Residual likelihood", 9, numeric=True),
        Column("Residual impact", 9, numeric=True),
        Column("In words", 14),
        Column("Reason", 24),
        Column("Rated on", 12),
        Column("Next review", 12),
    )
    yield from _table("Ratings", "ratings", columns, rows)


def _details(content: Json) -> Iterable[Block]:
    rows: list[Row] = []
    for area in content["areas"]:
        for place, step in enumerate(shown_steps(area), start=1):
            words = (
                step["waiting_on"],
                day(step["ask_again_on"]),
                ", ".join(step["depends_on"]),
                str(step["carried_over"] or ""),
                day(step["first_due_on"]) if step["carried_over"] else "",
                step["source"],
            )
            if any(words):
                rows.append((Cell(f"{area['number']}/{place}"), Cell(step["text"]), *map(Cell, words)))
    columns = (
        Column("Step", 8, row_heading=True),
        Column("Next step", 34),
        Column("Waiting on", 20),
        Column("Ask again on", 12),
        Column("Depends on", 10),
        Column("Times carried over", 9, numeric=True),
        Column("First due", 12),
        Column("Source", 16),
    )
    yield from _table("More about next steps", "details", columns, rows)


def _evidence(content: Json) -> Iterable[Block]:
    rows: list[Row] = []
    for area in content["areas"]:
        if area["evidence_text"]:
            rows.append((Cell(area["number"]), Cell("\n\n".join(area["evidence_text"])), Cell()))
        rows += [(Cell(area["number"]), Cell(one["title"]), Cell(one["url"])) for one in area["evidence"]]
    columns = (Column("No.", 6, row_heading=True), Column("Evidence", 60), Column("Link", 40))
    yield from _table("Evidence", "evidence", columns, rows)


def _initials(content: Json) -> Iterable[Block]:
    rows: list[Row] = [
        (Cell(term["letters"]), Cell(term["meaning"]), Cell(term["lead"]["label"] if term["lead"] else ""))
        for term in content["glossary"]
    ]
    columns = (Column("Initials", 10, row_heading=True), Column("Meaning", 50), Column("Stand for", 30))
    yield from _table("Initials", "initials", columns, rows)


def _entry(content: Json) -> Iterable[Block]:
    entry = content["risk_entry"]
    if not entry:
        return
    yield Heading(2, "Corporate risk register", "risk-register")
    facts = [
        ("Reference", entry["register_reference"]),
        ("Risk", entry["title"]),
        ("RAG", str(Rag(entry["rag"]).label)),
        ("Likelihood", str(entry["likelihood"] or "")),
        ("Impact", str(entry["impact"] or "")),
        ("Owner", lead_words([entry["owner"]]) if entry["owner"] else ""),
        ("Reviewed on", day(entry["reviewed_on"])),
        ("Next review", day(entry["review_on"])),
    ]
    yield Facts(tuple((label, words) for label, words in facts if words))
    if entry["text"]:
        yield Paragraph(entry["text"])
