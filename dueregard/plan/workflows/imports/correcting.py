"""Correcting what was read: the values of an area, the document's own, the sections, the glossary."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction

from dueregard.kernel.require import ChangedSince, allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line, clean_text
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan import permissions
from dueregard.plan.models import PlanImport
from dueregard.plan.rules.proposals import Json, area_with, blank_step
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.states import ImportState
from dueregard.plan.workflows.imports.bringing import tell

_GONE = "This row is no longer in the proposal: go back to the review."
_TEXTS = ("title", "hazard", "requirement", "evidence", "status", "progress")
_SCORES = ("likelihood", "severity", "gross", "current", "residual")
_STEP_TEXTS = ("text", "progress", "waiting_on", "status")
# What a correction may set; anything else of an area is how it was read.
CORRECTABLE = frozenset(
    {*_TEXTS, "number", "section", "actions_taken", "next_steps", "leads", "rag", "ratings", "review_on"}
)


def open_for_review(by: Any, brought: PlanImport) -> PlanImport:
    """The locked import, while it waits for review. Raises NotPermitted, or NotAllowedNow in any other state."""
    permit(permissions.can_read_import(by, brought))
    row = locked(PlanImport, brought.pk)
    allowed_now(
        row.state == ImportState.READY, "This import no longer waits for review, so nothing can be corrected in it."
    )
    return row


def unchanged_area(row: PlanImport, key: str, revision: int) -> Json:
    """The area of that key, if nobody has changed it since `revision`. Raises Refused or ChangedSince."""
    area = area_with(row.proposal, key)
    sound(area is not None, _GONE)
    assert area is not None  # noqa: S101 - for the type checker; sound has raised
    if not area["at"] <= revision <= row.revision:
        raise ChangedSince(dict(area), row.revision, area["by"] or "The reader")
    return area


def keep(by: Any, row: PlanImport, *areas: Json) -> PlanImport:
    """Save the import after a change to `areas`, so that forms opened before know."""
    row.revision += 1
    for area in areas:
        area.update(at=row.revision, by=by.name)
    row.proposal["by"] = by.name
    row.save(update_fields=["proposal", "revision"])
    return row


@transaction.atomic
def correct_proposal(
    *, by: Any, brought: PlanImport, revision: int, corrections: dict[str, dict[str, Any]], settle: bool = True
) -> PlanImport:
    """Correct areas of a proposal; settle: and count them as looked at.

    corrections: {key of the area: {name: value}}, in the proposal's own shape (names as in CORRECTABLE). revision: of
    the import when the form was opened. Raises ChangedSince with the present values where one of these areas has been
    changed since; Refused for a value that cannot be; NotAllowedNow once the import no longer waits for review.
    """
    row = open_for_review(by, brought)
    changed: dict[str, list[str]] = {}
    areas = []
    for key, values in corrections.items():
        area = unchanged_area(row, key, revision)
        sound(set(values) <= CORRECTABLE, "This cannot be corrected here.")
        cleaned = _cleaned(values)
        if "title" in cleaned:
            sound(bool(cleaned["title"]), "Say what the risk area is.")
        changed[key] = sorted(name for name, value in cleaned.items() if area[name] != value)
        area.update(cleaned)
        area["checked"] = settle or area["checked"]
        areas.append(area)
    keep(by, row, *areas)
    tell(by, row, "proposal_corrected", f"Corrected {len(areas)} rows of an import.", {"changed": changed})
    return row


@transaction.atomic
def settle_area(*, by: Any, brought: PlanImport, key: str, revision: int) -> PlanImport:
    """Say that an area is right as it was read. Raises as `correct_proposal`."""
    row = open_for_review(by, brought)
    area = unchanged_area(row, key, revision)
    area["checked"] = True
    keep(by, row, area)
    tell(by, row, "proposal_settled", "Found a row of an import to be right.", {"row": key})
    return row


@transaction.atomic
def correct_document(
    *,
    by: Any,
    brought: PlanImport,
    revision: int,
    title: str,
    updated: date | None,
    sections: list[Json],
    context: list[Json],
) -> PlanImport:
    """Correct the document's title and date, the titles of its sections and its context passages.

    sections: [{"number", "title"}], as many and with the same numbers as the proposal has (areas refer to them).
    context: [{"heading", "text"}]; one without text is left out. Raises ChangedSince where anything has been changed
    since, Refused for a list of other sections.
    """
    row = open_for_review(by, brought)
    _nothing_changed(row, revision)
    known = row.proposal["sections"]
    sound([one["number"] for one in sections] == [one["number"] for one in known], _GONE)
    about = row.proposal["document"]
    about["title"] = clean_line(title) or None
    if about["updated"] != (updated.isoformat() if updated else None):
        about["updated_phrase"] = None
    about["updated"] = updated.isoformat() if updated else None
    about["context"] = [
        {"heading": clean_line(one["heading"]), "text": clean_text(one["text"]).strip()}
        for one in context
        if clean_text(one["text"]).strip()
    ]
    touched = []
    for old, new in zip(known, sections, strict=True):
        new_title = clean_line(new["title"]) or None
        if not old["number"] and old["title"] != new_title:
            # A section without a number is known to its areas by its title.
            sound(bool(new_title), "A section without a number needs a title.")
            for area in row.proposal["risk_areas"]:
                if area["section"] == old["title"]:
                    area["section"] = new_title
                    touched.append(area)
        old["title"] = new_title
    keep(by, row, *touched)
    tell(by, row, "proposal_corrected", "Corrected the title, sections or context of an import.")
    return row


@transaction.atomic
def correct_glossary(*, by: Any, brought: PlanImport, revision: int, terms: list[Json]) -> PlanImport:
    """Put the glossary of an import right, and name its leads anew by it.

    terms: [{"initials", "name", "role", "kind"}]; one without initials or name is left out. Raises ChangedSince where
    anything has been changed since, Refused for initials that stand twice.
    """
    row = open_for_review(by, brought)
    _nothing_changed(row, revision)
    cleaned = []
    for term in terms:
        initials, name = clean_line(term["initials"])[:20], clean_line(term["name"])[:200]
        if not initials or not name:
            continue
        sound(term["kind"] in LeadKind.values, "Choose what each entry names.")
        role = clean_line(term.get("role") or "")[:200] or None
        cleaned.append({"initials": initials, "name": name, "role": role, "kind": term["kind"], "source": None})
    letters = [term["initials"] for term in cleaned]
    twice = sorted({one for one in letters if letters.count(one) > 1})
    sound(not twice, f"{', '.join(twice)} can only stand once in the glossary.")
    places = {term["initials"]: term.get("source") for term in row.proposal["glossary"]}
    for term in cleaned:
        term["source"] = places.get(term["initials"])
    row.proposal["glossary"] = cleaned
    known = {term["initials"]: term for term in cleaned}
    named = [area for area in row.proposal["risk_areas"] if _named_by(area, known)]
    row.proposal["flags"] = [
        flag
        for flag in row.proposal["flags"]
        if not (flag["kind"] == "undefined_abbreviation" and flag.get("as_found") in known)
    ]
    keep(by, row, *named)
    tell(by, row, "glossary_corrected", "Corrected the glossary of an import.", {"initials": letters})
    return row


def _named_by(area: Json, known: dict[str, Json]) -> bool:
    """Give the area's leads the names that the glossary has for them; whether one changed."""
    changed = False
    for lead in [*area["leads"], *(lead for step in area["next_steps"] for lead in step["leads"])]:
        term = known.get(lead["written"])
        if term is None:
            continue
        named = {"kind": term["kind"], "name": term["name"], "role": term["role"]}
        if any(lead.get(name) != value for name, value in named.items()):
            lead.update(named, confidence=1.0)
            changed = True
    return changed


