"""Keys in a document that say what its marks mean: "A = fully met ... E = not applicable", or a small table of 1 to 5."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from dueregard.documents.grids import Block, Grid, Paragraph

from .header_rows import Row, filled, text_of
from .proposal import LeftOut, where
from .scale_words import LIKELIHOOD, SEVERITY, is_known_meaning

LEFT_OUT = "A scale's legend."
_MARK = r"[A-E]|[1-5]"
# A mark with what sets it apart from its meaning.
_OPENED = re.compile(rf"(?<![\w.&/-])({_MARK})\s*(?:=|:|[–—]|-(?=\s?[A-Za-z])|\)|\bmeans\b)\s*")
_ALONE = re.compile(rf"({_MARK})\.?")
_TITLE = re.compile(
    r"\b(?:key|legend|scales?|ratings?|grad(?:es?|ing)|scoring|scores?|likelihood|probability|impact|severity)\b", re.I
)
_OF_A_PAIR = re.compile(r"\b(likelihood|probability|impact|severity|consequences?)\b", re.I)
LONGEST_MEANING = 120
LONGEST_KEY = 800


@dataclass(slots=True)
class Legends:
    """What the document's keys say, by the field that they are of: mark in small letters -> meaning.

    used: the indexes of the blocks that are keys and nothing else. left_out: their text, so that nothing is lost.
    """

    rag: dict[str, str] = field(default_factory=dict)
    likelihood: dict[str, str] = field(default_factory=dict)
    severity: dict[str, str] = field(default_factory=dict)
    used: set[int] = field(default_factory=set)
    left_out: list[LeftOut] = field(default_factory=list)

    def add(self, meanings: dict[str, str], title: str) -> None:
        """A key; the first of its kind counts."""
        kept = getattr(self, kind_of_key(meanings, title))
        for mark, meaning in meanings.items():
            kept.setdefault(mark.lower(), meaning)

    def number_of(self, name: str, text: str) -> int | None:
        """The number that a key gives a word of likelihood or severity: "Likely" is 4; None where it gives none."""
        plain = " ".join(text.lower().split())
        key = {"likelihood": self.likelihood, "severity": self.severity}.get(name, {})
        marks = [mark for mark, meaning in key.items() if mark.isdigit() and _first_words(meaning) == plain]
        return int(marks[0]) if len(marks) == 1 else None


def _first_words(meaning: str) -> str:
    """ "Likely (more than once a year)" and "Likely - more than once" are "likely"."""
    return re.split(r"\s*(?:[(:;,.–—]|\s-\s)", " ".join(meaning.lower().split()))[0].strip()


def kind_of_key(meanings: dict[str, str], title: str) -> str:
    """What a key is of, by its title, else by its words: likelihood, severity or rag."""
    titled = {name.lower() for name in _OF_A_PAIR.findall(title)}
    if titled and titled <= {"likelihood", "probability"}:
        return "likelihood"
    if titled and not titled & {"likelihood", "probability"}:
        return "severity"
    if sum(LIKELIHOOD.search(text) is not None for text in meanings.values()) * 2 > len(meanings):
        return "likelihood"
    if sum(SEVERITY.search(text) is not None for text in meanings.values()) * 2 > len(meanings):
        return "severity"
    return "rag"


def read_legends(blocks: Sequence[Block]) -> Legends:
    """Every key of a document, in paragraphs, in runs of them, in tables of its own and in single cells."""
    found = Legends()
    at = 0
    while at < len(blocks):
        block = blocks[at]
        before = _text_before(blocks, at)
        if isinstance(block, Grid):
            _of_a_table(block, at, before, found)
            at += 1
            continue
        meanings = meanings_in(block.text, before)
        if meanings:
            found.add(meanings, f"{before} {block.text.split('=', 1)[0][:60]}")
            _use(found, at, block)
            at += 1
            continue
        run = _run(blocks, at, before)
        if run:
            found.add(run, before)
            for index in range(at, at + len(run)):
                _use(found, index, blocks[index])
            if _titles_only_this(before):
                _use(found, at - 1, blocks[at - 1])
            at += len(run)
            continue
        at += 1
    return found


def meanings_in(text: str, title: str = "") -> dict[str, str]:
    """The marks that a text explains one after another, with their meanings; {} where it is no key.

    The marks follow each other (A, B, C or 5, 4, 3), there are three or more, and most meanings are a scale's. Numbers,
    and letters in brackets, could be a list's: a key of them is called one by its own words, by `title`, or has "=".
    """
    if not 12 <= len(text) <= LONGEST_KEY:
        return {}
    opened = list(_OPENED.finditer(text))[:40]
    best: list[re.Match[str]] = []
    for start in range(len(opened)):
        chain = [opened[start]]
        for match in opened[start + 1 :]:
            way = ord(match[1]) - ord(chain[-1][1])
            if abs(way) == 1 and (len(chain) < 2 or way == ord(chain[1][1]) - ord(chain[0][1])):
                chain.append(match)
        if len(chain) > len(best):
            best = chain
    found: dict[str, str] = {}
    for number, match in enumerate(best):
        end = best[number + 1].start() if number + 1 < len(best) else len(text)
        meaning = " ".join(text[match.end() : end].split()).strip(" ,;.|/·•-–—(")
        if number + 1 == len(best):
            meaning = re.split(r"(?<=\w)\.\s", meaning)[0]
        found[match[1]] = re.sub(r",? (?:and|or)$", "", meaning)
    called = text.count("=") >= 3 or _TITLE.search(f"{title} {text[: best[0].start()] if best else ''}") is not None
    listed = best and (best[0][1].isdigit() or ")" in best[0][0])
    return found if _is_key(found) and (called or not listed) else {}


def _step(first: str, second: str) -> bool:
    return abs(ord(first) - ord(second)) == 1


def _is_key(meanings: dict[str, str]) -> bool:
    marks = list(meanings)
    if len(marks) < 3 or not {"A", "E", "1", "5"} & {marks[0], marks[-1]}:
        return False
    if any(not 2 <= len(text) <= LONGEST_MEANING or not text[0].isalpha() for text in meanings.values()):
        return False
    return sum(is_known_meaning(text) for text in meanings.values()) * 2 > len(marks)


def _run(blocks: Sequence[Block], at: int, before: str) -> dict[str, str]:
    """A key of one mark to a paragraph, from here on."""
    found: dict[str, str] = {}
    texts: list[str] = []
    for block in blocks[at : at + 5]:
        match = _OPENED.match(block.text) if isinstance(block, Paragraph) else None
        if match is None or (found and not _step(list(found)[-1], match[1])) or match[1] in found:
            break
        texts.append(block.text)  # type: ignore[union-attr]
        found[match[1]] = ""
    found = meanings_in("\n".join(texts), before) if len(texts) >= 3 else {}
    return found if len(found) == len(texts) else {}


def _of_a_table(grid: Grid, at: int, before: str, found: Legends) -> None:
    """A table of marks and meanings, each column of meanings a key; or a key in a single cell of any table."""
    rows = [row for row in grid.rows if filled(row)]
    if len(rows) <= 7 and _is_table_of_marks(rows, before, found):
        _use(found, at, grid)
        return
    if len(rows) <= 7 and all(len(filled(row)) == 1 for row in rows):
        meanings = meanings_in("\n".join(text_of(row, filled(row)[0]) for row in rows), before)
        if meanings:
            found.add(meanings, before)
            _use(found, at, grid)
            return
    for row in rows:
        for text in dict.fromkeys(text_of(row, index) for index in filled(row)):
            meanings = meanings_in(text)
            if meanings:
                found.add(meanings, text.split("=", 1)[0][:60])


def _is_table_of_marks(rows: Sequence[Row], before: str, found: Legends) -> bool:
    head = rows[0] if rows and not _ALONE.fullmatch(text_of(rows[0], 0)) else None
    body = rows[1:] if head is not None else rows
    marks = [text_of(row, 0).rstrip(".") for row in body]
    if not 3 <= len(body) <= 5 or not all(_ALONE.fullmatch(mark) for mark in marks):
        return False
    if not all(_step(*pair) for pair in pairwise(marks)) or max(len(filled(row)) for row in body) > 4:
        return False
    headings = " ".join(text_of(head, index) for index in filled(head)) if head is not None else ""
    if marks[0].isdigit() and not _TITLE.search(f"{before} {headings}"):
        return False  # numbered rows of anything
    keys = 0
    for column in range(1, len(body[0])):
        meanings = dict(zip(marks, (text_of(row, column) for row in body), strict=True))
        if _is_key(meanings):
            heading = text_of(head, column) if head is not None else ""
            found.add(meanings, heading if _OF_A_PAIR.search(heading) else f"{before} {headings}")
            keys += 1
    return keys > 0


def _text_before(blocks: Sequence[Block], at: int) -> str:
    block = blocks[at - 1] if at else None
    return block.text.strip()[:120] if isinstance(block, Paragraph) else ""


def _titles_only_this(text: str) -> bool:
    return _TITLE.search(text) is not None and (text.endswith(":") or len(text.split()) <= 3)


def _use(found: Legends, at: int, block: Block) -> None:
    found.used.add(at)
    if isinstance(block, Grid):
        for row in block.rows:
            cells = [text_of(row, index) for index in range(len(row))]
            if any(cells):
                place = next((cell.place for cell in row if cell is not None), block.place)
                found.left_out.append(
                    LeftOut(LEFT_OUT, " | ".join(text for text in cells if text), cells, where(place))
                )
    else:
        found.left_out.append(LeftOut(LEFT_OUT, block.text, [block.text], where(block.place)))
