"""Tidying up after tests that commit: append-only triggers stand aside, and the tables that Django does not know are emptied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from dueregard.demo.emptying import without_triggers

KEPT = {"django_migrations"}


def _unknown_to_django() -> list[str]:
    """Text indexes and the cache: tables without a model."""
    known = set(connection.introspection.django_table_names()) | KEPT
    with connection.cursor() as cursor:
        unknown = [t.name for t in connection.introspection.get_table_list(cursor) if t.name not in known]
    # An FTS5 index keeps its content in shadow tables, which are emptied through it.
    return [t for t in unknown if not any(t.startswith(f"{other}_") for other in unknown if other != t)]


@contextmanager
def emptied_without_triggers() -> Iterator[None]:
    """For the flush itself."""
    with without_triggers():
        yield
        with connection.cursor() as cursor:
            for table in _unknown_to_django():
                cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name from the database itself


def tamper(sql: str, parameters: list[Any] | None = None) -> None:
    """Do to the trail what its triggers refuse, as somebody would who holds the database."""
    with without_triggers(), connection.cursor() as cursor:
        cursor.execute(sql, parameters)
