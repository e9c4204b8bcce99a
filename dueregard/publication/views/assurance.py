"""Was the risk assessment refreshed in this academic year, and who was assured of it: a page to hand to governors."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.organisation.rules.years import AcademicYear
from dueregard.publication import permissions
from dueregard.publication.assuring import FORMATS, fragment_of, write_assurance
from dueregard.publication.queries import assurance as queries
from dueregard.publication.rules.assurance import WHICH, question


def _found(request: HttpRequest) -> tuple[Any, list[AcademicYear]]:
    """The evidence of the year in the URL (without one: of the present year), and the years to choose from."""
    permit(permissions.can_read_assurance(request.user))
    years = queries.year_choices(clock.today())
    wanted = request.GET.get("year") or str(years[0].start_year)
    chosen = next((year for year in years if str(year.start_year) == wanted), None)
    found = queries.year_of_evidence(request.user, chosen) if chosen else None
    if found is None:
        raise Http404
    return found, years


@require_GET
def assurance(request: HttpRequest) -> HttpResponse:
    """The answer with its evidence; with `format`, as Word or PDF."""
    found, years = _found(request)
    format = request.GET.get("format", "")
    if format:
        if format not in FORMATS:
            raise Http404
        content, name = write_assurance(found, format)
        response = HttpResponse(content, content_type=FORMATS[format])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response
    query = f"?year={found.year.start_year}"
    figures = [
        (found.count(which), label, reverse("publication:assurance_areas", args=[which]) + query)
        for which, label in WHICH.items()
    ]
    context = {
        "found": found,
        "years": years,
        "title": question(found.year),
        "figures": figures,
        "fragment": fragment_of(found),
    }
    return render(request, "publication/assurance.html", context)


@require_GET
def assurance_areas(request: HttpRequest, which: str) -> HttpResponse:
    """The risk areas behind one figure of the evidence, and those that it does not count."""
    found, _ = _found(request)
    if which not in WHICH:
        raise Http404
    counted = [area for area in found.areas if getattr(area, which)]
    others = [area for area in found.areas if not getattr(area, which)]
    context = {"found": found, "label": WHICH[which], "counted": counted, "others": others, "total": len(found.areas)}
    return render(request, "publication/assurance_areas.html", context)
