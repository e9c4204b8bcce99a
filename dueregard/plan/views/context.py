"""The passages of the context: reading, adding, editing, ordering, taking out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, permit
from dueregard.look.conflicts import remembering, told_of
from dueregard.plan import permissions
from dueregard.plan.forms import document as forms
from dueregard.plan.forms.areas import ReasonForm
from dueregard.plan.queries import documents as queries
from dueregard.plan.rules.states import ContextKind
from dueregard.plan.views.areas import GET_POST
from dueregard.plan.views.document import form_page, reader
from dueregard.plan.workflows import document as workflows


@require_GET
def context(request: HttpRequest) -> HttpResponse:
    """The passages in front of the register, to read and to keep."""
    reader(request)
    found = queries.context_groups(request.user)
    return render(
        request,
        "plan/context_list.html",
        {
            "groups": found,
            "claims": queries.claims_on(request.user, groups=found),
            "may_edit": permissions.can_edit_plan(request.user),
        },
    )


def _to_context(request: HttpRequest, done: str) -> HttpResponse:
    messages.success(request, done)
    return redirect("plan:context")


def _passage(request: HttpRequest, reference: str) -> Any:
    permit(permissions.can_edit_plan(request.user))
    found = queries.context_passage(request.user, reference)
    if found is None:
        raise Http404
    return found


@GET_POST
def add_passage(request: HttpRequest) -> HttpResponse:
    """A new passage."""
    permit(permissions.can_edit_plan(request.user))
    form = forms.PassageForm(request.POST or None, initial={"kind": request.GET.get("kind", ContextKind.LOCAL)})
    del form.fields["reason"]
    if request.method == "POST" and form.is_valid():
        try:
            workflows.add_passage(by=request.user, **form.values())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _to_context(request, "The passage is added.")
    return form_page(
        request, "plan/context_form.html", "plan:context", form=form, heading="Add a passage", button="Add passage"
    )


@GET_POST
def edit_passage(request: HttpRequest, reference: str) -> HttpResponse:
    """Edit a passage; whoever saves second is shown what changed, and nothing of theirs is lost."""
    row = _passage(request, reference)
    initial = {name: getattr(row, name) for name in ("kind", "heading", "text", "restricted")}
    form = forms.PassageForm(request.POST or None, initial=initial | {"revision": row.passage.revision})
    remembering(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            workflows.edit_passage(
                by=request.user,
                passage=row.passage,
                revision=form.cleaned_data["revision"] or 0,
                reason=form.cleaned_data["reason"],
                **form.values(),
            )
        except ChangedSince as since:
            conflict = told_of(form, since)
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            return _to_context(request, "The passage is saved.")
    return form_page(
        request,
        "plan/context_form.html",
        "plan:context",
        form=form,
        heading="Edit the passage",
        button="Save",
        conflict=conflict,
    )


@require_POST
def move_passage(request: HttpRequest, reference: str) -> HttpResponse:
    """Move a passage one place up or down."""
    row = _passage(request, reference)
    try:
        workflows.move_passage(by=request.user, passage=row.passage, earlier=request.POST.get("to") == "earlier")
    except NotAllowedNow as refusal:
        messages.error(request, str(refusal))
    return redirect(f"{reverse('plan:context')}#{row.passage.reference}")


@GET_POST
def take_out_passage(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a passage out of the plan."""
    row = _passage(request, reference)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.take_out_passage(by=request.user, passage=row.passage, reason=form.cleaned_data["reason"])
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            return _to_context(request, "The passage is taken out.")
    return form_page(
        request,
        "plan/context_form.html",
        "plan:context",
        form=form,
        heading=f"Take out “{row.heading}”",
        button="Take out",
        consequence="It leaves the risk assessment. It can still be read in the plan as recorded on an earlier day.",
    )
