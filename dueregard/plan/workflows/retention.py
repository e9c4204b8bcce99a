"""Removing imports and returned spreadsheets, with their files, once they have been kept for as long as was declared."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.audit.workflows import empty_details
from dueregard.kernel.files import forget
from dueregard.kernel.require import permit
from dueregard.kernel.retention import Removed, batch, may_remove
from dueregard.plan.models import PlanImport, SheetReturn
from dueregard.plan.queries.retention import due_imports, due_sheets


@transaction.atomic
def remove_imports(*, by: Any, most: int) -> Removed:
    """Remove at most `most` imports with what was read, their files, and what the trail kept of them.

    The run counts and records; the files go once the transaction has succeeded.
    """
    permit(may_remove(by))
    return _remove(batch(due_imports().select_related("file"), most))


@transaction.atomic
def remove_sheets(*, by: Any, most: int) -> Removed:
    """Remove at most `most` returned spreadsheets likewise; what was applied of them stays in the register's history."""
    permit(may_remove(by))
    return _remove(batch(due_sheets().select_related("file"), most))


def _remove(rows: list[PlanImport] | list[SheetReturn]) -> Removed:
    references = [row.reference for row in rows]
    for row in rows:
        row.delete()
        forget(row.file)
    empty_details(references)
    return Removed(len(rows), references)
