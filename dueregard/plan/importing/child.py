"""The call that runs in a child process: a file's path in, plain dictionaries out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dueregard.documents.apart import Report
from dueregard.documents.grids import Grid, SourceDocument
from dueregard.documents.limits import Limits
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.rules.printed import PLAN_FILE

from .house import NotThisSchema
from .proposal import where
from .propose import NoPlanFound, propose


def propose_file(argument: dict[str, Any], report: Report | None = None) -> dict[str, Any]:
    """Read and propose.

    argument: {"path", "name", "mapping" (or None), "terms" (rows of TermDates.to_rows, or None), "limits" (fields of
    documents.limits.Limits, or None)}. report is told {"stage": words}, or {"done", "of"} in pages. Gives {"proposal": the
    contract's JSON, "source": the file's blocks for showing side by side}. Raises UnreadableDocument.
    """
    from dueregard.documents.readers import damaged_inside, read  # the readers' libraries are slow to import

    def tell(stage: str) -> None:
        if report:
            report({"stage": stage})

    def count(done: int, of: int) -> None:
        if report:
            report({"done": done, "of": of})

    tell("Reading the file")
    limits = Limits(**(argument.get("limits") or {}))
    terms = TermDates.from_rows(argument.get("terms") or [])
    mapping = argument.get("mapping")
    path, name = Path(argument["path"]), argument["name"]
    document = read(path, name=name, limits=limits, on_progress=count, inside=PLAN_FILE)
    try:
        proposal = propose(document, terms=terms, mapping=mapping, progress=tell)
    except (NotThisSchema, NoPlanFound):
        if document.format != "pdf" or document.data is None:
            raise
        # What it carries under our name is not ours: the pages are what people see.
        document = read(path, name=name, limits=limits, on_progress=count)
        document.remarks.insert(0, damaged_inside(PLAN_FILE))
        proposal = propose(document, terms=terms, mapping=mapping, progress=tell)
    return {"proposal": proposal.to_json(), "source": source_rows(document)}


def source_rows(document: SourceDocument) -> list[dict[str, Any]]:
    """The file's blocks in reading order: {"kind": "text" | "row", "page", "row", "sheet", "cells": [{"text", "fill"}]}."""
    rows: list[dict[str, Any]] = []
    for block in document.blocks:
        if isinstance(block, Grid):
            for row in block.rows:
                cells = [cell for cell in row if cell is not None]
                place = cells[0].place if cells else block.place
                shown = [{"text": cell.text, "fill": cell.fill} if cell is not None else None for cell in row]
                rows.append({"kind": "row", **(where(place) or {}), "cells": shown})
        else:
            cell = {"text": block.text, "fill": None}
            rows.append({"kind": "text", **(where(block.place) or {}), "level": block.level, "cells": [cell]})
    return rows
