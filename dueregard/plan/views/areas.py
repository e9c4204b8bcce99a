"""The pages of one area."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, permit
from dueregard.look.conflicts import remembering, told_of
from dueregard.look.difference import word_difference
from dueregard.organisation.queries import lead_choices
from dueregard.plan import permissions
from dueregard.plan.forms import areas as forms
from dueregard.plan.forms.register import RegisterFilters
from dueregard.plan.queries import areas as queries
from dueregard.plan.queries import choices as choose
from dueregard.plan.queries.history import history
from dueregard.plan.rules.passages import PASSAGES
from dueregard.plan.workflows import areas as workflows
from dueregard.plan.workflows.leads import leads_chosen

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def area_or_404(request: HttpRequest, reference: str) -> queries.AreaPage:
    found = queries.area_page(request.user, reference)
    if found is None:
        raise Http404
    return found


def to_area(request: HttpRequest, reference: str, done: str) -> HttpResponse:
    messages.success(request, done)
    return redirect("plan:area", reference)


def form_page(
    request: HttpRequest, found: queries.AreaPage | None, form: Any, heading: str, button: str, **more: Any
) -> HttpResponse:
    context = {"found": found, "form": form, "heading": heading, "button": button} | more
    return render(request, more.get("template", "plan/area_form.html"), context)


@require_GET
def area(request: HttpRequest, reference: str) -> HttpResponse:
    """An area as it is, or as recorded on the day in the URL."""
    filters = RegisterFilters(request.GET).filters()
    moment = filters.moment()
    found = queries.area_page(request.user, reference, filters.recorded_on, moment)
    if found is None:
        raise Http404
    return render(request, "plan/area.html", {"found": found, "today": clock.today()})


@require_GET
def area_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Every change of an area with its words before and after."""
    found = area_or_404(request, reference)
    changes = [
        {
            "change": change,
            "fields": [
                {"label": label, "segments": None if before is None else word_difference(before, after or "")}
                for label, before, after in change.fields
            ],
        }
        for change in history(request.user, found.area)
    ]
    return render(request, "plan/area_history.html", {"found": found, "changes": changes})


