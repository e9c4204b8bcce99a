"""The plan read as two documents, its title and scale, and the corporate risk register's entry."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dueregard.kernel.require import ChangedSince, Refused, permit
from dueregard.look.conflicts import remembering, told_of
from dueregard.organisation.queries import lead_choices
from dueregard.plan import permissions
from dueregard.plan.forms import document as forms
from dueregard.plan.queries import documents as queries
from dueregard.plan.queries.choices import plan_document
from dueregard.plan.rules.ratings import LEVELS, rag_of_score
from dueregard.plan.views.areas import GET_POST
from dueregard.plan.workflows import document as workflows

_NOT_READER = "Your roles do not include reading the plan."


def reader(request: HttpRequest) -> None:
    """Raise NotPermitted for whoever may not read the plan."""
    permit(permissions.can_read_register(request.user), _NOT_READER)


def _document_page(request: HttpRequest, template: str, **more: Any) -> HttpResponse:
    reading = more["reading"]
    context = {
        "plan": plan_document(reading.filters().moment()),
        "may_edit": permissions.can_edit_plan(request.user),
        "as_recorded": reading.filters().recorded_on if reading.filters().moment() else None,
    }
    return render(request, template, context | more)


@require_GET
def risk_assessment(request: HttpRequest) -> HttpResponse:
    """Context, risk areas, hazards, controls and ratings, as one document."""
    reader(request)
    reading = forms.Reading(request.GET)
    moment = reading.filters().moment()
    groups = queries.context_groups(request.user, moment)
    page = queries.risk_assessment(request.user, moment, request.GET.get("page"))
    return _document_page(
        request,
        "plan/documents_risk_assessment.html",
        reading=reading,
        context_groups=groups,
        page=page,
        claims=queries.claims_on(request.user, page, groups),
        entry=queries.risk_entry(request.user, moment),
    )


@require_GET
def action_plan(request: HttpRequest) -> HttpResponse:
    """Actions, leads, dates and progress, as one document."""
    reader(request)
    reading = forms.Reading(request.GET)
    filters = reading.filters()
    closed = bool(reading.cleaned_data.get("closed"))
    page = queries.action_plan(
        request.user, filters.recorded_on, filters.moment(), closed=closed, page=request.GET.get("page")
    )
    said = queries.claims_on(request.user, page)
    return _document_page(
        request, "plan/documents_action_plan.html", reading=reading, page=page, closed=closed, claims=said
    )


def form_page(request: HttpRequest, template: str, back: str, **more: Any) -> HttpResponse:
    """A form of the plan as a whole; back: name of the page that it came from."""
    return render(request, template, {"back": reverse(back), "has_errors": bool(more["form"].errors)} | more)


# --- title and scale --------------------------------------------------------------------------------------------------
@require_GET
def scale(request: HttpRequest) -> HttpResponse:
    """The institution's scale: its words, and which product is amber and red."""
    reader(request)
    plan = plan_document()
    return render(
        request,
        "plan/scale.html",
        {
            "plan": plan,
            "matrix": queries.scale_matrix(plan),
            "impacts": queries.impact_levels(plan),
            "history": queries.plan_document_history(request.user),
            "may_edit": permissions.can_edit_plan(request.user),
        },
    )


@GET_POST
def edit_plan_document(request: HttpRequest) -> HttpResponse:
    """Change the title and the scale; whoever saves second is shown what changed, and nothing of theirs is lost."""
    permit(permissions.can_edit_plan(request.user))
    plan = plan_document()
    initial: dict[str, Any] = {name: getattr(plan, name) for name in ("title", "amber_from", "red_from")}
    initial["revision"] = plan.plan.revision
    for name, words in (("likelihood", plan.likelihood_words), ("impact", plan.impact_words)):
        initial |= {f"{name}_{level}": word for level, word in zip(LEVELS, words, strict=False)}
    form = forms.PlanForm(request.POST or None, initial=initial)
    remembering(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            workflows.edit_plan_document(
                by=request.user,
                revision=form.cleaned_data["revision"] or 0,
                reason=form.cleaned_data["reason"],
                **form.values(),
            )
        except ChangedSince as since:
            conflict = told_of(form, since)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The title and the scale are saved.")
            return redirect("plan:scale")
    return form_page(
        request,
        "plan/scale_form.html",
        "plan:scale",
        form=form,
        heading="Title and scale of the plan",
        button="Save",
        conflict=conflict,
        consequence="Give five words for likelihood and five for impact, from 1 to 5, or none. Ratings that have been "
        "given stay as they were given.",
    )


# --- the corporate risk register --------------------------------------------------------------------------------------
@require_GET
def risk_entry(request: HttpRequest) -> HttpResponse:
    """What the corporate risk register says about Prevent, now and before."""
    reader(request)
    history = queries.risk_entry_history(request.user)
    return render(
        request,
        "plan/risk_entry.html",
        {
            "entry": history[0] if history else None,
            "history": history[1:],
            "may_edit": permissions.can_edit_plan(request.user),
        },
    )


@GET_POST
def set_risk_entry(request: HttpRequest) -> HttpResponse:
    """Record what the corporate risk register says now; whoever saves second is shown what changed."""
    permit(permissions.can_edit_plan(request.user))
    entry = queries.risk_entry(request.user)
    plan = plan_document()
    initial: dict[str, Any] = {"revision": 0}
    if entry is not None:
        row = entry.row
        names = ("register_reference", "title", "text", "likelihood", "impact", "rag", "reviewed_on", "review_on")
        initial = {name: getattr(row, name) for name in names}
        initial |= {"revision": row.pk, "owner": row.owner.reference if row.owner else ""}
        if row.rag == rag_of_score(entry.score, plan.amber_from, plan.red_from):
            initial["rag"] = ""  # so that it follows when likelihood or impact changes
    form: Any = forms.RiskEntryForm(
        request.POST or None,
        initial=initial,
        leads=lead_choices(),
        likelihood_words=plan.likelihood_words,
        impact_words=plan.impact_words,
    )
    remembering(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            workflows.set_risk_entry(by=request.user, opened_at=form.cleaned_data["revision"] or 0, **form.values())
        except ChangedSince as since:
            conflict = told_of(form, since)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The entry is recorded.")
            return redirect("plan:risk_entry")
    return form_page(
        request,
        "plan/context_form.html",
        "plan:risk_entry",
        form=form,
        heading="Prevent in the corporate risk register",
        button="Save",
        conflict=conflict,
    )
