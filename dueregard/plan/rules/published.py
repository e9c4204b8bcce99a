"""What only a plan that Due Regard published says of a proposal and its parts (`published`). Pure."""

from __future__ import annotations

from typing import Any

from dueregard.kernel.words import clean_line

Json = dict[str, Any]


def published(part: Json) -> Json:
    """What is published of a proposal's document, area or step; {} for one from any other document."""
    found: Json = part.get("published") or {}
    return found


def campus_of(area: Json) -> str:
    """The name of the campus that a proposed area is limited to, or ""."""
    return clean_line(published(area).get("campus") or "")


def restricted_of(*areas: Json) -> Json:
    """The names of the passages that are restricted in any of these areas, as `published` has them; {} for none."""
    named = {name: None for area in areas for name in published(area).get("restricted", ())}
    return {"restricted": list(named)} if named else {}


def context_of(document: Json) -> list[tuple[Json, Json]]:
    """Each passage of a proposal's context with what is published of it: by its place, else by its heading.

    A passage whose heading several have is restricted where one of them is.
    """
    passages, told = document["context"], published(document).get("context", [])
    if len(passages) == len(told):
        return list(zip(passages, told, strict=True))
    by_heading: dict[str, Json] = {}
    for one in told:
        known = by_heading.setdefault(one.get("heading", ""), dict(one))
        known |= {name: value for name, value in one.items() if name == "restricted"}
    return [(one, by_heading.get(one["heading"], {})) for one in passages]
