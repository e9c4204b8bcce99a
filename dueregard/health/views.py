"""The health of the plan: its page, the rows behind each figure, leads by load, and the steering group's paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dueregard.health import permissions
from dueregard.health.exporting import FORMATS, paper_fragment, write_paper
from dueregard.health.forms import DayForm, RowsForm, SinceForm
from dueregard.health.queries.claims import page_of_claims
from dueregard.health.queries.page import all_loads, health_page, query_of
from dueregard.health.queries.paper import paper_for, since_choices, usual_since
from dueregard.health.queries.rows import page_of_rows, section_choices
from dueregard.health.queries.selecting import sight_of
from dueregard.health.rules.figures import BY_SLUG, NOT_KEPT, Group
from dueregard.health.workflows import looking
from dueregard.kernel.require import permit

_NOT_YOURS = "Your roles do not include reading the plan."


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Everything that ails the plan, now or as recorded on a day."""
    permit(permissions.can_read_health(request.user), _NOT_YOURS)
    form = DayForm(request.GET)
    return render(request, "health/health.html", {"form": form, "found": health_page(request.user, form.filters())})


@require_safe
def rows(request: HttpRequest, slug: str) -> HttpResponse:
    """The rows behind one figure."""
    permit(permissions.can_read_health(request.user), _NOT_YOURS)
    figure = BY_SLUG.get(slug)
    if figure is None:
        raise Http404
    sections = section_choices(DayForm(request.GET).filters())
    form = RowsForm(request.GET, sections, times=slug == "carried-over")
    filters, sight = form.filters(), sight_of(request.user)
    day = filters.today(sight.present)
    context = {
        "form": form,
        "chips": form.chips(),
        "figure": figure,
        "explained": figure.explained.format(months=sight.months),
        "group": str(figure.group),
        "page": page_of_claims(request.user, filters, request.GET.get("page"))
        if figure.group == Group.CLAIMS
        else page_of_rows(slug, sight, filters, request.GET.get("page"), times=form.cleaned_data.get("times")),
        "as_recorded": day if filters.moment() else None,
        "not_kept": figure.group in NOT_KEPT and filters.moment() is not None,
        "query": query_of(filters),
    }
    return render(request, "health/rows.html", context)


@require_safe
def leads(request: HttpRequest) -> HttpResponse:
    """All leads with what they carry."""
    permit(permissions.can_read_health(request.user), _NOT_YOURS)
    form = DayForm(request.GET)
    filters = form.filters()
    context = {
        "form": form,
        "loads": all_loads(request.user, filters),
        "as_recorded": filters.recorded_on if filters.moment() else None,
        "query": query_of(filters),
    }
    return render(request, "health/leads.html", context)


@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """What needs the group and what has changed since a day: as a page, Word, PDF or CSV."""
    permit(permissions.can_read_health(request.user), _NOT_YOURS)
    form = SinceForm(request.GET)
    understood = form.is_valid()
    since = (form.cleaned_data["since"] if understood else None) or usual_since()
    if understood:
        form = SinceForm(initial={"since": since})  # the day that is shown, in words
    format = request.GET.get("format", "")
    if format and format not in FORMATS:
        raise Http404
    found = paper_for(request.user, since)
    if format:
        content, name = write_paper(found, format)
        response = HttpResponse(content, content_type=FORMATS[format])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response
    context = {
        "form": form,
        "since": since,
        "choices": since_choices(),
        "fragment": paper_fragment(found),
        "formats": [(each, label) for each, label in (("docx", "Word"), ("pdf", "PDF"), ("csv", "CSV"))],
    }
    return render(request, "health/paper.html", context)


@require_POST
def look_again(request: HttpRequest) -> HttpResponse:
    """Have all texts looked through anew."""
    looking.look_again(by=request.user)
    messages.success(request, "The texts are being looked through. This page says how far it has come.")
    return redirect(reverse("health:health") + "#texts")
