"""Signing in by address and password, with the person fetched in the same query."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from dueregard.accounts.models import Account


class AccountBackend(AuthenticationBackend):
    """The sign-in library's backend; every request loads the account with its person at once."""

    def get_user(self, user_id: Any) -> Account | None:
        account = Account.objects.select_related("person").filter(pk=user_id).first()
        return account if account is not None and account.is_active else None
