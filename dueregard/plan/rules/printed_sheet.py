"""The sheets of a published plan, in Excel and CSV: their columns, and how they are known again. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dueregard.actions.rules import Rhythm, Status
from dueregard.plan.rules.printed import ENTRY_TITLE, INITIALS, MEANING, STAND_FOR
from dueregard.plan.rules.ratings import Rag


@dataclass(frozen=True, slots=True)
class SheetField:
    """A column of the sheet. name: of the value in a version's content; needed: it stands there even where it is empty."""

    name: str
    heading: str
    width: int = 14
    needed: bool = False
    number: bool = False
    choices: tuple[str, ...] = ()


# What belongs to the area stands in its first row only; each step has a row of its own.
OF_AREA = (
    SheetField("number", "No.", 8, needed=True),
    SheetField("section_number", "Section no.", 8, needed=True),
    SheetField("section_title", "Section", 22, needed=True),
    SheetField("title", "Risk area", 36, needed=True),
    SheetField("hazard", "Hazard", 36),
    SheetField("requirement", "What is required", 30),
    SheetField("actions_taken", "Action taken", 60, needed=True),
    SheetField("evidence", "Evidence", 30),
    SheetField("status_text", "Status in words", 30),
    SheetField("rag", "RAG", 11, needed=True, choices=tuple(str(label) for label in Rag.labels)),
    SheetField("likelihood", "Likelihood", 11, number=True),
    SheetField("impact", "Impact", 9, number=True),
    SheetField("current_score", "Current score", 9, number=True),
    SheetField("residual_likelihood", "Residual likelihood", 11, number=True),
    SheetField("residual_impact", "Residual impact", 9, number=True),
    SheetField("rating_words", "Rating in words", 24),
    SheetField("rating_reason", "Reason for the rating", 30),
    SheetField("rated_on", "Rated on", 13),
    SheetField("review_on", "Next review", 13),
    SheetField("campus", "Campus", 18),
    SheetField("leads", "Leads", 26, needed=True),
    SheetField("restricted", "Restricted passages", 24),
)
OF_STEP = (
    SheetField("text", "Next step", 50, needed=True),
    SheetField("status", "Status", 13, needed=True, choices=tuple(str(label) for label in Status.labels)),
    SheetField("due_start", "Due from", 13),
    SheetField("due_end", "Due by", 13, needed=True),
    SheetField("due_phrase", "Due in words", 24),
    SheetField("rhythm", "Rhythm", 20, choices=tuple(str(label) for value, label in Rhythm.choices if value)),
    SheetField("standing", "Standing action", 10),
    SheetField("step_leads", "Leads of the step", 26, needed=True),
    SheetField("progress", "Progress", 40),
    SheetField("waiting_on", "Waiting on", 26),
    SheetField("ask_again_on", "Ask again on", 13),
    SheetField("depends_on", "Depends on", 14),
    SheetField("carried_over", "Times carried over", 9, number=True),
    SheetField("first_due_on", "First due", 13),
    SheetField("source", "Source", 26),
    SheetField("closed_on", "Closed on", 13),
    SheetField("step_restricted", "Step restricted", 10),
)
YES = "Yes"
CONTEXT_SHEET = ("Heading", "Restricted", "Text")
VERSION_SHEET = ("What", "It says")
ENTRY_SHEET = (ENTRY_TITLE, "It says")
ENTRY_TEXT = "In words"
INITIALS_SHEET = (INITIALS, MEANING, STAND_FOR)
_CONTINUED = re.compile(r"(.+) \(continued (\d{1,3})\)")


def continued_from(heading: str) -> str:
    """The heading of the column that a column goes on from (rules.cells.continued), or the heading itself."""
    found = _CONTINUED.fullmatch(heading)
    return found[1] if found else heading


def is_plan_sheet(headings: Sequence[str]) -> bool:
    """Whether these are the headings of the sheet of a plan that was published: ours, in our order, none missing."""
    fields = (*OF_AREA, *OF_STEP)
    places = {one.heading: place for place, one in enumerate(fields)}
    names = list(dict.fromkeys(map(continued_from, headings)))
    return (
        all(name in places for name in names)
        and all(one.heading in names for one in fields if one.needed)
        and len(set(headings)) == len(headings)
        and [places[name] for name in names] == sorted(places[name] for name in names)
    )
