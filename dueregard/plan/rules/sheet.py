"""What the cells of the meeting sheet say: what was seen when it was opened, dates and leads in words, what can follow."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from dueregard.actions.rules import ACTION, Due, Rhythm, Status
from dueregard.organisation.rules.phrases import read_when
from dueregard.organisation.rules.years import TermDates

_REPEATED = re.compile(r"every \d+ \w+", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """What a row said when its sheet was opened; mark: the RAG of an area, the status of a next step."""

    revision: int
    mark: str
    leads: str
    due: str

    def written(self) -> str:
        """As a hidden field carries it; `seen_from` reads it back."""
        return json.dumps([self.revision, self.mark, self.leads, self.due], ensure_ascii=False)


def seen_from(written: str) -> Seen | None:
    """What a hidden field says was seen, or None where it says nothing that can be read."""
    try:
        revision, mark, leads, due = json.loads(written)
    except (ValueError, TypeError):
        return None
    if not isinstance(revision, int) or not all(isinstance(words, str) for words in (mark, leads, due)):
        return None
    return Seen(revision, mark, leads, due)


@cache
def reachable(status: str) -> tuple[str, ...]:
    """`status` itself and what one step of the table leads to from it, in the order of the statuses."""
    targets = {step.target for step in ACTION.verbs.values() if status in step.sources}
    return tuple(each for each in Status.values if each == status or each in targets)


def due_words(phrase: str, start: date | None, end: date | None, rhythm: str) -> str:
    """When a step is due, in the words that a cell shows and reads back: as written, else the days, else the rhythm."""
    if phrase:
        return phrase
    if end is not None:
        last = f"{end.day} {end:%B %Y}"
        return last if start is None or start == end else f"{start.day} {start:%B %Y} to {last}"
    return str(Rhythm(rhythm).label) if rhythm else ""


@dataclass(frozen=True)
class NewDue:
    """When a step is due from now on. rhythm: "" for none any more, None for as it was."""

    due: Due
    rhythm: str | None = None


def read_due(words: str, *, was_rhythm: bool, terms: TermDates, today: date) -> NewDue | None:
    """What the words of a cell mean: days, a rhythm, or both; None where they mean neither, so that nothing is lost.

    was_rhythm: the cell showed a rhythm alone before, so that whatever replaces it takes the rhythm away.
    """
    words = " ".join(words.split())[:200]
    gone = "" if was_rhythm else None
    if not words:
        return NewDue(Due(), gone)
    when = read_when(words, terms=terms, today=today)
    rhythm = when.rhythm if when.rhythm in Rhythm.values else None
    if when.end is not None:
        return NewDue(Due(when.start, when.end, words), rhythm or gone)
    # A number beside a rhythm is a date that could not be read.
    if rhythm and not re.search(r"\d", _REPEATED.sub("", words)):
        return NewDue(Due(phrase=words), rhythm)
    return None


class LeadNames:
    """The names by which a cell calls leads: their labels, with the kind where two leads have the same label."""

    def __init__(self, choices: Iterable[tuple[str, str, str]]) -> None:
        """choices: (reference, label, kind)."""
        rows = list(choices)
        often = Counter(label.casefold() for _, label, _ in rows)
        self._name: dict[str, str] = {}
        self._reference: dict[str, str] = {}
        for reference, label, kind in rows:
            name = label
            if often[label.casefold()] > 1:
                name = f"{label} ({kind})"
                if name.casefold() in self._reference:  # two people of one name
                    name = f"{label} ({kind}, {reference})"
            self._name[reference] = name
            self._reference[name.casefold()] = reference

    @property
    def all(self) -> list[str]:
        """Every name, in the order of the choices."""
        return list(self._name.values())

    def text(self, leads: Iterable[tuple[str, str]]) -> str:
        """The leads (reference, label) of a row, as its cell shows them."""
        return "; ".join(self._name.get(reference, label) for reference, label in leads)

    def read(self, text: str, standing: Mapping[str, str]) -> tuple[list[str], list[str]]:
        """(references, words that name nobody) of a cell. standing: name -> reference of the leads that the row has,
        who may have left and so be no choice any more."""
        own = {name.casefold(): reference for name, reference in standing.items()}
        references: list[str] = []
        unknown: list[str] = []

        def take(words: str) -> bool:
            found = own.get(words.casefold()) or self._reference.get(words.casefold())
            if found:
                references.append(found)
            return bool(found)

        words = " ".join(text.split())
        if words and not take(words):
            for part in filter(None, (part.strip() for part in words.split(";"))):
                if not take(part):
                    unknown.append(part)
        return list(dict.fromkeys(references)), unknown
