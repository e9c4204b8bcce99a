"""A published plan's own data (plan.json), as a file or inside a PDF, checked against the published schema."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from dueregard.actions.rules import Status
from dueregard.documents.grids import Place, SourceDocument, UnreadableDocument
from dueregard.plan.rules.passages import EVIDENCE_WORDS
from dueregard.plan.rules.printed import area_marks, due_of, evidence_line

from ..proposal import Proposal, RiskArea, Step, where
from .entry import keep_entry
from .made import Sections, dated, finish, flag_restricted, known_lead, rate, said, term_of
from .schema import Mismatch, check

SCHEMA = Path(__file__).with_name("plan.schema.json")


class NotThisSchema(UnreadableDocument):
    """The file is JSON, and no plan in the published schema."""


@cache
def schema() -> dict[str, Any]:
    """The published schema."""
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


def of_data(document: SourceDocument) -> Proposal:
    """The plan in the data. Raises NotThisSchema."""
    content = document.data
    try:
        check(content, schema())
        _check_whole(content)
    except Mismatch as error:
        raise NotThisSchema(
            f"The file is JSON, but no plan as Due Regard publishes it ({error}): bring the JSON of a published plan, or "
            "the plan in another format."
        ) from error
    sections = {one["reference"]: one for one in content["sections"]}
    places = {row[0].text: row[0].place for grid in document.grids() for row in grid.rows if row[0] is not None}
    proposal = Proposal()
    proposal.document.title = content["title"]
    proposal.document.kind = content["kind"]
    proposal.document.updated = content["dated"]
    proposal.document.context = [
        {"heading": one["heading"], "text": "\n\n".join(one["paragraphs"])} for one in content["context"]
    ]
    proposal.document.published = said(
        context=[
            said(heading=one["heading"], kind=one["kind"], restricted=one["restricted"]) for one in content["context"]
        ]
    )
    _add_entry(proposal, content["risk_entry"])
    proposal.glossary = [
        term_of(
            term["letters"],
            term["meaning"],
            term["lead"]["label"] if term["lead"] else "",
            source=places.get(f"glossary/{place}"),
            kind=term["lead"]["kind"] if term["lead"] else None,
        )
        for place, term in enumerate(content["glossary"])
    ]
    named = Sections(proposal)
    for place, area in enumerate(content["areas"]):
        section = sections[area["section"]]
        name = named.name(section["number"], section["title"], places.get(f"areas/{place}"))
        _add(proposal, area, name, places, place)
    marks = area_marks(area["number"] for area in content["areas"])
    flag_restricted(proposal, (mark for area, mark in zip(content["areas"], marks, strict=True) if _restricted(area)))
    return proposal


def _check_whole(content: dict[str, Any]) -> None:
    """What no schema says: each area's section is there, and no span of days ends before it begins. Raises Mismatch."""
    sections = {one["reference"] for one in content["sections"]}
    for place, area in enumerate(content["areas"]):
        if area["section"] not in sections:
            raise Mismatch(f"areas/{place}/section names none of its sections")
        for number, step in enumerate(area["steps"]):
            start, end = step["due_start"], step["due_end"]
            if (start is None) != (end is None) or (start is not None and start > end):
                raise Mismatch(f"areas/{place}/steps/{number} has no sound span of days")


def _restricted(area: dict[str, Any]) -> bool:
    return bool(area["restricted"]) or any(one["restricted"] for name in ("steps", "evidence") for one in area[name])


def _restricted_passages(area: dict[str, Any]) -> list[str]:
    """Names of an area's restricted passages. Its pieces of evidence come back among the words on evidence."""
    hidden = any(one["restricted"] for one in area["evidence"]) and EVIDENCE_WORDS not in area["restricted"]
    return [*area["restricted"], *([EVIDENCE_WORDS] if hidden else [])]


def _add_entry(proposal: Proposal, entry: dict[str, Any] | None) -> None:
    if entry:
        days = {name: date.fromisoformat(entry[name]) for name in ("reviewed_on", "review_on") if entry[name]}
        owner = entry["owner"] and known_lead(entry["owner"]["label"], entry["owner"]["kind"])
        keep_entry(proposal, entry | days, entry["text"], owner or None)


def _add(proposal: Proposal, area: dict[str, Any], section: str | None, places: dict[str, Place], place: int) -> None:
    evidence = [evidence_line(one["title"], one["url"]) for one in area["evidence"]]
    made = RiskArea(
        number=area["number"] or None,
        section=section,
        title=area["title"],
        hazard="\n\n".join(area["hazard"]) or None,
        requirement="\n\n".join(area["requirement"]) or None,
        actions_taken=list(area["actions_taken"]),
        evidence="\n\n".join([*area["evidence_text"], *evidence]) or None,
        status="\n\n".join(area["status_text"]) or None,
        rag=area["rag"],
        leads=[known_lead(lead["label"], lead["kind"]) for lead in area["leads"]],
        published=said(
            rating_reason=area["rating_reason"],
            rated_on=area["rated_on"],
            campus=area["campus"],
            restricted=_restricted_passages(area),
        ),
    )
    rate(made, area, area["rating_words"], date.fromisoformat(area["review_on"]) if area["review_on"] else None)
    for number, step in enumerate(area["steps"]):
        at = places.get(f"areas/{place}/steps/{number}")
        found = Step(
            step["text"],
            progress=step["progress"] or None,
            carried_over=step["carried_over"] > 0,
            waiting_on=step["waiting_on"] or None,
            depends_on=list(step["depends_on"]),
            leads=[known_lead(lead["label"], lead["kind"]) for lead in step["leads"]],
            status=str(Status(step["status"]).label),
            origin=step["source"] or None,
            source=where(at),
            published=said(
                **{
                    name: step[name]
                    for name in ("carried_over", "first_due_on", "ask_again_on", "closed_on", "restricted")
                }
            ),
        )
        dated(found, due_of(step))
        made.next_steps.append(found)
    finish(proposal, made, places.get(f"areas/{place}"))
