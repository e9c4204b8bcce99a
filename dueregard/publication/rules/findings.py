"""What in a text names or reaches a person: known names, initials, e-mail addresses, telephone numbers; and leads of which
nobody has said what they are. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from dueregard.organisation.rules.kinds import LeadKind
from dueregard.publication.rules.audiences import WITHHELD, Resolution, as_seen, whole
from dueregard.publication.rules.claims import small_claims
from dueregard.publication.rules.frozen import REDACTED, Json, label_of, passages_of
from dueregard.publication.rules.states import Audience, Decision

Span = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Something that names or reaches a person. kind: name, initials, email, telephone, lead (one that is not
    recognised: it may be a person) or number (a small one, of a figure that is not told exactly); found: as it stands there."""

    path: str
    kind: str
    found: str
    text: str

    @property
    def label(self) -> str:
        return label_of(self.path)


_DOMAIN = r"[\w-]{1,63}(?:\.[\w-]{1,40}){1,4}"
_EMAIL = re.compile(rf"[\w.+'-]{{1,64}}@{_DOMAIN}")
# Written out, so that machines do not find it. A bare "at" needs a dot before it: "look at gov.uk" reaches nobody.
_DOT = r"(?:\.|\s?[\[(]dot[\])]\s?|\sdot\s)"
_EMAIL_IN_WORDS = re.compile(
    rf"(?<![\w.])(?:[\w.+'-]{{1,64}}\s?[\[(]at[\])]\s?|[\w+'-]{{1,40}}[._][\w.+'-]{{1,40}}\sat\s)"
    rf"[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,40}}){{1,4}}",
    re.IGNORECASE,
)
# At least ten digits that begin as a British or an international number does; not part of a longer number, not a date.
_TELEPHONE = re.compile(
    r"(?<![\w.])(?!\d{1,2}[./]\d{1,2}[./]\d{4})(?:\+\d|\(?0\d)(?:[ \u00a0().\u2010-\u2013-]{0,3}\d){8,13}(?![\w])"
)
_EXTENSION = re.compile(r"(?<!\w)(?:ext(?:n|ension)?|tel(?:ephone)?|phone)\b[.:]?\s?(?:no\.?\s)?\d{3,6}(?!\w)", re.I)
_MARKS = "\u0300-\u036f"
# A word without the “’s” after it; parts with a hyphen are words of their own: “Anne-Marie” is “Anne Marie”.
_WORD = re.compile(rf"[^\W_][\w{_MARKS}]*(?:['’](?!s\b)\w[\w{_MARKS}]*)*")
_BETWEEN = re.compile(r"[\s,.\u2010-\u2011-]{1,3}")
_TITLES = frozenset(
    ["dr", "mr", "mrs", "ms", "miss", "mx", "prof", "professor", "rev", "revd", "reverend", "cllr", "councillor"]
)
_HIGH_TITLES = frozenset(["sir", "dame", "lord", "lady", "baroness", "canon"])  # they stand before other things, too
_DOTTED = re.compile(r"(?<![\w.])[A-Z](?:\.\s?[A-Z]){1,4}(?!\w)")
_LONGEST_SHOWN = 240


@dataclass(frozen=True)
class Known:
    """Whom the institution knows: people's names, and initials that name a person."""

    names: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()


@dataclass
class _Names:
    """The names by their first word, and what follows a first name, by its first word: an institution knows thousands
    of names, and an alternative of all would take minutes."""

    full: dict[str, set[tuple[str, ...]]] = field(default_factory=dict)
    last: dict[str, set[tuple[str, tuple[str, ...]]]] = field(default_factory=dict)  # first letter, the words

    def add(self, name: str) -> None:
        words = tuple(_folded(word) for word in _WORD.findall(name))
        if len(words) < 2:  # one word alone ("May") says too little
            return
        for order in (words, (words[-1], *words[:-1]), (words[0], words[-1]), (words[-1], words[0])):
            self.full.setdefault(order[0], set()).add(order)
        for start in range(1, len(words)):
            self.last.setdefault(words[start], set()).add((words[0][0], words[start:]))


def _folded(word: str) -> str:
    """A word whatever its case, accents and kind of apostrophe."""
    if word.isascii():
        return word.casefold()
    bare = unicodedata.normalize("NFKD", word.replace("’", "'"))
    return "".join(one for one in bare if not unicodedata.combining(one)).casefold()


def findings(content: Json, known: Known, chosen: Collection[str] = ()) -> list[Found]:
    """What in a content, as the public would see it, names or reaches a person; in the content's order.

    A lead that is not recognised is found as a whole, but for those that somebody has replaced (chosen: their paths).
    Names are found whatever their case and accents, first name first or last, with one word between, by an initial and
    after a title; after a title also a name that nobody knows. Initials only as they are written, dots aside.
    """
    found: list[Found] = []
    names = _Names()
    for name in known.names:
        names.add(name)
    for path, value in passages_of(content):
        text = value if isinstance(value, str) else str(value["label"])
        if _not_recognised(value) and path not in chosen:
            found.append(Found(path, "lead", text, _around(text, 0, len(text))))
            continue
        told: set[str] = set()
        for kind, start, end in _apart(_spans(text, names, known.initials)):
            words = text[start:end]
            if words not in told:
                told.add(words)
                found.append(Found(path, kind, words, _around(text, start, end)))
    return found


