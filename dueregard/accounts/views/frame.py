"""What the pages of accounts share: a thing or 404, and work without a form to show again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.views.decorators.http import require_http_methods

from dueregard.kernel.require import NotAllowedNow, Refused

T = TypeVar("T")
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def found(thing: T | None) -> T:
    """The thing, or 404."""
    if thing is None:
        raise Http404
    return thing


def tried(request: HttpRequest, work: Callable[[], object], done: str) -> None:
    """Do the work and say so, or say why it cannot be done now. For pages without a form to show again."""
    try:
        work()
    except (Refused, NotAllowedNow) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
