"""A page's keys as one parameter: the ORM prepares each member of a list by itself, which costs more than the query."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import BigIntegerField, QuerySet
from django.db.models.expressions import RawSQL


def among(keys: Iterable[int]) -> RawSQL:
    """For `<field>__in=among(keys)`: the rows whose key is one of `keys` (integers that came out of the database)."""
    listed = [int(key) for key in keys]
    if connection.vendor == "sqlite":
        sql, parameter = "SELECT value FROM json_each(%s)", json.dumps(listed)
    else:
        sql, parameter = "SELECT unnest(%s::bigint[])", listed  # type: ignore[assignment]
    return RawSQL(sql, [parameter], output_field=BigIntegerField())  # noqa: S611 - parameters are bound


# No row has this key: it stands for the keys to come while a query is compiled.
_TO_COME = -1


@lru_cache(maxsize=128)
def _compiled(vendor: str, build: Callable[..., QuerySet[Any, Any]], arguments: Hashable) -> tuple[str, list[Any], int]:
    keys = among([_TO_COME])
    sql, parameters = build(keys, *arguments).query.sql_with_params()  # type: ignore[misc]
    found = [place for place, value in enumerate(parameters) if value == keys.params[0]]
    if len(found) != 1:
        raise ValueError("The query must use its keys exactly once.")
    return sql, list(parameters), found[0]


@lru_cache(maxsize=256)
def _compiled_whole(
    vendor: str, build: Callable[..., QuerySet[Any, Any]], arguments: Hashable
) -> tuple[str, list[Any]]:
    sql, parameters = build(*arguments).query.sql_with_params()  # type: ignore[misc]
    return sql, list(parameters)


def rows_of(build: Callable[..., QuerySet[Any, Any]], *arguments: Hashable) -> list[tuple[Any, ...]]:
    """The rows of the query that `build(*arguments)` describes, put into SQL once and kept; see `rows_among`."""
    try:
        sql, parameters = _compiled_whole(connection.vendor, build, arguments)
    except EmptyResultSet:  # a condition that nothing can meet, such as a viewer who may see nothing
        return []
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def rows_among(
    build: Callable[..., QuerySet[Any, Any]], keys: Iterable[int], *arguments: Hashable
) -> list[tuple[Any, ...]]:
    """The rows of the query that `build(among(keys), *arguments)` describes, which is put into SQL once and kept.

    For the busiest pages: writing a query as SQL costs the ORM several times what running it costs the database. `build` is a
    function of a module, and gives a `values_list` of numbers and texts (no field's own
    conversion is applied; for a date see `as_day`).
    """
    sql, parameters, place = _compiled(connection.vendor, build, arguments)
    parameters = [*parameters[:place], among(keys).params[0], *parameters[place + 1 :]]
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def as_day(value: date | str | None) -> date | None:
    """A date out of `rows_of` or `rows_among`: SQLite hands it over as it is stored, in words of ISO 8601."""
    return date.fromisoformat(value) if isinstance(value, str) else value
