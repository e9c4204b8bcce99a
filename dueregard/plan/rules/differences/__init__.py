"""What a spreadsheet that came back changes: a list of differences, and each one held against the register of now. Pure."""

from dueregard.plan.rules.differences.compared import COPIED, EMPTIED, MOST_DIFFERENCES, NO_MARKS, Json, compare
from dueregard.plan.rules.differences.shown import Shown, by_certainty, held_against, seen

__all__ = [
    "COPIED",
    "EMPTIED",
    "MOST_DIFFERENCES",
    "NO_MARKS",
    "Json",
    "Shown",
    "by_certainty",
    "compare",
    "held_against",
    "seen",
]
