"""Persons: making them known, correcting their entries, and telling the floors above."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.module_loading import import_string

from dueregard.accounts import permissions
from dueregard.accounts.models import Person
from dueregard.accounts.queries import account_of
from dueregard.accounts.workflows.doors import close_account
from dueregard.accounts.workflows.integrity import check_address, once
from dueregard.audit.queries import entries_about
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line

_FOLLOWERS: list[str] = []
# What the trail calls a change of somebody's entry
_CORRECTED = ("accounts.person_corrected", "accounts.person_left")


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
def correct_person(
    *,
    by: Any,
    person: Person,
    name: str,
    email: str,
    left_on: date | None,
    closing: bool = False,
    revision: int | None = None,
) -> Person:
    """Correct a name or address, or say when somebody left.

    closing: close their account with it, if one is open. revision: at which the form was opened, if there was one.
    Raises ChangedSince where somebody has corrected the entry since; Refused where the address is another's, or where the
    account is to be closed before the last day has come.
    """
    permit(permissions.can_manage_people(by))
    row = locked(Person, person.pk)
    if revision is not None and row.revision != revision:
        last = entries_about([row.reference]).filter(verb__in=_CORRECTED).first()
        raise ChangedSince({}, row.revision, last.actor_name if last else "Somebody", last.at if last else None)
    name, email = clean_line(name), clean_line(email)
    _check_name(name, email)
    sound(
        not closing or (left_on is not None and left_on <= clock.today()),
        "The account can be closed once the last day has come. Save the day without closing: the page People lists "
        "those who have left and can still sign in.",
    )
    before = {"name": row.name, "email": row.email, "left_on": row.left_on}
    row.name, row.email, row.left_on, row.revision = name, email, left_on, row.revision + 1
    with once("Somebody else has this address already."):
        row.save(update_fields=["name", "email", "left_on", "revision"])
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
    if closing:
        _close_open_account(by, row)
    return row


@transaction.atomic
def record_leaving(*, by: Any, person: Person, on: date) -> Person:
    """Say on which day somebody leaves the institution (their last day); once that day is over their account is closed.

    One's own account stays open: somebody else closes it. So does that of somebody who is still to leave: the page of
    people lists it from the day after.
    """
    permit(permissions.can_manage_people(by))
    row = locked(Person, person.pk)
    before, row.left_on, row.revision = row.left_on, on, row.revision + 1
    row.save(update_fields=["left_on", "revision"])
    record(
        by=by,
        verb="accounts.person_left",
        subject_kind="person",
        subject=row.reference,
        summary="Recorded somebody’s last day.",
        details={"before": before, "after": on},
    )
    if on < clock.today() and permissions.can_close_account(by, row):
        _close_open_account(by, row)
    return row


def _close_open_account(by: Any, person: Person) -> None:
    account = account_of(person)
    if account is not None and account.is_active:
        close_account(by=by, account=account)


def _tell_followers(person: Person) -> None:
    for function in _FOLLOWERS:
        import_string(function)(person)


def _check_name(name: str, email: str) -> None:
    sound(bool(name), "Give the person’s name.")
    sound(len(name) <= 200, "A name has at most 200 characters.")
    check_address(email)
