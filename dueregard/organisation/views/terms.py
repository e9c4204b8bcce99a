"""Pages of academic years and their terms."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel import clock
from dueregard.look.conflicts import remembering
from dueregard.organisation import forms, queries
from dueregard.organisation.rules.years import AcademicYear
from dueregard.organisation.views.frame import GET_POST, after, done, form_page, keeping, list_of, list_page, reading
from dueregard.organisation.workflows import terms as workflows

LIST = "organisation:terms"


def _year(start_year: int) -> AcademicYear:
    if not 2000 <= start_year <= 2100:
        raise Http404
    return AcademicYear(start_year)


@require_GET
def terms(request: HttpRequest) -> HttpResponse:
    """The years and their terms, own dates and usual ones told apart."""
    reading(request)
    today = clock.today()
    context = {
        "years": queries.years_of_terms(request.user, today),
        "present": AcademicYear.containing(today),
        "other_years": [AcademicYear(year) for year in range(today.year + 2, 2009, -1)],
    }
    return list_page(request, LIST, "organisation/terms.html", context)


@require_GET
def choose_year(request: HttpRequest) -> HttpResponse:
    """Go to the form of the year that was chosen from the list."""
    keeping(request)
    try:
        year = _year(int(request.GET.get("year", "")))
    except ValueError:
        raise Http404 from None
    return redirect("organisation:set_terms", year.start_year)


@GET_POST
def set_terms(request: HttpRequest, start_year: int) -> HttpResponse:
    """The three terms of one year on one form."""
    keeping(request)
    year = _year(start_year)
    form = forms.TermsForm(request.POST or None, year=year, terms=queries.term_dates().terms(year))
    remembering(form)
    if done(
        request,
        form,
        lambda: workflows.set_terms(by=request.user, year=year, terms=form.terms(), opened=form.opened()),
    ):
        return after(request, f"The terms of {year.label} were saved.", reverse(LIST))
    back = list_of(LIST)
    return form_page(
        request,
        form,
        heading=f"Terms of {year.label}",
        button="Save the terms",
        consequence="“Spring term” in a due date means these days. Both the first and the last day belong to the term.",
        template="organisation/terms_form.html",
        back=back,
        parent=back,
    )


@require_POST
def use_usual_terms(request: HttpRequest, start_year: int) -> HttpResponse:
    """Go back to the usual dates."""
    keeping(request)
    year = _year(start_year)
    workflows.use_usual_terms(by=request.user, year=year)
    return after(request, f"{year.label} has the usual dates again.", reverse(LIST))
