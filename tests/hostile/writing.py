"""Watching what a request writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

_WRITES = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)"?', re.IGNORECASE)
# Whoever signs in or looks at the register has a session; failed sign-ins are counted in the cache.
_NO_CONTENT = {"django_session", "kernel_cache"}


@contextmanager
def writes() -> Iterator[list[str]]:
    """The tables that were written to inside, sessions apart, in their order."""
    found: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        written = _WRITES.match(sql)
        if written and written[1] not in _NO_CONTENT:
            found.append(written[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found
