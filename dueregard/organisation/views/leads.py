"""Pages of names in documents that nobody has recognised yet."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from dueregard.kernel.require import permit
from dueregard.organisation import forms, permissions, queries
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.organisation.views.frame import GET_POST, after, done, form_page, found, list_of, list_page, reading
from dueregard.organisation.workflows import leads as workflows

LIST = "organisation:leads"


@require_GET
def leads(request: HttpRequest) -> HttpResponse:
    """All words that lead something and are nobody's name yet."""
    reading(request)
    context = {
        "leads": queries.unrecognised_leads(request.user),
        "may_name": permissions.can_name_leads(request.user),
    }
    return list_page(request, LIST, "organisation/leads.html", context)


@GET_POST
def resolve_lead(request: HttpRequest, reference: str) -> HttpResponse:
    """Say whom words mean."""
    permit(permissions.can_name_leads(request.user))
    one = found(queries.lead_of_reference(request.user, reference))
    known = [choice for choice in queries.lead_choices() if choice.kind != LeadKind.UNKNOWN]
    form = forms.ResolveForm(request.POST or None, leads=queries.grouped_lead_choices(known))
    if done(
        request,
        form,
        lambda: workflows.resolve_lead_as(by=request.user, lead=one, reference=form.cleaned_data["meant"]),
    ):
        return after(request, f"“{one.label}” was recognised.", reverse(LIST))
    back = list_of(LIST)
    return form_page(
        request,
        form,
        heading=f"Whom “{one.label}” means",
        button="Save whom they mean",
        consequence="Everything in the plan that names these words names the one whom you choose from now on, "
        "in its history too.",
        back=back,
        parent=back,
    )
