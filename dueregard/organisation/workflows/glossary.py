"""The glossary of initials: what letters stand for, and whom they name."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.accounts.workflows import once
from dueregard.audit.workflows import record
from dueregard.kernel.require import NotAllowedNow, permit, sound
from dueregard.kernel.words import clean_line
from dueregard.organisation import permissions
from dueregard.organisation.models import Initials, Lead
from dueregard.organisation.workflows.opened import refuse_later

_TAKEN = "These letters are in the glossary already."


@transaction.atomic
def add_initials(*, by: Any, letters: str, meaning: str, lead: Lead | None = None) -> Initials:
    """Add an entry; lead: whom the letters name, if they name somebody. Raises Refused where the letters are taken."""
    permit(permissions.can_keep_glossary(by))
    letters, meaning = _checked(letters, meaning)
    with once(_TAKEN):
        entry = Initials.objects.create(letters=letters, meaning=meaning, lead=lead)
    _record(by, entry, "added")
    return entry


@transaction.atomic
def correct_initials(
    *, by: Any, initials: Initials, letters: str, meaning: str, lead: Lead | None, revision: int | None = None
) -> Initials:
    """Correct an entry. revision: at which the form was opened, or None where no form was.

    Raises ChangedSince, Refused as `add_initials` does, NotAllowedNow where it has been taken out.
    """
    permit(permissions.can_keep_glossary(by))
    row = _present(initials)
    refuse_later(row, revision, subject=row.reference, verbs=("organisation.initials_corrected",))
    row.letters, row.meaning = _checked(letters, meaning)
    row.lead = lead
    row.revision += 1
    with once(_TAKEN):
        row.save(update_fields=["letters", "meaning", "lead", "revision"])
    _record(by, row, "corrected")
    return row


@transaction.atomic
def remove_initials(*, by: Any, initials: Initials) -> None:
    """Take an entry out of the glossary. Texts that use the letters stay as they are."""
    permit(permissions.can_keep_glossary(by))
    row = _present(initials)
    _record(by, row, "removed")
    row.delete()


def _present(initials: Initials) -> Initials:
    row = Initials.objects.select_for_update(of=("self",)).filter(pk=initials.pk).first()
    if row is None:
        raise NotAllowedNow("Somebody else has taken these initials out of the glossary.")
    return row


def _checked(letters: str, meaning: str) -> tuple[str, str]:
    letters, meaning = clean_line(letters), clean_line(meaning)
    sound(bool(letters), "Give the letters.")
    sound(len(letters) <= 20, "Initials have at most 20 characters.")
    sound(bool(meaning), "Say what the letters stand for.")
    sound(len(meaning) <= 300, "The meaning has at most 300 characters.")
    return letters, meaning


def _record(by: Any, entry: Initials, past: str) -> None:
    record(
        by=by,
        verb=f"organisation.initials_{past}",
        subject_kind="initials",
        subject=entry.reference,
        summary=f"{past.capitalize()} an entry of the glossary.",
        details={
            "letters": entry.letters,
            "meaning": entry.meaning,
            "lead": entry.lead.reference if entry.lead else "",
        },
    )
