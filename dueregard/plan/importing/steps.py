"""Next steps: parting a cell into actions, and reading from each its date, rhythm, age and what it hangs on."""

from __future__ import annotations

import re

from dueregard.figures.rules.claims import masked
from dueregard.organisation.rules.phrases import Found, find_when, rhythm_in
from dueregard.organisation.rules.years import TermDates

from .proposal import Due, Step
from .prose import belongs_to_the_one_before, is_list, list_items, sentences

# "(... project outcomes) Kent Union to invite": the bracket closed a sentence whose full stop was lost.
_LOST_STOP = re.compile(r"\)\s+(?=[A-Z][\w'’-]*(?: [A-Z][\w'’-]*){0,4} (?:to|will|is|are|should|must|has|have) [a-z])")
_HAS_VERB = re.compile(r"\b(?:to be|will|to continue|is|are|should|must|shall|has|have)\b")
_STANDING = re.compile(
    r"\b(?:to continue|(?:will|shall|should) (?:also )?continue|continues? to|continuing|remain\w*|"
    r"(?:will|to|shall|should) be (?:kept|maintained|reviewed regularly|monitored)|keep (?:using|up|under review)|"
    r"maintain|"
    r"(?:is|are)(?: now)? being \w+ed|(?:will|shall) now be|on-?going|regularly|always)\b",
    re.I,
)
_AS_APPROPRIATE = re.compile(r"\bas appropriate\b", re.I)
_CARRIED = re.compile(
    r"\b(?:carried (?:over|forward)|rolled (?:over|forward)|outstanding from|brought forward)\b", re.I
)
_ORIGIN = re.compile(
    r"\(?\b(?:actions?|arising|agreed) (?:from|at|of)(?: the)? ([^().;]{3,80}?\bmeeting\b[^().;]{0,40})\)?", re.I
)
_REPORTED = re.compile(
    r"\breport(?:ed|s|ing)?\b[^.;]{0,40}? to (?:the )?([A-Z][\w&'’-]*(?: (?:of |and |the )?[A-Z][\w&'’-]*){0,5})"
)
_SEE = re.compile(
    r"\b(?:see|depends? on|dependent (?:on|upon)|subject to|following|linked to|after|once)(?: also)? (?:actions?|"
    r"items?|no\.?|ref\.?|step|area)s? ?((?:[A-Z]?\d{1,2}(?:\.\d{1,2}){0,2})(?:(?:,| and| &|"
    r"/) ?[A-Z]?\d{1,2}(?:\.\d{1,2}){0,2}){0,5})",
    re.I,
)
_NUMBER = re.compile(r"[A-Z]?\d{1,2}(?:\.\d{1,2}){0,2}")
_WAITING = (
    re.compile(r"\bdelay\w*\b[^.;()]{0,60}?\b(?:due to|because of|pending|owing to)(?: the)? ([^.;()]{3,160})", re.I),
    re.compile(
        r"\b(?:awaiting|waiting (?:for|on)|pending|subject to|dependent (?:on|upon)|depends on|"
        r"conditional on)(?: the)? ([^.;()]{3,160})",
        re.I,
    ),
    re.compile(r"(?:^|[ ,(])once ([^.;()]{8,160}?)(?=[.;()]|$)", re.I),
)
_BACKGROUND = re.compile(
    r"\b(?:following|since|after|held|took place|attended|trained|dated|as at|as of|up until|last met|"
    r"(?:action|agreed|arising|discussed|raised) (?:from|at|in|on)|from the .{0,40}meeting|"
    r"(?:was|were|been|has|have) (?:\w+ ){0,2}\w+ed (?:in|on|at|by)(?: the)?\s*$)",
    re.I,
)
_BY_YEAR = re.compile(r"\bby (?:the )?(?:end of )?((?:20)\d\d)\b(?![/-])")
# Judgements on how things are, which ask for nothing.
_FINDING = re.compile(
    r"\b(?:is|are|was|were|remains?|judged|deemed|considered|found)\b[^.;]{0,40}\b(?:adequate|appropriate|"
    r"satisfactory|sufficient|"
    r"effective|suitable|proportionate|fit for purpose|compliant)\b|"
    r"^(?:no (?:further |current |additional )?actions?\b|none\b|nothing further|n/?a\b|not applicable|nil\b)",
    re.I,
)
_ASKS = re.compile(
    r"\b(?:to|will|shall|must|should|need\w*|ensure|review|update|develop\w*|continue|consider|arrange|provide|deliver|"
    r"create|hold|send|write|publish|set|agree|plan|monitor\w*|reported|reviewed|as and when)\b(?! (?:identified|"
    r"needed|required|necessary)\b)",
    re.I,
)


