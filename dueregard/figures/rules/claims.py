"""Claims: a number in a text that is bound to a figure and a date.

The syntax is plain text that every format carries: the number, a space, and in square brackets the key of the figure with
its date or period: "134 [training.staff_attended at 11 July 2019]", "12 [training.completions_induction from 1 August 2018
to 31 July 2019]". Readers see "134 (as at 11 July 2019)". What is no claim stays as it is: "[Designated Safeguarding Lead]".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from dueregard.figures.rules.spans import MONTHS, Span, day_in_words

_DAY = rf"\d{{1,2}}\s+(?:{'|'.join(MONTHS)})\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}"
# A number that stands by itself: not the end of a longer one, of a date or of an amount.
_CLAIM = re.compile(
    r"(?<![\w.,/£$€-])(?P<value>\d{1,3}(?:,\d{3})+|\d{1,9})\s+\[(?P<key>[a-z]+\.[a-z]+(?:_[a-z]+)*)\s+"
    rf"(?:at\s+(?P<at>{_DAY})|from\s+(?P<first>{_DAY})\s+to\s+(?P<last>{_DAY}))\]"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A bound number. start, end: where it stands in the text, brackets included."""

    value: int
    key: str
    span: Span
    start: int
    end: int

    @property
    def words(self) -> str:
        """What readers see: the number and its date."""
        return f"{self.value:,} ({self.span.words})"


def _day(written: str) -> date:
    if "-" in written:
        return date.fromisoformat(written)
    day, month, year = written.split()
    return date(int(year), MONTHS.index(month) + 1, int(day))


def claims_in(text: str) -> Iterator[Claim]:
    """The claims of a text in their order. What is no date ("31 February") or no period is no claim, and stays as it is."""
    if "[" not in text:
        return
    for found in _CLAIM.finditer(text):
        try:
            span = Span(_day(found["at"])) if found["at"] else Span(_day(found["last"]), _day(found["first"]))
        except ValueError:
            continue
        yield Claim(int(found["value"].replace(",", "")), found["key"], span, found.start(), found.end())


# What was meant as a claim and is none: a key with "at" or "from", and a date that is no date, or a period that is none.
_MEANT = re.compile(
    r"\[\s*[A-Za-z]{3,}\s?\.\s?[A-Za-z]{3,}(?:_[A-Za-z]+)*\s+(?:as\s+)?(?:at|from|to|on|in)\s[^\[\]]{0,100}\]"
)


def meant_as_claims(text: str) -> list[str]:
    """The brackets of a text that look like a claim's and are none, as they stand."""
    if "[" not in text:
        return []
    sound = [(claim.start, claim.end) for claim in claims_in(text)]
    return [
        found[0]
        for found in _MEANT.finditer(text)
        if not any(start <= found.start() and found.end() <= end for start, end in sound)
    ]


def bracket(key: str, span: Span) -> str:
    """What stands behind a number that is bound, without the blank before it."""
    if span.first is None:
        return f"[{key} at {day_in_words(span.last)}]"
    return f"[{key} from {day_in_words(span.first)} to {day_in_words(span.last)}]"


def written_claim(value: int, key: str, span: Span) -> str:
    """A claim as it stands in a text."""
    return f"{value} {bracket(key, span)}"


def replaced(text: str, words: Callable[[Claim], str]) -> str:
    """The text with each claim replaced by what `words` gives for it."""
    parts, last = [], 0
    for claim in claims_in(text):
        parts += [text[last : claim.start], words(claim)]
        last = claim.end
    return "".join(parts) + text[last:] if parts else text


def in_words(text: str, known: Callable[[str], object] = bool) -> str:
    """The text as readers see it: "134 (as at 11 July 2019)". What has a key that nobody knows stays as it is.

    known: whether there is a figure with this key; any key, unless given.
    """
    return replaced(text, lambda claim: claim.words if known(claim.key) else text[claim.start : claim.end])


def masked(text: str) -> str:
    """The text with blanks in place of its claims, as long as before: for whoever looks for dates and numbers in it, which
    a claim has of its own."""
    return replaced(text, lambda claim: " " * (claim.end - claim.start))
