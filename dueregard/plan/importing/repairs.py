"""Words that extraction broke or glued: mended where that is certain, pointed at where it is not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_ORDINAL_GLUED = re.compile(r"\b([a-z]{2,12})(\d{1,2}(?:st|nd|rd|th)\b)")
_YEAR_GLUED = re.compile(r"\b((?:19|20)\d\d)([A-Z][a-z]{2,15}\b)")
_PAIR = re.compile(r"(?<![\w@/.])([^\W\d_]{1,20}) ([a-z]{1,12})(?![\w@]|['’]\w)")
_LINE_HYPHEN = re.compile(r"\b([^\W\d_]{2,20})[-\u2010]([a-z]{2,20})\b")
# Endings that are no words of their own: alone, they have lost their beginning.
_ENDINGS = frozenset(
    [
        "ons",
        "tion",
        "tions",
        "sion",
        "sions",
        "ation",
        "ations",
        "ment",
        "ments",
        "ing",
        "ings",
        "ity",
        "ities",
        "ance",
        "ence",
        "ness",
        "ally",
        "ely",
        "ious",
        "tive",
        "ised",
        "ising",
        "ed",
        "es",
        "ly",
        "ies",
        "cation",
        "ication",
        "isation",
        "isations",
        "alisation",
        "ty",
        "cy",
        "ry",
        "ers",
        "ors",
    ]
)
_SHORT_WORDS = frozenset(
    [
        "a",
        "i",
        "am",
        "an",
        "as",
        "at",
        "be",
        "by",
        "do",
        "go",
        "he",
        "hi",
        "if",
        "in",
        "is",
        "it",
        "me",
        "my",
        "no",
        "of",
        "on",
        "or",
        "so",
        "to",
        "up",
        "us",
        "we",
        "all",
        "and",
        "any",
        "are",
        "but",
        "can",
        "did",
        "due",
        "end",
        "few",
        "for",
        "get",
        "had",
        "has",
        "her",
        "him",
        "his",
        "how",
        "its",
        "led",
        "let",
        "may",
        "new",
        "nor",
        "not",
        "now",
        "off",
        "old",
        "one",
        "our",
        "out",
        "own",
        "per",
        "put",
        "run",
        "see",
        "set",
        "she",
        "six",
        "ten",
        "the",
        "too",
        "two",
        "use",
        "via",
        "was",
        "way",
        "who",
        "why",
        "yes",
        "yet",
        "you",
    ]
)


@dataclass(slots=True)
class Repair:
    """What was, or could be, mended. certain: whether it has been."""

    before: str
    after: str
    certain: bool


@dataclass(slots=True)
class Words:
    """All words of the document, to tell a broken word from a whole one."""

    counts: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, texts: Iterable[str]) -> Words:
        """The vocabulary of these texts."""
        words = cls()
        for text in texts:
            words.counts.update(word.lower() for word in _WORD.findall(text))
        return words

    def has(self, word: str, *, times: int = 1) -> bool:
        """Whether the word stands in the document at least so often."""
        return self.counts[word.lower()] >= times


def mend(text: str, words: Words) -> tuple[str, list[Repair]]:
    """The text with its certain repairs made, and every repair, the uncertain ones (left as they were) included.

    A pair of fragments is certain to be one word when the joined word stands elsewhere in the document and the second
    fragment is an ending that is no word.
    """
    repairs: list[Repair] = []

    def glued(match: re.Match[str]) -> str:
        repairs.append(Repair(match[0], f"{match[1]} {match[2]}", True))
        return f"{match[1]} {match[2]}"

    text = _ORDINAL_GLUED.sub(glued, text)
    text = _YEAR_GLUED.sub(glued, text)
    at = 0
    out: list[str] = []
    while (match := _PAIR.search(text, at)) is not None:
        first, second = match[1], match[2]
        whole = first + second
        verdict = _pair(first, second, words)
        if verdict is None:
            out.append(text[at : match.start(2)])
            at = match.start(2)
            continue
        repairs.append(Repair(match[0], whole, verdict))
        out.append(text[at : match.start()] + (whole if verdict else match[0]))
        at = match.end()
    out.append(text[at:])
    text = "".join(out)

    def hyphen(match: re.Match[str]) -> str:
        whole = match[1] + match[2]
        if words.has(whole) and not words.has(match[2], times=2) and match[2].lower() not in _SHORT_WORDS:
            repairs.append(Repair(match[0], whole, True))
            return whole
        if match[2] in _ENDINGS:
            repairs.append(Repair(match[0], whole, False))
        return match[0]

    return _LINE_HYPHEN.sub(hyphen, text), repairs


def _pair(first: str, second: str, words: Words) -> bool | None:
    """True: surely one word; False: perhaps; None: two words."""
    whole = first + second
    if second in _SHORT_WORDS or (first.lower() in _SHORT_WORDS and len(first) > 1):
        return None
    known = words.has(whole)
    if second in _ENDINGS:
        if known and len(whole) >= 5:
            return True
        return False if len(first) >= 3 and not words.has(first, times=2) else None
    # "s chool": one letter that is no word, before the rest of a word that stands whole elsewhere.
    if len(first) == 1 and first not in "aAiI" and known and len(second) >= 3 and not words.has(second, times=2):
        return True
    return None
