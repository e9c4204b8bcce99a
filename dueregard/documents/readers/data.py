"""Files of data (JSON): the tree itself, and for showing it a grid with one row for each of its objects."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from dueregard.kernel.words import clean_text

from ..grids import Cell, Grid, Place, SourceDocument, UnreadableDocument
from ..limits import Limits, Tally
from .characters import clean, decode

# Far deeper than any plan; a file that nests deeper is a trick.
DEEPEST = 40
_AFRESH = "take it afresh from where it was published and bring that."
TOO_DEEP = f"The file of data is nested more than {DEEPEST} levels deep, which no plan is: {_AFRESH}"


def read_data(data: bytes, limits: Limits) -> SourceDocument:
    """A JSON file as its tree (SourceDocument.data), every text as it may be stored; raises UnreadableDocument."""
    decoded = decode(data)
    try:
        tree = json.loads(decoded.text, parse_constant=_no_number, object_pairs_hook=_each_once)
    except json.JSONDecodeError as error:
        raise UnreadableDocument(
            f"The file is no JSON that can be read (line {error.lineno}, column {error.colno}): {_AFRESH}"
        ) from error
    except ValueError as error:  # our own refusals, and numbers longer than the language takes
        raise UnreadableDocument(f"The file is no JSON that can be read: {_AFRESH}") from error
    except RecursionError as error:
        raise UnreadableDocument(TOO_DEEP) from error
    tally = Tally(limits)
    tree = _clean(tree, tally, 0)
    rows: list[list[Cell | None]] = []
    for path, said in _objects(tree):
        place = Place(row=len(rows) + 1)
        tally.add_cells(2)
        rows.append([Cell(clean(path), place), Cell(clean(said), place)])
    if not isinstance(tree, dict | list):
        rows = []
    blocks = [Grid(rows, Place(row=1), "sheet")] if rows else []
    return SourceDocument("json", list(blocks), remarks=decoded.remarks, data=tree)


def _no_number(_: str) -> NoReturn:
    raise ValueError("no number")


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice, and programs differ in which one counts")
    return made


def _clean(tree: Any, tally: Tally, depth: int) -> Any:
    if depth > DEEPEST:
        raise UnreadableDocument(TOO_DEEP)
    if isinstance(tree, str):
        return tally.add_text(clean_text(tree))
    if isinstance(tree, dict):
        tally.add_cells(len(tree))
        return {clean_text(name): _clean(value, tally, depth + 1) for name, value in tree.items()}
    if isinstance(tree, list):
        tally.add_cells(len(tree))
        return [_clean(value, tally, depth + 1) for value in tree]
    return tree


def _objects(tree: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each object's path and what it says itself, one line for each of its values; what is empty is left out."""
    if isinstance(tree, dict):
        own = {name: _plain(value) for name, value in tree.items()}
        lines = [f"{name}: {said}" for name, said in own.items() if said]
        if lines:
            yield path, "\n".join(lines)
        inner = tree.items()
    elif isinstance(tree, list):
        inner = enumerate(tree)  # type: ignore[assignment]
    else:
        return
    for name, value in inner:
        yield from _objects(value, f"{path}/{name}".strip("/"))


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "\n\n".join(_plain(one) for one in value if not isinstance(one, dict | list))
    if isinstance(value, dict) or value is None or value is False:
        return ""
    return "yes" if value is True else str(value)
