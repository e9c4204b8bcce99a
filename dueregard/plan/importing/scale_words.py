"""What the words of a scale's key say: how far something is met, how likely it is, how much harm it does."""

from __future__ import annotations

import re

LIKELIHOOD = re.compile(
    r"^(?:very |highly |extremely )?(?:rare|remote|unlikely|improbable|possible|likely|probable|"
    r"almost certain|certain|infrequent|frequent|almost never|never)\b",
    re.I,
)
SEVERITY = re.compile(
    r"^(?:very |highly )?(?:negligible|insignificant|trivial|minor|moderate|major|significant|serious|severe|"
    r"catastrophic|critical|extreme|fundamental|fatal\w*)\b",
    re.I,
)
_NOT_APPLICABLE = re.compile(r"\bnot (?:applicable|relevant|required)\b|^n/?a\b", re.I)
_COLOUR = re.compile(r"\b(red|amber|green)\b", re.I)
# In this order: what is not, or only in part, comes before what it would be in full.
_MEANT = (
    (
        "red",
        re.compile(
            r"\bnot? (?:yet |been |currently |at all )*(?:fully )?(?:met|in place|started|prepared|compliant|addressed|"
            r"implemented|achieved|begun|available|developed|established|effective|adequate|evidence\w*|progress|"
            r"action taken|arrangements|plans?)\b|\bunmet\b|\bnon-?complian\w+|\bnothing\b|\babsent\b|^none\b|"
            r"\bmissing\b|\binadequate|\bunsatisfactory|\bineffective|^(?:very )?poor\b|^(?:very )?weak\b|"
            r"^(?:very |extremely )?high(?: (?:risk|priority|concern))?$|^(?:immediate|urgent)\b",
            re.I,
        ),
    ),
    (
        "amber",
        re.compile(
            r"\bpart(?:ly|ially|ial)?\b|\bin part\b|\bneeds? \w+|\brequir(?:es?|ing) (?:\w+ )?(?:improvement|review|work|"
            r"action|development|attention)\b|\bin (?:preparation|progress|development|hand)\b|\bunder ?way\b|"
            r"\bdeveloping\b|\bemerging\b|\bsome\b|\bbut\b|\b(?:mostly|largely|mainly|nearly|substantially|generally)\b|"
            r"^(?:medium|moderate|fair|satisfactory|started|begun|planned|draft\w*)\b|\bwith (?:minor )?gaps\b",
            re.I,
        ),
    ),
    (
        "green",
        re.compile(
            r"\bfully\b|\bin place\b|^(?:all )?(?:requirements? )?met\b|\bcompleted?\b|\bachieved\b|\bimplemented\b|"
            r"\bembedded\b|\bcompliant\b|\bestablished\b|\bno (?:further )?action (?:is )?(?:needed|required)\b|"
            r"^(?:very )?(?:good|strong|effective)\b|^(?:outstanding|excellent|adequate)\b|"
            r"^(?:very )?low(?: (?:risk|priority|concern))?$",
            re.I,
        ),
    ),
)


def colour_meant(meaning: str) -> str | None:
    """red, amber or green by a key's words for a mark; "unknown" for what does not apply; None where they do not tell."""
    plain = " ".join(meaning.split()).strip(" .;")
    colours = {found.lower() for found in _COLOUR.findall(plain)}
    if len(colours) == 1:
        return colours.pop()
    if colours:
        return None
    if _NOT_APPLICABLE.search(plain):
        return "unknown"
    return next((colour for colour, pattern in _MEANT if pattern.search(plain)), None)


def is_known_meaning(meaning: str) -> bool:
    """Whether words could stand for a mark of a scale."""
    return (
        colour_meant(meaning) is not None
        or LIKELIHOOD.search(meaning) is not None
        or SEVERITY.search(meaning) is not None
    )
