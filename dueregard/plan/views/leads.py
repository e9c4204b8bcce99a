"""The leads with what they carry, and the succession from one to another."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from dueregard.kernel.require import Refused, permit
from dueregard.organisation.permissions import can_name_leads
from dueregard.organisation.queries import lead_choices, lead_of_reference
from dueregard.plan import permissions
from dueregard.plan.forms.document import SuccessionForm
from dueregard.plan.queries import leads as queries
from dueregard.plan.views.areas import GET_POST
from dueregard.plan.workflows import leads as workflows


@require_GET
def leads(request: HttpRequest) -> HttpResponse:
    """Who carries what."""
    permit(permissions.can_read_register(request.user), "Your roles do not include reading the plan.")
    groups, without = queries.lead_groups(request.user)
    context = {
        "groups": groups,
        "without": without,
        "may_edit": permissions.can_edit_plan(request.user),
        "may_name": can_name_leads(request.user),
    }
    return render(request, "plan/leads.html", context)


@GET_POST
def succeed_lead(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose who takes over, see what would move, and move it. Only the last of these is a POST."""
    permit(permissions.can_edit_plan(request.user))
    leaver = lead_of_reference(request.user, reference)
    if leaver is None:
        raise Http404
    choices = lead_choices()
    data = request.POST if request.method == "POST" else (request.GET if "successor" in request.GET else None)
    form = SuccessionForm(data, leads=choices, leaver=reference)
    chosen = ""
    if form.is_valid():
        chosen = next(c.label for c in choices if c.reference == form.cleaned_data["successor"])
        if request.method == "POST":
            try:
                areas, steps = workflows.succeed_lead_as(
                    by=request.user,
                    leaver=leaver,
                    reference=form.cleaned_data["successor"],
                    reason=form.cleaned_data["reason"],
                )
            except Refused as refusal:
                form.add_error(None, str(refusal))
                chosen = ""
            else:
                said = f"{areas} risk area{'' if areas == 1 else 's'} and {steps} next step{'' if steps == 1 else 's'}"
                messages.success(request, f"{chosen} has taken over {said}.")
                return redirect("plan:leads")
    context = {
        "form": form,
        "leaver": leaver,
        "moving": queries.succession(request.user, leaver),
        "chosen": chosen,
        "has_errors": bool(form.errors),
    }
    return render(request, "plan/succeed_lead.html", context)
