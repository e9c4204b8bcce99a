"""What stands for all the tests of a module: made once, each test in a savepoint, then all of it rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction


@contextmanager
def standing(blocker: Any) -> Iterator[None]:
    """The body of a fixture with scope="module" that writes to the database. blocker: pytest-django's.

    Such a fixture asks for django_db_setup, and its tests for the database without transactions of their own.
    """
    with blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)
