"""What the plan's room has kept for as long as was declared: imports that led to nothing, spreadsheets that came back."""

from __future__ import annotations

from django.db.models import QuerySet

from dueregard.kernel.retention import over
from dueregard.plan.models import PlanImport, SheetReturn


def due_imports() -> QuerySet[PlanImport]:
    """Imports that were discarded, refused or undone long enough ago."""
    return PlanImport.objects.filter(over(PlanImport))


def due_sheets() -> QuerySet[SheetReturn]:
    """Spreadsheets that came back and were applied, or left lying, long enough ago."""
    return SheetReturn.objects.filter(over(SheetReturn))
