"""How a published plan is printed so that it reads back as it was: its marks, its tables' headings, its set phrases. Pure.

publication.rules.layout and .sheets write by this, plan.importing.house reads by it: one change here changes both.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dueregard.actions.rules import Rhythm, Status
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.rules.cells import STANDING
from dueregard.plan.rules.passages import EVIDENCE_WORDS, PASSAGES
from dueregard.plan.rules.ratings import Rag

# In the properties of each file, without a comma, at which some programs part keywords; another layout gets another mark.
MARK = "Due Regard plan layout 1"
# The data inside the PDF.
PLAN_FILE = "plan.json"

# --- tables in print: Word, PDF, web page -----------------------------------------------------------------------------
NUMBER, AREA, HAZARD, REQUIRED, TAKEN = "No.", "Risk area", "Hazard", "What is required", "Action taken"
STEP, WHOM, WHEN, PROGRESS, LEAD, RAG = "Next step", "By whom", "By when", "Progress", "Lead", "RAG"
CAMPUS, STATUS, ACTION, CLOSED_ON = "Campus", "Status", "Action", "Closed on"
LIKELIHOOD, IMPACT, CURRENT = "Likelihood", "Impact", "Current score"
RESIDUAL_LIKELIHOOD, RESIDUAL_IMPACT = "Residual likelihood", "Residual impact"
RATING_WORDS, RATING_REASON, RATED_ON, REVIEW_ON = "In words", "Reason", "Rated on", "Next review"
PLACE, WAITING_ON, ASK_AGAIN_ON, DEPENDS_ON = "Step", "Waiting on", "Ask again on", "Depends on"
CARRIED_OVER, FIRST_DUE_ON, SOURCE = "Times carried over", "First due", "Source"
EVIDENCE, LINK = "Evidence", "Link"
INITIALS, MEANING, STAND_FOR = "Initials", "Meaning", "Stand for"
RESTRICTED = "Restricted"

# Each kind of table by the headings that it must have, in this order; it has others of OPTIONAL in between.
NEEDED = {
    "areas": (NUMBER, AREA, LEAD, RAG),
    "about_areas": (NUMBER, AREA),
    "closed": (NUMBER, ACTION, STATUS),
    "details": (PLACE, STEP),
    "evidence": (NUMBER, EVIDENCE),
    "initials": (INITIALS, MEANING),
}
OPTIONAL = {
    "areas": (HAZARD, REQUIRED, TAKEN, STEP, WHOM, WHEN, PROGRESS),
    "about_areas": (
        HAZARD, REQUIRED, CAMPUS, STATUS, LIKELIHOOD, IMPACT, CURRENT, RESIDUAL_LIKELIHOOD, RESIDUAL_IMPACT, RATING_WORDS,
        RATING_REASON, RATED_ON, REVIEW_ON, RESTRICTED,
    ),
    "closed": (WHOM, WHEN, PROGRESS, CLOSED_ON),
    "details": (STATUS, PROGRESS, WAITING_ON, ASK_AGAIN_ON, DEPENDS_ON, CARRIED_OVER, FIRST_DUE_ON, SOURCE),
    "evidence": (LINK,),
    "initials": (STAND_FOR,),
}  # fmt: skip

# What stands at the foot of each page, and at the end of a web page.
_FOOTER = re.compile(r".+ · SHA-256 [0-9a-f]{64}")
CONTEXT_TITLE, WHOLE_PASSAGE = "Context", "The whole passage"
ENTRY_TITLE = "Corporate risk register"
# What is said of its entry, in this order, by the names of a version's content. Its text follows in paragraphs.
ENTRY_FACTS = {
    "register_reference": "Reference", "title": "Risk", "rag": RAG, "likelihood": LIKELIHOOD, "impact": IMPACT,
    "owner": "Owner", "reviewed_on": "Reviewed on", "review_on": REVIEW_ON,
}  # fmt: skip
WITHOUT_SECTION = "Without a section"
FACT_DOCUMENT, FACT_DATE = "Document", "Date"


def is_marked(keywords: str) -> bool:
    """Whether a file's keywords have our mark among them."""
    return MARK in (word.strip() for word in re.split("[,;]", keywords))


