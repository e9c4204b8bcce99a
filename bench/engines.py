"""Runs a part of the bench on SQLite and, where a PostgreSQL server answers, on PostgreSQL, in the same run."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

# A server on which the bench may make and drop a database of its own; another one by BENCH_POSTGRESQL.
USUAL = "postgres://postgres@127.0.0.1:5432/postgres"
NAME = "dueregard_bench"


def _server() -> Any:
    """A connection to the server; None where none answers."""
    import psycopg

    try:
        return psycopg.connect(os.environ.get("BENCH_POSTGRESQL", USUAL), autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        return None


def on_both(
    program: list[str],
    folder: Path,
    environment: Callable[[Path], dict[str, str]],
    told: Callable[[list[str], dict[str, str]], Any],
) -> dict[str, Any]:
    """{engine: what the program told}. folder: an empty one for its data."""
    found = {}
    (folder / "sqlite").mkdir(parents=True)
    found["SQLite"] = told(program, environment(folder / "sqlite"))
    server = _server()
    if server is None:
        return found
    with server:
        server.execute(f"DROP DATABASE IF EXISTS {NAME}")
        server.execute(f"CREATE DATABASE {NAME}")
        address = os.environ.get("BENCH_POSTGRESQL", USUAL).rpartition("/")[0] + f"/{NAME}"
        (folder / "postgresql").mkdir()
        try:
            found["PostgreSQL"] = told(program, environment(folder / "postgresql") | {"DATABASE_URL": address})
        finally:
            server.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
    return found
