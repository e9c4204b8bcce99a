"""A minor correction: which prose may change, and the content that comes of it. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from dueregard.look.difference import Segment, word_difference
from dueregard.publication.rules.frozen import REDACTED, Json, canonical, is_prose, label_of, mapped, passages_of

_WHOLE = ("hazard", "requirement", "actions_taken", "evidence_text", "paragraphs", "note")


@dataclass(frozen=True, slots=True)
class Correction:
    """One text that reads otherwise in the living plan. path: of the text, or of the list of paragraphs that it is."""

    path: str
    label: str
    place: str  # the risk area or context in which it stands, as printed
    before: str
    after: str

    @property
    def segments(self) -> list[Segment]:
        """How one becomes the other, word by word."""
        return word_difference(self.before, self.after)


def prose_of(content: Json) -> dict[str, str]:
    """The prose of a content by path; a passage of several paragraphs as one text, under the path of its list."""
    found: dict[str, list[str]] = {}
    for path, value in passages_of(content):
        if is_prose(path) and isinstance(value, str):
            parts = path.split("/")
            whole = "/".join(parts[:-1]) if parts[-1].isdecimal() and parts[-2] in _WHOLE else path
            found.setdefault(whole, []).append(value)
    return {path: "\n\n".join(values) for path, values in found.items()}


def possible_corrections(base: Json, living: Json) -> list[Correction]:
    """Where the living plan words something otherwise that stands in both, in the base's order.

    A text that is restricted today, that was redacted, or that has come or gone as a whole is not a correction.
    """
    now = prose_of(living)
    secret = _restricted_paths(living)
    named = places(base)
    found = []
    for path, before in prose_of(base).items():
        after = now.get(path)
        if after is None or after == before or path in secret or REDACTED in (before, after) or path == "note":
            continue
        owner = "/".join(path.split("/")[:2])
        found.append(Correction(path, label_of(path), named.get(owner, ""), before, after))
    return found


def as_shown(possible: Iterable[Correction]) -> str:
    """A digest of corrections as a page shows them: what is taken over later must be what was read."""
    listed = canonical([[one.path, one.before, one.after] for one in possible])
    return hashlib.sha256(listed.encode("utf-8", "surrogatepass")).hexdigest()


def corrected(base: Json, chosen: Iterable[Correction]) -> Json:
    """The base with the chosen texts; everything else stays exactly as it was."""
    texts = {one.path: one.after for one in chosen}

    def filled(tree: Any, path: str, key: str) -> Any:
        if path in texts and isinstance(tree, list):
            return [part.strip() for part in texts[path].split("\n\n") if part.strip()]
        if path in texts:
            return texts[path]
        if isinstance(tree, dict):
            return {name: filled(value, f"{path}/{name}" if path else name, name) for name, value in tree.items()}
        if isinstance(tree, list) and key in ("context", "sections", "areas", "steps"):
            return [filled(value, f"{path}/{value['reference']}", key) for value in tree]
        return tree

    result: Json = filled(base, "", "")
    return result


def only_prose_differs(base: Json, other: Json) -> bool:
    """Whether two contents agree in everything but prose: number, date and note of the version aside."""
    own = {"number", "dated", "note"}

    def facts(content: Json) -> Any:
        bare = {name: value for name, value in content.items() if name not in own}
        for name in _WHOLE:
            bare = _without(bare, name)
        return mapped(bare, lambda path, value: None if is_prose(path) else value)

    return bool(facts(base) == facts(other))


def _without(tree: Any, name: str) -> Any:
    if isinstance(tree, dict):
        # Paragraphs may be parted otherwise; that there are any is a fact.
        return {key: bool(value) if key == name else _without(value, name) for key, value in tree.items()}
    return [_without(value, name) for value in tree] if isinstance(tree, list) else tree


def _restricted_paths(content: Json) -> set[str]:
    found = {
        f"context/{one['reference']}/{name}"
        for one in content["context"]
        if one["restricted"]
        for name in ("heading", "paragraphs")
    }
    for area in content["areas"]:
        at = f"areas/{area['reference']}"
        found |= {f"{at}/{name}" for name in area["restricted"]}
        for step in area["steps"]:
            if step["restricted"]:
                found |= {f"{at}/steps/{step['reference']}/{name}" for name in ("text", "progress")}
    return found


def places(content: Json) -> dict[str, str]:
    """What each risk area and each context is called, by the path at which it begins."""
    found = {f"context/{one['reference']}": str(one["heading"]) for one in content["context"]}
    for area in content["areas"]:
        found[f"areas/{area['reference']}"] = f"{area['number']} {area['title']}".strip()
    return found
