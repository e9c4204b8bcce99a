"""Pages of the look: the gallery of components, for people who build and check pages."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from dueregard.look import examples


def gallery(request: HttpRequest) -> HttpResponse:
    """Show each component with an example; 404 outside demonstration mode for anybody but staff."""
    user = getattr(request, "user", None)
    is_staff = bool(user is not None and user.is_authenticated and getattr(user, "is_staff", False))
    if not (getattr(settings, "DUEREGARD_DEMO", False) or is_staff):
        raise Http404
    return render(request, "look/gallery.html", examples.gallery(request.GET.get("page", "3")))
