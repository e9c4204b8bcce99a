"""Parts of a proposal from exact values, for every format that a published plan is read from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dueregard.documents.grids import Place
from dueregard.plan.rules.printed import When, read_number, read_rag

from ..leads import kind_of
from ..proposal import Due, Flag, Lead, Proposal, RiskArea, Section, Step, Term, noted, where

_SURE = 1.0
# Leads of these kinds have a name; words that are nobody's stay words.
_NAMED = ("person", "post", "body")


def named_lead(label: str, glossary: Mapping[str, Term]) -> Lead:
    """A lead of which only the name is known: its kind is what the glossary or the name says."""
    term = glossary.get(label)
    if term is not None:
        return Lead(label, term.kind, term.name, term.role, 0.95)
    kind = kind_of(label)
    return Lead(label, kind, label if kind in _NAMED else None, None, 0.85 if kind in _NAMED else 0.5)


def known_lead(label: str, kind: str) -> Lead:
    """A lead whose kind the format carries."""
    return Lead(label, kind if kind in _NAMED else "unknown", label if kind in _NAMED else None, None, _SURE)


def term_of(letters: str, meaning: str, stands_for: str, *, source: Place | None, kind: str | None = None) -> Term:
    """An entry of the glossary. kind: of what it stands for, where the format carries it.

    An entry has one name. Where its meaning is another than the name of what it stands for, it stays words: a body of the
    name of that meaning would be made, and there is none.
    """
    told = kind or kind_of(stands_for) if stands_for and stands_for == meaning else "unknown"
    return Term(letters, meaning, None, told if told in _NAMED else "unknown", where(source))


def dated(step: Step, when: When) -> None:
    """Put a date, its words and its rhythm on a step."""
    if when.end is not None:
        step.due = Due((when.start or when.end).isoformat(), when.end.isoformat(), when.phrase)
    step.due_phrase = when.phrase or None
    step.standing = when.standing
    step.rhythm = when.rhythm or None


def rate(area: RiskArea, numbers: Mapping[str, int | None], words: str, review_on: date | None) -> None:
    """Put the numbers of a rating on an area. numbers: by the names of a version's content."""
    ratings = area.ratings
    ratings.likelihood, ratings.severity = numbers.get("likelihood"), numbers.get("impact")
    ratings.current = numbers.get("current_score")
    if ratings.likelihood is not None and ratings.severity is not None:
        ratings.gross = ratings.likelihood * ratings.severity
    residual = {"likelihood": numbers.get("residual_likelihood"), "severity": numbers.get("residual_impact")}
    if any(value is not None for value in residual.values()):
        ratings.stages["residual"] = residual
        first, second = residual.values()
        ratings.residual = first * second if first is not None and second is not None else None
    area.rag_words = words or None
    area.review_on = review_on.isoformat() if review_on else None


def said(**values: Any) -> dict[str, Any]:
    """What only a published plan says (`published` of proposal's parts): days as ISO, without what is empty."""
    found = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    return {name: value for name, value in found.items() if value}


def keep_context(proposal: Proposal, passages: Iterable[tuple[str, bool, str]]) -> None:
    """Put the passages of the context on a proposal. passages: heading, whether it is restricted, text."""
    told = list(passages)
    proposal.document.context = [{"heading": heading, "text": text} for heading, _, text in told]
    if any(restricted for _, restricted, _ in told):
        proposal.document.published["context"] = [
            said(heading=heading, restricted=restricted) for heading, restricted, _ in told
        ]


def finish(proposal: Proposal, area: RiskArea, source: Place | None) -> None:
    """Give an area that is complete its place, and note for the review page where its values stood."""
    at = where(source)
    area.source = at
    area.confidence = _SURE
    values = {
        "number": area.number, "title": area.title, "hazard": area.hazard, "requirement": area.requirement,
        "actions_taken": "\n\n".join(area.actions_taken), "evidence": area.evidence, "status": area.status,
        "leads": "\n".join(lead.written for lead in area.leads), "review_on": area.review_on,
    }  # fmt: skip
    area.fields = {name: noted(_SURE, at, value) for name, value in values.items() if value}
    if area.rag != "unknown":
        area.fields["rag"] = noted(_SURE, at, area.rag)
    for step in area.next_steps:
        step.confidence = _SURE
        step.source = step.source or at
        step.fields = {"next_steps": noted(_SURE, step.source, step.text)}
        if step.due_phrase and step.due is None and not step.rhythm:
            message = f"“{step.due_phrase}” is no date that can be read; it is kept in words."
            proposal.flags.append(Flag("due_unclear", message, step.source, area.number, "due", step.due_phrase))
    proposal.risk_areas.append(area)


def rag_of(words: str, proposal: Proposal, number: str | None, source: Place | None) -> str:
    """The rating of a word; what is no rating is flagged and unknown."""
    found = read_rag(words)
    if found is None and words:
        message = f"“{words}” is none of Red, Amber, Green and Unknown."
        proposal.flags.append(Flag("scale_unclear", message, where(source), number, "rag", words))
    return found or "unknown"


def whole(text: str) -> int | None:
    """A number of a rating; None for anything else."""
    plain = text.strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 5 else None


def lines(text: str) -> list[str]:
    """What stands in a cell line by line."""
    return [line for line in text.split("\n") if line.strip()]


class Sections:
    """The sections of a proposal, each once in the order of its first area."""

    def __init__(self, proposal: Proposal) -> None:
        self._proposal = proposal

    def name(self, number: str, title: str, source: Place | None) -> str | None:
        """Take up a section; gives how an area names it, None for one without number and title."""
        if not number and not title:
            return None
        known = any((one.number or "", one.title or "") == (number, title) for one in self._proposal.sections)
        if not known:
            self._proposal.sections.append(Section(number or None, title or None, where(source)))
        return number or title


def flag_restricted(proposal: Proposal, marks: Iterable[str]) -> None:
    """Say which areas hold restricted passages, which come into the register restricted."""
    named = list(dict.fromkeys(read_number(mark) or "one without number" for mark in marks))
    if named:
        shown = ", ".join(named[:20]) + (" and others" if len(named) > 20 else "")
        message = f"Passages are restricted in {shown}: they come into the register as restricted as they were."
        proposal.flags.append(Flag("remark", message))
