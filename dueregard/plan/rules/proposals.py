"""Working on a proposal (importing.proposal's JSON) while people review it: keys, doubts, counts, joining and splitting.

Pure: every function takes and gives plain dictionaries. Beside the contract's own keys a reviewed proposal carries, for
each area, "key" (names it in addresses), "at" (the import's revision that last changed it), "by" (who did), "checked"
(somebody has looked at it); for each flag "area" (the key of the area that it is about); for each left-out row "key".
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable
from typing import Any

from dueregard.actions.rules import Status
from dueregard.plan.rules.published import published, restricted_of

Json = dict[str, Any]

# Below this, a value is shown among the uncertain.
SURE_FROM = 0.7

# Flags that tell what was done; every other kind asks for a look.
INFORMING = frozenset({"repair_applied", "joined_over_page", "number_gap", "remark", "column_unmapped", "scale_read"})
# Answered on a page of their own for the whole document, so they make no single row uncertain.
ELSEWHERE = frozenset({"rhythm_unknown", "undefined_abbreviation"})

_STATUSES = {
    Status.DONE: ("complete", "completed", "done", "closed", "achieved", "finished", "action complete"),
    Status.IN_PROGRESS: (
        "in progress",
        "started",
        "underway",
        "under way",
        "in hand",
        "on track",
        "partially complete",
    ),
    Status.OPEN: ("open", "not started", "to do", "outstanding", "new", "to start"),
    Status.DROPPED: ("dropped", "withdrawn", "cancelled", "no longer required", "no longer needed"),
}


def status_of(words: str | None) -> str | None:
    """The status that the words of a document mean, or None where they mean none for certain."""
    plain = " ".join((words or "").lower().split()).strip(" .")
    return next((status for status, said in _STATUSES.items() if plain in said), None)


_COMPLETED = re.compile(r"(?:action )?(?:completed?|done|finished|closed|achieved)\b", re.I)


def status_of_step(step: Json) -> str | None:
    """The status of a proposed step, or None: by its words, or by a yes or no under a heading such as "Completed"."""
    found = status_of(step["status"])
    heading = ((step.get("fields") or {}).get("status") or {}).get("heading") or ""
    if found or not _COMPLETED.match(heading):
        return found
    answer = (step["status"] or "").strip(" .").lower()
    return Status.DONE if answer in ("yes", "y") else Status.OPEN if answer in ("no", "n") else None


def prepared(proposal: Json, revision: int) -> Json:
    """A proposal fresh from the importer with the keys that a review needs. revision: of the import as it is offered."""
    made = copy.deepcopy(proposal)
    for index, area in enumerate(made["risk_areas"], start=1):
        area.update(key=f"{revision}-{index}", at=revision, by="", checked=False)
    for index, row in enumerate(made.setdefault("left_out", []), start=1):
        row["key"] = f"{revision}-left-{index}"
    for flag in made.setdefault("flags", []):
        flag["area"] = _area_of_flag(made, flag)
    made.setdefault("layout", [])
    return made


def _area_of_flag(proposal: Json, flag: Json) -> str | None:
    """The key of the area that a flag is about: by its number, and by its place where numbers do not tell."""
    if flag["kind"] == "undefined_abbreviation":  # asked once, wherever the letters stand
        return None
    areas = proposal["risk_areas"]
    number, place = flag.get("number"), _place(flag.get("source"))
    named = [area for area in areas if number and area["number"] == number]
    if len(named) > 1 and place:
        named = [area for area in named if _place(area["source"]) == place] or named
    if not named and place:
        named = [area for area in areas if _place(area["source"]) == place]
    return named[0]["key"] if named else None


def _place(source: Json | None) -> tuple[Any, ...] | None:
    if not source or source.get("row") is None:
        return None
    return (source.get("sheet") or "", source.get("page") or 0, source["row"])


def in_order(source: Json | None) -> tuple[Any, ...]:
    """A sort key: where something stood in the document; what has no place comes last."""
    if not source:
        return (1, 0, 0)
    return (0, source.get("page") or 0, source.get("row") or 0)


def area_with(proposal: Json, key: str) -> Json | None:
    """The area of that key, or None."""
    return next((area for area in proposal["risk_areas"] if area["key"] == key), None)


def flags_of(proposal: Json, key: str | None, *, asking: bool = False) -> list[Json]:
    """The flags about one area (key None: about the document as a whole); asking: only those that want a look."""
    return [
        flag
        for flag in proposal["flags"]
        if flag.get("area") == key and not (asking and flag["kind"] in INFORMING | ELSEWHERE)
    ]


def doubtful(proposal: Json, area: Json) -> bool:
    """Whether nobody has looked at the area yet and something about it wants a look."""
    if area["checked"]:
        return False
    return area["confidence"] < SURE_FROM or bool(flags_of(proposal, area["key"], asking=True)) or not area["title"]


def unsure(proposal: Json) -> list[Json]:
    """The areas that want a look, the least certain first."""
    found = [area for area in proposal["risk_areas"] if doubtful(proposal, area)]
    return sorted(found, key=lambda area: (area["confidence"], -len(flags_of(proposal, area["key"], asking=True))))


def counts(proposal: Json) -> dict[str, int]:
    """How many areas, steps, sections, leads (as written) and unsettled areas the proposal has."""
    areas = proposal["risk_areas"]
    leads = {lead["written"] for area in areas for lead in leads_of(area)}
    return {
        "areas": len(areas),
        "steps": sum(len(area["next_steps"]) for area in areas),
        "sections": len({area["section"] for area in areas if area["section"]}),
        "leads": len(leads),
        "unsure": len(unsure(proposal)),
        "without_rhythm": len(without_rhythm(proposal)),
        "left_out": len(proposal["left_out"]),
    }


def without_rhythm(proposal: Json) -> list[tuple[Json, int]]:
    """The standing steps that do not say how often, as (area, index of the step from 0), in the document's order."""
    return [
        (area, index)
        for area in proposal["risk_areas"]
        for index, step in enumerate(area["next_steps"])
        if step["standing"] and not step["rhythm"]
    ]


