"""A spreadsheet of the register that came back: its rows, and what the text of each cell means. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from dueregard.actions.rules import ACTION, Due, Rhythm, Status, verb_between
from dueregard.documents.readers.characters import tidy
from dueregard.documents.writers.separated import unguarded
from dueregard.organisation.rules.phrases import read_when, rhythm_in
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.rules.cells import (
    AREA_FIELDS,
    AREA_REFERENCE,
    FIELDS,
    IDENTITY,
    MARKS,
    STANDING,
    STEP_FIELDS,
    STEP_REFERENCE,
    LeadRecord,
    due_words,
)
from dueregard.plan.rules.ratings import Rag

MOST_ROWS = 60_000
_MOST_LEADS = 60
NOT_OURS = (
    "This spreadsheet has no columns by which its rows are recognised: take the spreadsheet out of the register again "
    "and edit that, or bring the file as a plan."
)


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row as it came back. row: its number in the sheet. marks: what each cell said when it was taken out. unread: the
    fields whose cell holds a formula without a stored value."""

    row: int
    area: str
    step: str
    cells: dict[str, str]
    marks: dict[str, str]
    unread: frozenset[str] = frozenset()

    def has(self, names: Iterable[str]) -> bool:
        return any(self.cells.get(name) for name in names)


@dataclass(frozen=True, slots=True)
class Returned:
    """All rows of a sheet, the fields that it has columns for, and the headings of those that are gone."""

    rows: list[ReturnedRow]
    fields: frozenset[str]
    gone: list[str]


def rows_returned(sheets: Sequence[Mapping[str, Any]], *, separated: bool) -> Returned:
    """The rows of the sheet that was taken out of the register.

    sheets: {"rows": [[text]], "numbers": [row number], "unread": [[row, column]]} for each sheet. separated: the texts
    are guarded as in CSV. Raises ValueError with a sentence for a file that was not taken out of the register, or
    that is too long.
    """
    for sheet in sheets:
        for at, heading in enumerate(sheet["rows"][:20]):
            if {AREA_REFERENCE, STEP_REFERENCE, MARKS} <= set(heading):
                if len(sheet["rows"]) > MOST_ROWS:
                    raise ValueError(f"The spreadsheet has more than {MOST_ROWS:,} rows: bring it back in parts.")
                unread: dict[int, set[int]] = {}
                for row, column in sheet["unread"]:
                    unread.setdefault(row - at - 1, set()).add(column)
                return _rows(heading, sheet["rows"][at + 1 :], sheet["numbers"][at + 1 :], unread, separated)
    raise ValueError(NOT_OURS)


def _rows(
    headings: list[str], rows: list[list[str]], numbers: list[int], unread: dict[int, set[int]], separated: bool
) -> Returned:
    by_heading = {one.heading: name for name, one in FIELDS.items()}
    places: dict[str, list[int]] = {}
    identity: dict[str, int] = {}
    for at, heading in enumerate(headings):
        bare = re.sub(r" \(continued \d+\)$", "", heading)
        if bare in by_heading:
            places.setdefault(by_heading[bare], []).append(at)
        elif heading in IDENTITY:
            identity.setdefault(heading, at)
    found = []
    for index, (number, row) in enumerate(zip(numbers, rows, strict=True)):
        # A space behind the guard was not at the cell's edge when the file was read: it is now.
        texts = [tidy(unguarded(text)) for text in row] if separated else row
        cells = {name: "".join(texts[at] for at in columns) for name, columns in places.items()}
        found.append(
            ReturnedRow(
                number,
                texts[identity[AREA_REFERENCE]].strip(),
                texts[identity[STEP_REFERENCE]].strip(),
                cells,
                _marks(texts[identity[MARKS]]),
                frozenset(name for name, columns in places.items() if unread.get(index, set()) & set(columns)),
            )
        )
    gone = [one.heading for name, one in FIELDS.items() if name not in places]
    return Returned(found, frozenset(places), gone)


def _marks(text: str) -> dict[str, str]:
    """The marks of a row by field; {} for a row that was added, or whose marks were damaged."""
    of_area, _, of_step = text.partition("|")
    found: dict[str, str] = {}
    for written, fields in ((of_area.split(), AREA_FIELDS), (of_step.split(), STEP_FIELDS)):
        if len(written) == len(fields):
            found |= {one.name: mark for one, mark in zip(fields, written, strict=True)}
    return found


@dataclass(frozen=True, slots=True)
class Known:
    """What the words of a cell may mean.

    sections: lower-case number, title or both -> reference. leads: lower-case words -> references that a form may choose.
    taken: every number that was ever given.
    """

    sections: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, list[str]] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()
    terms: TermDates = field(default_factory=TermDates)
    today: date = date.min


@dataclass(slots=True)
class Meaning:
    """What a cell means: the value for the workflow, and what a person should look at."""

    value: Any
    doubts: list[str] = field(default_factory=list)


