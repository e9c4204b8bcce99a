"""The pages of an import as a whole: the list, bringing, how far it is, the review, taking over, undoing, discarding."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused
from dueregard.plan import permissions
from dueregard.plan.forms import imports as forms
from dueregard.plan.queries import imports as queries
from dueregard.plan.rules.states import ImportState
from dueregard.plan.workflows import imports as workflows

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
# Seconds between two looks at an import that is being read.
_LOOK_AGAIN = "2"


def brought_or_404(request: HttpRequest, reference: str, *states: str) -> Any:
    """The import, in one of `states` if any are given; 404 for those who may not see it and where it is elsewhere."""
    found = queries.import_with(request.user, reference)
    if found is None:
        raise Http404
    if states and found.state not in states:
        raise NotAllowedNow("This import has moved on since you opened the page: go back to it and look again.")
    return found


def may_import_or_404(request: HttpRequest) -> None:
    """Imports show whole documents: to others there is no such page."""
    if not permissions.can_edit_plan(request.user):
        raise Http404


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    """All imports, newest first."""
    may_import_or_404(request)
    return render(request, "plan/import_list.html", {"page": queries.imports(request.user, request.GET.get("page"))})


@GET_POST
def bring_document(request: HttpRequest) -> HttpResponse:
    """Bring the file of a plan."""
    may_import_or_404(request)
    limits = settings.DUEREGARD_DOCUMENT_LIMITS
    bound = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.BringForm(*bound, most=limits.max_bytes)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["document"]
        try:
            brought = workflows.bring_document(by=request.user, stream=sent, name=sent.name)
        except Refused as refusal:
            form.add_error("document", str(refusal))
        else:
            return redirect("plan:import", brought.reference)
    return render(request, "plan/import_bring.html", {"form": form, "seconds": round(limits.seconds)})


@require_GET
def show_import(request: HttpRequest, reference: str) -> HttpResponse:
    """An import, whatever state it is in: progress, refusal, review, or what became of it."""
    brought = brought_or_404(request, reference)
    if brought.state == ImportState.READING:
        return _progress(request, brought)
    if brought.state == ImportState.READY:
        return _review(request, brought)
    if brought.state in (ImportState.COMMITTED, ImportState.UNDONE):
        committed = brought.state == ImportState.COMMITTED
        changed = queries.changed_since(brought.made) if committed else ""
        return render(
            request, "plan/import_result.html", {"brought": brought, "made": brought.made, "changed": changed}
        )
    return render(request, "plan/import_refused.html", {"brought": brought})


def _progress(request: HttpRequest, brought: Any) -> HttpResponse:
    progress = queries.progress(brought)
    response = render(request, "plan/import_progress.html", {"brought": brought, "progress": progress})
    if not progress.failed:
        # The page looks again by itself, without script.
        response["Refresh"] = _LOOK_AGAIN
    return response


def _review(request: HttpRequest, brought: Any) -> HttpResponse:
    overview = queries.overview(request.user, brought)
    section = request.GET.get("section", "")
    show = "all" if request.GET.get("show") == "all" or section or not overview.counts["unsure"] else ""
    address = reverse("plan:import", args=[brought.reference])
    sections = [
        {"label": f"{label} ({number})", "url": f"{address}?{urlencode({'section': value})}", "value": value}
        for value, label, number in overview.sections
    ]
    context = {
        "brought": brought,
        "about": brought.proposal["document"],
        "heading": brought.proposal["document"]["title"] or "A plan without a title",
        "overview": overview,
        "cards": queries.cards(brought, show, section, request.GET.get("page")),
        "show": show,
        "section": section,
        "sections": sections,
        "tabs": [
            {"label": f"To look at ({overview.counts['unsure']})", "url": address, "current": not show},
            {
                "label": f"All ({overview.counts['areas']})",
                "url": f"{address}?show=all",
                "current": bool(show) and not section,
            },
        ],
    }
    return render(request, "plan/import_review.html", context)


@require_GET
def original(request: HttpRequest, reference: str) -> FileResponse:
    """The file as it was brought, to keep; never shown in the browser."""
    brought = brought_or_404(request, reference)
    response = FileResponse(
        brought.file.content.open("rb"),
        as_attachment=True,
        filename=brought.file.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response


@GET_POST
def commit_import(request: HttpRequest, reference: str) -> HttpResponse:
    """What taking the import into the register does, and then doing it."""
    brought = brought_or_404(request, reference)
    if brought.state != ImportState.READY:
        # Whoever confirms a moment after somebody else sees what became of it.
        return redirect("plan:import", reference)
    preview = queries.preview(request.user, brought)
    form = forms.CommitForm(
        request.POST if request.method == "POST" else None,
        initial={"revision": brought.revision},
        clashes=preview.clashes,
        twin=preview.before is not None,
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            workflows.commit_import(
                by=request.user,
                brought=brought,
                revision=values["revision"],
                taken=values.get("taken", "refuse"),
                again=values.get("again", False),
            )
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        except ChangedSince as changed:
            form.add_error(None, f"{changed} Look at it again before you take it.")
        else:
            return redirect("plan:import", reference)
    return render(request, "plan/import_commit.html", {"brought": brought, "preview": preview, "form": form})


@GET_POST
def undo_import(request: HttpRequest, reference: str) -> HttpResponse:
    """Take out of the register what an import made."""
    brought = brought_or_404(request, reference, ImportState.COMMITTED)
    refusal = queries.changed_since(brought.made)
    if request.method == "POST":
        try:
            workflows.undo_import(by=request.user, brought=brought)
        except NotAllowedNow as why:
            refusal = str(why)
        else:
            messages.success(request, "The import is undone. The register is as it was before.")
            return redirect("plan:import", reference)
    context = {
        "brought": brought,
        "made": brought.made,
        "refusal": refusal,
        "has_errors": bool(refusal) and request.method == "POST",
    }
    return render(request, "plan/import_undo.html", context)


@GET_POST
def discard_import(request: HttpRequest, reference: str) -> HttpResponse:
    """Put an import away."""
    brought = brought_or_404(request, reference, ImportState.READING, ImportState.READY, ImportState.REFUSED)
    if request.method == "POST":
        workflows.discard_import(by=request.user, brought=brought)
        messages.success(request, "The import is discarded. The register is as it was.")
        return redirect("plan:imports")
    return render(request, "plan/import_discard.html", {"brought": brought})
