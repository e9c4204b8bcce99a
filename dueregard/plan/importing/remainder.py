"""The last check of an import: a text of the source that is nowhere in the proposal is put aside, never dropped."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dueregard.documents.grids import Paragraph, Place, SourceDocument

from .proposal import LeftOut, Proposal, where

_WORD = re.compile(r"\w+")


def remainder(document: SourceDocument, proposal: Proposal) -> list[LeftOut]:
    """Paragraphs and cells with a word that the proposal has nowhere."""
    kept: set[str] = set()
    for text in set(_texts(proposal.to_json())):
        kept.update(_WORD.findall(text))
    missing = []
    for text, place in _source(document):
        if not kept.issuperset(_WORD.findall(text)):
            missing.append(LeftOut("Text that found no place in the plan.", text, [text], where(place)))
    return missing


def _source(document: SourceDocument) -> Iterator[tuple[str, Place]]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block.text, block.place
        else:
            # The first column of a printed sheet holds the sheet's own row numbers.
            first = 1 if block.told_by == "sheet" else 0
            yield from ((cell.text, cell.place) for row in block.rows for cell in row[first:] if cell is not None)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
