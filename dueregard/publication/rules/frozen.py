"""A version as a skeleton and its passages: what is hashed, in which form, and how the whole is put together again. Pure.

The content is a tree of JSON values. Whatever a person wrote, or that names a person, is a passage: the skeleton holds
{"passage": n} in its place. Each passage has a salt of its own, so that its digest tells nothing once text and salt are
gone (ADR 0011). Numbers, dates, states and references stay in the skeleton.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

# Strings under these keys are facts of the register, never free text.
PLAIN_KEYS = frozenset(
    {
        "schema", "kind", "number", "dated", "reference", "section", "rag", "status", "rhythm", "due_start", "due_end",
        "first_due_on", "closed_on", "ask_again_on", "rated_on", "review_on", "reviewed_on", "hash", "depends_on",
        "restricted", "withheld", "closed_since", "register_reference", "institution",
    }
)  # fmt: skip
# These keys hold a lead: kind, reference and name go together, since each of them can name a person.
LEAD_KEYS = frozenset({"leads", "lead", "owner"})
MARK = "passage"
REDACTED = "[Redacted]"
REDACTED_LEAD: Json = {"kind": "redacted", "reference": "", "label": REDACTED, "public": REDACTED}

# What a reader calls a passage, by the last name in its path; and where the same name means another thing.
_LABELS = {
    "title": "Title", "heading": "Heading", "paragraphs": "Context", "hazard": "Hazard",
    "requirement": "What is required", "actions_taken": "Actions taken", "evidence_text": "Evidence, in words",
    "status_text": "Status, in words", "rating_words": "Rating, in words", "rating_reason": "Reason for the rating",
    "text": "Next step", "progress": "Progress", "source": "Source", "waiting_on": "Waiting on",
    "due_phrase": "Date, in words", "leads": "Lead", "lead": "Lead", "owner": "Owner", "letters": "Initials",
    "meaning": "Meaning of initials", "note": "Note on the version", "url": "Link", "campus": "Campus",
    "likelihood_words": "Word of the scale", "impact_words": "Word of the scale",
}  # fmt: skip
_WITHIN = {
    "areas": {"title": "Risk area"},
    "sections": {"title": "Section"},
    "evidence": {"title": "Evidence"},
    "risk_entry": {"title": "Corporate risk register", "text": "Corporate risk register"},
}


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage. path: where it stands, by references ("areas/AB12/actions_taken/0"); value: a text, or a lead."""

    path: str
    value: Any
    salt: str

    @property
    def digest(self) -> str:
        return passage_digest(self.salt, self.value)


@dataclass(frozen=True, slots=True)
class Frozen:
    """A content that has been taken apart. hash: the version's SHA-256."""

    skeleton: str  # canonical JSON
    passages: tuple[Passage, ...]

    @property
    def hash(self) -> str:
        return version_hash(self.skeleton, [(passage.path, passage.digest) for passage in self.passages])


def canonical(value: Any) -> str:
    """JSON with sorted keys and without spaces: one value, one text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def passage_digest(salt: str, value: Any) -> str:
    """The digest that stays when a passage is redacted."""
    return hashlib.sha256(f"{salt}\n{canonical(value)}".encode("utf-8", "surrogatepass")).hexdigest()


def version_hash(skeleton: str, digests: Sequence[tuple[str, str]]) -> str:
    """The version's SHA-256 over its skeleton and its passages' paths and digests, in their order."""
    listed = canonical([list(pair) for pair in digests])
    return hashlib.sha256(f"{skeleton}\n{listed}".encode("utf-8", "surrogatepass")).hexdigest()


def mapped(tree: Any, change: Callable[[str, Any], Any], path: str = "", key: str = "") -> Any:
    """`tree` with each passage replaced by what `change(path, value)` gives for it.

    Empty texts are no passages. A dictionary in a list stands in the path by its reference, else by its place.
    """
    if key in LEAD_KEYS and isinstance(tree, dict):
        return change(path, tree)
    if isinstance(tree, dict):
        return {name: mapped(value, change, f"{path}/{name}" if path else name, name) for name, value in tree.items()}
    if isinstance(tree, list):
        return [mapped(value, change, f"{path}/{_step(value, place)}", key) for place, value in enumerate(tree)]
    if isinstance(tree, str) and tree and key not in PLAIN_KEYS:
        return change(path, tree)
    return tree


def _step(value: Any, place: int) -> str:
    if isinstance(value, dict) and value.get("reference") and "label" not in value:
        return str(value["reference"])
    return str(place)


def passages_of(content: Json) -> Iterator[tuple[str, Any]]:
    """The passages of a content with their paths, in its order."""
    found: list[tuple[str, Any]] = []
    mapped(content, lambda path, value: found.append((path, value)))
    return iter(found)


def freeze(content: Json, new_salt: Callable[[], str]) -> Frozen:
    """Take a content apart. new_salt: gives 32 random hexadecimal digits for each passage."""
    passages: list[Passage] = []

    def taken(path: str, value: Any) -> Json:
        passages.append(Passage(path, value, new_salt()))
        return {MARK: len(passages) - 1}

    skeleton = canonical(mapped(content, taken))
    return Frozen(skeleton, tuple(passages))


def thaw(skeleton: str, values: Sequence[Any]) -> Json:
    """The content again. values: each passage's value in order, None where it has been redacted."""

    def filled(tree: Any, key: str = "") -> Any:
        if isinstance(tree, dict):
            if tree.keys() == {MARK}:
                value = values[tree[MARK]]
                return value if value is not None else dict(REDACTED_LEAD) if key in LEAD_KEYS else REDACTED
            return {name: filled(value, name) for name, value in tree.items()}
        if isinstance(tree, list):
            return [filled(value, key) for value in tree]
        return tree

    content: Json = filled(json.loads(skeleton))
    return content


def label_of(path: str) -> str:
    """What kind of passage stands at `path`, in the users' words."""
    steps = path.split("/")
    name = next((step for step in reversed(steps) if step in _LABELS), "")
    for collection in reversed(steps):
        if name in _WITHIN.get(collection, {}):
            return _WITHIN[collection][name]
    return _LABELS.get(name, "Passage")


# Prose: what a minor correction may change. Everything else in a content is a fact, the status in words included.
PROSE = frozenset(
    {
        "title", "heading", "paragraphs", "hazard", "requirement", "actions_taken", "evidence_text", "text", "progress",
        "note",
    }
)  # fmt: skip


def is_prose(path: str) -> bool:
    """Whether a minor correction may change the passage at `path`."""
    steps = path.split("/")
    name = next((step for step in reversed(steps) if step in _LABELS), "")
    return steps[0] not in ("glossary", "risk_entry") and "evidence" not in steps and name in PROSE
