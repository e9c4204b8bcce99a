"""Addresses of pages by name, looked up once a process: every page links to the same dozen."""

from __future__ import annotations

from functools import lru_cache

from django.conf import settings
from django.urls import NoReverseMatch, get_urlconf, reverse


@lru_cache(maxsize=512)
def _found(urlconf: str, name: str) -> str | None:
    try:
        return reverse(name, urlconf=urlconf)
    except NoReverseMatch:
        return None


def address(name: str) -> str | None:
    """The address of the page `name` that takes no argument; None where no room has such a page."""
    return _found(str(get_urlconf() or settings.ROOT_URLCONF), name)