def leads_of(area: Json) -> Iterable[Json]:
    """The leads of an area and of its steps, as often as they stand."""
    yield from area["leads"]
    for step in area["next_steps"]:
        yield from step["leads"]


def section_label(proposal: Json, section: str | None) -> str:
    """A section as the page names it, from the number or title that an area carries."""
    if not section:
        return "Without a section"
    for row in proposal["sections"]:
        if section in (row["number"], row["title"]):
            return f"{row['number'] or ''} {row['title'] or ''}".strip()
    return section


def numbers_standing_twice(proposal: Json) -> list[str]:
    """Numbers that more than one area carries, in order."""
    seen: dict[str, int] = {}
    for area in proposal["risk_areas"]:
        if area["number"]:
            seen[area["number"]] = seen.get(area["number"], 0) + 1
    return [number for number, times in seen.items() if times > 1]


def blank_area(key: str, source: Json | None = None) -> Json:
    """An area without any value, in the proposal's shape."""
    return {
        "key": key,
        "at": 0,
        "by": "",
        "checked": False,
        "number": None,
        "section": None,
        "title": None,
        "hazard": None,
        "actions_taken": [],
        "next_steps": [],
        "leads": [],
        "rag": "unknown",
        "ratings": {
            "likelihood": None,
            "severity": None,
            "gross": None,
            "current": None,
            "residual": None,
            "words": {},
            "stages": {},
        },
        "evidence": None,
        "status": None,
        "review_on": None,
        "confidence": 0.3,
        "source": source,
        "requirement": None,
        "category": None,
        "progress": None,
        "rag_words": None,
        "review_phrase": None,
        "findings": [],
        "other": {},
        "fields": {},
    }


def blank_step(text: str) -> Json:
    """A next step that says only what is to be done, in the proposal's shape."""
    return {
        "text": text,
        "progress": None,
        "due": None,
        "standing": False,
        "rhythm": None,
        "carried_over": False,
        "waiting_on": None,
        "depends_on": [],
        "leads": [],
        "status": None,
        "origin": None,
        "reported_to": None,
        "rhythm_phrase": None,
        "due_phrase": None,
        "confidence": 1.0,
        "source": None,
        "fields": {},
    }


