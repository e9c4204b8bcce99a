"""What a list would do, or did: counted, with the errors by row and some examples to look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

MOST_ERRORS = 1_000
MOST_EXAMPLES = 60


@dataclass(slots=True)
class Outcome:
    """counts: by what happens to a row (new, changed, same, duplicate, kept_out, error) and what else is made (people,
    leavers); errors: {"row", "why"}; examples: {"row", "who", "what"}."""

    rows: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    errors: list[dict[str, Any]] = field(default_factory=list)
    examples: list[dict[str, Any]] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    campuses: list[str] = field(default_factory=list)

    def add(self, what: str, number: int = 1) -> None:
        """Count."""
        self.counts[what] = self.counts.get(what, 0) + number

    def error(self, row: int, why: str) -> None:
        """A row that cannot be brought in; the first thousand are kept by number."""
        self.add("error")
        if len(self.errors) < MOST_ERRORS:
            self.errors.append({"row": row, "why": why})

    def example(self, row: int, who: str, what: str) -> None:
        """Something that changes, to look at before it does."""
        if len(self.examples) < MOST_EXAMPLES:
            self.examples.append({"row": row, "who": who, "what": what})

    def summary(self) -> dict[str, Any]:
        """As the table keeps it."""
        return {
            "rows": self.rows,
            "counts": self.counts,
            "examples": self.examples,
            "departments": self.departments,
            "campuses": self.campuses,
        }
