"""What a column holds, judged by its content alone, and how the columns of one table answer to those of another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dueregard.documents.grids import Cell
from dueregard.organisation.rules.phrases import read_when

from .leads import could_be_leads
from .ratings import is_answer, is_mark, is_yes_or_no, rag_of_colour

ITEM_NUMBER = re.compile(
    r"(?:(?:risk|action|item|no|ref)\.? ?)?([A-Z]{0,4}[ -]?\d{1,3}(?:\.\d{1,3}){0,3}[a-z]?)\s*[.):]?", re.I
)
_SAMPLE = 60

Row = Sequence[Cell | None]


@dataclass(frozen=True, slots=True)
class Profile:
    """Shares of a column's filled cells (0 to 1) that look like each kind; length: their average number of characters."""

    filled: int = 0
    number: float = 0.0
    lead: float = 0.0
    date: float = 0.0
    mark: float = 0.0
    score: float = 0.0
    answer: float = 0.0  # 0 where no cell says yes or no outright
    plain_number: float = 0.0
    prose: float = 0.0
    length: float = 0.0
    colours: int = 0


def item_number(text: str) -> str | None:
    """The number of an item when the whole text is one ("1.1", "R3", "Risk 4:"), without its stop; else None."""
    match = ITEM_NUMBER.fullmatch(text.strip())
    return match[1].strip() if match else None


def profile(rows: Sequence[Row], column: int) -> Profile:
    """What the cells of a column look like."""
    cells = [row[column] for row in rows[:_SAMPLE] if column < len(row)]
    texts = [cell.text.strip() for cell in cells if cell is not None and cell.text.strip()]
    colours = len({rag_of_colour(cell.fill) for cell in cells if cell is not None} - {"unknown"})
    if not texts:
        return Profile(colours=colours)
    count = len(texts)

    def share(matching: int) -> float:
        return matching / count

    dates = 0
    for text in texts:
        if len(text) <= 60:
            when = read_when(text)
            dates += when.dated or when.standing
    return Profile(
        filled=count,
        number=share(sum(item_number(text) is not None for text in texts)),
        lead=share(sum(could_be_leads(text) for text in texts)),
        date=share(dates),
        mark=share(sum(is_mark(text) for text in texts)),
        score=share(sum(re.fullmatch(r"\d{1,2}", text) is not None for text in texts)),
        answer=share(sum(is_answer(text) for text in texts)) if any(is_yes_or_no(text) for text in texts) else 0.0,
        plain_number=share(sum(re.fullmatch(r"[A-Z]?\d{1,3}(?:\.\d{1,3})*\.?", text) is not None for text in texts)),
        prose=share(sum(len(text.split()) >= 4 for text in texts)),
        length=sum(len(text) for text in texts) / count,
        colours=colours,
    )


def fit(name: str, held: Profile) -> float:
    """How well a column could be of a field: below 0 it could not, 0 says nothing, 1 is sure."""
    if not held.filled:
        return 0.05
    if name == "number":
        return 1.0 if held.number > 0.7 else -1.0 if held.number < 0.3 else 0.2
    if name == "leads":
        return held.lead if held.lead > 0.4 else (-0.6 if held.length > 60 else -0.1)
    if name in ("due", "review_on"):
        return held.date if held.date > 0.4 else (-0.6 if held.length > 60 else -0.1)
    if name == "rag":
        return held.mark if held.mark > 0.4 else (0.6 if held.colours > 1 else -0.5)
    if name.split(".")[-1] in ("likelihood", "severity", "gross", "current", "residual"):
        return held.score if held.score > 0.4 else -0.5
    if name in ("title", "hazard", "requirement", "actions_taken", "next_steps", "evidence", "progress"):
        if held.number > 0.7 or held.mark > 0.7:
            return -0.8
        return 0.3 + 0.4 * held.prose - (0.5 if held.lead > 0.8 and held.length < 25 else 0.0)
    return 0.1


def align(fields: Sequence[str], profiles: Sequence[Profile]) -> list[int | None]:
    """For each column the index of the field that it holds, order kept, or None.

    The same place counts for a little, so that a table that says nothing by its content keeps its columns.
    """
    rows, width = len(fields), len(profiles)
    best = [[0.0] * (width + 1) for _ in range(rows + 1)]
    step = [[""] * (width + 1) for _ in range(rows + 1)]
    for i in range(rows + 1):
        for j in range(width + 1):
            options = []
            if i and j:
                options.append((best[i - 1][j - 1] + fit(fields[i - 1], profiles[j - 1]) + 0.25 * (i == j), "both"))
            if i:
                # Columns are lost at the right end more often than in between.
                options.append((best[i - 1][j] - (0.02 if j == width else 0.15), "field"))
            if j:
                options.append((best[i][j - 1] - (0.05 if not profiles[j - 1].filled else 0.5), "column"))
            if options:
                best[i][j], step[i][j] = max(options, key=lambda option: option[0])
    found: list[int | None] = [None] * width
    i, j = rows, width
    while i or j:
        taken = step[i][j]
        if taken == "both":
            i, j = i - 1, j - 1
            found[j] = i
        elif taken == "field":
            i -= 1
        else:
            j -= 1
    return found
