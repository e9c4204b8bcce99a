"""The one-click sign-in, which exists in demo mode only."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dueregard.demo.queries import account_of_role
from dueregard.demo.workflows import note_sign_in
from dueregard.kernel.doors import open_to_all

_BACKEND = "dueregard.accounts.backends.AccountBackend"


@open_to_all
@require_POST
def sign_in(request: HttpRequest, role: str) -> HttpResponse:
    """Sign in as the role's account and go to today's page. 404 outside demo mode and for no such role."""
    account = account_of_role(role) if settings.DUEREGARD_DEMO else None
    if account is None:
        raise Http404
    login(request, account, backend=_BACKEND)
    note_sign_in(by=account)
    return redirect("home:today")