def new_key(proposal: Json, revision: int) -> str:
    """A key that no area or left-out row of this proposal has."""
    taken = {row["key"] for row in [*proposal["risk_areas"], *proposal["left_out"]]}
    index = 1
    while f"{revision}-{index}" in taken:
        index += 1
    return f"{revision}-{index}"


def joined(first: Json, second: Json, *, titles: bool) -> Json:
    """`first` with all that `second` says after its own. titles: the second title goes on from the first."""
    area = copy.deepcopy(first)
    for name in ("hazard", "requirement", "evidence", "status", "progress"):
        area[name] = "\n\n".join(filter(None, (first[name], second[name]))) or None
    if titles or not first["title"]:
        area["title"] = " ".join(filter(None, (first["title"], second["title"]))) or None
    elif second["title"]:
        # Nothing that was written is lost: the title that is not kept stands before the second's actions.
        area["actions_taken"] = [*area["actions_taken"], second["title"]]
    area["actions_taken"] += copy.deepcopy(second["actions_taken"])
    area["next_steps"] += copy.deepcopy(second["next_steps"])
    area["findings"] = [*area["findings"], *second["findings"]]
    written = {lead["written"] for lead in area["leads"]}
    area["leads"] += [copy.deepcopy(lead) for lead in second["leads"] if lead["written"] not in written]
    if area["rag"] == "unknown":
        area["rag"], area["rag_words"] = second["rag"], second["rag_words"]
    for name in ("number", "section", "review_on", "review_phrase", "category"):
        area[name] = area[name] or second[name]
    area["other"] = {**second["other"], **area["other"]}
    for name in ("likelihood", "severity", "gross", "current", "residual"):
        if area["ratings"][name] is None:
            area["ratings"][name] = second["ratings"][name]
    area["ratings"]["words"] = {**second["ratings"]["words"], **area["ratings"]["words"]}
    if known := {**published(second), **published(first)}:
        area["published"] = known | restricted_of(first, second)
    return area


def parted(
    area: Json, key: str, *, title: str, number: str | None, steps: set[int], taken: set[int]
) -> tuple[Json, Json]:
    """The area without, and a new one with, the next steps and the paragraphs of actions taken at these indexes (from 0).

    The new area keeps the section, the leads and what is restricted; a rating stays with the first.
    """
    rest, new = copy.deepcopy(area), blank_area(key, copy.deepcopy(area["source"]))
    new.update(title=title, number=number, section=area["section"], leads=copy.deepcopy(area["leads"]))
    new["confidence"] = area["confidence"]
    if known := restricted_of(area):
        new["published"] = known
    for name, moved in (("next_steps", steps), ("actions_taken", taken)):
        rest[name] = [copy.deepcopy(one) for index, one in enumerate(area[name]) if index not in moved]
        new[name] = [copy.deepcopy(one) for index, one in enumerate(area[name]) if index in moved]
    return rest, new


def area_from_left_out(row: Json, key: str) -> Json:
    """An area made of a row that was left out: its first words as the title, the rest as actions taken, to be corrected."""
    if row.get("area"):
        area: Json = copy.deepcopy(row["area"])
        area.update(key=key, checked=False)
        return area
    area = blank_area(key, copy.deepcopy(row.get("source")))
    cells = [cell.strip() for cell in row.get("cells") or [] if cell and cell.strip()] or [row["text"].strip()]
    if len(cells) > 1 and len(cells[0]) <= 12 and any(character.isdigit() for character in cells[0]):
        area["number"] = cells.pop(0).rstrip(".") or None
    area["title"] = cells[0]
    area["actions_taken"] = cells[1:]
    return area


def with_area_in_place(proposal: Json, area: Json) -> None:
    """Put an area among the others where the document has it; one without a place comes last."""
    place = in_order(area["source"])
    areas = proposal["risk_areas"]
    at = next((index for index, other in enumerate(areas) if in_order(other["source"]) > place), len(areas))
    areas.insert(at, area)
