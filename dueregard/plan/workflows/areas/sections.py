"""Adding and renaming the sections of the plan."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from dueregard.audit.workflows import record
from dueregard.kernel.require import permit, sound
from dueregard.kernel.revisions import as_recorded, next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.plan import permissions
from dueregard.plan.models import Section, SectionRevision
from dueregard.plan.workflows.making import make_section


@transaction.atomic
def add_section(*, by: Any, number: str, title: str) -> SectionRevision:
    """A new last section. Raises Refused for an empty title or a number that was ever given."""
    permit(permissions.can_edit_plan(by))
    number, title = clean_line(number), clean_line(title)
    sound(bool(title), "Give the section’s title.")
    try:
        with transaction.atomic():
            row = make_section(by=by, number=number, title=title)
    except IntegrityError:
        sound(False, f"The number {number} is taken; a number that was given stays taken.")
        raise
    record(
        by=by,
        verb="plan.section_added",
        subject_kind="section",
        subject=row.section.reference,
        summary=f"Added section {number}." if number else "Added a section.",
        details={"title": title},
    )
    return row


@transaction.atomic
def rename_section(*, by: Any, section: SectionRevision, title: str) -> SectionRevision:
    """Change a section's title. Raises Refused for an empty one."""
    permit(permissions.can_edit_plan(by))
    title = clean_line(title)
    sound(bool(title), "Give the section’s title.")
    # Not its revision: that is no longer the present one once somebody else is done.
    locked(Section, section.section_id)
    current = SectionRevision.objects.get(as_recorded(None), section_id=section.section_id)
    row, differing = next_revision(current, by=by, title=title)
    if differing:
        record(
            by=by,
            verb="plan.section_renamed",
            subject_kind="section",
            subject=section.section.reference,
            summary=f"Renamed section {section.section.number}.",
            details={"title": list(differing["title"])},
        )
    return row
