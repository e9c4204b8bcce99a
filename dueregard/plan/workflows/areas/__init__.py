"""Adding, editing, rating, restricting, ordering, retiring and restoring risk areas, and their sections."""

from dueregard.plan.workflows.areas.area import (
    add_area,
    current_of,
    move_area,
    recorded,
    restore_area,
    retire_area,
    told,
)
from dueregard.plan.workflows.areas.leads import set_area_leads
from dueregard.plan.workflows.areas.passages import edit_area, restrict_passages
from dueregard.plan.workflows.areas.ratings import rate_area
from dueregard.plan.workflows.areas.sections import add_section, rename_section

__all__ = [
    "add_area",
    "add_section",
    "current_of",
    "edit_area",
    "move_area",
    "rate_area",
    "recorded",
    "rename_section",
    "restore_area",
    "restrict_passages",
    "retire_area",
    "set_area_leads",
    "told",
]
