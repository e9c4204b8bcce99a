"""Leads: parting a cell that names several, and telling a person from a post and a body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from .proposal import Lead, Term

_POST_WORDS = re.compile(
    r"\b(?:director|head|lead|leads|officers?|managers?|secretary|registrar|dean|provost|principal|chancellor|chair|"
    r"co-?ordinator|adviser|advisor|bursar|chaplain|assistant|deputy|headteacher|teacher|dsl|ddsl|dpo|ceo|coo|cfo|pvc|"
    r"dvc|vc|sponsor|president|champion|librarian|administrator|executive officer|clerk|warden|master|tutor|"
    r"commissioner|inspector|solicitor|treasurer|owner|specialist|analyst|supervisor|professor)\b",
    re.I,
)
_BODY_WORDS = re.compile(
    r"\b(?:committee|group|union|communications|department|team|board|council|senate|services?|school|faculty|office|"
    r"cent(?:re|er)|unit|directorate|division|society|guild|panel|forum|executive|governors|network|police|authority|"
    r"it|hr|slt|smt|security|estates|library|registry|association|trust|university|college|partnership|all staff|staff|"
    r"marketing|human resources|chaplaincy|halls|finance|leadership)\b",
    re.I,
)
_NAME = re.compile(
    r"(?:(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Rev|Sir|"
    r"Dame)\.? )?[A-Z][a-zà-ÿ'’-]+(?: [A-Z]\.?)?(?: [A-Z][A-Za-zà-ÿ'’-]+){1,2}"
)
_TITLED = re.compile(r"(?:Dr|Mr|Mrs|Ms|Miss|Prof|Professor|Rev|Sir|Dame)\.? ")
_INITIALS = re.compile(r"[A-Z][A-Za-z]?(?:[A-Z&]){0,6}[A-Z]|[A-Z]{2,8}")
# A post may hold "and", a comma or an ampersand: "Director of Estates, Security and Campus Services".
_OF = re.compile(
    r"\b(?:director|head|dean|manager|officer|lead|registrar|vice-chancellor|chancellor|adviser|deputy|assistant|"
    r"secretary|coordinator|co-ordinator)\b[^/;\n]{0,40}?\b(?:of|for|to)\b",
    re.I,
)
_HARD = re.compile(
    r"\s*(?:[;\n|]|(?<!\w)/|/(?!\w{1,2}\b(?=\d)))\s*|\s*\b(?:in conjunction with|together with|supported by|"
    r"with support from|in partnership with|as well as)\b\s*"
)
_SOFT = re.compile(r"\s*(?:,|&|:|\+|\band\b)\s*")
# Pairs that are one name though "and" or "&" stands between.
_PAIRED = re.compile(
    r"\b(?:learning (?:and|&) teaching|teaching (?:and|&) learning|health (?:and|&) safety|"
    r"equality,? diversity (?:and|&) inclusion|"
    r"safety (?:and|&) security|security (?:and|&) safety|governance (?:and|&) compliance|legal (?:and|"
    r"&) compliance|risk (?:and|&) compliance|"
    r"people (?:and|&) culture|marketing (?:and|&) communications|communications (?:and|&) marketing|"
    r"research (?:and|&) (?:innovation|enterprise|development)|student (?:and|&) academic services|"
    r"academic (?:and|&) student \w+|"
    r"estates (?:and|&) (?:facilities|campus services)|information (?:and|&) technology|finance (?:and|&) resources|"
    r"human resources (?:and|&) organi[sz]ational development|faith (?:and|&) (?:spirituality|belief)|"
    r"welfare (?:and|&) wellbeing|"
    r"health (?:and|&) well-?being|audit (?:and|&) risk|policy (?:and|&) \w+|safeguarding (?:and|&) (?:prevent|"
    r"wellbeing|welfare)|"
    r"diversity (?:and|&) inclusion|events (?:and|&) conferenc\w+|conferenc\w+ (?:and|&) events|quality (?:and|"
    r"&) standards|"
    r"planning (?:and|&) \w+|admissions (?:and|&) \w+)\b",
    re.I,
)


# No lead has a longer name; such a text stays with the area as it was found.
LONGEST_LEAD = 250
# A longer text is prose; it is kept as one.
LONGEST_CELL = 600


def split_leads(text: str, known: Iterable[str] = ()) -> list[str]:
    """The leads of a cell as written, each once, in order. known: initials that the document explains."""
    found: list[str] = []
    initials = set(known)
    for part in _HARD.split(" ".join(text.replace("\n", " ; ").split(" "))):
        for piece in _by_soft_joiners(part.strip()):
            found.extend(_by_spaces(piece, initials))
    cleaned = (piece.strip(" .,;:/&-–•*") for piece in found)
    return list(dict.fromkeys(piece for piece in cleaned if piece))


def _by_soft_joiners(part: str) -> list[str]:
    """Parted at comma, "&", "and" and colon, but never inside one post's name."""
    if len(part) > LONGEST_CELL:
        return [part]
    if not part:
        return []
    pieces: list[str] = []
    start = 0
    kept = [(match.start(), match.end()) for match in _PAIRED.finditer(part)]
    for joiner in _SOFT.finditer(part):
        if joiner.start() < start or any(at <= joiner.start() < to for at, to in kept):
            continue
        before, after = part[start : joiner.start()].strip(), part[joiner.end() :].strip()
        if joiner[0] == "&" and re.search(r"(?<![A-Za-z])[A-Z]$", before) and after[:1].isupper():
            continue  # "L&D" is one name
        if not before or not after:
            continue
        if _is_one_post(before, after, joiner[0].strip().lower()):
            continue
        pieces.append(before)
        start = joiner.end()
    pieces.append(part[start:].strip())
    return [piece for piece in pieces if piece]


