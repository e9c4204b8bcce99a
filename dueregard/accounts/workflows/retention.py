"""Removing people, their accounts and their former roles once they have been kept for as long as was declared."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.accounts.models import Account, Appointment, Person
from dueregard.accounts.queries import due_accounts, due_appointments, due_persons
from dueregard.audit.workflows import empty_details
from dueregard.kernel.require import permit
from dueregard.kernel.retention import Removed, batch, may_remove

# What the trail tells of an account under its person's reference.
_OF_ACCOUNTS = ["accounts.account_opened", "accounts.sign_in_address_changed"]


@transaction.atomic
def remove_appointments(*, by: Any, most: int) -> Removed:
    """Remove at most `most` former roles with what the trail kept of their reasons. The run counts and records."""
    permit(may_remove(by))
    rows = batch(due_appointments(), most)
    references = [row.reference for row in rows]
    Appointment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    empty_details(references)
    return Removed(len(rows), references)


@transaction.atomic
def remove_accounts(*, by: Any, most: int) -> Removed:
    """Remove at most `most` accounts that were closed, with second factors, addresses and saved views; the person stays."""
    permit(may_remove(by))
    rows = batch(due_accounts().select_related("person"), most)
    references = [row.person.reference for row in rows]
    Account.objects.filter(pk__in=[row.pk for row in rows]).delete()
    empty_details(references, _OF_ACCOUNTS)
    return Removed(len(rows), references)


@transaction.atomic
def remove_persons(*, by: Any, most: int) -> Removed:
    """Remove at most `most` persons who left and whom nothing names, with what the trail kept of their entries."""
    permit(may_remove(by))
    rows = batch(due_persons(), most)
    references = [row.reference for row in rows]
    Person.objects.filter(pk__in=[row.pk for row in rows]).delete()
    empty_details(references)
    return Removed(len(rows), references)
