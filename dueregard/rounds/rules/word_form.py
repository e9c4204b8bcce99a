"""The Word form of one lead: how it is laid out, and what one that came back says. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.crypto import salted_hmac

from dueregard.documents.blocks import (
    Block,
    Bullets,
    Cell,
    Column,
    Document,
    Facts,
    Heading,
    Notice,
    Paragraph,
    Row,
    Table,
)
from dueregard.look.templatetags.look import plain_day
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.rules.ratings import Rag
from dueregard.rounds.rules.answers import Heard, hear
from dueregard.rounds.rules.states import What

_SALT = "dueregard.rounds.word-form"
_SUBJECT = "Form "
# Heading -> what it is called inside, in the order of the table. The first three are ours, the others the lead's.
COLUMNS = {
    "Row": "code",
    "What the plan says": "",
    "Now": "",
    "Answer": "what",
    "What was done": "words",
    "New date": "due",
    "New rating, and why": "rating",
    "Not mine: ask": "ask",
}
_WIDTHS = (9, 26, 16, 11, 26, 13, 16, 13)
_ANSWERS = {
    What.NO_CHANGE: ("no change", "no changes", "none", "nothing", "no", "same", "unchanged", "as before", "as is"),
    What.DONE: ("done", "it is done", "complete", "completed", "finished", "yes"),
    What.CHANGED: ("changed", "change", "something has changed", "in progress", "ongoing", "see", "update", "updated"),
    What.NOT_MINE: ("not mine", "not ours", "not me", "wrong person"),
}
NOT_OURS = "This is not a Word form of an update round, or its identification was changed: take out the form afresh."
OTHER_ROUND = "This form belongs to another round."
NO_TABLE = "The table of the form is not there: take out the form afresh and fill it in."


@dataclass(frozen=True)
class FormRow:
    """A row as the form shows it. number: its position in the ask; now: what the plan says of it today, in lines."""

    position: int
    is_step: bool
    says: str
    now: str
    revision: int


@dataclass(frozen=True)
class Back:
    """What a form that came back says: position -> (what was understood, the revision that the form was made at)."""

    heard: dict[int, tuple[Heard, int]]


def code_of(ask: str, position: int, revision: int) -> str:
    """The short code of a row: its number, the revision that was shown, and four letters that nobody can make up."""
    signature = salted_hmac(_SALT, f"{ask}-{position}-{revision}", algorithm="sha256").hexdigest()[:5].upper()
    return f"{position}-{revision}-{signature}"


def subject_of(ask: str) -> str:
    """What the document's own property says: whose form it is, signed."""
    return f"{_SUBJECT}{ask}-{salted_hmac(_SALT, ask, algorithm='sha256').hexdigest()[:24]}"


def ask_of(subject: str) -> str:
    """Whose form it is, from the document's own property. Raises ValueError with a sentence for one that is not ours."""
    found = re.fullmatch(rf"{_SUBJECT}([0-9A-Z]{{6,16}})-[0-9a-f]{{24}}", subject.strip())
    if found is None or subject_of(found[1]) != subject.strip():
        raise ValueError(NOT_OURS)
    return found[1]


def form_document(
    *, ask: str, lead: str, title: str, note: str, due_on: date, rows: Sequence[FormRow], dated: date, institution: str
) -> Document:
    """The form of one lead as blocks."""
    blocks: list[Block] = [Facts((("For", lead), ("Please return by", plain_day(due_on))))]
    if note:
        blocks.append(Paragraph(note))
    blocks += [
        Heading(2, "How to fill it in"),
        Bullets(
            (
                "Write into the empty cells on the right; leave the others as they are.",
                "Answer: “no change”, “done”, “changed” or “not mine”.",
                "New date: a day, or words such as “Spring term 2027”.",
                "New rating (risk areas only): Red, Amber or Green, a colon, and why. For example, Green: it meets each term.",
            )
        ),
        Table(
            tuple(
                Column(heading, width, row_heading=heading == "Row")
                for heading, width in zip(COLUMNS, _WIDTHS, strict=True)
            ),
            [_row(ask, row) for row in rows],
            "Your rows",
        ),
        Notice("Please do not change the first column: by it your answers find their way back."),
    ]
    return Document(
        title=title,
        subtitle="Your rows of the Prevent plan",
        dated=dated,
        author=institution,
        subject=subject_of(ask),
        footer=f"{title}: {lead}",
        blocks=blocks,
    )