def _is_one_post(before: str, after: str, joiner: str) -> bool:
    """Whether a joiner stands inside a post's name: "Head of Learning" + "Teaching", but not + "Head of Security"."""
    following = re.split(r"\s*(?:,|&|:|\+|\band\b)\s*", after)[0].strip()
    if joiner == ":":
        return False
    whole_of_its_own = (
        _POST_WORDS.search(following) is not None
        or _INITIALS.fullmatch(following) is not None
        or (kind_of(following) in ("person",))
        or re.search(r"\b(?:union|committee|group|team|board|council|police)$", following, re.I) is not None
    )
    if _OF.search(before):
        # The name of the post's field goes on, unless what follows could lead by itself.
        return not whole_of_its_own or bool(re.fullmatch(r"(?:IT|HR|EDI)\b.*", following))
    if joiner in ("and", "&") and not _INITIALS.fullmatch(before) and kind_of(before) == "unknown":
        # "Equality and Diversity Committee" is one body.
        return _BODY_WORDS.search(after) is not None and _POST_WORDS.search(after) is None
    return False


def _by_spaces(piece: str, known: set[str]) -> list[str]:
    """ "KU DHP" is two leads where each word is initials."""
    words = piece.split()
    initials = len(words) >= 2 and all(_INITIALS.fullmatch(word) for word in words)
    if initials and (all(word in known for word in words) or all(word.isupper() for word in words)):
        return words
    return [piece]


def kind_of(name: str) -> str:
    """person, post, body or unknown, by the words of a name that no glossary explains."""
    plain = name.strip()
    if not plain or plain.startswith("["):
        return "unknown"
    body, post = _BODY_WORDS.search(plain), _POST_WORDS.search(plain)
    if _TITLED.match(plain) and not post:
        return "person"
    if post and _OF.match(plain):
        return "post"
    if re.search(
        r"\b(?:committee|group|union|team|board|council|department|network|panel|forum|service)s?$", plain, re.I
    ):
        return "body"
    if post:
        return "post"
    if body:
        return "body"
    if _NAME.fullmatch(plain) and len(plain.split()) in (2, 3, 4):
        return "person"
    return "unknown"


def read_leads(text: str, glossary: Mapping[str, Term]) -> list[Lead]:
    """The leads of a cell, each once, with the name that the glossary gives; initials without one have no name."""
    leads = []
    for written in split_leads(text, glossary):
        if len(written) > LONGEST_LEAD:
            continue
        term = glossary.get(written)
        if term is not None:
            leads.append(Lead(written, term.kind, term.name, term.role, 0.95))
            continue
        kind = kind_of(written)
        initials_only = _INITIALS.fullmatch(written) is not None
        name = None if initials_only or written.startswith("[") else written
        leads.append(Lead(written, kind, name, None, 0.85 if kind != "unknown" else 0.5))
    return leads


def could_be_leads(text: str) -> bool:
    """Whether a cell's text looks like leads, for telling a column by its content."""
    plain = text.strip()
    if not plain or len(plain) > 120 or re.search(r"\d{2}", plain) or plain.endswith("."):
        return False
    return all(_could_be_a_lead(piece) for piece in split_leads(plain))


def _could_be_a_lead(piece: str) -> bool:
    if _INITIALS.fullmatch(piece):
        return True
    words = piece.split()
    small = [word for word in words if word[0].islower() and word not in ("of", "and", "for", "the", "to")]
    return len(words) <= 7 and kind_of(piece) != "unknown" and len(small) <= len(words) // 2
