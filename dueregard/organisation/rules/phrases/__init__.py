"""What a phrase about time means: "Spring term 2020", "Nov/Dec 2024", "by the end of March", "termly"; never a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from ..years import DEFAULT, TermDates
from .dates import Found, scan
from .relative import by_dateparser, scan_relative, scan_years
from .rhythms import RHYTHMS, plain_text, rhythm_in

__all__ = ["LONGEST_PHRASE", "Found", "When", "find_when", "read_when", "rhythm_in"]

# A longer phrase is prose, not a date; it is refused unread.
LONGEST_PHRASE = 300

# Words around a date that leave its meaning alone.
_FILLER = re.compile(
    r"\b(?:by|due|complete|completed|completion|deadline|target|date|dates|for|in|on|at|the|of|during|within|until|till|"
    r"no|later|than|to|be|set|is|from|and|or|before|end|start|beginning|early|mid|late|least|least|a|an|basis|review|"
    r"reviewed|next|updated?|implemented|assessment|version|published|meeting|term|terms|academic|year|years|then|"
    r"mon|monday|tue|tues|tuesday|wed|wednesday|thu|thur|thurs|thursday|fri|friday|sat|saturday|sun|sunday)\b"
)
_NOT_DUE = re.compile(r"\b(?:not|never|since|after|held|cancelled|started|was|were|overdue since|tbc|or)\b")
_TO = re.compile(r"\b(?:to|until|till)\b")
_LETTERS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class When:
    """What a phrase says of time.

    start, end: the days from and to which it runs, both included; both None where no date is said or it is not known.
    standing: it comes again or goes on, and has no end. rhythm: how often, or None where that is not said.
    """

    start: date | None
    end: date | None
    phrase: str
    standing: bool = False
    rhythm: str | None = None

    @property
    def dated(self) -> bool:
        """Whether it gives days."""
        return self.start is not None


def read_when(phrase: str, *, terms: TermDates = DEFAULT, today: date | None = None) -> When:
    """What a whole phrase means, such as a cell or a form field.

    A date without a year is the next one from `today`, and unknown without it. What cannot be read in full gives no
    date (start and end None) rather than a likely one. Several dates give the span that covers them. Raises nothing.
    """
    plain = plain_text(phrase)
    kept = " ".join(phrase.split())
    if not plain or len(plain) > LONGEST_PHRASE:
        return When(None, None, kept)
    rhythm = rhythm_in(plain)
    rest = plain
    for name, pattern in RHYTHMS:
        if name == rhythm:
            rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    spans = scan(rest, terms)
    if not spans:
        spans = scan_years(rest) or scan_relative(rest, terms, today)
    if spans:
        left = list(rest)
        for found in spans:
            left[found.at : found.to] = " " * (found.to - found.at)
        remainder = "".join(left)
        between = [rest[first.to : then.at] for first, then in pairwise(spans)]
        started = re.search(r"\bfrom\b", remainder) is not None and len(spans) == 1 and not _TO.search(remainder)
        # Two dates side by side are often an old one and a new one; "from May" says when it begins, not by when it is due.
        unjoined = any(not text.strip() for text in between)
        understood = (
            not started
            and not unjoined
            and not _LETTERS.search(_FILLER.sub(" ", remainder))
            and not _NOT_DUE.search(remainder)
        )
        if understood:
            return When(
                min(found.start for found in spans),
                max(found.end for found in spans),
                kept,
                standing=rhythm is not None,
                rhythm=rhythm,
            )
        return When(None, None, kept, standing=rhythm is not None, rhythm=rhythm)
    if rhythm is None:
        span = by_dateparser(plain, today)
        if span is not None:
            return When(*span, kept)
    return When(None, None, kept, standing=rhythm is not None, rhythm=rhythm)


def find_when(text: str, *, terms: TermDates = DEFAULT) -> list[Found]:
    """Every date with its year in a sentence, in order; slices are into `text`. Bare years are not dates here."""
    return [
        Found(found.start, found.end, text[found.at : found.to], found.at, found.to)
        for found in scan(plain_text(text, same_length=True), terms)
    ]
