"""The institution's own term dates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from dueregard.accounts.workflows import once
from dueregard.audit.queries import entries_about
from dueregard.audit.workflows import record
from dueregard.kernel.require import ChangedSince, permit, sound
from dueregard.organisation import permissions
from dueregard.organisation.models import TermDate
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.terms import term_faults
from dueregard.organisation.rules.years import TERM_NAMES, AcademicYear


@transaction.atomic
def set_terms(
    *,
    by: Any,
    year: AcademicYear,
    terms: Mapping[str, tuple[date, date]],
    opened: Mapping[str, tuple[date, date]] | None = None,
) -> None:
    """Set the three terms of an academic year at once: first and last day (inclusive) by "autumn", "spring", "summer".

    opened: the dates that the form showed, or None where no form was. Raises Refused, with the first fault, where one is
    missing, lies outside the year or overlaps another; ChangedSince where the dates are no longer those of `opened`.
    """
    permit(permissions.can_keep_organisation(by))
    sound(2000 <= year.start_year <= 2100, "Choose an academic year between 2000/01 and 2100/01.")
    sound(set(terms) == set(TERM_NAMES), "Give the dates of all three terms.")
    faults = term_faults(year, terms)
    sound(not faults, faults[0][1] if faults else "")
    list(TermDate.objects.select_for_update().filter(academic_year=year.start_year).order_by("pk"))
    if opened is not None:
        _refuse_later(year, opened)
    with once("Somebody else has just set the terms of this year. Look at them first."):
        for name in TERM_NAMES:
            start, end = terms[name]
            TermDate.objects.update_or_create(
                academic_year=year.start_year, name=name.capitalize(), defaults={"start_on": start, "end_on": end}
            )
    _record(by, year, "set", {name: list(terms[name]) for name in TERM_NAMES})


def _refuse_later(year: AcademicYear, opened: Mapping[str, tuple[date, date]]) -> None:
    """Raise ChangedSince unless the terms are those of `opened`; a year's own dates are known by nothing but themselves."""
    if {term.name: (term.start, term.end) for term in term_dates().terms(year)} != dict(opened):
        entry = entries_about([str(year.start_year)]).filter(subject_kind="academic_year").first()
        raise ChangedSince({}, 0, entry.actor_name if entry else "Somebody", entry.at if entry else None)


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
