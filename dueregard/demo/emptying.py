"""Throws a demonstration's data away: the one place that may empty the audit trail, and only where all is invented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import connection, transaction

from dueregard.kernel.models import StoredFile
from dueregard.kernel.require import allowed_now
from dueregard.organisation.models import Institution

# What belongs to the installation and not to its data.
_KEPT = {"django_migrations", "django_content_type", "auth_permission"}


@transaction.atomic
def empty_the_demonstration() -> None:
    """Delete every row and every kept file. Raises NotAllowedNow where the database is not marked as a demonstration."""
    allowed_now(
        Institution.objects.filter(demonstration=True).exists(),
        "This database is not a demonstration: nothing was deleted.",
    )
    files = list(StoredFile.objects.values_list("content", flat=True))
    with connection.cursor() as cursor:
        found = {table.name for table in connection.introspection.get_table_list(cursor) if table.type == "t"}
    known = set(connection.introspection.django_table_names(only_existing=True))
    # The text index (whose shadow tables are emptied through it) and the cache are tables without a model.
    unknown = found - known
    others = {t for t in unknown if not any(t.startswith(f"{other}_") for other in unknown if other != t)}
    with without_triggers(), connection.cursor() as cursor:
        for statement in connection.ops.sql_flush(no_style(), sorted((known & found) - _KEPT), reset_sequences=True):
            cursor.execute(statement)
        for table in sorted(others - _KEPT):
            cursor.execute(f'DELETE FROM "{table}"')  # noqa: S608 - a name from the database's own list
    for name in files:
        transaction.on_commit(partial(default_storage.delete, name))


@contextmanager
def without_triggers() -> Iterator[None]:
    """Inside, the append-only triggers stand aside; afterwards each is as it was. All of it is one transaction: where it
    fails, that is undone, and so the triggers are back as well."""
    with transaction.atomic():
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
                triggers = cursor.fetchall()
                for name, _ in triggers:
                    cursor.execute(f'DROP TRIGGER "{name}"')
                yield
                for _, sql in triggers:
                    cursor.execute(sql)
            return
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
                "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT t.tgisinternal AND n.nspname = current_schema()"
            )
            tables = [row[0] for row in cursor.fetchall()]
            _switch(tables, "DISABLE")
            yield
            _switch(tables, "ENABLE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _switch(tables: list[str], how: str) -> None:
    with connection.cursor() as cursor:
        # A table with deferred checks to come can neither be altered nor emptied.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in tables:
            cursor.execute(f'ALTER TABLE "{table}" {how} TRIGGER USER')