def _nothing_changed(row: PlanImport, revision: int) -> None:
    if row.revision != revision:
        raise ChangedSince({}, row.revision, row.proposal.get("by") or "The reader")


def _cleaned(values: dict[str, Any]) -> Json:
    """The values of one area, cleaned and checked. Raises Refused."""
    out: Json = {}
    for name, value in values.items():
        if name in _TEXTS:
            out[name] = _text(value)
        elif name == "number":
            out[name] = clean_line(value or "")[:30] or None
        elif name == "section":
            out[name] = clean_line(value or "")[:500] or None
        elif name == "actions_taken":
            out[name] = [one for one in (clean_text(each).strip() for each in value) if one]
        elif name == "leads":
            out[name] = cleaned_leads(value)
        elif name == "next_steps":
            out[name] = [_cleaned_step(step) for step in value if clean_text(step["text"]).strip()]
        elif name == "rag":
            sound(value in Rag.values, "Choose a rating.")
            out[name] = value
        elif name == "review_on":
            out[name] = _iso(value)
        elif name == "ratings":
            sound(
                all(value.get(one) is None or 0 <= int(value[one]) <= 1000 for one in _SCORES),
                "A score is a whole number from 0 to 1000.",
            )
            out[name] = value
    return out


def _text(value: Any) -> str | None:
    return clean_text(value or "").strip() or None


def _iso(value: Any) -> str | None:
    try:
        return date.fromisoformat(value).isoformat() if value else None
    except (TypeError, ValueError):
        sound(False, "This is no date.")
        raise


def cleaned_leads(leads: list[Json]) -> list[Json]:
    """Leads with something written, each once, in the proposal's shape. Raises Refused for an unknown kind."""
    out: dict[str, Json] = {}
    for lead in leads:
        written = clean_line(lead.get("written") or lead.get("name") or "")[:200]
        if not written or written in out:
            continue
        kind = lead.get("kind") or LeadKind.UNKNOWN
        sound(kind in LeadKind.values, "Choose what each lead is.")
        name = clean_line(lead.get("name") or "")[:200] or None
        role = clean_line(lead.get("role") or "")[:200] or None
        out[written] = {"written": written, "kind": kind, "name": name, "role": role, "confidence": 1.0}
    return list(out.values())


def _cleaned_step(step: Json) -> Json:
    due = step.get("due")
    cleaned = {**blank_step(""), **step}
    for name in _STEP_TEXTS:
        cleaned[name] = _text(step.get(name))
    if due:
        start, end = _iso(due["start"]), _iso(due["end"])
        sound(bool(start and end) and str(start) <= str(end), "A date cannot end before it begins.")
        cleaned["due"] = {"start": start, "end": end, "phrase": clean_line(due.get("phrase") or "")[:200]}
    cleaned["depends_on"] = [one for one in (clean_line(each)[:30] for each in step.get("depends_on") or []) if one]
    cleaned["leads"] = cleaned_leads(step.get("leads") or [])
    return cleaned
