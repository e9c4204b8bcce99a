"""The pages of a next step."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dueregard.actions.rules import ACTION
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, permit
from dueregard.look.conflicts import remembering, told_of
from dueregard.organisation.queries import lead_choices, term_dates
from dueregard.plan import permissions
from dueregard.plan.forms.areas import ReasonForm
from dueregard.plan.forms.steps import StepForm
from dueregard.plan.queries import areas as queries
from dueregard.plan.views.areas import GET_POST
from dueregard.plan.workflows import steps as workflows
from dueregard.plan.workflows.leads import leads_chosen

_SAID = {
    "start": ("Start this next step", "Start", "It is in progress now."),
    "pause": ("Put this next step back to open", "Put back", "It is open again."),
    "finish": ("Mark this next step as done", "Mark as done", "It is done."),
    "drop": ("Drop this next step", "Drop", "It is dropped; the reason is kept."),
    "reopen": ("Open this next step again", "Open again", "It is open again."),
}


def _area(request: HttpRequest, reference: str) -> queries.AreaPage:
    found = queries.area_page(request.user, reference)
    if found is None:
        raise Http404
    permit(permissions.can_edit_area(request.user, found.revision))
    return found


@GET_POST
def add_step(request: HttpRequest, reference: str) -> HttpResponse:
    """A new next step."""
    found = _area(request, reference)
    form = StepForm(request.POST or None, leads=lead_choices(), terms=term_dates())
    if request.method == "POST" and form.is_valid():
        leads = tuple(leads_chosen(by=request.user, references=form.cleaned_data["leads"]))
        try:
            workflows.add_step(by=request.user, area=found.area, new=form.new(leads))
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The next step is added.")
            return redirect("plan:area", reference)
    context = {"found": found, "form": form, "heading": "Add a next step", "button": "Add next step"}
    return render(request, "plan/area_form.html", context)


@GET_POST
def edit_step(request: HttpRequest, reference: str, step: str) -> HttpResponse:
    """Edit a next step."""
    found = _area(request, reference)
    row = queries.step_of(request.user, found.area, step)
    if row is None:
        raise Http404
    said = row.revision
    initial = {
        "revision": row.action.revision,
        "text": said.text,
        "due": said.due_phrase or (f"{said.due_end.day} {said.due_end:%B %Y}" if said.due_end else ""),
        "rhythm": said.rhythm,
        "leads": [lead.reference for lead in row.leads],
        "progress": said.progress,
        "waiting_on": said.waiting_on,
        "ask_again_on": said.ask_again_on,
        "depends_on": ", ".join(said.depends_on),
        "source": said.source,
        "restricted": said.restricted,
    }
    form = StepForm(request.POST or None, initial=initial, leads=lead_choices(), terms=term_dates())
    remembering(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            workflows.edit_step(
                by=request.user,
                area=found.area,
                action=row.action,
                revision=form.cleaned_data["revision"] or 0,
                due=form.cleaned_data["due"],
                leads=leads_chosen(by=request.user, references=form.cleaned_data["leads"]),
                **form.values(),
            )
        except ChangedSince as since:
            conflict = told_of(form, since)
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The next step is saved.")
            return redirect("plan:area", reference)
    context = {"found": found, "form": form, "heading": "Edit the next step", "button": "Save", "conflict": conflict}
    return render(request, "plan/area_edit.html", context | {"step": row})


@require_http_methods(["GET", "HEAD", "POST"])
def move_step(request: HttpRequest, reference: str, step: str, verb: str) -> HttpResponse:
    """Move a next step's status: a page that says what happens, with a reason."""
    if verb not in ACTION.verbs:
        raise Http404
    found = _area(request, reference)
    row = queries.step_of(request.user, found.area, step)
    if row is None:
        raise Http404
    heading, button, done = _SAID[verb]
    form = ReasonForm(request.POST or None)
    form.fields["reason"].required = verb == "drop"
    if verb != "drop":
        form.fields["reason"].label = "Why (optional)"
    if request.method == "POST" and form.is_valid():
        try:
            workflows.move_step(
                by=request.user, area=found.area, action=row.action, verb=verb, reason=form.cleaned_data["reason"]
            )
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("plan:area", reference)
    context = {"found": found, "form": form, "heading": heading, "button": button, "step": row}
    return render(request, "plan/area_form.html", context)
