"""Persons: making them known, correcting their entries, and telling the floors above."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.module_loading import import_string

from dueregard.accounts import permissions
from dueregard.accounts.models import Person
from dueregard.accounts.workflows.integrity import once
from dueregard.audit.workflows import record
from dueregard.kernel.require import Refused, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line

_FOLLOWERS: list[str] = []


def follow_names(function: str) -> None:
    """Make known what a floor above does when a person is added or renamed: dotted path, called with the person."""
    if function not in _FOLLOWERS:
        _FOLLOWERS.append(function)


@transaction.atomic
def add_person(*, by: Any, name: str, email: str = "") -> Person:
    """Make somebody known by name, without an account. Raises Refused where the address is known already."""
    permit(permissions.can_manage_people(by))
    name, email = clean_line(name), clean_line(email)
    _check_name(name, email)
    with once("Somebody has this address already."):
        person = Person.objects.create(name=name, email=email)
    _tell_followers(person)
    record(
        by=by,
        verb="accounts.person_added",
        subject_kind="person",
        subject=person.reference,
        summary="Added a person.",
        details={"name": name, "email": email},
    )
    return person


@transaction.atomic
def correct_person(*, by: Any, person: Person, name: str, email: str, left_on: date | None) -> Person:
    """Correct a name or address, or say when somebody left. Raises Refused where the address is another's."""
    permit(permissions.can_manage_people(by))
    row = locked(Person, person.pk)
    name, email = clean_line(name), clean_line(email)
    _check_name(name, email)
    before = {"name": row.name, "email": row.email, "left_on": row.left_on}
    row.name, row.email, row.left_on = name, email, left_on
    with once("Somebody else has this address already."):
        row.save(update_fields=["name", "email", "left_on"])
    if before["name"] != name:
        _tell_followers(row)
    record(
        by=by,
        verb="accounts.person_corrected",
        subject_kind="person",
        subject=row.reference,
        summary="Corrected a person’s entry.",
        details={"before": before, "after": {"name": name, "email": email, "left_on": left_on}},
    )
    return row


def _tell_followers(person: Person) -> None:
    for function in _FOLLOWERS:
        import_string(function)(person)


def _check_name(name: str, email: str) -> None:
    sound(bool(name), "Give the person’s name.")
    sound(len(name) <= 200, "A name has at most 200 characters.")
    check_address(email)


def check_address(email: str) -> None:
    """Raise Refused for what is not an email address; the empty string may pass."""
    if email:
        try:
            validate_email(email)
        except ValidationError:
            raise Refused("Give an email address such as name@example.ac.uk.") from None
    sound(len(email) <= 254, "An email address has at most 254 characters.")
