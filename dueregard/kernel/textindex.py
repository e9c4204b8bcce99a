"""A full-text index of one table: FTS5 on SQLite, tsvector with GIN on PostgreSQL, behind the same four functions.

Each indexed row has two texts, `body` for all who may read the thing and `restricted` for those who may read its
restricted passages, so that a hidden passage cannot be found by searching for it.
"""

from __future__ import annotations

import re
from typing import Any

from django.db import connection
from django.db.migrations.operations import RunPython
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

_WORD = re.compile(r"\w+", re.UNICODE)
_MOST_WORDS = 12


def _create(table: str) -> Any:
    def forwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor.execute(
                f"CREATE VIRTUAL TABLE {table} USING fts5(body, restricted, "
                "tokenize='porter unicode61 remove_diacritics 2', prefix='2 3')"
            )
        else:
            schema_editor.execute(
                f"CREATE TABLE {table} (id bigint PRIMARY KEY, body tsvector NOT NULL, restricted tsvector NOT NULL)"
            )
            schema_editor.execute(f"CREATE INDEX {table}_body ON {table} USING gin(body)")
            schema_editor.execute(f"CREATE INDEX {table}_restricted ON {table} USING gin(restricted)")

    return forwards


def _drop(table: str) -> Any:
    def backwards(apps: Any, schema_editor: Any) -> None:
        schema_editor.execute(f"DROP TABLE {table}")

    return backwards


def create_index(table: str) -> RunPython:
    """The migration operation that makes the index `table`."""
    return RunPython(_create(table), _drop(table))


def _plain(text: str) -> str:
    """The words alone: PostgreSQL would take "2.4" or "a/b" for one word of its own, SQLite takes them for two."""
    return " ".join(_WORD.findall(text))[:900_000]  # a tsvector holds at most 1 MB


def put(table: str, pk: int, body: str, restricted: str = "") -> None:
    """Index one row, replacing what was indexed for it."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DELETE FROM {table} WHERE rowid = %s", [pk])  # noqa: S608 - a name from our own code
            cursor.execute(
                f"INSERT INTO {table} (rowid, body, restricted) VALUES (%s, %s, %s)",  # noqa: S608
                [pk, body, restricted],
            )
        else:
            cursor.execute(
                f"INSERT INTO {table} (id, body, restricted) "  # noqa: S608
                "VALUES (%s, to_tsvector('english', %s), to_tsvector('english', %s)) "
                "ON CONFLICT (id) DO UPDATE SET body = excluded.body, restricted = excluded.restricted",
                [pk, _plain(body), _plain(restricted)],
            )


def put_many(table: str, rows: list[tuple[int, str, str]]) -> None:
    """Index many rows that are not indexed yet."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany(f"INSERT INTO {table} (rowid, body, restricted) VALUES (%s, %s, %s)", rows)  # noqa: S608
        else:
            cursor.executemany(
                f"INSERT INTO {table} (id, body, restricted) "  # noqa: S608
                "VALUES (%s, to_tsvector('english', %s), to_tsvector('english', %s))",
                [(pk, _plain(body), _plain(restricted)) for pk, body, restricted in rows],
            )


def remove(table: str, pk: int) -> None:
    """Take one row out of the index."""
    column = "rowid" if connection.vendor == "sqlite" else "id"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE {column} = %s", [pk])  # noqa: S608


def matching(table: str, words: str, *, restricted: bool) -> RawSQL | None:
    """A subquery of the keys whose text has all `words` (the last may be a beginning); None where there is no word.

    restricted: whether the viewer may also find by restricted passages.
    """
    found = _WORD.findall(words)[:_MOST_WORDS]
    if not found:
        return None
    if connection.vendor == "sqlite":
        terms = " ".join(f'"{word}"' for word in found[:-1]) + f' "{found[-1]}"*'
        query = terms if restricted else "{body} : (" + terms + ")"
        sql, parameters = f"SELECT rowid FROM {table} WHERE {table} MATCH %s", [query]  # noqa: S608
    else:
        query = " & ".join([*found[:-1], f"{found[-1]}:*"])
        column = "(body || restricted)" if restricted else "body"
        # Each part has its own GIN index; the concatenation is only for words that stand in both texts.
        either = "(body @@ to_tsquery('english', %s) OR restricted @@ to_tsquery('english', %s) OR "
        if restricted:
            sql = f"SELECT id FROM {table} WHERE {either}{column} @@ to_tsquery('english', %s))"  # noqa: S608
            parameters = [query, query, query]
        else:
            sql, parameters = f"SELECT id FROM {table} WHERE body @@ to_tsquery('english', %s)", [query]  # noqa: S608
    return RawSQL(sql, parameters, output_field=BigIntegerField())  # noqa: S611 - parameters are bound
