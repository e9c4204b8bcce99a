"""Tidying up after tests that commit: append-only triggers stand aside, and the tables that Django does not know are emptied."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

KEPT = {"django_migrations"}


@contextmanager
def without_triggers() -> Iterator[None]:
    """Inside, the database keeps no trigger of ours; afterwards each is back as it was."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f'DROP TRIGGER "{name}"')
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                for _, sql in triggers:
                    cursor.execute(sql)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = 'public'"
        )
        tables = [row[0] for row in cursor.fetchall()]
    _switch(tables, "DISABLE")
    try:
        yield
    finally:
        _switch(tables, "ENABLE")


def _switch(tables: list[str], how: str) -> None:
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            # A table with deferred checks to come cannot be altered.
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" {how} TRIGGER USER')


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
