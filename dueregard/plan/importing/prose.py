"""Text within cells: joining wrapped lines to paragraphs, and parting paragraphs into sentences and list items."""

from __future__ import annotations

import re
from collections.abc import Sequence

# "a)" and "1)" open a list item; "1." does so only before a capital, since "4. December" is a date.
BULLET = re.compile(
    r"^\s*(?:[•·●▪◦‣\u2043\uf0b7\uf0a7*]|[-–—](?=\s?[A-Za-z\"'(])|[a-z]\)|\(?[ivx]{1,4}\)|\d{1,2}\)|"
    r"\d{1,2}\.(?=\s[A-Z]))\s*"
)
_INLINE_BULLET = re.compile(r"(?:(?<=[.;:!?)])|(?<=\w))\s+(?:[•·●▪‣\uf0b7]\s*|[-–](?=\s?[A-Z]))")
_ENDS = (".", "!", "?", ":", ";", ".)", ".”", '."')
_RUNS_ON = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "as",
        "at",
        "be",
        "by",
        "for",
        "from",
        "has",
        "have",
        "in",
        "including",
        "into",
        "is",
        "its",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "these",
        "this",
        "to",
        "was",
        "were",
        "which",
        "who",
        "will",
        "with",
        "within",
        "through",
        "between",
        "such",
    ]
)
_NOT_AN_END = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|cf|dr|mr|mrs|ms|prof|st|no|nos|vs|viz|approx|dept|ext|ref|para|p|pp|n\.b|nb|"
    r"[A-Z])\.$",
    re.I,
)
_FOLLOWS = re.compile(r"(?:This|These|NB|N\.B\.|Note\b|\*|\(|\[)")
# A number that is bound to a figure ("134 [training.staff_attended at 11 July 2019]") stays in one piece.
_BINDS = re.compile(r"\[[a-z]+\.[a-z_]+")
_BOUND = re.compile(r"(?:^|\s)[\d,]+ \[[a-z]+\.[a-z_]+[^\[\]]*$")


def ends_sentence(text: str) -> bool:
    """Whether a line could be the end of a sentence or list item."""
    return text.rstrip("”\"') ").endswith((".", "!", "?", ":", ";"))


def runs_on(before: str, after: str) -> bool:
    """Whether `after` plainly continues the sentence of `before`."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after or BULLET.match(after):
        return False
    if before.endswith((",", "/", "-", "‐", "(", "&", "–")):
        return True
    if (before[-1].isdigit() and _BINDS.match(after)) or ("[" in before and _BOUND.search(before)):
        return True
    if ends_sentence(before):
        return False
    last = re.sub(r"\W", "", before.split()[-1]).lower()
    return after[0].islower() or last in _RUNS_ON


def joined(before: str, after: str) -> str:
    """Two parts of one sentence; a hyphen at the break keeps its word together."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return before or after
    if before.endswith(("-", "‐")) and len(before) > 1 and before[-2].isalpha() and after[0].isalpha():
        return before + after
    return f"{before} {after}"


def rejoin(lines: Sequence[str], *, width: int = 0) -> list[str]:
    """Physical lines as paragraphs. width: the longest line of a wrapped column, or 0 where every line break is meant.

    A blank line ends a paragraph unless the sentence plainly runs on.
    """
    paragraphs: list[str] = []
    blank = False
    last_line = ""
    for line in lines:
        text = " ".join(line.split())
        if not text:
            blank = True
            continue
        if paragraphs and _same_paragraph(last_line, text, width, blank):
            paragraphs[-1] = joined(paragraphs[-1], text)
        else:
            paragraphs.append(text)
        blank = False
        last_line = text
    return paragraphs


def _same_paragraph(before: str, after: str, width: int, blank: bool) -> bool:
    if BULLET.match(after):
        return False
    if blank or not width:
        return runs_on(before, after)
    if runs_on(before, after):
        return True
    would_fit = len(before) + 1 + len(after.split(maxsplit=1)[0]) <= width
    if ends_sentence(before):
        return not would_fit
    # A short line before a capital is an entry of a list; a full one is wrapped.
    return len(before) + 1 + len(after.split(maxsplit=1)[0]) > width * 0.75


def list_items(paragraph: str) -> list[str]:
    """The entries of a list that stands in one paragraph ("- One. - Two."), or the paragraph alone; marks removed."""
    opened = BULLET.match(paragraph)
    if opened:
        parts = [part for part in _INLINE_BULLET.split(paragraph[opened.end() :]) if part.strip(" -–")]
    else:
        parts = [paragraph]
        if len(re.findall(r"[•·●▪‣\uf0b7]", paragraph)) >= 2:
            parts = re.split(r"\s*[•·●▪‣\uf0b7]\s*", paragraph)
    return [part.strip() for part in parts if part.strip()]


def is_list(paragraph: str) -> bool:
    """Whether a paragraph opens with the mark of a list."""
    return BULLET.match(paragraph) is not None


def sentences(paragraph: str) -> list[str]:
    """A paragraph's sentences; brackets are never cut in two."""
    found: list[str] = []
    start = 0
    depth = 0
    length = len(paragraph)
    for at, character in enumerate(paragraph):
        if character in "([":
            # An unclosed bracket must not swallow the rest of the paragraph.
            close = paragraph.find(")" if character == "(" else "]", at, at + 600)
            depth += close != -1
        elif character in ")]":
            depth = max(0, depth - 1)
            # A bracket that holds a whole sentence ends one.
            if depth or at == 0 or paragraph[at - 1] not in ".!?":
                continue
        if depth or character not in ".!?)]":
            continue
        end = at + 1
        while end < length and paragraph[end] in "\"'”’)*":
            end += 1
        if end < length and not paragraph[end].isspace():
            continue
        rest = paragraph[end:].lstrip()
        if rest and not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "*([\"'“‘•-–"):
            continue
        if character == "." and _NOT_AN_END.search(paragraph[max(start, at - 8) : at + 1]):
            continue
        found.append(paragraph[start:end].strip())
        start = end
    found.append(paragraph[start:].strip())
    return [sentence for sentence in found if sentence]


def belongs_to_the_one_before(sentence: str) -> bool:
    """Whether a sentence only adds to the one before it: "This ...", a note or a bracket."""
    return _FOLLOWS.match(sentence) is not None
