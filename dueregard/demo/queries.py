"""The demonstration's sign-ins: one for each role."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.accounts.models import Account
from dueregard.accounts.queries import account_with_email
from dueregard.accounts.rules import Role
from dueregard.demo.content.organisation import PEOPLE, SIGN_INS, address_of
from dueregard.organisation.models import Institution


@dataclass(frozen=True)
class SignIn:
    """One sign-in: a role's key and name, and whose account it opens."""

    role: str
    label: str
    name: str
    address: str


def sign_ins() -> list[SignIn]:
    """One for each role, in the order of the roles. No query."""
    return [
        SignIn(
            str(role),
            str(Role(role).label),
            PEOPLE[SIGN_INS[role]].name,
            address_of(SIGN_INS[role]),
        )
        for role in Role.values
    ]


def account_of_role(role: str) -> Account | None:
    """The open account behind a role's sign-in; None for no such role, or in a database that is no demonstration."""
    if role not in SIGN_INS or not Institution.objects.filter(demonstration=True).exists():
        return None
    account = account_with_email(address_of(SIGN_INS[role]))
    return account if account is not None and account.is_active else None
