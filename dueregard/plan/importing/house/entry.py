"""The corporate risk register's entry as a published plan has it, whatever the format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from dueregard.plan.rules.printed import ENTRY_FACTS, read_rag

from ..proposal import Lead, Proposal
from .made import named_lead, said, whole

_NAMES = ("register_reference", "title", "likelihood", "impact", "rag", "reviewed_on", "review_on")


def keep_entry(proposal: Proposal, facts: Mapping[str, Any], text: str, owner: Lead | None) -> None:
    """Put an entry on a proposal; one without number and title is none.

    facts: by the names of a version's content, days as dates.
    """
    if facts.get("register_reference") or facts.get("title"):
        entry = said(**{name: facts.get(name) for name in _NAMES}, text=text, owner=asdict(owner) if owner else None)
        proposal.document.published["risk_entry"] = entry


def read_entry(proposal: Proposal, facts: Mapping[str, str], text: str, as_day: Callable[[str], date | None]) -> None:
    """Put an entry on a proposal whose glossary is read. facts: words by label (printed.ENTRY_FACTS)."""
    words = {name: facts.get(label, "") for name, label in ENTRY_FACTS.items()}
    found: dict[str, Any] = dict(words) | {"rag": read_rag(words["rag"])}
    found |= {name: whole(words[name]) for name in ("likelihood", "impact")}
    found |= {name: as_day(words[name]) for name in ("reviewed_on", "review_on")}
    glossary = {term.initials: term for term in proposal.glossary}
    keep_entry(proposal, found, text, named_lead(words["owner"], glossary) if words["owner"] else None)


def told_in_turn(texts: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """(facts, the texts after them) of paragraphs in which labels and words stand in turn, in the labels' order."""
    facts, rest = {}, list(texts)
    labels = list(ENTRY_FACTS.values())
    while len(rest) > 1 and rest[0] in labels:
        labels = labels[labels.index(rest[0]) + 1 :]
        facts[rest[0]] = rest[1]
        del rest[:2]
    return facts, rest
