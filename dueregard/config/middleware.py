"""The doors that every request passes: the size and the sense of what is sent, what may be kept of the answer, the
sign-in, and the product's own refusals."""

from __future__ import annotations

import errno
import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dueregard.documents.limits import in_megabytes
from dueregard.kernel.doors import is_open_to_all
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused

Handler = Callable[[HttpRequest], HttpResponse]

log = logging.getLogger(__name__)

_FULL = (errno.ENOSPC, errno.EDQUOT)
_NO_ROOM = "The server has no room left to keep this. Tell your system administrator."
# Room for the other fields of a form beside the file.
_BESIDE_THE_FILE = 1024 * 1024


class UploadCeiling:
    """Answers 413 from the declared length alone, before anything (the CSRF check included) reads the body."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            declared = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            declared = 0
        if declared > settings.DUEREGARD_UPLOAD_BYTES + _BESIDE_THE_FILE:
            limit = in_megabytes(settings.DUEREGARD_UPLOAD_BYTES)
            response = render(request, "413.html", {"limit": limit}, status=413)
            response["Connection"] = "close"
            return response
        return self.get_response(request)


class NothingKept:
    """No browser and no proxy keeps what a page says; static files come from further out and are kept."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        return response


class NoNullBytes:
    """An address with a null byte names nothing, and a cookie with one is none of ours: PostgreSQL takes no such text."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        for name in [name for name, value in request.COOKIES.items() if "\x00" in value]:
            del request.COOKIES[name]
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: dict[str, object]
    ) -> None:
        sent = [*map(str, kwargs.values()), *(value for values in request.GET.lists() for value in values[1])]
        if any("\x00" in value for value in sent):
            raise Http404


class SignInRequired:
    """No page without sign-in, but those marked `open_to_all` and the sign-in pages themselves."""

    _SIGN_IN_PAGES = frozenset(
        {
            "account_login",
            "account_logout",
            "account_inactive",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "mfa_authenticate",
        }
    )

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: object, kwargs: object
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.user.is_authenticated or is_open_to_all(view):
            return None
        if match and match.url_name in self._SIGN_IN_PAGES:
            return None
        return redirect_to_login(request.get_full_path())


class Refusals:
    """Turns a workflow's refusal that no view has caught into a page with its sentence, never into a crash."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotAllowedNow | Refused | ChangedSince):
            return render(request, "409.html", {"sentence": str(exception)}, status=409)
        if isinstance(exception, OSError) and exception.errno in _FULL:
            log.error("The storage is full: %s", exception)
            return render(request, "409.html", {"sentence": _NO_ROOM}, status=507)
        return None
