"""What the pages of the organisation share: who may read and keep them, the row of lists, and the page with one form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from dueregard.kernel.require import permit
from dueregard.look import form_pages
from dueregard.look.form_pages import GET_POST, after, done, found, opened_at, tried
from dueregard.organisation import permissions

__all__ = [
    "GET_POST",
    "after",
    "done",
    "form_page",
    "found",
    "keeping",
    "list_of",
    "list_page",
    "opened_at",
    "reading",
    "tried",
]

LISTS = (
    ("organisation:bodies", "Bodies"),
    ("organisation:posts", "Posts"),
    ("organisation:campuses", "Campuses"),
    ("organisation:glossary", "Initials"),
    ("organisation:terms", "Terms"),
    ("organisation:leads", "Names not recognised"),
)


def reading(request: HttpRequest) -> None:
    """Raise NotPermitted for those who may not see the organisation."""
    permit(permissions.can_read_organisation(request.user))


def keeping(request: HttpRequest) -> None:
    """Raise NotPermitted for those who may not keep the organisation."""
    permit(permissions.can_keep_organisation(request.user))


def form_page(
    request: HttpRequest, form: Any, *, template: str = "organisation/form.html", **context: Any
) -> HttpResponse:
    """A page with one form of the organisation; see look.form_pages."""
    return form_pages.form_page(request, form, template=template, **context)


def list_page(request: HttpRequest, name: str, template: str, context: dict[str, Any]) -> HttpResponse:
    """One of the organisation's lists, with the way to the others."""
    tabs = [{"label": label, "url": reverse(each), "current": each == name} for each, label in LISTS]
    may = {"may_keep": permissions.can_keep_organisation(request.user)}
    return render(request, template, {"tabs": tabs} | may | context)


def list_of(name: str) -> tuple[str, str]:
    """(label, URL) of one of the lists."""
    return dict(LISTS)[name], reverse(name)