def table_kind(headings: Sequence[str]) -> str | None:
    """Which of our tables has these headings; None for any other table."""
    for kind, needed in NEEDED.items():
        known = {*needed, *OPTIONAL[kind]}
        if (
            headings[: len(needed[:2])] == needed[:2]
            and len(set(headings)) == len(headings)
            and set(headings) <= known
            and set(needed) <= set(headings)
        ):
            return kind
    return None


def footer_of(kind: str, number: str, digest: str) -> str:
    """The footer of a version. digest: its SHA-256."""
    return f"{kind}, version {number} · SHA-256 {digest}"


def is_footer(text: str) -> bool:
    """Whether footer_of printed a text."""
    return _FOOTER.fullmatch(text) is not None


# --- set phrases ------------------------------------------------------------------------------------------------------
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAY = rf"\d{{1,2}} (?:{'|'.join(_MONTHS)}) \d{{4}}"
# "1 to 31 May 2027", "28 April to 20 June 2027", "1 December 2026 to 4 January 2027"
_SPAN = rf"(?:(\d{{1,2}}(?: (?:{'|'.join(_MONTHS)}))?(?: \d{{4}})?) to )?({_DAY})"
_SPAN_ALONE = re.compile(_SPAN)
_SPAN_BEHIND = re.compile(rf"(.+) \({_SPAN}\)")
_AS_WRITTEN = " (as written)"
_ONCE = ", until it is done"
_RHYTHMS = {
    **{str(label): (value, True) for value, label in Rhythm.choices if value},
    **{f"{label}{_ONCE}": (value, False) for value, label in Rhythm.choices if value},
    STANDING: ("", True),
}
_UNNUMBERED = re.compile(r"\(\d+\)")
_EXCERPT = 90


@dataclass(frozen=True, slots=True)
class When:
    """When something is due, or how often it comes: a span of days (inclusive), the words for it, and its rhythm."""

    start: date | None = None
    end: date | None = None
    phrase: str = ""
    rhythm: str = ""
    standing: bool = False


def read_day(text: str) -> date | None:
    """The day that plain_day printed; None for anything else."""
    if not re.fullmatch(_DAY, text):
        return None
    day, month, year = text.split(" ")
    try:
        return date(int(year), _MONTHS.index(month) + 1, int(day))
    except ValueError:
        return None


def span_words(start: date, end: date) -> str:
    """A span of days as printed: what both days share is said once."""
    if start == end:
        return plain_day(end)
    shared = 2 if start.year != end.year else 1 if start.month != end.month else 0
    return f"{' '.join(plain_day(start).split(' ')[: shared + 1])} to {plain_day(end)}"


def read_span(first: str | None, last: str) -> tuple[date, date] | None:
    """The days of span_words, in the two parts that a pattern found; None where they are none."""
    end = read_day(last)
    if end is None or not first:
        return (end, end) if end is not None else None
    start = read_day(" ".join([*first.split(" "), *last.split(" ")[len(first.split(" ")) :]]))
    return (
        (start, end) if start is not None and start <= end and span_words(start, end) == f"{first} to {last}" else None
    )


def when_words(when: When) -> str:
    """When something is due, as printed: its words with the days behind them, and below how often it comes.

    Words that are nothing but the day are not said twice, and so do not come back as words.
    """
    lines = []
    span = span_words(when.start or when.end, when.end) if when.end is not None else ""
    if when.phrase and span and when.phrase not in (span, plain_day(when.end) if when.end else ""):
        lines.append(f"{when.phrase} ({span})")
    elif not span and when.phrase and read_when(when.phrase) != When(phrase=when.phrase):
        lines.append(f"{when.phrase}{_AS_WRITTEN}")
    elif span or when.phrase:
        lines.append(span or when.phrase)
    if when.rhythm:
        lines.append(f"{Rhythm(when.rhythm).label}{'' if when.standing else _ONCE}")
    elif when.standing:
        lines.append(STANDING)
    return "\n".join(lines)


