"""Pages with one form, in every room: the form, a refusal as its error, what somebody else has saved since, and going on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import Form, HiddenInput, IntegerField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused
from dueregard.look.conflicts import remembering, told_of

T = TypeVar("T")
F = TypeVar("F", bound=Form)
GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def found(thing: T | None) -> T:
    """The thing, or 404."""
    if thing is None:
        raise Http404
    return thing


def form_page(
    request: HttpRequest,
    form: Form | None,
    *,
    heading: str,
    button: str,
    back: tuple[str, str],
    parent: tuple[str, str],
    consequence: str = "",
    caption: str = "",
    warning: bool = False,
    template: str = "look/form_page.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form. back, parent: (label, URL) of the page to return to and of its list; may be the same."""
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "back": back,
        "parent": parent,
        "consequence": consequence,
        "caption": caption,
        "warning": warning,
        "conflict": getattr(form, "conflict", None),
    }
    return render(request, template, context | more)


def opened_at(form: F, revision: int) -> F:
    """The form of a correction: it carries the revision that it was opened at, and what its fields said then."""
    form.fields["revision"] = IntegerField(
        widget=HiddenInput, error_messages={"required": "Open the page again: it does not say what it showed."}
    )
    form.initial["revision"] = revision
    remembering(form)
    return form


def done(request: HttpRequest, form: Form, work: Callable[[], object]) -> bool:
    """Whether the form was sent, is in order, and the work succeeded.

    A refusal becomes the form's error; what somebody else has saved since is shown by `form_page` beside what was typed.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        work()
    except ChangedSince as since:
        form.conflict = told_of(form, since)  # type: ignore[attr-defined]
        return False
    except (Refused, NotAllowedNow) as error:
        form.add_error(None, str(error))
        return False
    return True


def tried(request: HttpRequest, work: Callable[[], object], sentence: str, url: str) -> HttpResponse:
    """Do the work, say what was done or why it cannot be done now, and go on. For buttons without a form."""
    try:
        work()
    except (Refused, NotAllowedNow) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, sentence)
    return redirect(url)


def after(request: HttpRequest, sentence: str, url: str) -> HttpResponse:
    """Say what was done and go on."""
    messages.success(request, sentence)
    return redirect(url)
