"""Sentences that speak of the future with a day that may be over. Pure; precision goes before completeness.

A date counts where its own sentence looks forward to it: the last word of time in front of it is one of the future
("will", "is due", "next", "to be held"), or the sentence opens with it and goes on in the future. What tells of the
past ("was held on", "agreed on"), begins on a day ("from", "since") or names a document by its date does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from dueregard.figures.rules.claims import masked
from dueregard.organisation.rules.phrases import Found, find_when
from dueregard.organisation.rules.years import DEFAULT, TermDates

_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(•])|\n+|;\s+|\s•\s|\s\|\s")

_PARTICIPLE = (
    r"(?:\w+(?<!ne)(?<!spe)(?<!fe)(?<!se)(?<!inde)(?<!exce)(?<!proce)(?<!succe)ed|held|made|sent|given|taken|done|"
    r"written|brought|begun|put|set|run|seen|told|drawn)"
)
# The words that say when: in reading order, the longest first. What is planned was planned in the past and lies ahead.
_WORDS_OF_TIME = re.compile(
    rf"""
    (?P<past>
        \b(?:was|were|had|has|have|having|been|did|would|could)\b(?:\s\w+){{0,1}}?\s(?:due|planned|scheduled|expected|to)\b
      | \b(?:was|were|had|has|have|having|been|did|would|held|met|took|made|gave|sent|went|began|ran|wrote|came|last|
            previous|previously|former|since|following|after|dated|ago|recent|recently|already|original|version)\b
    )
  | (?P<future>
        \b(?:will|shall)\b(?!\sof\b)(?:\s(?:not|then|also|next|all|be|have))*(?:\s{_PARTICIPLE})?
      | \b(?:is|are|being|now)\s(?:not\s)?(?:yet\s)?(?:due|planned|scheduled|expected|intended|booked|arranged|proposed|set|
            to|aimed|targeted|projected|forthcoming|underway)\b(?:\s(?:to\s)?be)?(?:\s{_PARTICIPLE})?
      | \b(?:must|should|to)\s(?:then\s|also\s)?(?:be|have\sbeen|take\splace|follow)\b(?:\s{_PARTICIPLE})?
      | \b(?:planned|scheduled|expected|due)\s(?:for|in|on|by|to|before)\b
      | \b(?:takes\splace|take\splace|meets|starts|begins|opens|launches|expires|ends|runs\suntil|falls\sdue|valid\suntil)\b
      | \b(?:next|forthcoming|upcoming|coming)\b
      | \b(?:deadline|target\sdate|due\sdate|completion\sdate|review\sdate|date\sof\snext\s\w+)\b
      | \bdue\b
    )
  | (?P<told>\b{_PARTICIPLE}\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_WEEKDAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,?\s+)?"
# What leads straight to the date. "in" and "for" are not enough alone, but with a future in front they are.
_LEADS_TO = re.compile(
    rf"(?:\b(?:on|by|in|during|for|until|till|before|at|is|are|be|due|than|of\s+next\s+\w+|early|mid|late|"
    rf"(?:end|start|beginning|middle)\s+of)|[:–—-])\s*(?:(?:the|about|around|early|mid|late)[\s-]+)?{_WEEKDAY}$",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"\bnext\b(?:\s+[\w’'/-]+){{1,5}}\s*[,(]?\s*{_WEEKDAY}$", re.IGNORECASE)
