"""Names, initials, addresses and numbers found before publishing; and taking a passage out for good."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dueregard.kernel.require import NotAllowedNow, Refused, permit
from dueregard.publication import permissions
from dueregard.publication.forms import NamesForm, RedactForm
from dueregard.publication.queries import pages, versions
from dueregard.publication.queries import redacting as queries
from dueregard.publication.views.frame import version_or_404
from dueregard.publication.workflows import publishing, redacting

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@GET_POST
def decide_names(request: HttpRequest, reference: str) -> HttpResponse:
    """Each name found in what the public would see, with what is done about it."""
    version = version_or_404(request, reference)
    permit(permissions.can_propose_version(request.user))
    content = versions.to_publish(version)
    found = versions.waiting_names(version, content)
    begun = versions.being_made(version)
    suggestions = pages.name_suggestions(content)
    form = NamesForm(request.POST if request.method == "POST" else None, found=found, suggestions=suggestions)
    if request.method == "POST" and form.is_valid():
        try:
            count = publishing.decide_names(by=request.user, version=version, decisions=form.resolutions())
        except (NotAllowedNow, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            left = len(versions.waiting_names(version, content))
            messages.success(request, f"{count} decided; {left} still wait." if left else "Every name is decided on.")
            return redirect("publication:decide_names" if left else "publication:version", reference)
    context = {
        "frozen": version,
        "form": form,
        "decided": versions.decisions_of(version),
        "begun": begun,
        "failed": pages.failure_of(begun),
    }
    return render(request, "publication/names.html", context)


@GET_POST
def redact_passage(request: HttpRequest, reference: str) -> HttpResponse:
    """Find a passage, say why, and take it out of everything that was kept."""
    version = version_or_404(request, reference)
    permit(permissions.can_redact(request.user))
    words = request.GET.get("words", "")
    chosen = request.POST.get("passage") or request.GET.get("passage", "")
    found = queries.chosen_to_redact(version, chosen) if chosen else None
    if chosen and found is None:
        raise Http404
    form = RedactForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and found is not None and form.is_valid():
        said = {"by": request.user, "why": form.cleaned_data["why"], "instead": form.cleaned_data["instead"]}
        try:
            if found.row is not None:
                reached = redacting.redact_passage(passage=found.row, **said)
            else:
                reached = redacting.redact_reason(version=version, **said)
        except (NotAllowedNow, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            number = f"{len(reached)} version{'s' * (len(reached) > 1)}"
            messages.success(request, f"It is taken out of {number}, the plan and its history.")
            return redirect("publication:version", reference)
    context = {
        "frozen": version,
        "form": form,
        "words": words,
        "passages": queries.redactable(version, words),
        "chosen": found,
        "withheld": queries.withheld_on_reissue(version) if found is not None else [],
    }
    return render(request, "publication/redact.html", context)
