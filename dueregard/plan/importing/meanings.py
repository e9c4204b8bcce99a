"""Columns whose cells say something else than their heading: numbers under "Item", answers or marks under a status."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from .columns import Profile
from .header_rows import Column
from .headings import plain_heading

# What can name an item beside its number.
_NAMING = {"title", "hazard", "requirement", "category", "actions_taken", "next_steps"}
# Columns that a bare yes or no cannot be the text of.
_ANSWERED = {"status", "actions_taken", "progress", "next_steps", "other"}
_OF_AN_ACTION = re.compile(r"\b(?:complet\w+|done|finished|closed|open)\b", re.I)
_SCORES = {"likelihood", "severity", "gross", "current", "residual"}


def _held(profiles: Sequence[Profile], index: int) -> Profile:
    return profiles[index] if index < len(profiles) else Profile()


def _fields(columns: Mapping[int, Column]) -> set[str]:
    return {column.field for column in columns.values()}


def number_the_items(columns: Mapping[int, Column], profiles: Sequence[Profile]) -> None:
    """An "Item" over numbers is the column of numbers where another column says what the item is."""
    if not columns or "number" in _fields(columns) or _held(profiles, max(columns) + 1).filled:
        return  # a filled column too many: the headings may lack the one over the numbers
    for index, column in columns.items():
        others = {other.field for at, other in columns.items() if at != index}
        if column.field == "title" and plain_heading(column.heading) == "item" and others & _NAMING:
            if _held(profiles, index).plain_number >= 0.8:
                column.field = "number"
            return


def answers_are_ratings(columns: Mapping[int, Column], profiles: Sequence[Profile]) -> None:
    """A column that only answers yes, no or partly rates how things are, where nothing else does.

    "Completed" tells of an action and stays, as does a status beside scores.
    """
    for index, column in columns.items():
        held = _held(profiles, index)
        if column.field not in _ANSWERED or held.filled < 2 or held.answer < 1 or _OF_AN_ACTION.search(column.heading):
            continue
        known = _fields(columns)
        scored = any(name.split(".")[-1] in _SCORES for name in known)
        if column.field == "status" and scored:
            continue
        column.field = "other" if scored or "rag" in known or column.field == "next_steps" else "rag"
        column.confidence = min(column.confidence, 0.6)


def tell_rag_from_score(columns: Mapping[int, Column], profiles: Sequence[Profile]) -> None:
    """A "rating" of numbers is a score; a "score" of colours or words is a rating."""
    for index, column in columns.items():
        held = _held(profiles, index)
        if column.field == "rag" and held.score > 0.7 and "current" not in _fields(columns):
            column.field = "current"
        elif column.field in ("current", "residual", "gross") and held.mark > 0.7 and "rag" not in _fields(columns):
            column.field = "rag"
