"""What has changed between two versions, or since a version: as a page, as Word and as PDF."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from dueregard.kernel.require import permit
from dueregard.publication import permissions
from dueregard.publication.exporting import COMPARISON_FORMATS, write_comparison
from dueregard.publication.forms import CompareForm
from dueregard.publication.queries import comparing as queries


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Choose two; see what differs. Without a choice: the published version and the living plan."""
    permit(permissions.can_read_versions(request.user))
    usual = queries.usual_comparison(request.user)
    before = request.GET.get("before") or (usual[0] if usual else "")
    after = request.GET.get("after") or (usual[1] if usual else "")
    compared = queries.compared(request.user, before, after) if before and after else None
    if compared is None and request.GET.get("before") and request.GET.get("after"):
        raise Http404
    format = request.GET.get("format", "")
    if format:
        if format not in COMPARISON_FORMATS or compared is None:
            raise Http404
        content, name = write_comparison(
            compared.comparison, compared.before_label, compared.after_label, compared.dated, format
        )
        response = HttpResponse(content, content_type=COMPARISON_FORMATS[format])
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        response["X-Content-Type-Options"] = "nosniff"
        response["Cache-Control"] = "no-store"
        return response
    form = CompareForm({"before": before, "after": after}, choices=queries.compare_choices(request.user))
    counts = [(words, count) for words, count in compared.comparison.counted().items() if count] if compared else []
    context = {"form": form, "compared": compared, "counts": counts, "before": before, "after": after}
    return render(request, "publication/compare.html", context)
