"""What the tests of figures share."""

from __future__ import annotations

from typing import Any

import pytest

from dueregard.accounts.rules import Role
from tests.factories import make_account, signed_in
from tests.figures.made import made

__all__ = ["made"]


@pytest.fixture
def lead() -> Any:
    return signed_in(make_account(Role.PREVENT_LEAD))


@pytest.fixture
def member() -> Any:
    return signed_in(make_account(Role.STEERING_MEMBER))
