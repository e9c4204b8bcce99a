"""Pages of campuses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.organisation import forms, queries
from dueregard.organisation.views.frame import (
    GET_POST,
    after,
    done,
    form_page,
    found,
    keeping,
    list_of,
    list_page,
    opened_at,
    reading,
    tried,
)
from dueregard.organisation.workflows import campuses as workflows

LIST = "organisation:campuses"


@require_GET
def campuses(request: HttpRequest) -> HttpResponse:
    """All campuses."""
    reading(request)
    return list_page(request, LIST, "organisation/campuses.html", {"campuses": queries.campuses(request.user)})


@GET_POST
def add_campus(request: HttpRequest) -> HttpResponse:
    """Add a campus."""
    keeping(request)
    form = forms.CampusForm(request.POST or None)
    if done(request, form, lambda: workflows.add_campus(by=request.user, **form.cleaned_data)):
        return after(request, f"{form.cleaned_data['name']} was added.", reverse(LIST))
    back = list_of(LIST)
    return form_page(request, form, heading="Add a campus", button="Add the campus", back=back, parent=back)


@GET_POST
def rename_campus(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a campus another name."""
    keeping(request)
    one = found(queries.campus_of_reference(request.user, reference))
    form = opened_at(forms.CampusForm(request.POST or None, initial={"name": one.name}), one.revision)
    if done(request, form, lambda: workflows.rename_campus(by=request.user, campus=one, **form.cleaned_data)):
        return after(request, "The campus was renamed.", reverse(LIST))
    back = list_of(LIST)
    return form_page(request, form, heading=f"Rename {one.name}", button="Save the name", back=back, parent=back)


@GET_POST
def close_campus(request: HttpRequest, reference: str) -> HttpResponse:
    """Say when a campus closed."""
    keeping(request)
    one = found(queries.campus_of_reference(request.user, reference))
    form = forms.DayForm(request.POST or None)
    if done(request, form, lambda: workflows.close_campus(by=request.user, campus=one, **form.cleaned_data)):
        return after(request, f"{one.name} is closed.", reverse(LIST))
    back = list_of(LIST)
    return form_page(
        request,
        form,
        heading=f"Close {one.name}",
        button="Close the campus",
        consequence="It can no longer be chosen. What the plan says of it stays, and so do appointments limited to it.",
        warning=True,
        back=back,
        parent=back,
    )


@require_POST
def reopen_campus(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back the closing of a campus."""
    keeping(request)
    one = found(queries.campus_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.reopen_campus(by=request.user, campus=one),
        f"{one.name} is open again.",
        reverse(LIST),
    )
