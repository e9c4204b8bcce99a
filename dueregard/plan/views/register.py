"""The register page and its named views."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel.require import Refused, permit
from dueregard.plan import permissions
from dueregard.plan.forms.register import RegisterFilters, ViewName
from dueregard.plan.queries import choices as choose
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.register import Row, register_choices, with_sections
from dueregard.plan.queries.register import register as register_rows
from dueregard.plan.workflows.saved import delete_view, save_view

_REMEMBERED = "register"


@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """The register, filtered as the URL says; without a word in the URL, as it was filtered last."""
    permit(permissions.can_read_register(request.user), "Your roles do not include reading the plan.")
    if not request.GET and request.session.get(_REMEMBERED):
        return redirect(f"{request.path}?{request.session[_REMEMBERED]}")
    found = register_choices(request.user, RegisterFilters.day_recorded(request.GET))
    form = RegisterFilters(request.GET, found)
    filters = form.filters()
    page = with_sections(register_rows(request.user, filters, request.GET.get("page")), found.section_titles, filters)
    _link(page, filters)
    query = form.query()
    if request.session.get(_REMEMBERED, "") != query:
        request.session[_REMEMBERED] = query
    return render(
        request,
        "plan/register.html",
        {
            "form": form,
            "filters": filters,
            "chips": form.chips(),
            "page": page,
            "query": query,
            "as_recorded": filters.recorded_on if filters.moment() else None,
            "views": choose.saved_views(request.user),
            "may_edit": permissions.can_edit_plan(request.user),
        },
    )


def _link(page: Page[Row], filters: Filters) -> None:
    """Put each row's address on it: one look-up of the pattern for the whole page."""
    before, after = reverse("plan:area", args=["REFERENCE"]).split("REFERENCE")
    if filters.recorded_on is not None and filters.moment():
        after += f"?recorded_on={filters.recorded_on.isoformat()}"
    for row in page:
        row.url = f"{before}{row.reference}{after}"


@require_POST
def save_this_view(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name."""
    form = ViewName(request.POST)
    query = request.POST.get("query", "")[:1000]
    if form.is_valid():
        try:
            save_view(by=request.user, name=form.cleaned_data["name"], query=form.cleaned_data["query"])
            messages.success(request, "The view is saved. You find it above the register.")
        except Refused as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "Give the view a name.")
    return redirect(f"{_register_path()}?{query or urlencode({'all': 1})}")


@require_POST
def delete_this_view(request: HttpRequest, reference: str) -> HttpResponse:
    """Delete one of one's own views."""
    delete_view(by=request.user, reference=reference)
    messages.success(request, "The view is deleted.")
    return redirect(f"{_register_path()}?all=1")


def _register_path() -> str:
    return reverse("plan:register")
