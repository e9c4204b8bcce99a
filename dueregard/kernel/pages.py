"""Pages of a long list: the size is the server's, and a page that is not there is the nearest one that is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.core.paginator import Page, Paginator

T = TypeVar("T")
PAGE_SIZE = 50


class Counted(Paginator[Any]):
    """A paginator that is told the count of all rows and holds those of one page only."""

    def __init__(self, total: int, size: int) -> None:
        super().__init__([], size)
        self.count = total


def page_number(wanted: str | int | None, total: int, size: int = PAGE_SIZE) -> int:
    """The page asked for, as a number between 1 and the last page."""
    try:
        number = int(wanted or 1)
    except ValueError:
        number = 1
    return min(max(1, number), max(1, -(-total // size)))


def page_of(rows: Sequence[T], number: int, total: int, size: int = PAGE_SIZE) -> Page[T]:
    """The page `number` (1-based) of a list of `total` rows, of which `rows` are on it."""
    return Page(rows, number, Counted(total, size))
