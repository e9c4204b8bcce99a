"""Accounts: opening, closing and reopening a sign-in, and changing its address."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction

from dueregard.accounts import permissions
from dueregard.accounts.models import Account, Person
from dueregard.accounts.workflows.integrity import check_address, once
from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line

_DOOR = (
    "Whoever holds a role gets a sign-in from the Prevent lead or the university secretary, and nobody from themselves."
)


@transaction.atomic
def open_account(*, by: Any, person: Person, email: str = "", password: str | None = None) -> Account:
    """Let a person sign in. Without a password they set one through “Forgotten your password?”.

    Raises Refused where the person has an account, has left, or the address is taken or missing.
    """
    permit(permissions.can_open_door(by, person), _DOOR)
    row = locked(Person, person.pk)
    email = _sign_in_address(email or row.email)
    sound(row.left_on is None or row.left_on >= clock.today(), "This person has left.")
    sound(not Account.objects.filter(person=row).exists(), "This person has an account already.")
    with once("An account has this address already."):
        account = Account.objects.create(
            person=person, email=email, password=make_password(password), opened_at=clock.now()
        )
    record(
        by=by,
        verb="accounts.account_opened",
        subject_kind="person",
        subject=person.reference,
        summary="Opened an account.",
        details={"email": email},
    )
    return account


@transaction.atomic
def change_sign_in_address(*, by: Any, account: Account, email: str) -> Account:
    """Change the address that a person signs in with; their password stays. Raises Refused where it is taken."""
    permit(permissions.can_open_door(by, account.person), _DOOR)
    row = locked(Account, account.pk)
    before, row.email = row.email, _sign_in_address(email)
    with once("An account has this address already."):
        row.save(update_fields=["email"])
    # The sign-in library keeps addresses of its own, under which the old one would still open the door.
    EmailAddress.objects.filter(user_id=row.pk).delete()
    record(
        by=by,
        verb="accounts.sign_in_address_changed",
        subject_kind="person",
        subject=row.reference,
        summary="Changed the address that somebody signs in with.",
        details={"before": before, "after": row.email},
    )
    return row


@transaction.atomic
def close_account(*, by: Any, account: Account) -> None:
    """Stop a sign-in at once, open sessions included; the person and their history stay. Raises NotAllowedNow twice."""
    permit(permissions.can_close_account(by, account.person), "You cannot close this account.")
    row = locked(Account, account.pk)
    allowed_now(row.is_active, "This account is closed already.")
    row.is_active = False
    row.save(update_fields=["is_active"])
    record(
        by=by,
        verb="accounts.account_closed",
        subject_kind="person",
        subject=row.reference,
        summary="Closed an account.",
    )


@transaction.atomic
def reopen_account(*, by: Any, account: Account) -> None:
    """Let a person whose account was closed sign in again, with the password that they had."""
    permit(permissions.can_open_door(by, account.person), _DOOR)
    row = locked(Account, account.pk)
    allowed_now(not row.is_active, "This account is open.")
    row.is_active = True
    row.save(update_fields=["is_active"])
    record(
        by=by,
        verb="accounts.account_reopened",
        subject_kind="person",
        subject=row.reference,
        summary="Reopened an account.",
    )


def _sign_in_address(email: str) -> str:
    # In lower case: the sign-in library looks addresses up exactly, after lowering what was typed.
    email = clean_line(email).lower()
    sound(bool(email), "Give the address that the person signs in with.")
    check_address(email)
    return email
