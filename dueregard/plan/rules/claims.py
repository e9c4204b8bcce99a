"""Numbers of the plan that are bound to figures: where they stand, and what is said of one that no longer holds. Pure."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from dueregard.figures.rules.claims import Claim
from dueregard.figures.rules.spans import day_in_words
from dueregard.plan.rules.passages import PASSAGES

HINT = "Bind a number to a figure: 134 [training.staff_attended at 11 July 2019], or by the page “Figures in the plan”."
_OF_STEP = {"text": "Next step", "progress": "Progress"}


class Sort(StrEnum):
    """What of the plan a text belongs to."""

    AREA = "area"
    STEP = "step"
    CONTEXT = "context"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands. thing: reference of the risk area or of the context's passage; step: of the next step, or ""."""

    sort: Sort
    thing: str
    field: str
    step: str = ""

    def __str__(self) -> str:
        """As an address carries it."""
        return "/".join(filter(None, (self.sort, self.thing, self.step, self.field)))

    @classmethod
    def read(cls, written: str) -> Place | None:
        """What `str` gave; None for anything else."""
        parts = written.split("/")
        if len(parts) == 3 and parts[0] == Sort.AREA and parts[2] in PASSAGES:
            return cls(Sort.AREA, parts[1], parts[2])
        if len(parts) == 4 and parts[0] == Sort.STEP and parts[3] in _OF_STEP:
            return cls(Sort.STEP, parts[1], parts[3], parts[2])
        if len(parts) == 3 and parts[0] == Sort.CONTEXT and parts[2] == "text":
            return cls(Sort.CONTEXT, parts[1], parts[2])
        return None

    @property
    def label(self) -> str:
        """Which passage it is, in the users' words."""
        return {Sort.AREA: PASSAGES, Sort.STEP: _OF_STEP}.get(self.sort, {}).get(self.field, "Context")


def digest_of(sentence: str) -> str:
    """By which a form says what it showed: changed words have another digest, other blanks have not."""
    return hashlib.sha256(" ".join(sentence.split()).encode("utf-8", "surrogatepass")).hexdigest()[:24]


@dataclass(frozen=True, slots=True)
class Standing:
    """A claim held against the records, as its viewer may see it.

    label: of its figure. then: what the records give today for the claim's own day or period. now: what they give as at
    `today`; None for a period. problem: why nothing could be computed, or "".
    """

    claim: Claim
    today: date
    stated: str
    label: str = ""
    then: str | None = None
    now: str | None = None
    problem: str = ""

    @property
    def agrees(self) -> bool:
        """Whether the records, as known now, give the stated number for the claim's own day or period."""
        return self.then == self.stated

    @property
    def differs(self) -> bool:
        return self.then is not None and not self.agrees

    @property
    def moved(self) -> bool:
        """Whether the figure has another value today."""
        return self.now is not None and self.now != self.stated

    @property
    def holds(self) -> bool:
        """Whether nothing is to be said of it."""
        return not (self.problem or self.differs or self.moved)

    @property
    def number(self) -> str:
        """The number and its date, as readers see it."""
        return f"{self.stated} ({self.claim.span.words})"

    @property
    def words(self) -> str:
        """ "stated 134 to 11 July 2019; now 151", "stated 134; as known now the figure for that day is 135"."""
        span = self.claim.span
        if self.problem:
            return f"stated {self.stated} {span.words}; {self.problem[0].lower()}{self.problem[1:].rstrip('.')}"
        if self.differs:
            day = "day" if span.first is None else "period"
            said = f"stated {self.stated}; as known now the figure for that {day} is {self.then}"
        else:
            until = f"to {day_in_words(span.last)}" if span.first is None else span.words
            said = f"stated {self.stated} {until}"
        if self.moved:
            return f"{said}; now {self.now}"
        return said if self.differs else f"{said}; it still holds"


def digits_at(sentence: str, start: int) -> str:
    """The number that begins at `start`, as it is written; "" where none does."""
    found = re.match(r"\d[\d,]*", sentence[start:])
    return found[0].rstrip(",") if found else ""


_WORD = re.compile(r"[a-z]{4,}")
# Words that every sentence about a number has.
_PLAIN = frozenset(
    ["have", "been", "were", "that", "this", "these", "those", "with", "which", "they", "their", "than", "from", "into", "also"]
)  # fmt: skip


def overlap(sentence: str, *said: str) -> int:
    """How many words of some weight a sentence shares with what is said of a figure, endings aside."""
    return len(_stems(sentence) & _stems(" ".join(said)))


def _stems(text: str) -> set[str]:
    return {word[:6] for word in _WORD.findall(text.lower()) if word not in _PLAIN}