_BY = re.compile(rf"\b(?:by|no\s+later\s+than|until|till)\s*:?\s*(?:the\s+)?{_WEEKDAY}$", re.IGNORECASE)
_OPENS = re.compile(rf"^[\W_]*(?:on|by|in|during|before|at|no\s+later\s+than)\s+(?:the\s+)?{_WEEKDAY}$", re.IGNORECASE)
_PROMISE = re.compile(r"\b(?:will|shall|is\s+to|are\s+to|is\s+due|are\s+due|must|should)\b", re.IGNORECASE)
# Goes on for good once begun; a date of a document or of a law.
_NOT_A_DAY_AHEAD = re.compile(
    r"\b(?:from|since|after|effective|dated|as\s+at|as\s+of|version|v|of)\s*$|\(\s*$", re.IGNORECASE
)
# So many characters at most between the word that looks forward and its date.
_NEAR = 90
_A_NAME_FOLLOWS = re.compile(
    r"\s*(?:Act|Regulations?|[Gg]uidance|[Ff]ramework|[Pp]olicy|[Pp]lan|[Rr]eport|[Vv]ersion|[Rr]eturn|[Mm]inutes|"
    r"[Ee]dition|[Ss]tatement|[Cc]ode|[Ss]trategy|[Cc]ohort|[Ii]ntake|[Ff]igures|[Dd]ata)\b"
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A date that a text looks forward to. at, to: its sentence, as a slice of the text; on: its last day."""

    at: int
    to: int
    on: date
    phrase: str


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """The sentences and items of a text as slices, without the white space around them."""
    ends = [0]
    for match in _SENTENCE.finditer(text):
        ends += [match.start(), match.end()]
    ends.append(len(text))
    for at, to in list(pairwise(ends))[::2]:
        part = text[at:to]
        if part.strip():
            at += len(part) - len(part.lstrip())
            yield at, at + len(part.strip())


def looks_forward(text: str, terms: TermDates = DEFAULT) -> list[Spoken]:
    """The dates that a text speaks of as something to come, each with the sentence that does so.

    Whether such a day is over is for whoever asks: the text does not change when it passes.
    """
    found = []
    for at, to in sentences(text):
        sentence = text[at:to]
        dates = find_when(masked(sentence), terms=terms)  # a bound number has a date of its own
        for date_ in dates:
            if _ahead(sentence, date_):
                found.append(Spoken(at, to, date_.end, date_.phrase))
    return found


# How much of a sentence before and after a date is looked at.
_BEFORE, _AFTER = 400, 200


def _ahead(sentence: str, found: Found) -> bool:
    before = sentence[max(0, found.at - _BEFORE) : found.at]
    after = sentence[found.to : found.to + _AFTER]
    # What stands in brackets speaks for itself: “links will be added (action from the meeting in October 2019)”.
    opened = before.rfind("(")
    whole = opened <= before.rfind(")")
    if not whole:
        before = before[opened + 1 :]
    own = re.match(r"(?:before|prior to|(?:the )?(?:end|start|beginning) of)\b", found.phrase, re.IGNORECASE)
    if own is None and _NOT_A_DAY_AHEAD.search(before):
        return False
    if _A_NAME_FOLLOWS.match(after):
        return False
    if whole and found.at <= len(before) and (_OPENS.match(before) or (own and not before.strip(" •-–"))):
        return _first(after) == "future" and _PROMISE.search(after) is not None
    last = _last(before)
    if last == "future":
        return own is not None or _LEADS_TO.search(before) is not None or _NEXT.search(before) is not None
    # "Train all staff by July 2020": an order, if nothing in the sentence tells of the past.
    orders = whole and found.at <= _BEFORE and _ORDER.match(before) is not None
    return last == "" and orders and _BY.search(before) is not None and _first(after) in ("", "future")


def _last(text: str) -> str:
    """The kind of the last word of time; "told" where it stands too far away to speak of what follows."""
    found = list(_WORDS_OF_TIME.finditer(text))
    if not found:
        return ""
    return (found[-1].lastgroup or "") if len(text) - found[-1].end() <= _NEAR else "told"


def _first(text: str) -> str:
    match = _WORDS_OF_TIME.search(text)
    return (match.lastgroup or "") if match else ""


_ORDER = re.compile(
    r"^[\W_]*(?:\d+[.)]\s*)?(?:to\s+)?(?:add|agree|appoint|arrange|ask|build|check|circulate|complete|confirm|consider|"
    r"consult|create|deliver|design|develop|discuss|draft|embed|ensure|establish|extend|finalise|find|hold|identify|"
    r"implement|include|introduce|invite|issue|launch|make|meet|monitor|obtain|offer|organise|plan|prepare|present|"
    r"produce|propose|provide|publish|put|raise|recruit|refresh|renew|report|review|revise|roll|run|schedule|seek|send|"
    r"set|share|sign|submit|test|train|update|use|work|write|all|completion|deadline|target|due|staff\s+to)\b",
    re.IGNORECASE,
)
