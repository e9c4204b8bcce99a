"""Whether the database answers."""

from __future__ import annotations

from django.db import connection


def database_answers() -> bool:
    """One trivial query; an unreachable database raises its own error."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return bool(cursor.fetchone() == (1,))