def read_when(text: str) -> When:
    """What when_words printed; anything else is words for a date."""
    lines = [line for line in text.split("\n") if line.strip()]
    rhythm, standing = _RHYTHMS[lines.pop()] if lines and lines[-1] in _RHYTHMS else ("", False)
    written = " ".join(lines)
    if written.endswith(_AS_WRITTEN):
        return When(None, None, written.removesuffix(_AS_WRITTEN), rhythm, standing)
    alone, behind = _SPAN_ALONE.fullmatch(written), _SPAN_BEHIND.fullmatch(written)
    found = read_span(*alone.groups()) if alone else read_span(*behind.groups()[1:]) if behind else None
    if found is not None:
        return When(*found, behind[1] if behind and not alone else "", rhythm, standing)
    return When(None, None, written, rhythm, standing)


def lead_lines(labels: Sequence[str]) -> str:
    """The leads of a row as printed: one below the other, parted by semicolons because a name may need two lines."""
    return ";\n".join(labels)


def read_leads(text: str) -> list[str]:
    """The leads that lead_lines printed."""
    found = [line for line in text.split("\n") if line.strip()]
    return [line.removesuffix(";").strip() for line in found[:-1]] + found[-1:]


def section_heading(number: str, title: str) -> str:
    """A section as its heading prints it."""
    if number:
        return f"Section {number}: {title}" if title else f"Section {number}"
    if title.startswith("Section") or title == WITHOUT_SECTION:
        return f"Section: {title}"
    return title or WITHOUT_SECTION


def read_section(heading: str) -> tuple[str, str]:
    """(number, title) of a section by its heading."""
    if heading == WITHOUT_SECTION:
        return "", ""
    if heading.startswith("Section: "):
        return "", heading.removeprefix("Section: ")
    if heading.startswith("Section "):
        number, _, title = heading.removeprefix("Section ").partition(": ")
        return number.removesuffix(":"), title
    return "", heading


def area_marks(numbers: Iterable[str | None]) -> list[str]:
    """What stands in the column "No." for each area: its number, or (1), (2) for those without."""
    found: list[str] = []
    without = 0
    for number in numbers:
        if not number:
            without += 1
        found.append(number or f"({without})")
    return found


def read_number(mark: str) -> str | None:
    """The number that a mark of area_marks stands for."""
    return None if not mark or _UNNUMBERED.fullmatch(mark) else mark


def excerpt(text: str) -> str:
    """The beginning of a text, by which a reader finds it again where it stands in full."""
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else line[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def evidence_line(title: str, url: str) -> str:
    """A piece of evidence on one line."""
    return f"{title} ({url})" if url else title


def read_rag(words: str) -> str | None:
    """The rating that its label prints; None for other words."""
    plain = words.strip().casefold()
    return next((str(rag.value) for rag in Rag if plain in (str(rag.label).casefold(), str(rag.value))), None)


def restricted_lines(passages: Iterable[str], steps: Iterable[str], evidence: Iterable[str]) -> str:
    """What is restricted of an area, as printed. passages: names; steps: texts; evidence: titles."""
    named = [PASSAGES[name] for name in passages]
    named += [f"{STEP}: {excerpt(text)}" for text in steps]
    return "\n".join([*named, *(f"{EVIDENCE}: {title}" for title in evidence)])


def read_restricted(text: str) -> tuple[list[str], list[str]]:
    """What restricted_lines printed: (names of passages, excerpts of next steps).

    A piece of evidence comes back among the words on evidence, so that these are restricted where it was.
    """
    said = text.split("\n")
    names = [name for name, label in PASSAGES.items() if label in said]
    if any(line.startswith(f"{EVIDENCE}: ") for line in said) and EVIDENCE_WORDS not in names:
        names.append(EVIDENCE_WORDS)
    steps = [line.removeprefix(f"{STEP}: ") for line in said if line.startswith(f"{STEP}: ")]
    return names, steps


def read_status(words: str) -> str | None:
    """The status of an action by its label; None for other words."""
    plain = words.strip().casefold()
    return next((str(one.value) for one in Status if plain == str(one.label).casefold()), None)


def due_of(step: dict[str, Any]) -> When:
    """The `When` of a step of a version's content."""
    start, end = (date.fromisoformat(day) if day else None for day in (step["due_start"], step["due_end"]))
    return When(start, end, step["due_phrase"], step["rhythm"], step["standing"])
