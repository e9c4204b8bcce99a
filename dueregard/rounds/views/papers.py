"""The papers of a round: what it changed, and the Word forms on their way out and back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from dueregard.kernel.require import NotAllowedNow, Refused, permit
from dueregard.rounds import exporting, permissions
from dueregard.rounds.forms import BackForm
from dueregard.rounds.views.frame import ask_or_404, round_or_404, round_to_run
from dueregard.rounds.workflows.forms import bring_form_back as bring

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


@require_GET
def changes(request: HttpRequest, reference: str) -> HttpResponse:
    """What the round has changed, as a page, as Word or as PDF."""
    found = round_or_404(request, reference)
    permit(permissions.can_read_answers(request.user))
    format = request.GET.get("format", "")
    if not format:
        return render(request, "rounds/changes.html", {"round": found, "fragment": exporting.paper_fragment(found)})
    if format not in exporting.FORMATS:
        raise Http404
    content, name = exporting.write_paper(found, format)
    return _download(content, name, exporting.FORMATS[format])


@require_GET
def word_form(request: HttpRequest, reference: str, ask: str) -> HttpResponse:
    """The Word form of one lead."""
    found = ask_or_404(request, round_to_run(request, reference), ask)
    content, name = exporting.write_form(found)
    return _download(content, name, exporting.FORMATS["docx"])


@GET_POST
def bring_form_back(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a filled Word form back: its answers become proposals."""
    found = round_to_run(request, reference)
    form = BackForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = BackForm(request.POST, request.FILES)
        if form.is_valid():
            sent = form.cleaned_data["file"]
            try:
                ask, taken = bring(by=request.user, round=found, stream=sent, name=sent.name)
            except (NotAllowedNow, Refused) as refusal:
                form.add_error("file", str(refusal))
            else:
                count = "1 answer" if taken.answered == 1 else f"{taken.answered} answers"
                messages.success(request, f"{count} of {ask.label} came in.")
                if taken.too_late:
                    late = ", ".join(map(str, taken.too_late))
                    messages.warning(request, f"Nothing was kept of row {late}: it is decided or finished already.")
                return redirect("rounds:round", reference)
    return render(request, "rounds/bring_back.html", {"form": form, "round": found})
