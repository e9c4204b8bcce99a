"""Spans of days with open ends, both ends inclusive: do they overlap, do they run on a day."""

from __future__ import annotations

from datetime import date


def runs_on(from_on: date | None, to_on: date | None, day: date) -> bool:
    """Whether a span holds `day`; an end that is None is open."""
    return (from_on is None or from_on <= day) and (to_on is None or day <= to_on)


def overlap(a: tuple[date | None, date | None], b: tuple[date | None, date | None]) -> bool:
    """Whether two spans share a day."""
    return (a[0] is None or b[1] is None or a[0] <= b[1]) and (b[0] is None or a[1] is None or b[0] <= a[1])


def when(from_on: date | None, to_on: date | None, day: date) -> str:
    """Where a span lies from `day`: "now", "coming" or "past"."""
    if runs_on(from_on, to_on, day):
        return "now"
    return "coming" if from_on is not None and from_on > day else "past"
