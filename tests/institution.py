"""The demonstration's institution, loaded once for all the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from dueregard.accounts.models import Account
from dueregard.demo.loading import load
from dueregard.demo.queries import account_of_role
from tests.standing import standing


@pytest.fixture(scope="module")
def institution(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The institution stands while the tests of this module run, each in a savepoint; then all of it is rolled back.

    Gives the sentence that loading said.
    """
    with standing(django_db_blocker):
        yield load()


def holder(role: str) -> Account:
    """The account behind a role's sign-in."""
    account = account_of_role(role)
    assert account is not None
    return account
