"""A published plan as a spreadsheet or as CSV: the sheet of the plan by its headings, and the small sheets beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from dueregard.actions.rules import Rhythm, Status
from dueregard.documents.grids import Grid, Place, SourceDocument
from dueregard.documents.readers.characters import tidy
from dueregard.documents.writers.separated import unguarded
from dueregard.plan.rules import printed, printed_sheet
from dueregard.plan.rules.passages import paragraphs
from dueregard.plan.rules.printed import When, read_day, read_number, read_restricted, read_status
from dueregard.plan.rules.printed_sheet import OF_AREA, OF_STEP, continued_from, is_plan_sheet

from ..proposal import Flag, LeftOut, Proposal, RiskArea, Step, Term, where
from .entry import read_entry
from .made import (
    Sections,
    dated,
    finish,
    flag_restricted,
    keep_context,
    lines,
    named_lead,
    rag_of,
    rate,
    said,
    term_of,
    whole,
)

_RHYTHMS = {str(label): str(value) for value, label in Rhythm.choices if value}
_KINDS = {
    "Risk assessment": "risk_assessment",
    "Action plan": "action_plan",
    "Risk assessment and action plan": "both",
}
_RATINGS = ("likelihood", "impact", "current_score", "residual_likelihood", "residual_impact")
_NAMES = {one.heading: one.name for one in (*OF_AREA, *OF_STEP)}
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_STEP_NAMES = tuple(one.name for one in OF_STEP)
Row = tuple[dict[str, str], Place | None]


def of_sheet(document: SourceDocument) -> Proposal | None:
    """The plan in our sheet; None where no sheet has its headings."""
    guarded = document.format == "csv"
    proposal = Proposal()
    plan: list[Row] | None = None
    about: list[Row] = []
    entry: dict[str, str] = {}
    for grid in document.grids():
        if not grid.rows:
            continue
        headings = [cell.text if cell is not None else "" for cell in grid.rows[0]]
        while headings and not headings[-1]:
            headings.pop()
        names = tuple(dict.fromkeys(map(continued_from, headings)))
        rows = list(_rows(grid, headings, guarded=guarded))
        if plan is None and is_plan_sheet(headings):
            plan = [({_NAMES[name]: text for name, text in row.items()}, place) for row, place in rows]
        elif names == printed_sheet.CONTEXT_SHEET:
            heading, hidden, text = names
            told = [(row.get(heading, ""), bool(row.get(hidden)), row.get(text, "")) for row, _ in rows]
            keep_context(proposal, told)
        elif names == printed_sheet.INITIALS_SHEET:
            proposal.glossary = [
                term_of(*(row.get(name, "") for name in printed_sheet.INITIALS_SHEET), source=place)
                for row, place in rows
            ]
        elif names == printed_sheet.ENTRY_SHEET:
            entry = {row.get(names[0], ""): row.get(names[1], "") for row, _ in rows}
        elif names == printed_sheet.VERSION_SHEET:
            about = rows
        else:
            for row in grid.rows:
                cells = [cell.text for cell in row if cell is not None and cell.text]
                at = where(next((cell.place for cell in row if cell is not None), grid.place))
                proposal.left_out.append(LeftOut("A sheet that is not ours.", " | ".join(cells), cells, at))
    if plan is None:
        return None
    _read_about(proposal, {row.get("What", ""): row.get("It says", "") for row, _ in reversed(about)})
    read_entry(proposal, entry, entry.get(printed_sheet.ENTRY_TEXT, ""), _day)
    _read_plan(proposal, plan)
    return proposal


def _rows(grid: Grid, headings: list[str], *, guarded: bool) -> Iterator[Row]:
    """The rows below the headings that say anything, long texts put together again."""
    for row in grid.rows[1:]:
        texts: dict[str, str] = {}
        for heading, cell in zip(headings, row, strict=False):
            text = "" if cell is None else cell.text
            name = continued_from(heading)
            texts[name] = texts.get(name, "") + (unguarded(text) if guarded else text)
        if any(texts.values()):
            place = next((cell.place for cell in row if cell is not None), grid.place)
            yield {name: tidy(text) for name, text in texts.items()}, place


def _read_about(proposal: Proposal, facts: dict[str, str]) -> None:
    about = proposal.document
    about.title = facts.get("Title") or None
    about.kind = _KINDS.get(facts.get(printed.FACT_DOCUMENT, ""), "both")
    day = _day(facts.get(printed.FACT_DATE, ""))
    about.updated = day.isoformat() if day else None


def _day(text: str) -> date | None:
    """A day as our sheet writes it, or as print does."""
    try:
        return date.fromisoformat(text) if _ISO.fullmatch(text) else read_day(text)
    except ValueError:
        return None


def _read_plan(proposal: Proposal, rows: list[Row]) -> None:
    sections = Sections(proposal)
    glossary = {term.initials: term for term in proposal.glossary}
    areas: list[tuple[RiskArea, Place | None]] = []
    restricted: list[str] = []
    for row, place in rows:
        if any(row.get(name) for name in ("number", "section_number", "section_title", "title")) or not areas:
            section = sections.name(row.get("section_number", ""), row.get("section_title", ""), place)
            areas.append((_area(proposal, row, place, section, glossary), place))
            mark = row.get("number", "")
        if row.get("restricted") or row.get("step_restricted"):
            restricted.append(mark)
        if any(row.get(name) for name in _STEP_NAMES):
            areas[-1][0].next_steps.append(_step(proposal, row, place, areas[-1][0].number, glossary))
    for area, place in areas:
        finish(proposal, area, place)
    flag_restricted(proposal, restricted)


def _area(
    proposal: Proposal, row: dict[str, str], place: Place | None, section: str | None, glossary: dict[str, Term]
) -> RiskArea:
    number = read_number(row.get("number", ""))
    made = RiskArea(
        number=number,
        section=section,
        title=row.get("title") or None,
        hazard=row.get("hazard") or None,
        requirement=row.get("requirement") or None,
        actions_taken=paragraphs(row.get("actions_taken", "")),
        evidence=row.get("evidence") or None,
        status=row.get("status_text") or None,
        rag=rag_of(row.get("rag", ""), proposal, number, place),
        leads=[named_lead(label, glossary) for label in lines(row.get("leads", ""))],
        published=said(
            rating_reason=row.get("rating_reason"),
            rated_on=_day(row.get("rated_on", "")),
            campus=row.get("campus"),
            restricted=read_restricted(row.get("restricted", ""))[0],
        ),
    )
    numbers = {name: whole(row.get(name, "")) for name in _RATINGS}
    rate(made, numbers, row.get("rating_words", ""), _day(row.get("review_on", "")))
    return made


def _step(
    proposal: Proposal, row: dict[str, str], place: Place | None, number: str | None, glossary: dict[str, Term]
) -> Step:
    words = row.get("status", "")
    status = read_status(words) if words else str(Status.OPEN.value)
    times = whole(row.get("carried_over", ""))
    made = Step(
        row.get("text", ""),
        progress=row.get("progress") or None,
        carried_over=bool(times),
        waiting_on=row.get("waiting_on") or None,
        depends_on=lines(row.get("depends_on", "")),
        leads=[named_lead(label, glossary) for label in lines(row.get("step_leads", ""))],
        status=str(Status(status).label) if status else words,
        origin=row.get("source") or None,
        source=where(place),
        published=said(
            carried_over=times,
            **{name: _day(row.get(name, "")) for name in ("first_due_on", "ask_again_on", "closed_on")},
            restricted=bool(row.get("step_restricted")),
        ),
    )
    rhythm = _RHYTHMS.get(row.get("rhythm", ""), "")
    start, end = _day(row.get("due_start", "")), _day(row.get("due_end", ""))
    phrase = row.get("due_phrase", "")
    if not rhythm and row.get("rhythm"):
        phrase = phrase or row["rhythm"]
    if end is None and (row.get("due_end") or row.get("due_start")):
        phrase = phrase or row.get("due_end") or row.get("due_start") or ""
        message = f"“{row.get('due_end') or row.get('due_start')}” is no day that can be read; it is kept in words."
        proposal.flags.append(Flag("due_unclear", message, where(place), number, "due"))
    if start is not None and end is not None and start > end:
        start = end
    dated(made, When(start, end, phrase, rhythm, bool(row.get("standing"))))
    return made
