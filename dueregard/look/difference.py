"""The difference between two texts, word by word, at a bounded cost."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

Kind = Literal["same", "removed", "added"]

# Words times words: above this, texts are compared by sentence first, and above it in sentences as one block.
MOST_PAIRS = 1_000_000

_WORDS = re.compile(r"\s+|\w+(?:['’\-]\w+)*|[^\w\s]")
_SENTENCES = re.compile(r"[^.!?\n]*(?:[.!?]+\s*|\n+|$)")


class Segment(NamedTuple):
    """A stretch of text that is the same in both, only in the first ("removed") or only in the second ("added")."""

    kind: Kind
    text: str


def word_difference(before: str, after: str) -> list[Segment]:
    """Return the segments that turn ``before`` into ``after``, in reading order.

    Joining the texts of "same" and "removed" gives ``before`` exactly; of "same" and "added", ``after``. Neighbours are
    never of the same kind, and a space between two changes is drawn into them, so that a changed phrase reads as one.
    """
    return _starting_at_words(_joined(_by_word(_WORDS.findall(before), _WORDS.findall(after))))


def _by_word(before: Sequence[str], after: Sequence[str]) -> Iterator[Segment]:
    head = _common_head(before, after)
    tail = _common_head(before[head:][::-1], after[head:][::-1])
    yield Segment("same", "".join(before[:head]))
    middle_before, middle_after = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(middle_before) * len(middle_after) > MOST_PAIRS:
        yield from _by_sentence("".join(middle_before), "".join(middle_after))
    else:
        yield from _matched(middle_before, middle_after)
    yield Segment("same", "".join(before[len(before) - tail :]))


def _by_sentence(before: str, after: str) -> Iterator[Segment]:
    old, new = _sentences(before), _sentences(after)
    if len(old) * len(new) > MOST_PAIRS:
        yield from (Segment("removed", before), Segment("added", after))
        return
    for kind, i1, i2, j1, j2 in _opcodes(old, new):
        if kind == "equal":
            yield Segment("same", "".join(old[i1:i2]))
            continue
        removed, added = _WORDS.findall("".join(old[i1:i2])), _WORDS.findall("".join(new[j1:j2]))
        if len(removed) * len(added) > MOST_PAIRS // 10:
            yield from (Segment("removed", "".join(removed)), Segment("added", "".join(added)))
        else:
            yield from _matched(removed, added)


def _matched(before: Sequence[str], after: Sequence[str]) -> Iterator[Segment]:
    for kind, i1, i2, j1, j2 in _opcodes(before, after):
        if kind == "equal":
            yield Segment("same", "".join(before[i1:i2]))
        else:
            yield Segment("removed", "".join(before[i1:i2]))
            yield Segment("added", "".join(after[j1:j2]))


def _opcodes(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    # autojunk keeps very common words ("the", a space) from being anchors in long texts: better and cheaper.
    return SequenceMatcher(None, before, after, autojunk=True).get_opcodes()


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in _SENTENCES.findall(text) if sentence]


def _common_head(before: Sequence[str], after: Sequence[str]) -> int:
    count = 0
    for one, other in zip(before, after, strict=False):
        if one != other:
            break
        count += 1
    return count


def _joined(segments: Iterator[Segment]) -> list[Segment]:
    """Return segments joined with their neighbours: first all that is removed, then all that is added."""
    joined: list[Segment] = []
    removed = added = ""

    def close() -> None:
        nonlocal removed, added
        joined.extend(each for each in (Segment("removed", removed), Segment("added", added)) if each.text)
        removed = added = ""

    waiting = ""
    for segment in segments:
        if not segment.text:
            continue
        if segment.kind == "same":
            if (removed or added) and segment.text.isspace() and "\n" not in segment.text:
                waiting += segment.text
                continue
            close()
            _append_same(joined, waiting + segment.text)
            waiting = ""
            continue
        if waiting:
            removed, added, waiting = removed + waiting, added + waiting, ""
        if segment.kind == "removed":
            removed += segment.text
        else:
            added += segment.text
    close()
    if waiting:
        _append_same(joined, waiting)
    return joined


def _starting_at_words(segments: list[Segment]) -> list[Segment]:
    """Return segments in which a lone change takes the space after it, not the one before: "the [new ]plan"."""
    moved = list(segments)
    for at in range(1, len(moved) - 1):
        before, here, after = moved[at - 1 : at + 2]
        if not (before.kind == after.kind == "same") or here.text.isspace():
            continue
        space = here.text[: len(here.text) - len(here.text.lstrip())]
        if space and after.text.startswith(space):
            moved[at - 1] = Segment("same", before.text + space)
            moved[at] = Segment(here.kind, here.text[len(space) :] + space)
            moved[at + 1] = Segment("same", after.text[len(space) :])
    return [segment for segment in moved if segment.text]


def _append_same(joined: list[Segment], text: str) -> None:
    if joined and joined[-1].kind == "same":
        joined[-1] = Segment("same", joined[-1].text + text)
    else:
        joined.append(Segment("same", text))
