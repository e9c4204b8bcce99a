"""The pages of reviews: what is late, recording and withdrawing one, and the cycles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, permit
from dueregard.plan import permissions
from dueregard.plan.forms import reviews as forms
from dueregard.plan.queries import choices as choose
from dueregard.plan.queries import cycles as cycle_queries
from dueregard.plan.queries import reviews as queries
from dueregard.plan.rules.cycles import What
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.workflows import cycles as cycle_workflows
from dueregard.plan.workflows import reviews as workflows

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def reviews(request: HttpRequest) -> HttpResponse:
    """The cycles with their last and next review, what is late and waiting, and the reviews that took place."""
    permit(permissions.can_read_register(request.user))
    form = forms.ReviewsFilters(request.GET, *queries.review_choices(request.user))
    context = {
        "found": queries.reviews_page(request.user),
        "form": form,
        "chips": form.chips(),
        "page": queries.reviews(request.user, form.filters(), request.GET.get("page")),
        "may_edit": permissions.can_edit_plan(request.user),
        "today": clock.today(),
    }
    return render(request, "plan/reviews.html", context)


def _form_page(request: HttpRequest, form: Any, heading: str, button: str, **more: Any) -> HttpResponse:
    return render(request, "plan/reviews_form.html", {"form": form, "heading": heading, "button": button} | more)


@GET_POST
def record_plan_review(request: HttpRequest) -> HttpResponse:
    """Record a review of the whole plan, or of the risk register's entry."""
    permit(permissions.can_record_plan_review(request.user))
    initial: dict[str, Any] = {"what": What.PLAN.value, "reviewed_on": clock.today()}
    initial |= {name: request.GET[name][:200] for name in ("what", "body", "plan_version") if name in request.GET}
    initial["plan_version_reference"] = request.GET.get("plan_version_reference", "")[:16]
    form = forms.PlanReviewForm(request.POST or None, initial=initial, bodies=choose.body_choices())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        chosen = {name: choose.body_by_reference(values[name]) for name in ("body", "referred_to")}
        try:
            workflows.record_plan_review(by=request.user, **(values | chosen))
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The review is recorded.")
            return redirect("plan:reviews")
    return _form_page(request, form, "Record a review", "Record review")


@GET_POST
def withdraw_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Strike a review that was recorded wrongly."""
    permit(permissions.can_read_register(request.user))
    found = queries.review_of_reference(request.user, reference)
    if found is None:
        raise Http404
    may = (
        permissions.can_rate_area(request.user, found.area)
        if found.area
        else permissions.can_record_plan_review(request.user)
    )
    permit(may)
    form = forms.WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.withdraw_review(by=request.user, review=found.review, why=form.cleaned_data["why"])
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The review is withdrawn.")
            return redirect("plan:reviews")
    return _form_page(
        request,
        form,
        "Withdraw a review",
        "Withdraw it",
        found=found,
        consequence="It stays readable, struck through, with your reason. Days that followed from it are computed anew.",
    )


# --- cycles -----------------------------------------------------------------------------------------------------------
@GET_POST
def edit_cycle(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a cycle. The rule of a rating shows first how many dates it moves."""
    permit(permissions.can_edit_plan(request.user))
    cycle = cycle_queries.cycle_of_reference(reference)
    if cycle is None:
        raise Http404
    initial = {name: getattr(cycle, name) for name in ("revision", "rhythm", "months", "days", "next_on", "in_use")}
    if cycle.what == What.AREA:
        return _area_rule(request, cycle, initial)
    initial["body"] = cycle.body.reference if cycle.body else ""
    form = forms.CycleForm(request.POST or None, initial=initial, bodies=choose.body_choices())
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            cycle_workflows.edit_cycle(
                by=request.user,
                reference=reference,
                revision=values["revision"] or 0,
                rule=form.rule(),
                body=choose.body_by_reference(values["body"]),
                in_use=values["in_use"],
            )
        except ChangedSince as since:
            _changed(form, since)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The cycle is set.")
            return redirect("plan:reviews")
    return _form_page(request, form, f"{cycle.get_what_display()}: {cycle.whose}", "Save")


def _changed(form: Any, since: ChangedSince) -> None:
    """Say so, and let the next attempt be made over what stands now; what was typed stays."""
    form.add_error(None, "Somebody has changed this since you opened it. Look at the page of reviews, or save yours.")
    form.data = form.data.copy()
    form.data["revision"] = str(since.revision)


def _area_rule(request: HttpRequest, cycle: Any, initial: dict[str, Any]) -> HttpResponse:
    form: Any = forms.AreaRuleForm(request.POST or None, initial=initial)
    heading = f"Areas rated {Rag(cycle.rag).label.lower()}"
    moves = None
    if request.method == "POST" and form.is_valid() and not request.POST.get("back"):
        values = form.cleaned_data
        try:
            if request.POST.get("confirmed"):
                done = cycle_workflows.change_area_rule(
                    by=request.user,
                    reference=cycle.reference,
                    revision=values["revision"] or 0,
                    rule=form.rule(),
                    also_undated=values["also_undated"],
                    seen=values["seen"],
                )
                count = len(done.moves)
                messages.success(request, f"The rule is set. {count} date{'s' if count != 1 else ''} moved.")
                return redirect("plan:reviews")
            moves = cycle_queries.rule_moves(cycle.rag, form.rule(), also_undated=values["also_undated"])
        except ChangedSince as since:
            _changed(form, since)
    if moves is not None and form.is_valid():
        form.data = form.data.copy()
        form.data["seen"] = moves.seen
        context = {"form": form, "heading": heading, "moves": moves, "before": cycle.words, "rule": form.rule()}
        return render(request, "plan/reviews_rule_confirm.html", context)
    counts = cycle_queries.rule_moves(cycle.rag, cycle.rule, also_undated=False)
    return _form_page(
        request,
        form,
        heading,
        "Show what it changes",
        consequence="Days that the rule had set follow the new rule; days that a person set stay. You see them first.",
        counts=counts,
    )


@GET_POST
def add_cycle(request: HttpRequest) -> HttpResponse:
    """One more body that reviews the plan or the risk register's entry."""
    permit(permissions.can_edit_plan(request.user))
    form: Any = forms.NewCycleForm(request.POST or None, bodies=choose.body_choices())
    if request.method == "POST" and form.is_valid():
        body: Any = choose.body_by_reference(form.cleaned_data["body"])  # the field takes bodies only
        try:
            cycle_workflows.add_cycle(by=request.user, what=form.cleaned_data["what"], body=body, rule=form.rule())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The cycle is added.")
            return redirect("plan:reviews")
    return _form_page(request, form, "Add a cycle", "Add the cycle")