def meaning(name: str, text: str, known: Known, present: Sequence[LeadRecord] = ()) -> Meaning:
    """What the text of the field `name` means. Raises ValueError with a sentence where it can mean nothing.

    present: the leads that the row has now; their labels are known before all others. Values: leads a list of
    (reference or "", words); due a Due; rhythm (standing, rhythm); dates, rag and status as stored; section a reference.
    """
    if name in ("leads", "step_leads"):
        return _leads(text, known, present)
    reader = _READERS.get(name)
    if reader is not None:
        return reader(text, known)
    if name in ("title", "text") and not text:
        raise ValueError(f"“{FIELDS[name].heading}” must not be empty.")
    if name == "waiting_on" and len(" ".join(text.split())) > 300:
        raise ValueError("“Waiting on” holds at most 300 characters.")
    return Meaning(text)


def _rag(text: str, known: Known) -> Meaning:
    plain = text.casefold()
    for value, label in Rag.choices:
        if plain in (value, str(label).casefold(), value[0]):
            return Meaning(value)
    if not plain:
        return Meaning(str(Rag.UNKNOWN))
    raise ValueError("RAG is one of Red, Amber, Green and Unknown.")


def _status(text: str, known: Known) -> Meaning:
    for value, label in Status.choices:
        if text.casefold() in (value, str(label).casefold()):
            return Meaning(value)
    raise ValueError("Status is one of Open, In progress, Done and Dropped.")


def _due(text: str, known: Known) -> Meaning:
    if not text:
        return Meaning(Due())
    when = read_when(text, terms=known.terms, today=known.today)
    if when.standing:
        raise ValueError("Say in the column Rhythm how often it comes again.")
    if when.end is None or len(text) > 200:
        raise ValueError("This is no date that can be followed up: write a day, a month, a term or a year.")
    exact = re.fullmatch(r"\d{4}-\d\d-\d\d", text) or due_words(when.start, when.end, "") == text
    due = Due(when.start, when.end, "" if exact else when.phrase)
    return Meaning(due)


def _review(text: str, known: Known) -> Meaning:
    if not text:
        return Meaning(None)
    when = read_when(text, terms=known.terms, today=known.today)
    if when.end is None:
        raise ValueError("The next review is a day, such as 4 December 2026.")
    if when.start != when.end:
        return Meaning(when.end, [f"Read as {due_words(when.end, when.end, '')}."])
    return Meaning(when.end)


def _rhythm(text: str, known: Known) -> Meaning:
    plain = text.casefold()
    if plain in ("", str(Rhythm.NONE.label).casefold()):
        return Meaning((False, ""))
    if plain == STANDING.casefold():
        return Meaning((True, ""))
    for value, label in Rhythm.choices:
        if value and plain in (value, str(label).casefold()):
            return Meaning((True, value))
    named = rhythm_in(text)
    if named is None:
        raise ValueError("This is no rhythm: choose one from the list in the cell.")
    return Meaning((True, named), [f"Read as “{Rhythm(named).label}”."])


def _section(text: str, known: Known) -> Meaning:
    reference = known.sections.get(text.casefold())
    if reference is None:
        raise ValueError("There is no such section: add it on the register first.")
    return Meaning(reference)


def _number(text: str, known: Known) -> Meaning:
    raise ValueError("A number that was given stays: it cannot be changed.")


_READERS = {
    "rag": _rag,
    "status": _status,
    "due": _due,
    "review_on": _review,
    "rhythm": _rhythm,
    "section": _section,
    "number": _number,
}


def _leads(text: str, known: Known, present: Sequence[LeadRecord]) -> Meaning:
    pieces = [" ".join(piece.split()) for piece in re.split(r"[;\n]", text)]
    pieces = [piece for piece in pieces if piece]
    if len(pieces) > _MOST_LEADS:
        raise ValueError(f"A row has at most {_MOST_LEADS} leads.")
    standing = {lead.label.casefold(): lead.reference for lead in reversed(present)}
    chosen: list[tuple[str, str]] = []
    doubts = []
    at = 0
    while at < len(pieces):
        # A name may itself have a semicolon: the longest that is known is meant.
        for to in range(len(pieces), at, -1):
            words = "; ".join(pieces[at:to])
            plain = words.casefold()
            found = [standing[plain]] if plain in standing else known.leads.get(plain, [])
            if found:
                break
        else:
            words, to, found = pieces[at], at + 1, []
        if len(found) > 1:
            raise ValueError(f"“{words}” means more than one: choose the lead on the page of the risk area.")
        if not found:
            doubts.append(f"Nobody is known as “{words}”. It would be kept as words until you say who that is.")
            if len(words) > 200:
                raise ValueError("A lead’s name has at most 200 characters.")
        chosen.append((found[0] if found else "", words))
        at = to
    return Meaning(list(dict.fromkeys(chosen)), doubts)


def verbs_to(before: str, after: str) -> list[str]:
    """The verbs that lead a next step from one status to another, opening it again first where it must be. Raises ValueError."""
    direct = verb_between(before, after)
    if direct:
        return [direct]
    if ACTION.allows("reopen", before):
        second = verb_between(ACTION.target("reopen", before), after)
        if second:
            return ["reopen", second]
    raise ValueError("The status cannot be changed so.")
