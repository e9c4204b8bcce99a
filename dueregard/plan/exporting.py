"""The register as a file: for scripts (`dueregard plan export`) and for the spreadsheet that can be brought back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

from dueregard.actions.rules import Status
from dueregard.documents.writers.separated import write_separated
from dueregard.documents.writers.spreadsheet import Column, Sheet, TooLongForCell, write_workbook
from dueregard.kernel import clock
from dueregard.kernel.require import Refused, permit, sound
from dueregard.look.templatetags.look import plain_day
from dueregard.organisation.queries import glossary
from dueregard.plan import permissions
from dueregard.plan.queries.choices import plan_document
from dueregard.plan.queries.documents import context_groups
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.sheets import register_records
from dueregard.plan.rules.cells import (
    RESTRICTED,
    SHEET_NAME,
    AreaRecord,
    LeadRecord,
    StepRecord,
    Table,
    due_words,
    table_of,
)
from dueregard.plan.rules.passages import paragraphs
from dueregard.plan.rules.ratings import score

FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Json = dict[str, Any]


def export_register(
    viewer: Any, *, format: str, recorded_on: date | None = None, filters: Filters | None = None
) -> bytes:
    """The register that `viewer` may read, as the bytes of a file.

    format: csv, json or xlsx. recorded_on: as it was recorded at the end of that day; None for now. filters: which part
    of it; None for the whole. Raises NotPermitted, and Refused with one sentence for an unknown format, a day that has
    not come, or a text that no cell holds.
    """
    permit(permissions.can_read_register(viewer))
    sound(format in FORMATS, f"The register can be written as {', '.join(sorted(FORMATS))}.")
    filters = filters or Filters()
    if recorded_on is not None:
        sound(recorded_on <= clock.today(), "That day has not come yet.")
        filters = replace(filters, recorded_on=recorded_on)
    areas = register_records(viewer, filters)
    if format == "json":
        return (json.dumps(as_json(viewer, areas, filters), ensure_ascii=False, indent=2) + "\n").encode()
    try:
        table = table_of(areas)
        if format == "csv":
            return write_separated([column.heading for column in table.columns], table.plain_rows())
        return _workbook(viewer, table, filters)
    except TooLongForCell as error:
        raise Refused(f"{error} Take the register as JSON instead.") from error
    except ValueError as error:
        raise Refused(f"{error} Shorten it, or take the register as JSON instead.") from error


def file_name(format: str, recorded_on: date | None = None) -> str:
    """What the file is called: with the day that it tells of."""
    return f"prevent-register-{recorded_on or clock.today()}.{format}"


_READ_ME = (
    "How to work with this file",
    "Each row of the sheet “Register” is one next step. What belongs to the risk area (number, title, actions taken, RAG, "
    "leads) stands in the first row of the area only.",
    "Edit the cells, in Excel or in LibreOffice. Line breaks in a cell are kept. Several leads are parted by semicolons; "
    "write their names or initials as the register has them.",
    "New next step: insert a row below the risk area and fill in “Next step”. New risk area: insert a row and fill in "
    "“Risk area”, and “Section” if it is not the one above. Do not copy whole rows.",
    "Do not delete the hidden columns at the end: by them each row is recognised when it comes back.",
    "Bring it back in the register: Spreadsheet, then “Bring it back”. You see every difference and tick those that shall "
    "be taken over. Until then nothing changes.",
    "A row that you delete here is left as it is in the register: finish, drop or retire it there. What you do not touch "
    "never overwrites what others change meanwhile, and where both of you changed the same cell you are shown both.",
)


def _workbook(viewer: Any, table: Table, filters: Filters) -> bytes:
    taken = f"Taken out by {viewer.name} on {plain_day(clock.today())}."
    if filters.moment() is not None and filters.recorded_on:
        taken += f" It is the register as recorded on {plain_day(filters.recorded_on)}."
    if filters != Filters(recorded_on=filters.recorded_on, sort=filters.sort):
        taken += " It holds a part of the register: what the filters found."
    if _has_restricted(table):
        taken += " It holds restricted passages, named in the column “Restricted”: keep it accordingly."
    read_me = Sheet("Read me", (Column(_READ_ME[0], 110),), [[taken], *([line] for line in _READ_ME[1:])], table=False)
    register = Sheet(SHEET_NAME, table.columns, table.rows)
    return write_workbook([register, read_me], title=plan_document(filters.moment()).title, author=viewer.name)


def _has_restricted(table: Table) -> bool:
    at = [column.heading for column in table.columns].index(RESTRICTED.heading)
    return any(row[at] for row in table.rows)


def as_json(viewer: Any, areas: list[AreaRecord], filters: Filters) -> Json:
    """The register in the shape of the import's contract: the same keys, and beside them what only a register has."""
    moment = filters.moment()
    document = plan_document(moment)
    day = filters.recorded_on if moment is not None and filters.recorded_on else clock.today()
    sections: dict[str, Json] = {}
    for area in areas:
        sections.setdefault(
            area.section,
            {"number": area.section_number or None, "title": area.section_title or None, "reference": area.section},
        )
    terms = glossary(viewer).select_related("lead")
    context = [passage for group in context_groups(viewer, moment) for passage in group.passages]
    return {
        "document": {
            "title": document.title,
            "kind": "both",
            "updated": day.isoformat(),
            "context": [{"heading": passage.heading, "text": passage.text} for passage in context],
            "academic_year": document.plan.academic_year,
        },
        "sections": list(sections.values()),
        "risk_areas": [_area_json(area) for area in areas],
        "glossary": [
            {
                "initials": term.letters,
                "name": term.lead.label if term.lead else term.meaning,
                "role": term.meaning if term.lead and term.meaning != term.lead.label else None,
                "kind": term.lead.kind if term.lead else "unknown",
            }
            for term in terms
        ],
        "candidate_figures": [],
        "flags": [],
    }


