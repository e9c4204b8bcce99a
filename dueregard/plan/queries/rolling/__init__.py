"""What a roll-forward would do, and what is new, changed and gone between two moments, from the revisions."""

from dueregard.plan.queries.rolling.changes import (
    AreaMoved,
    AreaState,
    StepMoved,
    StepState,
    YearChanges,
    changes_between,
)
from dueregard.plan.queries.rolling.preview import RollPreview, RollRow, last_roll, roll_preview, years_open
from dueregard.plan.queries.rolling.years import YearChoice, year_choices

__all__ = [
    "AreaMoved",
    "AreaState",
    "RollPreview",
    "RollRow",
    "StepMoved",
    "StepState",
    "YearChanges",
    "YearChoice",
    "changes_between",
    "last_roll",
    "roll_preview",
    "year_choices",
    "years_open",
]