def _row(ask: str, row: FormRow) -> Row:
    own = (Cell(code_of(ask, row.position, row.revision)), Cell(row.says), Cell(row.now))
    blank = (Cell(), Cell(), Cell("—" if not row.is_step else ""), Cell("—" if row.is_step else ""), Cell())
    return (*own, *blank)


def read_back(
    *, ask: str, steps: dict[int, bool], tables: Sequence[Sequence[Sequence[str]]], terms: TermDates, today: date
) -> Back:
    """What the tables of a form say. steps: position of each row that was asked for -> whether it is a next step.

    Raises ValueError with a sentence where the table is missing, or a row's code was changed or belongs elsewhere.
    """
    heard: dict[int, tuple[Heard, int]] = {}
    found = False
    for table in tables:
        places: dict[str, int] = {}
        for cells in table:
            names = _headings(cells)
            if "code" in names and "what" in names:
                places, found = names, True
                continue
            if not places or not any(_plain(cell) for cell in cells):
                continue
            position, revision = _decoded(ask, _at(cells, places, "code"))
            if position not in steps:
                raise ValueError(f"Row {position} was not asked for: take out the form afresh.")
            if position in heard:
                raise ValueError(f"Row {position} stands twice in the form: leave it once.")
            heard[position] = (_understood(cells, places, steps[position], terms, today), revision)
    if not found:
        raise ValueError(NO_TABLE)
    return Back({position: one for position, one in heard.items() if one[0].said is not None or one[0].wrong})


def _plain(text: str) -> str:
    return " ".join(text.split()).strip(" –—-\u200b\ufeff")


def _key(text: str) -> str:
    return re.sub(r"[^a-z ]", "", " ".join(text.casefold().split())).strip()


_KEYS = {_key(heading): name for heading, name in COLUMNS.items() if name}


def _headings(cells: Sequence[str]) -> dict[str, int]:
    return {_KEYS[_key(cell)]: place for place, cell in enumerate(cells) if _key(cell) in _KEYS}


def _at(cells: Sequence[str], places: dict[str, int], name: str) -> str:
    place = places.get(name, -1)
    return cells[place] if 0 <= place < len(cells) else ""


def _decoded(ask: str, written: str) -> tuple[int, int]:
    code = re.sub(r"[\s\u200b\ufeff]", "", written).replace("\u2011", "-").replace("–", "-").upper()
    found = re.fullmatch(r"(\d{1,4})-(\d{1,9})-([0-9A-F]{5})", code)
    if found is None or code_of(ask, int(found[1]), int(found[2])) != code:
        shown = _plain(written)[:30] or "an empty code"
        raise ValueError(f"A row’s code was changed, or belongs to another form (“{shown}”): take out the form afresh.")
    return int(found[1]), int(found[2])


def _understood(cells: Sequence[str], places: dict[str, int], is_step: bool, terms: TermDates, today: date) -> Heard:
    def cell(name: str) -> str:
        text = _at(cells, places, name).strip()
        return text if _plain(text) else ""

    rag, reason = _rating(cell("rating"))
    given = {"words": cell("words"), "due": cell("due"), "rag": rag, "reason": reason, "ask": cell("ask")}
    answer = _key(cell("what"))
    what = next((str(what) for what, words in _ANSWERS.items() if answer in words), "") if answer else ""
    if answer and not what:
        # What is written where a word was asked for is told, not lost.
        given["words"] = "\n\n".join(filter(None, (cell("what"), given["words"])))
    ask = re.fullmatch(r"not (?:mine|ours|me)\W+(?:please )?ask (.+)", cell("what").casefold().strip())
    if ask and not given["ask"]:
        what, given["ask"] = str(What.NOT_MINE), cell("what").strip()[-len(ask[1]) :]
        given["words"] = cell("words")
    return hear(is_step=is_step, terms=terms, today=today, what=what, **given)


def _rating(written: str) -> tuple[str, str]:
    """(rating, reason) of “Green: it meets each term”; a word that is no rating comes back as it is, to be refused."""
    if not written:
        return "", ""
    found = re.match(r"\s*(red|amber|green)\b\W*(.*)", written, re.IGNORECASE | re.DOTALL)
    return (str(Rag(found[1].casefold())), found[2].strip()) if found else ("?", written)


def as_tables(grids: Any) -> list[list[list[str]]]:
    """Grids of a reader as plain texts, for the way out of the child process."""
    return [[[cell.text if cell is not None else "" for cell in row] for row in grid.rows] for grid in grids]