def _area_json(area: AreaRecord) -> Json:
    gross = score(area.likelihood, area.impact)
    return {
        "number": area.number or None,
        "section": area.section_number or area.section_title or None,
        "title": area.title,
        "hazard": area.hazard or None,
        "actions_taken": paragraphs(area.actions_taken),
        "next_steps": [_step_json(step) for step in area.steps],
        "leads": [_lead_json(lead) for lead in area.leads],
        "rag": area.rag,
        "ratings": {
            "likelihood": area.likelihood,
            "severity": area.impact,
            "gross": gross,
            "current": area.current_score,
            "residual": score(area.residual_likelihood, area.residual_impact),
            "words": {"rag": area.rating_words} if area.rating_words else {},
            "stages": {
                "gross": {"likelihood": area.likelihood, "severity": area.impact},
                "residual": {"likelihood": area.residual_likelihood, "severity": area.residual_impact},
            },
            "reason": area.rating_reason or None,
            "rated_on": _day(area.rated_on),
        },
        "evidence": area.evidence_text or None,
        "status": area.status_text or None,
        "review_on": _day(area.review_on),
        "confidence": None,
        "source": None,
        "requirement": area.requirement or None,
        "reference": area.reference,
        "revision": area.revision,
        "campus": area.campus or None,
        "restricted": sorted(area.restricted),
        "withheld": sorted(area.withheld),
    }


def _step_json(step: StepRecord) -> Json:
    phrase = due_words(step.due_start, step.due_end, step.due_phrase)
    due = {"start": _day(step.due_start), "end": _day(step.due_end), "phrase": phrase}
    return {
        "text": step.text,
        "progress": step.progress or None,
        "due": due if step.due_end else None,
        "standing": step.standing,
        "rhythm": step.rhythm or None,
        "carried_over": step.carried_over > 0,
        "waiting_on": step.waiting_on or None,
        "depends_on": step.depends_on,
        "leads": [_lead_json(lead) for lead in step.leads],
        "status": str(Status(step.status)),
        "times_carried_over": step.carried_over,
        "first_due_on": _day(step.first_due_on),
        "due_phrase": step.due_phrase or None,
        "ask_again_on": _day(step.ask_again_on),
        "closed_on": _day(step.closed_on),
        "origin": step.source or None,
        "restricted": step.restricted,
        "reference": step.reference,
        "revision": step.revision,
    }


def _lead_json(lead: LeadRecord) -> Json:
    known = lead.kind != "unknown"
    return {
        "written": lead.label,
        "kind": lead.kind,
        "name": lead.label if known else None,
        "reference": lead.reference,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