def _not_recognised(value: Any) -> bool:
    if isinstance(value, str) or value["kind"] != LeadKind.UNKNOWN:
        return False
    return bool(value["label"].strip()) and value["label"] != WITHHELD and not value["label"].startswith(REDACTED)


def _spans(text: str, names: _Names, initials: frozenset[str]) -> Iterator[Span]:
    for kind, pattern in (
        ("email", _EMAIL),
        ("email", _EMAIL_IN_WORDS),
        ("telephone", _TELEPHONE),
        ("telephone", _EXTENSION),
    ):
        for match in pattern.finditer(text):
            yield kind, *match.span()
    for match in _DOTTED.finditer(text):
        if "".join(one for one in match.group() if one.isalpha()) in initials:
            yield "initials", *match.span()
    words = list(_WORD.finditer(text))
    folded = [_folded(match.group()) for match in words]

    def stands(name: tuple[str, ...], at: int) -> bool:
        """Whether the words of `name` follow each other from the word `at` on."""
        return tuple(folded[at : at + len(name)]) == name and together(at, at + len(name) - 1)

    def together(first: int, last: int) -> bool:
        if last >= len(words):
            return False
        return all(_BETWEEN.fullmatch(text, words[one].end(), words[one + 1].start()) for one in range(first, last))

    for at, match in enumerate(words):
        if match.group() in initials:
            yield "initials", *match.span()
        for name in names.full.get(folded[at], ()):
            if stands(name, at):
                yield "name", match.start(), words[at + len(name) - 1].end()
            elif len(name) == 2 and folded[at + 2 : at + 3] == [name[1]] and together(at, at + 2):
                yield "name", match.start(), words[at + 2].end()  # a middle name, or its initial
        title = folded[at] in _TITLES and match.group()[0].isupper()
        if title and together(at, at + 1) and _capital(words[at + 1]):
            last = at + 2 if together(at + 1, at + 2) and _capital(words[at + 2]) else at + 1
            if text[words[last - 1].end() : words[last].start()].strip(" \u00a0") not in ("", ".") or last == at + 1:
                last = at + 1
            yield "name", match.start(), words[last].end()
        for letter, name in names.last.get(folded[at], ()):
            end = words[min(at + len(name), len(words)) - 1].end()
            if not stands(name, at):
                continue
            if at and folded[at - 1] in _TITLES | _HIGH_TITLES and together(at - 1, at):
                yield "name", words[at - 1].start(), end
            for before in (at - 1, at - 2):  # “H. Holder”, “H.J. Holder”
                letters_only = before >= 0 and all(_initial(one) for one in words[before:at])
                if letters_only and folded[before] == letter and together(before, at):
                    yield "name", words[before].start(), end
            after = at + len(name)
            follows = after < len(words) and _initial(words[after]) and folded[after] == letter
            if follows and re.fullmatch(r",?\s", text[end : words[after].start()]):
                yield "name", match.start(), words[after].end()  # “Holder, H.”
    for letters in initials:
        if not letters.isalnum():  # such as "J-P", which is two words
            for found in whole(letters).finditer(text):
                yield "initials", *found.span()


def _capital(match: re.Match[str]) -> bool:
    return match.group()[0].isupper()


def _initial(match: re.Match[str]) -> bool:
    return len(match.group()) == 1 and match.group().isupper()


def _apart(spans: Iterable[Span]) -> list[Span]:
    """The spans in their order: names that overlap as one, and nothing that stands within another."""
    kept: list[Span] = []
    for kind, start, end in sorted(spans, key=lambda span: (span[1], -span[2])):
        if kept and start < kept[-1][2]:
            before = kept[-1]
            if end > before[2] and kind == before[0] == "name":
                kept[-1] = ("name", before[1], end)
                continue
            if end <= before[2]:
                continue
        kept.append((kind, start, end))
    return kept


def _around(text: str, start: int, end: int) -> str:
    room = max(0, (_LONGEST_SHOWN - (end - start)) // 2)
    left, right = max(0, start - room), min(len(text), end + room)
    return ("… " if left else "") + text[left:right] + (" …" if right < len(text) else "")


def unresolved(content: Json, known: Known, resolutions: Iterable[Resolution]) -> list[Found]:
    """What still waits for a decision before `content` may be published; empty when it may.

    It is looked for in what would be published, decisions applied: a replacement that names somebody is found as well.
    What was put in the place of a lead is what somebody chose: it is a lead that is recognised.
    """
    resolutions = tuple(resolutions)
    kept = {(one.path, one.found) for one in resolutions if one.decision == Decision.KEEP}
    seen = as_seen(content, Audience.PUBLIC, resolutions).content
    replaced = {(one.path, one.found) for one in resolutions if one.decision == Decision.REPLACE}
    before = passages_of(as_seen(content, Audience.PUBLIC).content) if replaced else ()
    chosen = {path for path, value in before if not isinstance(value, str) and (path, value["label"]) in replaced}
    found = [*findings(seen, known, chosen), *_small_numbers(content, seen)]
    return [one for one in found if (one.path, one.found) not in kept]


def _small_numbers(content: Json, seen: Json) -> list[Found]:
    """The bound numbers that `seen` tells exactly and the small-number rule does not."""
    said = {path: value for path, value in passages_of(seen) if isinstance(value, str)}
    found = {}
    for path, claim in small_claims(content):
        at = said.get(path, "").find(claim.words)
        if at >= 0:
            around = _around(said[path], at, at + len(claim.words))
            found[path, claim.words] = Found(path, "number", claim.words, around)
    return list(found.values())
