"""What every page's frame needs: the institution's name, the demo banner, navigation, links of header and footer.

Everything comes from settings, so that this floor knows nothing of the rooms above it:

- ``DUEREGARD_INSTITUTION_NAME``: text beside the product's name.
- ``DUEREGARD_DEMO``: shows the banner and opens the gallery to everybody who is signed in.
- ``DUEREGARD_VERSION``: shown in the footer.
- ``DUEREGARD_NAVIGATION``: dotted path of a callable that takes the request and returns items with ``label``,
  ``url`` and ``current``.
- ``DUEREGARD_PAGE_LINKS``: URL names by place (home, account, sign_out, sign_in, help, accessibility, gallery). A place
  without a name, or whose name does not resolve, is left out of the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.module_loading import import_string

from dueregard.kernel.addresses import address

LINK_PLACES = ("home", "account", "sign_out", "sign_in", "help", "accessibility", "gallery")


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the context of the page's frame; what costs something is a callable, paid where shown."""
    return {
        "institution_name": getattr(settings, "DUEREGARD_INSTITUTION_NAME", ""),
        "demo_mode": bool(getattr(settings, "DUEREGARD_DEMO", False)),
        "sign_in_extra": getattr(settings, "DUEREGARD_SIGN_IN_EXTRA", ""),
        "version": getattr(settings, "DUEREGARD_VERSION", ""),
        "navigation": partial(navigation, request),
        "page_links": page_links,
        "viewer_name": partial(viewer_name, request),
    }


def navigation(request: HttpRequest) -> list[Any]:
    """Return the items of the main navigation for this request: whatever ``DUEREGARD_NAVIGATION`` gives, else none."""
    path = getattr(settings, "DUEREGARD_NAVIGATION", "")
    if not path:
        return []
    items: Iterable[Any] = import_string(path)(request)
    return list(items)


def page_links() -> dict[str, str]:
    """Return URL by place for the links of header and footer that are configured and resolve."""
    names = getattr(settings, "DUEREGARD_PAGE_LINKS", {})
    links: dict[str, str] = {}
    for place in LINK_PLACES:
        name = names.get(place)
        if not name:
            continue
        found = address(name)
        if found is not None:
            links[place] = found
    return links


def viewer_name(request: HttpRequest) -> str:
    """Return the name of the person who is signed in, or an empty string."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ""
    full_name = getattr(user, "get_full_name", None)
    return (full_name() if full_name else "") or str(user)
