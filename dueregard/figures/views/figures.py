"""The catalogue, a figure's page, and both as files."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dueregard.figures.queries import catalogue, page
from dueregard.figures.views.frame import choice, file, file_name, of_key, query_of, reading
from dueregard.kernel import clock


@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """All figures for one day or period."""
    reading(request)
    form = choice(request)
    chosen = form.chosen()
    context = {
        "form": form,
        "chosen": chosen,
        "query": query_of(chosen),
        "counted_on": clock.today(),
        "rooms": catalogue.catalogue(request.user, chosen),
    }
    return render(request, "figures/figures.html", context)


@require_safe
def figures_file(request: HttpRequest) -> HttpResponse:
    """The catalogue as a file."""
    reading(request)
    chosen = choice(request).chosen()
    rows = catalogue.catalogue_lines(request.user, chosen)
    return file(f"figures-{chosen.last.isoformat()}", catalogue.HEADINGS, rows)


@require_safe
def figure(request: HttpRequest, key: str) -> HttpResponse:
    """One figure."""
    reading(request)
    one, form = of_key(key), choice(request)
    chosen = form.chosen()
    context = {
        "form": form,
        "chosen": chosen,
        "query": query_of(chosen),
        "counted_on": clock.today(),
        "figure": one,
        "found": page.figure_page(request.user, one, chosen, request.GET.get("page")),
    }
    return render(request, "figures/figure.html", context)


@require_safe
def trend_file(request: HttpRequest, key: str) -> HttpResponse:
    """A figure's trend as a file."""
    reading(request)
    one, chosen = of_key(key), choice(request).chosen()
    return file(file_name(key, "trend", chosen), page.TREND_HEADINGS, page.trend_lines(request.user, one, chosen))


@require_safe
def rows_file(request: HttpRequest, key: str) -> HttpResponse:
    """The rows behind a figure as a file."""
    reading(request)
    one, chosen = of_key(key), choice(request).chosen()
    return file(file_name(key, "rows", chosen), page.ROW_HEADINGS, page.row_lines(request.user, one, chosen))
