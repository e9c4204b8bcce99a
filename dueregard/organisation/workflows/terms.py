"""The institution's own term dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from dueregard.accounts.workflows import once
from dueregard.audit.workflows import record
from dueregard.kernel.require import permit, sound
from dueregard.organisation import permissions
from dueregard.organisation.models import TermDate
from dueregard.organisation.rules.terms import term_faults
from dueregard.organisation.rules.years import TERM_NAMES, AcademicYear


@transaction.atomic
def set_terms(*, by: Any, year: AcademicYear, terms: Mapping[str, tuple[date, date]]) -> None:
    """Set the three terms of an academic year at once: first and last day (inclusive) by "autumn", "spring", "summer".

    Raises Refused, with the first fault, where one is missing, lies outside the year or overlaps another.
    """
    permit(permissions.can_keep_organisation(by))
    sound(2000 <= year.start_year <= 2100, "Choose an academic year between 2000/01 and 2100/01.")
    sound(set(terms) == set(TERM_NAMES), "Give the dates of all three terms.")
    faults = term_faults(year, terms)
    sound(not faults, faults[0][1] if faults else "")
    with once("Somebody else has just set the terms of this year. Look at them first."):
        for name in TERM_NAMES:
            start, end = terms[name]
            TermDate.objects.update_or_create(
                academic_year=year.start_year, name=name.capitalize(), defaults={"start_on": start, "end_on": end}
            )
    _record(by, year, "set", {name: list(terms[name]) for name in TERM_NAMES})


@transaction.atomic
def use_usual_terms(*, by: Any, year: AcademicYear) -> None:
    """Go back to the usual dates for an academic year."""
    permit(permissions.can_keep_organisation(by))
    TermDate.objects.filter(academic_year=year.start_year).delete()
    _record(by, year, "reset", {})


def _record(by: Any, year: AcademicYear, past: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"organisation.terms_{past}",
        subject_kind="academic_year",
        subject=str(year.start_year),
        summary=f"{past.capitalize()} the terms of {year.label}.",
        details=details,
    )
