"""How often something comes again: the names of rhythms and how people write them; and text made plain for reading."""

from __future__ import annotations

import re

_PLAIN = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("‘’ʼ`", "'"))
_SPACE = re.compile(r"\s")


def plain_text(text: str, *, same_length: bool = False) -> str:
    """Lower case with plain dashes, quotes and spaces, so that one grammar serves; optionally of the same length."""
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few letters of other scripts have longer small forms, which would shift every place after them.
        lowered = "".join(small if len(small := letter.lower()) == 1 else "?" for letter in text)
    plain = lowered.translate(_PLAIN)
    return _SPACE.sub(" ", plain) if same_length else " ".join(plain.split())


# In order: the first that is found names the rhythm.
RHYTHMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?<![\w-])(?:{pattern})(?![\w-])"))
    for name, pattern in (
        ("every two years", r"every (?:two|2) years|every (?:other|second) year|biennial(?:ly)?|two-yearly"),
        ("every three years", r"every (?:three|3) years|three-yearly"),
        (
            "twice a year",
            r"twice[ -]yearly|twice (?:a|per|each|every) (?:academic )?year|bi-?annual(?:ly)?|"
            r"(?:six|6)[ -]monthly|half[ -]yearly|every (?:six|6) months",
        ),
        (
            "yearly",
            r"annually|annual basis|annual review|annual|yearly(?: basis)?|(?:every|each) (?:academic )?year|"
            r"once (?:a|per|each|every) (?:academic )?year|per annum|every (?:twelve|12) months",
        ),
        ("termly", r"termly(?: basis)?|(?:each|every|per) (?:academic )?term|once (?:a|per) term|(?:half-)termly"),
        ("quarterly", r"quarterly(?: basis)?|(?:each|every|per) quarter|every (?:three|3) months"),
        ("monthly", r"monthly(?: basis)?|(?:each|every|per) month|once a month"),
        ("fortnightly", r"fortnightly|every (?:two|2) weeks"),
        ("weekly", r"weekly(?: basis)?|(?:each|every|per) week|once a week"),
        ("daily", r"daily|every day"),
        (
            "as needed",
            r"as and when(?: (?:necessary|required|needed|appropriate|they arise|arising))?|if and when|"
            r"(?:when|where|whenever|wherever|as|if) (?:necessary|required|needed|appropriate)|ad[ -]hoc",
        ),
        (
            "ongoing",
            r"on-?going|on going|continuous(?:ly)?|continual(?:ly)?|rolling|business as usual|bau|permanent(?:ly)?",
        ),
    )
)


def rhythm_in(text: str) -> str | None:
    """The rhythm that a text names ("yearly", "termly", "as needed", "ongoing", ...), or None."""
    plain = plain_text(text)
    return next((name for name, pattern in RHYTHMS if pattern.search(plain)), None)
