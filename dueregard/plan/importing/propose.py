"""The importer's one pass: arrange, walk, read, check; from a document that was read to the proposal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from dueregard.documents.grids import Block, Grid, Paragraph, SourceDocument, UnreadableDocument
from dueregard.organisation.rules.years import DEFAULT, TermDates

from .abbreviations import undefined
from .actions import add_steps
from .areas import read_area
from .arrange import arranged
from .figures import candidate_figures
from .glossary import entry, is_initials, read_glossary
from .header_rows import filled, text_of
from .house import house_proposal
from .legends import read_legends
from .preamble import read_about
from .proposal import CandidateFigure, Flag, LeftOut, Proposal, RiskArea, Term, where
from .reader import Reader
from .remainder import remainder
from .repairs import Words
from .scores import read_by_key, scales_of
from .walk import Walk

Progress = Callable[[str], None]


class NoPlanFound(UnreadableDocument):
    """The file can be read, but no plan is in it."""


def propose(
    document: SourceDocument,
    *,
    terms: TermDates = DEFAULT,
    mapping: Mapping[str, Mapping[str, str]] | None = None,
    progress: Progress | None = None,
) -> Proposal:
    """What the plan in a document seems to say.

    terms: the institution's own term dates. mapping: the user's choices, grid number -> column number -> field (both
    numbers as strings, from the proposal's `layout`). progress: called with a sentence as each stage begins.
    Raises NoPlanFound.
    """
    tell = progress or (lambda _: None)
    tell("Looking for the plan's tables")
    found = None if mapping else house_proposal(document, terms)
    if found is not None:
        return found
    if document.data is not None:
        raise NoPlanFound("The plan in this file has no risk areas: bring one that has some.")
    blocks = arranged(document)
    legends = read_legends(blocks)
    glossary, used = _glossary(blocks, legends.used)
    walk = Walk(blocks, mapping, used | legends.used)
    walk.run()
    if not walk.items or not _worth_showing(walk):
        raise NoPlanFound(
            "No plan was found in this file: give one with a table of risks or actions under headings such as "
            "Risk, Action and Lead."
        )
    tell("Reading the rows")
    proposal = Proposal(glossary=glossary, sections=walk.sections, layout=walk.layouts, left_out=walk.left_out)
    about, rest = read_about(walk.lines, document.title, terms)
    about.format = document.format
    about.kind = _kind(walk, about.title or "")
    about.context = [{"heading": line.text.strip(), "text": "\n".join(texts)} for line, texts in walk.context]
    proposal.document = about
    for line in rest:
        proposal.left_out.append(LeftOut("Text before the plan.", line.text, [line.text], where(line.place)))
    reader = Reader(
        terms=terms,
        words=Words.of(_texts(blocks)),
        glossary={term.initials: term for term in glossary},
        sections=walk.sections,
        scales=scales_of(walk.items, legends),
        numbers={item.number for item in walk.items if item.number},
        wraps=document.format == "pdf",
        legends=legends,
    )
    proposal.left_out += legends.left_out
    for section in walk.sections:
        if section.title:
            section.title = reader.mended(section.title, None, "section", section.source)
    for line in walk.lines:
        reader.flag_placeholders(line.text, where(line.place), name="document")
    for line, texts in walk.context:
        reader.flag_placeholders("\n".join(texts), where(line.place), name="context")
    for item in walk.items:
        area = read_area(item, reader)
        add_steps(item, area, reader)
        if item.by_category and not area.title:
            area.title = (walk.sections[item.section].title if item.section is not None else None) or about.title
        area.confidence = _confidence(area)
        proposal.risk_areas.append(area)
    tell("Checking")
    proposal.candidate_figures = [figure for area in proposal.risk_areas for figure in _figures(area, terms)]
    for name in ("rag", "current"):
        if reader.scales[name].kind == "keyed":
            reader.flag("scale_read", read_by_key(reader.scales[name]), None, field="rag")
    proposal.flags = [*reader.flags, *_checks(proposal, walk), *_abbreviations(proposal)]
    proposal.flags += [Flag("remark", remark) for remark in document.remarks]
    proposal.left_out += remainder(document, proposal)
    return proposal


def _worth_showing(walk: Walk) -> bool:
    """Some item has a title and something beside it."""
    return any(
        (item.title or item.text("title") or item.text("requirement") or item.text("category") or item.by_category)
        and any(
            item.text(name)
            for name in ("actions_taken", "next_steps", "hazard", "leads", "rag", "number", "title", "other")
        )
        for item in walk.items
    )


def _glossary(blocks: Sequence[Block], legends: set[int]) -> tuple[list[Term], set[int]]:
    """The glossary from paragraphs and from tables of initials and meanings, with the indexes of the blocks used.

    legends: the indexes of the blocks that explain marks, not initials.
    """
    found = read_glossary(
        (index, block.text, block.place)
        for index, block in enumerate(blocks)
        if isinstance(block, Paragraph) and index not in legends
    )
    terms, used = list(found.terms), set(found.used)
    for index, block in enumerate(blocks):
        if not isinstance(block, Grid) or len(block.rows) < 2 or index in legends:
            continue
        rows = [row for row in block.rows if filled(row)]
        pairs = [(text_of(row, 0), " ".join(text_of(row, at) for at in filled(row)[1:])) for row in rows]
        fitting = [pair for pair in pairs if is_initials(pair[0]) and len(pair[1]) > len(pair[0])]
        if len(fitting) >= 2 and len(fitting) >= len(pairs) - 1 and max(len(filled(row)) for row in rows) <= 3:
            used.add(index)
            for row in rows:
                initials = text_of(row, 0)
                if any(initials == pair[0] for pair in fitting) and all(initials != term.initials for term in terms):
                    cells = [text_of(row, at) for at in filled(row)[1:]]
                    terms.append(entry(initials, ", ".join(cells), row[0].place if row[0] else block.place))
    return terms, used


def _texts(blocks: Sequence[Block]) -> list[str]:
    texts: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            texts.extend(cell.text for row in block.rows for cell in row if cell is not None and cell.text)
    return texts


def _kind(walk: Walk, title: str) -> str:
    """By the columns: risks with controls or ratings, actions, or both."""
    fields = walk.plan_fields
    headings = " ".join(str(column["heading"]) for layout in walk.layouts for column in layout["columns"]).lower()
    rated = bool(fields & {"rag", "likelihood", "severity", "gross", "current", "residual"})
    risks = "risk" in headings or "hazard" in fields or rated
    acts = "next_steps" in fields
    if risks and acts:
        return "both"
    if acts:
        return "both" if "risk assessment" in title.lower() and "actions_taken" in fields else "action_plan"
    return "risk_assessment"


def _figures(area: RiskArea, terms: TermDates) -> list[CandidateFigure]:
    """Of the actions taken first, then of evidence and progress; a value that stands in both counts once."""
    source = area.fields.get("actions_taken", {}).get("source") or area.source
    taken = candidate_figures(area.number, area.actions_taken, source, terms)
    texts = [area.evidence or "", area.progress or "", *(step.progress or "" for step in area.next_steps)]
    seen = {figure.value for figure in taken}
    more = candidate_figures(area.number, [text for text in texts if text], area.source, terms)
    return taken + [figure for figure in more if figure.value not in seen]


def _confidence(area: RiskArea) -> float:
    """The mean of its fields, never above the weakest by more than a fifth."""
    sure = [found["confidence"] for found in area.fields.values()]
    return round(min(sum(sure) / len(sure), min(sure) + 0.2), 2) if sure else 0.3


def _checks(proposal: Proposal, walk: Walk) -> list[Flag]:
    """Numbers that stand twice or are missing, rows without a lead, columns that can mean two things."""
    flags: list[Flag] = []
    counts = Counter(area.number for area in proposal.risk_areas if area.number)
    missing = _missing(list(counts))
    if missing:
        flags.append(
            Flag(
                "number_gap", f"There is no {', '.join(missing[:20])}: the numbers stay free and are never used again."
            )
        )
    for number, count in counts.items():
        if count > 1:
            source = [area.source for area in proposal.risk_areas if area.number == number][1]
            flags.append(Flag("duplicate_number", f"The number {number} stands {count} times.", source, number=number))
    if any("leads" in layout_fields(layout) for layout in proposal.layout):
        for area in proposal.risk_areas:
            if not area.leads:
                flags.append(Flag("no_lead", "The row names no lead.", area.source, number=area.number, field="leads"))
    for layout in proposal.layout:
        source = {"page": layout.get("page"), "row": layout.get("row"), "sheet": layout.get("sheet", "")}
        for column in layout["columns"]:
            heading = " ".join(column["heading"].split())
            if column["told_by"] == "heading" and column["also"]:
                message = (
                    f"“{heading}” can be {column['field'].replace('_', ' ')} or {column['also'].replace('_', ' ')}."
                )
                flags.append(Flag("column_unclear", message, source, field=column["field"], as_found=heading))
            elif column["field"] == "other" and column["told_by"] != "you":
                message = (
                    f"The column “{heading}” was kept as text."
                    if heading
                    else "A column without a heading was kept as text."
                )
                flags.append(Flag("column_unmapped", message, source, as_found=heading or None))
    return flags


def _missing(numbers: list[str]) -> list[str]:
    """Numbers such as "1.2" that are skipped between the first and the last of their section."""
    by_section: dict[str, set[int]] = {}
    for number in numbers:
        section, dot, last = number.rpartition(".")
        if last.isdigit() and len(last) <= 2:
            by_section.setdefault(section + dot, set()).add(int(last))
    return [
        f"{section}{value}"
        for section, values in by_section.items()
        for value in range(1, max(values))
        if value not in values and len(values) * 4 > max(values)
    ]


def layout_fields(layout: dict[str, Any]) -> set[str]:
    """The fields that a table's columns were read as."""
    return {column["field"] for column in layout["columns"]}


def _abbreviations(proposal: Proposal) -> list[Flag]:
    flags = []
    explained = {term.initials for term in proposal.glossary}
    texts: list[str] = []
    sources: list[tuple[str, RiskArea]] = []
    for area in proposal.risk_areas:
        own = [
            area.title or "",
            area.hazard or "",
            area.requirement or "",
            *area.actions_taken,
            area.evidence or "",
            *area.findings,
        ]
        own += [text for step in area.next_steps for text in (step.text, step.progress or "")]
        own += [lead.written for lead in area.leads]
        texts.extend(own)
        sources.extend((text, area) for text in own)
    for initials, meaning in undefined(texts, explained).items():
        first = next((area for text, area in sources if initials in text), None)
        message = f"Nobody says what {initials} means"
        message += f"; the text suggests “{meaning}”." if meaning else "."
        source = first.source if first else None
        number = first.number if first else None
        flags.append(Flag("undefined_abbreviation", message, source, number, None, initials, meaning))
    return flags
