"""What stands before the plan: the document's title, when it was updated, and the span that it covers."""

from __future__ import annotations

import re

from dueregard.organisation.rules.phrases import find_when
from dueregard.organisation.rules.years import TermDates

from .items import Line
from .proposal import About, where

_TITLE = re.compile(
    r"\b(?:action plan|risk assessment|risk register|self[- ]assessment|prevent (?:duty )?(?:plan|strategy|register)|"
    r"implementation plan|delivery plan|improvement plan|register)\b",
    re.I,
)
_LABEL = re.compile(
    r"^(?:[a-z ]{0,30}\b)?(?:officer|person completing|completed by|date|version|author|owner|lead|reviewed?|"
    r"approved|status|"
    r"implemented|name|address|contact|prepared by|produced by|signed|title|organisation|institution)\b[a-z ]{0,25}:",
    re.I,
)
# The later in this list, the less it says about when the plan was brought up to date.
_UPDATED = (
    re.compile(r"\b(?:last )?(?:updated|revised|amended|refreshed)\b|\b(?:date of )?last (?:update|revision)\b", re.I),
    re.compile(r"\b(?:last )?reviewed\b", re.I),
    re.compile(
        r"\b(?:date of (?:assessment|plan|issue|document)|date (?:implemented|completed|created|of assessment)|"
        r"assessment date|dated|version|date|as at|issued|published|approved|adopted|agreed)\b",
        re.I,
    ),
)
_AHEAD = re.compile(
    r"\b(?:next|due|to be|until|by)\b|\b(?:review date|date (?:of|for) (?:next )?review|review)\W*$", re.I
)
_ACADEMIC = re.compile(r"(?<![\d/-])20\d\d ?[/–-] ?(?:20)?\d\d(?![\d/-])")


def read_about(lines: list[Line], own_title: str, terms: TermDates) -> tuple[About, list[Line]]:
    """The document's title and date from the lines before the plan, and the lines that gave neither."""
    about = About()
    title = _title(lines)
    if title is not None:
        about.title = " ".join(title.text.split())
        about.fields["title"] = {"confidence": 0.95, "source": where(title.place), "as_found": title.text}
    elif own_title.strip():
        about.title = own_title.strip()
        about.fields["title"] = {"confidence": 0.6, "source": None, "as_found": own_title}
    used = [title] if title is not None else []
    dated = _updated(lines, terms)
    if dated is not None:
        line, start, phrase, confidence = dated
        about.updated, about.updated_phrase = start, phrase
        about.fields["updated"] = {"confidence": confidence, "source": where(line.place), "as_found": line.text}
        if (
            line not in used
            and len(line.text) <= 120
            and len(find_when(line.text, terms=terms)) == 1
            and ":" not in line.text
        ):
            used.append(line)
    for line in lines[:12]:
        span = _ACADEMIC.search(line.text)
        found = find_when(span[0], terms=terms) if span else []
        if found and (line is title or _TITLE.search(line.text)):
            about.period = {
                "start": found[0].start.isoformat(),
                "end": found[0].end.isoformat(),
                "phrase": found[0].phrase,
            }
            break
    return about, [line for line in lines if line not in used]


def _title(lines: list[Line]) -> Line | None:
    """The first line that names a plan, a longer one that begins alike before it; else the first heading."""
    named = [
        line
        for line in lines
        if _TITLE.search(line.text)
        and len(line.text) <= 150
        and not line.text.startswith(("(", "["))
        and not _is_labelled(line.text)
    ]
    if named:
        best = named[0]
        for line in named[1:4]:
            if line.text.lower().startswith(best.text.lower()):
                best = line
        return best
    headings = [line for line in lines if line.level > 0] or [
        line
        for line in lines[:3]
        if 2 < len(line.text) <= 100 and not line.text.endswith(".") and not _is_labelled(line.text)
    ]
    return headings[0] if headings else None


def _is_labelled(text: str) -> bool:
    return _LABEL.match(text) is not None


def _updated(lines: list[Line], terms: TermDates) -> tuple[Line, str, str, float] | None:
    """The line, ISO date, phrase and confidence of the last update; the words closest to "updated" win, then the latest."""
    best: tuple[int, str] | None = None
    result: tuple[Line, str, str, float] | None = None
    for line in lines:
        # Extraction glues a year to the label that follows it: "January 2024Reviewed: ...".
        text = re.sub(r"(?<=\d{4})(?=[A-Z][a-z])", " ", line.text)
        for found in find_when(text, terms=terms):
            if (found.end - found.start).days > 31:
                continue
            before = text[max(0, found.at - 45) : found.at]
            cue = max(
                ((match.start(), rank) for rank, pattern in enumerate(_UPDATED) for match in pattern.finditer(before)),
                default=(0, len(_UPDATED)),
            )
            rank = cue[1]
            if _AHEAD.search(before[max(0, cue[0] - 7) :]) or (rank == len(_UPDATED) and len(text) > 90):
                continue
            # An update and a review say the same of a plan: the later counts.
            key = (min(rank, 2) if rank > 1 else 0, found.start.isoformat())
            if best is None or key[0] < best[0] or (key[0] == best[0] and key[1] > best[1]):
                best = key
                result = (line, key[1], found.phrase, (0.95, 0.85, 0.8, 0.7)[rank])
    return result
