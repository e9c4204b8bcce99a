"""What a text gives away: wording of a template, initials that it does not spell out, names of bodies. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from dueregard.plan.importing.placeholders import placeholders

# In brackets, but no template's: what Due Regard writes itself, and references to other parts of a document.
_NO_TEMPLATE = re.compile(
    r"\[(?:Redacted|Restricted|Appendix|Annex|Annexe|Link|Links|Ref|See|Note|Source|Section|Figure|Table|Item|Minute|"
    r"Paragraph|Page|Part|Chapter|Document|Paper|Sic|Closed|Confidential)\b|\[[A-Z][A-Za-z]?[A-Z]{0,5}\]$"
)


def template_wording(text: str) -> list[tuple[int, int]]:
    """Each piece of a text that is a template's, as a slice."""
    found, at = [], 0
    for piece in placeholders(text):
        at = text.index(piece, at)
        if not _NO_TEMPLATE.match(piece):
            found.append((at, at + len(piece)))
        at += len(piece)
    return found


# Letters that every reader knows, and words and numerals in capitals.
_KNOWN = frozenset(
    """
    UK USA US EU UN GB NI NHS BBC BAME BME LGBT LGBTQ HE FE IT HR ICT PA VC PVC DVC CEO COO CFO FAQ PDF URL HTML CSV AV TV
    CCTV ID IDS PIN QR SMS USB VPN WIFI AI GDPR DPA FOI PC RAG NB AM PM OK TBC TBA NA BA BSC MA MSC MBA PHD BED LLB
    PGCE GCSE BST GMT AOB KPI KPIS SLA SWOT CV CVS ATM CD DVD DR MR MRS MS ST RE PE PS ASAP BAU AD BC II III IV VI VII
    VIII IX XI XII XIII XIV XV XVI XX AND OR NOT NO YES ALL ANY THE TO OF IN ON AT BY IF IS IT DO WE BE AS AN A KEY RED
    AMBER GREEN HIGH LOW NEW OLD NEXT STEP STEPS RISK RISKS PLAN LEAD DATE AREA ACTION DONE OPEN MUST VERY ONLY NOTE
    DRAFT FINAL
    """.split()  # noqa: SIM905 - a list of words reads better without quotation marks
)
_LETTERS = re.compile(
    r"(?<![\w@/.&’'-])([A-Z]{2,5}|[A-Z][a-z][A-Z]|[A-Z]{1,2}[a-z]{1,2}[A-Z]{1,3})(?=(?:['’]?s)?(?![\w@&]|[./-]\w))"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S{1,80}@\S{1,80}|\[[^\]\n]{0,80}\]")


def initials(text: str) -> dict[str, tuple[int, int]]:
    """Initials that the text uses and does not spell out, each with the slice of its first use.

    Capitals of two to five letters (and the likes of OfS). Letters that everybody knows, words shouted in a heading or
    written small elsewhere in the text, numerals and what stands in an address or in brackets of a template are left
    out. The glossary is not asked here: it may gain an entry at any time.
    """
    plain = _ADDRESS.sub(lambda match: " " * len(match[0]), text)
    found: dict[str, tuple[int, int]] = {}
    small = set(re.findall(r"(?<![A-Za-z])[a-z]{2,5}(?![A-Za-z])", plain))
    explained: dict[str, bool] = {}
    for match in _LETTERS.finditer(plain):
        letters = match[1]
        if letters in found or letters.upper() in _KNOWN or letters.lower() in small:
            continue
        if letters not in explained:
            explained[letters] = _spelled_out(plain, letters)
        if explained[letters] or _shouts(plain, match.start(), match.end()):
            continue
        found[letters] = (match.start(), match.end())
    return found


# How much of a text around some letters is looked at.
_NEAR = 160


def _shouts(text: str, at: int, to: int) -> bool:
    """Whether the words around, in the same line, stand in capitals, too: a heading."""
    before = text[max(0, at - _NEAR) : at].rpartition("\n")[2]
    after = text[to : to + _NEAR].partition("\n")[0]
    words = re.findall(r"[A-Za-z]{2,}", before + text[at:to] + after)
    return len(words) > 1 and sum(word.isupper() for word in words) * 2 > len(words)


def _spelled_out(text: str, letters: str) -> bool:
    """ "Prevent Steering Group (PSG)", "PSG (Prevent Steering Group)" or "PSG: Prevent Steering Group"."""
    capitals = "".join(letter for letter in letters if letter.isupper())
    gap = r"(?:[ -](?:of|for|and|the|to|in)){0,3}[ -]"
    # An "of" or "for" may itself give a small letter, as in OfS.
    words = gap.join(rf"{letter}[\w’'-]{{0,30}}" for letter in capitals)
    for bracket in re.finditer(rf"\(\s?(?:the )?[“\"']?{letters}\b", text):
        if re.search(rf"\b{words}\s*$", text[max(0, bracket.start() - _NEAR) : bracket.start()], re.IGNORECASE):
            return True
    for own in re.finditer(rf"\b{letters}\s?(?:\(|[:=–-] ?)\s?(?:the )?", text):
        if re.match(rf"{words}\b", text[own.end() : own.end() + _NEAR], re.IGNORECASE):
            return True
    return False


def body_pattern(names: Mapping[str, int]) -> re.Pattern[str] | None:
    """The pattern that finds the names of bodies, the longer first; None where there is no name to look for."""
    wanted = sorted((name for name in names if _tells(name)), key=len, reverse=True)
    if not wanted:
        return None
    return re.compile(r"(?<!\w)(?:" + "|".join(re.escape(name) for name in wanted) + r")(?!\w)")


def _tells(name: str) -> bool:
    """Whether a name is one: "Council" alone could be any."""
    return len(name.split()) > 1 or (name.isupper() and len(name) > 2)


def bodies_named(
    text: str, pattern: re.Pattern[str] | None, names: Mapping[str, int], wanted: Iterable[int]
) -> dict[int, tuple[int, int]]:
    """Which of the bodies `wanted` (keys) a text names, each with the slice of its first mention.

    A name inside a longer one ("Prevent Group" in "Prevent Group Northfield") is the longer one's.
    """
    found: dict[int, tuple[int, int]] = {}
    if pattern is None:
        return found
    those = set(wanted)
    for match in pattern.finditer(text):
        key = names[match[0]]
        if key in those:
            found.setdefault(key, match.span())
    return found