def part(paragraphs: list[str]) -> tuple[list[str], list[str]]:
    """The actions in a cell's paragraphs, one for each sentence or list item, and those whose parting is unsure.

    A sentence that begins with "This", and a note or bracket that follows, stay with the one before.
    """
    actions: list[str] = []
    unsure: list[str] = []
    for paragraph in paragraphs:
        items = list_items(paragraph)
        if is_list(paragraph) or len(items) > 1:
            actions.extend(items)
            continue
        for sentence in sentences(paragraph):
            if actions and belongs_to_the_one_before(sentence):
                actions[-1] = f"{actions[-1]} {sentence}"
                continue
            pieces = _at_lost_stops(sentence)
            unsure.extend(pieces[1:])
            actions.extend(pieces)
    return actions, unsure


def _at_lost_stops(sentence: str) -> list[str]:
    pieces: list[str] = []
    start = 0
    for match in _LOST_STOP.finditer(sentence):
        before = sentence[start : match.start() + 1]
        opened = before.rfind("(")
        # Initials in brackets do not close a sentence.
        if opened > 0 and len(before[opened:].split()) >= 4 and _HAS_VERB.search(before[:opened]):
            pieces.append(before.strip())
            start = match.end()
    pieces.append(sentence[start:].strip())
    return [piece for piece in pieces if piece]


def is_finding(text: str) -> bool:
    """Whether a sentence only judges how things are ("Arrangements are adequate") and asks for nothing."""
    return _FINDING.search(text) is not None and _ASKS.search(text) is None and len(text.split()) <= 16


def read_step(text: str, terms: TermDates, numbers: set[str]) -> tuple[Step, list[str]]:
    """An action with what its own words say, and the date phrases that were seen and not taken.

    numbers: the items of this plan, so that "See Action 1.1" is a link and a room number is none.
    """
    step = Step(text)
    step.carried_over = _CARRIED.search(text) is not None
    origin = _ORIGIN.search(text)
    if origin:
        step.origin = origin[1].strip()
    found = find_when(masked(text), terms=terms)  # the date of a bound number is no due date
    dues = [one for one in found if not _is_background(text, one)]
    if dues:
        first = dues[0]
        step.due = Due(first.start.isoformat(), first.end.isoformat(), first.phrase)
        step.due_phrase = first.phrase
    else:
        by_year = _BY_YEAR.search(text)
        if by_year:
            step.due = Due(f"{by_year[1]}-01-01", f"{by_year[1]}-12-31", by_year[1])
            step.due_phrase = by_year[1]
    for link in _SEE.finditer(text):
        step.depends_on.extend(one for one in _NUMBER.findall(link[1]) if one in numbers and one not in step.depends_on)
    if not step.depends_on:
        waiting = next((match for pattern in _WAITING if (match := pattern.search(text))), None)
        step.waiting_on = waiting[1].strip(" ,–-") if waiting else None
    if step.due is None:
        _read_rhythm(step)
    reported = _REPORTED.search(text)
    if reported:
        step.reported_to = reported[1]
    return step, [one.phrase for one in dues[1:]]


def _read_rhythm(step: Step) -> None:
    rhythm = rhythm_in(step.text)
    if rhythm is None and _AS_APPROPRIATE.search(step.text):
        rhythm = "as needed"
    standing = _STANDING.search(step.text)
    step.standing = rhythm is not None or standing is not None
    # "Ongoing" in a sentence says that it goes on, not how often.
    step.rhythm = rhythm if rhythm != "ongoing" else None


def _is_background(text: str, found: Found) -> bool:
    """Whether a date tells what has been, by the words before it in its own clause."""
    at = max(text.rfind(mark, 0, found.at) for mark in (",", ";", "(", ". ")) + 1
    return _BACKGROUND.search(text[at : found.at]) is not None
