"""Privacy declarations: each model says which fields are personal, special or plain, and how long it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(frozen=True)
class Period:
    """How long rows are kept and from when: what the retention run reads where people read the words.

    since: the date or moment field that it counts from, or, with a dot in it, a verb of the audit trail
    ("plan.import_discarded"): the moment of the last such entry about `subject`, the path to the row's reference. only:
    the rows that it is for, as conditions on their own fields.
    """

    since: str
    years: int = 0
    days: int = 0
    only: Mapping[str, Any] = field(default_factory=dict)
    subject: str = "reference"

    def limit(self, now: datetime) -> datetime:
        """The moment before which `since` must lie for the period to be over at `now`."""
        year = now.year - self.years
        # 29 February has no counterpart in most years: the day before it is kept the longer.
        leap_day = (now.month, now.day) == (2, 29) and (year % 4 or (year % 100 == 0 and year % 400))
        return now.replace(year=year, day=28 if leap_day else now.day) - timedelta(days=self.days)


@dataclass(frozen=True)
class Privacy:
    """One model's declaration. Every concrete field appears once; tests/test_privacy.py fails otherwise.

    kept: how long, in words that a data protection officer can read. periods: the same for the retention run
    (kernel.retention), where the words name a length of time. tombstone: whether the run leaves a row that says that
    there was such a thing, by its reference.
    """

    kept: str
    personal: frozenset[str] = field(default_factory=frozenset)
    special: frozenset[str] = field(default_factory=frozenset)
    plain: frozenset[str] = field(default_factory=frozenset)
    periods: tuple[Period, ...] = ()
    tombstone: bool = False

    def fields(self) -> frozenset[str]:
        """All declared field names."""
        return self.personal | self.special | self.plain


def privacy(
    kept: str,
    *,
    personal: str = "",
    special: str = "",
    plain: str = "",
    periods: tuple[Period, ...] = (),
    tombstone: bool = False,
) -> Privacy:
    """A declaration from lists of field names separated by spaces."""
    return Privacy(
        kept, frozenset(personal.split()), frozenset(special.split()), frozenset(plain.split()), periods, tombstone
    )


@dataclass(frozen=True)
class Foreign:
    """A table that a library brought: why it is here, what it holds of people, how long."""

    why: str
    holds: str
    kept: str
