"""Figures in the plan: the numbers that are bound and those that could be, binding one, letting one go."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dueregard.kernel.require import NotAllowedNow, Refused, permit
from dueregard.look.form_pages import found
from dueregard.plan import permissions
from dueregard.plan.forms.claims import BindForm, NumberForm, UnbindForm
from dueregard.plan.queries import claims as queries
from dueregard.plan.views.document import reader
from dueregard.plan.workflows import claims as workflows

_NUMBERS = "numbers"


@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """The numbers that are bound, with what the records give now; or those that could be, for those who may bind them."""
    reader(request)
    may_bind = permissions.can_change_something(request.user)
    address, page = reverse("plan:claims"), request.GET.get("page")
    rows: Page[Any]
    if request.GET.get("show") == _NUMBERS and may_bind:
        template, rows = "plan/claims_numbers.html", queries.candidate_page(request.user, page)
    else:
        template, rows = "plan/claims.html", queries.bound_page(request.user, page)
    here = template == "plan/claims.html"
    tabs = [
        {"label": "Bound", "url": address, "current": here},
        {"label": "Numbers that could be bound", "url": f"{address}?show={_NUMBERS}", "current": not here},
    ]
    return render(
        request, template, {"page": rows, "may_bind": may_bind, "may_edit": may_bind, "tabs": tabs if may_bind else []}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def bind_claim(request: HttpRequest) -> HttpResponse:
    """One number against every figure, as at any day; binding it to one of them."""
    permit(permissions.can_change_something(request.user))
    if request.method == "POST":
        return _bind(request)
    form = NumberForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    known = all(name in said for name in ("place", "digest", "start"))
    one = (
        queries.candidate(request.user, said["place"], said["digest"], said["start"], said.get("day"))
        if known
        else None
    )
    return render(request, "plan/claims_number.html", {"one": found(one), "form": form, "may_edit": True})


def _bind(request: HttpRequest) -> HttpResponse:
    form = BindForm(request.POST)
    back = f"{reverse('plan:claims')}?{urlencode({'show': _NUMBERS})}"
    if not form.is_valid():
        messages.error(request, "The number was not bound: open the page again.")
        return redirect(back)
    try:
        workflows.bind_claim(by=request.user, **form.cleaned_data)
    except (Refused, NotAllowedNow) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{form.cleaned_data['value']:,} is bound {form.cleaned_data['span'].words}.")
    return redirect(back)


@require_POST
def unbind_claim(request: HttpRequest) -> HttpResponse:
    """Leave the number alone in its sentence."""
    permit(permissions.can_change_something(request.user))
    form = UnbindForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Nothing was changed: open the page again.")
        return redirect("plan:claims")
    try:
        workflows.unbind_claim(by=request.user, **form.cleaned_data)
    except (Refused, NotAllowedNow) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "The number stands by itself again.")
    return redirect("plan:claims")
