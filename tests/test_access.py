"""Every address, asked for by every role: the answer is what tests/access_table.py says, and no address is without a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from dueregard.accounts.models import Account
from dueregard.accounts.rules import Role
from tests import access_table, factories
from tests.access_table import EVERYBODY, TABLE, Row
from tests.world import one_of_everything

__all__ = ["one_of_everything"]

GROUPS = {
    name: rows
    for name, rows in vars(access_table).items()
    if name.isupper() and isinstance(rows, list) and rows != TABLE
}


def addresses(patterns: Any, namespace: str = "") -> Iterator[str]:
    """The full names of all addresses that the product has."""
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from addresses(pattern.url_patterns, ":".join(filter(None, (namespace, pattern.namespace or ""))))
        else:
            yield ":".join(filter(None, (namespace, pattern.name or f"(unnamed) {pattern.pattern}")))


def test_every_address_has_one_row() -> None:
    assert Counter(row.url for row in TABLE) == Counter(set(addresses(get_resolver().url_patterns)))


def _ask(client: Client, row: Row, found: dict[str, Any]) -> int:
    names = {name: found.get(value, value) for name, value in row.names.items()}
    url = reverse(row.url, kwargs=names) + (f"?{row.query}" if row.query else "")
    data = {name: found.get(value, value) for name, value in row.data.items()}
    with transaction.atomic():
        answer = client.post(url, data) if row.method == "post" else client.get(url)
        # What one role did must not be there for the next.
        transaction.set_rollback(True)
    body = b"" if answer.streaming else answer.content
    assert b"<c-" not in body, f"{url} shows a component's tag"
    return int(answer.status_code)


@pytest.fixture(scope="module")
def accounts(one_of_everything: dict[str, Any], django_db_blocker: Any) -> dict[str, Account]:
    """An account of each role, standing with everything else."""
    with django_db_blocker.unblock():
        return {role: factories.make_account(*filter(None, [role])) for role in sorted(EVERYBODY)}


@pytest.mark.django_db
@pytest.mark.parametrize("group", GROUPS)
def test_each_role_gets_what_the_table_says(
    group: str, one_of_everything: dict[str, Any], accounts: dict[str, Account]
) -> None:
    found = one_of_everything
    clients = {role: factories.signed_in(account) for role, account in accounts.items()}
    visitor = factories.signed_in(None)
    wrong = []
    for row in GROUPS[group]:
        for role, client in clients.items():
            got, expected = _ask(client, row, found), row.expected(role)
            if got != expected:
                wrong.append(f"{row.url} for {role or 'no role'}: {got} instead of {expected}")
        got = _ask(visitor, row, found)
        if got != row.visitor:
            wrong.append(f"{row.url} for a visitor: {got} instead of {row.visitor}")
    assert wrong == []


@pytest.mark.django_db
def test_a_closed_account_is_a_visitor() -> None:
    account = factories.make_account(Role.PREVENT_LEAD)
    client = factories.signed_in(account)
    assert client.get(reverse("plan:register")).status_code == 200
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert client.get(reverse("plan:register")).status_code == 302


@pytest.mark.django_db
def test_roles_add_up(one_of_everything: dict[str, Any]) -> None:
    """Two roles give what either gives, nothing less and nothing more."""
    found = one_of_everything
    both = factories.signed_in(factories.make_account(Role.SYSTEM_ADMINISTRATOR, Role.STEERING_MEMBER))
    for url, names, status in (
        ("plan:area", {"reference": found["area"]}, 200),
        ("accounts:people", {}, 200),
        ("plan:edit_area", {"reference": found["area"]}, 403),
        ("home:trail", {}, 403),
    ):
        assert both.get(reverse(url, kwargs=names)).status_code == status, url
