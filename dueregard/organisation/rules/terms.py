"""What three terms of one academic year must satisfy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from dueregard.organisation.rules.years import TERM_NAMES, AcademicYear


def term_faults(year: AcademicYear, terms: Mapping[str, tuple[date, date]]) -> list[tuple[str, str]]:
    """What is wrong with the terms of a year, as (name of the term, sentence); [] when nothing is.

    terms: first and last day (inclusive) by name in lower case. Each lies in the year, starts before it ends, and
    starts after the term before it has ended.
    """
    faults = []
    before: tuple[str, date] | None = None
    for name in TERM_NAMES:
        if name not in terms:
            continue
        start, end = terms[name]
        if end <= start:
            faults.append((name, f"The {name} term must end after it starts."))
        elif start < year.start or end > year.end:
            faults.append(
                (name, f"The {name} term must lie between 1 August {year.start_year} and 31 July {year.end.year}.")
            )
        elif before and start <= before[1]:
            faults.append((name, f"The {name} term starts before the {before[0]} term has ended."))
        if before is None or end > before[1]:
            before = (name, end)
    return faults
