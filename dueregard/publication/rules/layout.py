"""A version as a document: the order of its parts, its tables and their columns. Pure.

What is printed is read back by the plan's importer: headings and set phrases are those of plan.rules.printed, and
tests/publication/test_round_trip.py holds that what one writes the other reads.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from dueregard.documents.blocks import Block, Cell, Column, Document, Facts, Heading, Notice, Paragraph, Row, Table
from dueregard.plan.rules import printed
from dueregard.plan.rules.ratings import Rag
from dueregard.publication.rules.annexes import annexes
from dueregard.publication.rules.frozen import Json
from dueregard.publication.rules.printing import day, due, leads_of, shown_steps
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


def _prose(name: str) -> Callable[[Json], Cell]:
    return lambda thing: Cell("\n\n".join(thing[name]))


def _rag(area: Json) -> Cell:
    rag = Rag(area["rag"])
    return Cell(str(rag.label), tone=_TONES[rag])


def _leads(thing: Json) -> Cell:
    return Cell(leads_of(thing))


_NUMBER = _Field(printed.NUMBER, 5, lambda area: Cell(area["mark"]), row_heading=True)
_TITLE = _Field(printed.AREA, 14, lambda area: Cell(area["title"]))
_HAZARD = _Field(printed.HAZARD, 14, _prose("hazard"), optional=True)
_REQUIRED = _Field(printed.REQUIRED, 14, _prose("requirement"), optional=True)
_TAKEN = _Field(printed.TAKEN, 30, _prose("actions_taken"))
_STEP = _Field(printed.STEP, 22, of_step=lambda step: Cell(step["text"]))
_WHOM = _Field(printed.WHOM, 14, of_step=_leads, optional=True)
_WHEN = _Field(printed.WHEN, 13, of_step=lambda step: Cell(due(step)))
_PROGRESS = _Field(printed.PROGRESS, 18, of_step=lambda step: Cell(step["progress"]), optional=True)
_LEAD = _Field(printed.LEAD, 14, _leads)
_RAG = _Field(printed.RAG, 8, _rag)

_FIELDS = {
    Kind.BOTH: (_NUMBER, _TITLE, _TAKEN, _STEP, _WHOM, _WHEN, _LEAD, _RAG),
    Kind.RISK_ASSESSMENT: (_NUMBER, _TITLE, _HAZARD, _REQUIRED, _TAKEN, _LEAD, _RAG),
    Kind.ACTION_PLAN: (_NUMBER, _TITLE, _STEP, _WHOM, _WHEN, _PROGRESS, _LEAD, _RAG),
}


def document_of(content: Json, audience: str, imprint: Imprint) -> Document:
    """The document of a content, already cut for `audience` (rules.audiences.as_seen)."""
    kind = Kind(content["kind"])
    marks = printed.area_marks(area["number"] for area in content["areas"])
    content = content | {"areas": [area | {"mark": mark} for area, mark in zip(content["areas"], marks, strict=True)]}
    blocks: list[Block] = [_imprint(content, audience, imprint), *_notices(content, audience, imprint)]
    blocks += [Paragraph(paragraph) for paragraph in content["note"]]
    blocks += _context(content)
    blocks += _areas(content, kind)
    blocks += annexes(content, kind)
    number = f"version {content['number']}"
    return Document(
        title=content["title"],
        subtitle=f"{kind.label}, {number}, {day(content['dated'])}",
        author=content["institution"],
        subject=str(kind.label),
        dated=date.fromisoformat(content["dated"]),
        footer=printed.footer_of(str(kind.label), content["number"], imprint.hash),
        contents=True,
        version=content["number"],
        keywords=printed.MARK,
        blocks=blocks,
    )


def _imprint(content: Json, audience: str, imprint: Imprint) -> Facts:
    rows = [
        (printed.FACT_DOCUMENT, str(Kind(content["kind"]).label)),
        ("Version", content["number"]),
        (printed.FACT_DATE, day(content["dated"])),
    ]
    if content["institution"]:
        rows.insert(1, ("Institution", content["institution"]))
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
        yield Heading(2, printed.CONTEXT_TITLE, "context")
    for passage in content["context"]:
        yield Heading(3, passage["heading"])
        yield from (Paragraph(paragraph) for paragraph in passage["paragraphs"])


def _areas(content: Json, kind: Kind) -> Iterable[Block]:
    yield Heading(2, "Risk areas and actions" if kind == Kind.BOTH else str(kind.label), "areas")
    fields = _used(_FIELDS[kind], content["areas"])
    sections = {section["reference"]: section for section in content["sections"]}
    groups: dict[str, list[Json]] = {}
    for area in content["areas"]:
        groups.setdefault(area["section"], []).append(area)
    for place, (reference, areas) in enumerate(groups.items(), start=1):
        label = printed.section_heading(sections[reference]["number"], sections[reference]["title"])
        yield Heading(3, label, f"section-{place}")
        rows = [row for area in areas for row in _rows(area, fields)]
        columns = tuple(Column(one.heading, one.width, row_heading=one.row_heading) for one in fields)
        yield Table(columns, rows, label, titled=True)


def _used(fields: Iterable[_Field], areas: list[Json]) -> tuple[_Field, ...]:
    def has(one: _Field) -> bool:
        if one.of_area is not None:
            return any(one.of_area(area).text for area in areas)
        return one.of_step is not None and any(one.of_step(step).text for area in areas for step in shown_steps(area))

    return tuple(one for one in fields if not one.optional or has(one))


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
