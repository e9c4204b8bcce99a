"""Two versions, or a version and the living plan, side by side as a viewer may read both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from dueregard.publication import permissions
from dueregard.publication.queries import versions as queries
from dueregard.publication.queries.living import living_content
from dueregard.publication.queries.pages import content_for
from dueregard.publication.rules.audiences import as_seen
from dueregard.publication.rules.claims import in_words
from dueregard.publication.rules.comparing import Comparison, compare
from dueregard.publication.rules.frozen import Json
from dueregard.publication.rules.states import Kind, State

LIVING = "living"


@dataclass(frozen=True)
class Compared:
    """Two contents side by side: their names, their days, and what differs."""

    before_label: str
    after_label: str
    dated: date
    comparison: Comparison


def compare_choices(viewer: Any) -> list[tuple[str, str]]:
    """What can be compared: each version, and the living plan as each of the documents."""
    living = [(f"{LIVING}-{kind}", f"The living plan ({kind.label.lower()})") for kind in Kind]
    frozen = [(one.reference, f"{one.get_kind_display()}, version {one.number}") for one in queries.versions(viewer)]
    return [*living, *frozen]


def _side(viewer: Any, chosen: str) -> tuple[str, Json] | None:
    if chosen.startswith(f"{LIVING}-"):
        kind = chosen.removeprefix(f"{LIVING}-")
        if kind not in Kind.values or not permissions.can_read_versions(viewer):
            return None
        return "the living plan", as_seen(living_content(kind), queries.audience_of(viewer)).content
    version = queries.version_of_reference(viewer, chosen)
    return None if version is None else (f"version {version.number}", content_for(viewer, version).content)


def compared(viewer: Any, before: str, after: str) -> Compared | None:
    """What has changed from one to the other, as `viewer` may read both; None where one of them is not there."""
    one, other = _side(viewer, before), _side(viewer, after)
    if one is None or other is None:
        return None
    dated = date.fromisoformat(other[1]["dated"])
    return Compared(one[0], other[0], dated, compare(in_words(one[1]), in_words(other[1])))


def usual_comparison(viewer: Any) -> tuple[str, str] | None:
    """The last published version and the living plan: what most people want to know."""
    last = next((one for one in queries.versions(viewer) if one.now.state == State.PUBLISHED), None)
    return (last.reference, f"{LIVING}-{last.kind}") if last else None