@GET_POST
def add_section(request: HttpRequest) -> HttpResponse:
    """A new section."""
    permit(permissions.can_edit_plan(request.user))
    form = forms.SectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.add_section(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("number", str(refusal))
        else:
            messages.success(request, "The section is added. Add its first risk area now.")
            return redirect("plan:add_area")
    return form_page(request, None, form, "Add a section", "Add section")


@GET_POST
def add_area(request: HttpRequest) -> HttpResponse:
    """A new area."""
    permit(permissions.can_edit_plan(request.user))
    form = forms.NewAreaForm(
        request.POST or None,
        initial={"section": request.GET.get("section", "")},
        sections=choose.section_choices(),
        campuses=choose.campus_choices(request.user),
        leads=lead_choices(),
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        section = choose.section_by_reference(values["section"])
        try:
            if section is None:
                raise Refused("Choose a section.")
            made = workflows.add_area(
                by=request.user,
                section=section,
                title=values["title"],
                number=values["number"],
                campus=choose.campus_by_reference(values["campus"]),
                leads=leads_chosen(by=request.user, references=values["leads"]),
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The risk area is added. Say now what is in place.")
            return redirect("plan:edit_area", made.area.reference)
    return form_page(request, None, form, "Add a risk area", "Add risk area")


@GET_POST
def edit_area(request: HttpRequest, reference: str) -> HttpResponse:
    """Edit the passages; whoever saves second is shown what changed, and nothing of theirs is lost."""
    found = area_or_404(request, reference)
    permit(permissions.can_edit_area(request.user, found.revision))
    row = found.revision
    initial = {name: getattr(row, name) for name in ("title", *PASSAGES, "review_on")}
    form = forms.AreaForm(request.POST or None, initial=initial | {"revision": found.area.revision})
    remembering(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            workflows.edit_area(
                by=request.user,
                area=found.area,
                revision=form.cleaned_data["revision"] or 0,
                reason=form.cleaned_data["reason"],
                **form.values(),
            )
        except ChangedSince as since:
            conflict = told_of(form, since)
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_area(request, reference, "The risk area is saved.")
    return form_page(
        request, found, form, "Edit the risk area", "Save", conflict=conflict, template="plan/area_edit.html"
    )


@GET_POST
def rate_area(request: HttpRequest, reference: str) -> HttpResponse:
    """Rate an area, with a reason."""
    found = area_or_404(request, reference)
    permit(permissions.can_rate_area(request.user, found.revision))
    plan = choose.plan_document()
    names = ("rag", "likelihood", "impact", "residual_likelihood", "residual_impact")
    form = forms.RatingForm(
        request.POST or None,
        initial={name: getattr(found.revision, name) for name in names} | {"revision": found.area.revision},
        likelihood_words=plan.likelihood_words,
        impact_words=plan.impact_words,
    )
    remembering(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            workflows.rate_area(by=request.user, area=found.area, **form.cleaned_data)
        except ChangedSince as since:
            conflict = told_of(form, since)
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_area(request, reference, "The rating is recorded.")
    return form_page(
        request, found, form, "Rate the risk area", "Record rating", conflict=conflict, template="plan/area_edit.html"
    )


@GET_POST
def set_area_leads(request: HttpRequest, reference: str) -> HttpResponse:
    """Choose who is accountable for an area."""
    found = area_or_404(request, reference)
    permit(permissions.can_edit_area(request.user, found.revision))
    form = forms.LeadsForm(
        request.POST or None,
        initial={"leads": [lead.reference for lead in found.leads]},
        leads=lead_choices(),
    )
    remembering(form)
    if request.method == "POST" and form.is_valid():
        leads = leads_chosen(by=request.user, references=form.cleaned_data["leads"])
        opened = request.POST.getlist("initial-leads")
        workflows.set_area_leads(
            by=request.user, area=found.area, leads=leads, opened=opened, reason=form.cleaned_data["reason"]
        )
        return to_area(request, reference, "The leads are saved.")
    return form_page(request, found, form, "Leads of the risk area", "Save leads")


@GET_POST
def restrict_passages(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which passages only some roles may read."""
    found = area_or_404(request, reference)
    permit(permissions.can_edit_area(request.user, found.revision))
    form = forms.RestrictForm(request.POST or None, initial={"passages": found.revision.restricted})
    remembering(form)
    if request.method == "POST" and form.is_valid():
        try:
            opened = request.POST.getlist("initial-passages")
            workflows.restrict_passages(by=request.user, area=found.area, opened=opened, **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_area(request, reference, "The restrictions are saved.")
    return form_page(request, found, form, "Restrict passages", "Save restrictions")


@GET_POST
def retire_area(request: HttpRequest, reference: str) -> HttpResponse:
    """Take an area out of the register."""
    found = area_or_404(request, reference)
    permit(permissions.can_edit_area(request.user, found.revision))
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.retire_area(by=request.user, area=found.area, reason=form.cleaned_data["reason"])
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_area(request, reference, "The risk area is retired. Its number stays taken.")
    return form_page(
        request,
        found,
        form,
        "Retire this risk area",
        "Retire",
        consequence="It leaves the register and its next steps are no longer followed up. Its number stays taken and "
        "its history can be read. You can restore it at any time.",
    )


@GET_POST
def restore_area(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a retired area back."""
    found = area_or_404(request, reference)
    permit(permissions.can_edit_area(request.user, found.revision))
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.restore_area(by=request.user, area=found.area, reason=form.cleaned_data["reason"])
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_area(request, reference, "The risk area is back in the register.")
    return form_page(request, found, form, "Restore this risk area", "Restore")


@GET_POST
def move_area(request: HttpRequest, reference: str) -> HttpResponse:
    """Put an area elsewhere in the plan's order."""
    found = area_or_404(request, reference)
    permit(permissions.can_edit_plan(request.user))
    form = forms.MoveForm(
        request.POST or None,
        initial={"section": found.revision.section.reference},
        sections=choose.section_choices(),
        areas=choose.area_choices(request.user, but=reference),
    )
    if request.method == "POST" and form.is_valid():
        section = choose.section_by_reference(form.cleaned_data["section"])
        after = choose.area_by_reference(form.cleaned_data["after"])
        try:
            if section is None:
                raise Refused("Choose a section.")
            workflows.move_area(by=request.user, area=found.area, section=section, after=after)
        except Refused as refusal:
            form.add_error("after", str(refusal))
        else:
            return to_area(request, reference, "The risk area is moved.")
    return form_page(request, found, form, "Move this risk area", "Move")
