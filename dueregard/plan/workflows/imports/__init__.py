"""Importing a plan: bringing and reading a document, correcting what was read, taking it into the register, undoing it."""

from dueregard.plan.workflows.imports.bringing import bring_document, discard_import
from dueregard.plan.workflows.imports.committing import NumbersTaken, TakenBefore, commit_file, commit_import
from dueregard.plan.workflows.imports.correcting import (
    correct_document,
    correct_glossary,
    correct_proposal,
    settle_area,
)
from dueregard.plan.workflows.imports.reading import map_columns, read_document
from dueregard.plan.workflows.imports.shaping import bring_back_row, drop_row, join_rows, split_row
from dueregard.plan.workflows.imports.undoing import undo_import

__all__ = [
    "NumbersTaken",
    "TakenBefore",
    "bring_back_row",
    "bring_document",
    "commit_file",
    "commit_import",
    "correct_document",
    "correct_glossary",
    "correct_proposal",
    "discard_import",
    "drop_row",
    "join_rows",
    "map_columns",
    "read_document",
    "settle_area",
    "split_row",
    "undo_import",
]
