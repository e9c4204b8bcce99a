"""The list of versions, one version, and what may be done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, Refused, permit
from dueregard.plan.permissions import can_record_plan_review
from dueregard.plan.queries.choices import body_by_reference
from dueregard.plan.queries.reviews import reviews_of_version
from dueregard.publication import permissions
from dueregard.publication.exporting import fragment_of
from dueregard.publication.forms import BodyApprovalForm, CorrectForm, ProposeForm, TemplateForm, WhyForm
from dueregard.publication.queries import pages, versions
from dueregard.publication.queries.living import living_content
from dueregard.publication.rules.corrections import possible_corrections
from dueregard.publication.rules.states import Audience
from dueregard.publication.views.frame import file_response, page_or_404, version_or_404
from dueregard.publication.workflows import publishing
from dueregard.publication.workflows import versions as workflows

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
# Seconds until the page of a version whose files are being made looks again.
_LOOK_AGAIN = "2"


@require_GET
def version_list(request: HttpRequest) -> HttpResponse:
    """All versions by document, and where to go from here."""
    permit(permissions.can_read_versions(request.user))
    context = {
        "groups": pages.document_groups(request.user),
        "may_propose": permissions.can_propose_version(request.user),
        "template": versions.current_template(),
    }
    return render(request, "publication/versions.html", context)


@GET_POST
def propose_version(request: HttpRequest) -> HttpResponse:
    """Freeze the register as the next version of a document."""
    permit(permissions.can_propose_version(request.user))
    form = ProposeForm(request.POST if request.method == "POST" else None, initial={"dated": clock.today()})
    if request.method == "POST" and form.is_valid():
        try:
            version = workflows.propose_version(by=request.user, **form.cleaned_data)
        except (NotAllowedNow, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Version {version.number} is frozen. It now needs approval.")
            return redirect("publication:version", version.reference)
    return render(request, "publication/propose.html", {"form": form})


@require_GET
def version(request: HttpRequest, reference: str) -> HttpResponse:
    """One version: its state, what it still needs, its files, and its content as this reader sees it."""
    found = page_or_404(request, reference)
    context = {
        "found": found,
        "frozen": found.version,
        "withheld": len(found.seen.withheld),
        "reviews": reviews_of_version(request.user, reference),
        "may_record_review": can_record_plan_review(request.user),
        "fragment": fragment_of(found.version, found.seen.content, versions.audience_of(request.user)),
    }
    response = render(request, "publication/version.html", context)
    if found.being_made and not found.failed:
        response["Refresh"] = _LOOK_AGAIN
    return response


@require_POST
def approve_version(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve exactly the content whose hash the page showed."""
    found = version_or_404(request, reference)
    workflows.approve_version(by=request.user, version=found, hash=request.POST.get("hash", ""))
    messages.success(request, "Your approval is recorded.")
    return redirect("publication:version", reference)


@GET_POST
def record_approval_of_body(request: HttpRequest, reference: str) -> HttpResponse:
    """Record the approval of a body with its minute."""
    found = version_or_404(request, reference)
    permit(permissions.can_record_approval_of_body(request.user, found))
    form = BodyApprovalForm(
        request.POST if request.method == "POST" else None,
        initial={"hash": found.hash},
        bodies=pages.approving_bodies(),
    )
    if request.method == "POST" and form.is_valid():
        body = body_by_reference(form.cleaned_data["body"])
        if body is None:
            raise Http404
        try:
            workflows.record_approval_of_body(
                by=request.user,
                version=found,
                hash=form.cleaned_data["hash"],
                body=body,
                minute=form.cleaned_data["minute"],
                approved_on=form.cleaned_data["approved_on"],
            )
        except (NotAllowedNow, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The approval of {body.name} is recorded.")
            return redirect("publication:version", reference)
    return render(request, "publication/approve_by_body.html", {"form": form, "frozen": found})


@GET_POST
def withdraw_version(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a version back, with the reason."""
    found = version_or_404(request, reference)
    permit(permissions.can_withdraw_version(request.user, found))
    form = WhyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.withdraw_version(by=request.user, version=found, why=form.cleaned_data["why"])
        except (NotAllowedNow, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Version {found.number} is withdrawn.")
            return redirect("publication:version", reference)
    return render(request, "publication/withdraw.html", {"form": form, "frozen": found})


@GET_POST
def publish_version(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what will happen, for each audience; then release the version."""
    found = version_or_404(request, reference)
    permit(permissions.can_publish_version(request.user, found))
    refusal = ""
    if request.method == "POST":
        try:
            publishing.publish_version(by=request.user, version=found)
        except (NotAllowedNow, Refused) as refused:
            refusal = str(refused)
        else:
            messages.success(request, "The files are being made. The version is published once all of them are there.")
            return redirect("publication:version", reference)
    context = {
        "frozen": found,
        "refusal": refusal,
        "page": page_or_404(request, reference),
        "previews": [pages.preview(found, audience) for audience in Audience],
    }
    return render(request, "publication/publish.html", context)


@require_GET
def preview_version(request: HttpRequest, reference: str, audience: str) -> HttpResponse:
    """What one audience will see, and what it will not."""
    found = version_or_404(request, reference)
    permit(permissions.can_propose_version(request.user) or permissions.can_decide_on_versions(request.user))
    if audience not in Audience.values or not permissions.can_read_file_of(request.user, audience):
        raise Http404
    shown = pages.preview(found, audience)
    fragment = fragment_of(found, shown.content, audience)
    context = {"frozen": found, "shown": shown, "fragment": fragment, "audiences": list(Audience)}
    return render(request, "publication/preview.html", context)


@GET_POST
def correct_version(request: HttpRequest, reference: str) -> HttpResponse:
    """A minor correction: tick the passages that take the wording of the living plan."""
    found = version_or_404(request, reference)
    permit(permissions.can_propose_version(request.user))
    possible = possible_corrections(versions.content_of(found), living_content(found.kind))
    form = CorrectForm(request.POST if request.method == "POST" else None, possible=possible)
    if request.method == "POST" and form.is_valid():
        try:
            made = workflows.correct_version(
                by=request.user,
                version=found,
                paths=form.cleaned_data["paths"],
                reason=form.cleaned_data["reason"],
                shown=form.cleaned_data["shown"],
            )
        except (NotAllowedNow, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Version {made.number} is ready to be published.")
            return redirect("publication:version", made.reference)
    ticked = set(form["paths"].value() or ()) if form.is_bound else set()
    context: dict[str, Any] = {"form": form, "frozen": found, "possible": possible, "ticked": ticked}
    return render(request, "publication/correct.html", context)


@require_GET
def version_file(request: HttpRequest, reference: str, audience: str, format: str) -> HttpResponse:
    """A file of a version, for those whom its audience includes."""
    permit(permissions.can_read_versions(request.user))
    row = pages.file_for(request.user, reference, audience, format)
    if row is None:
        raise Http404
    response = file_response(row)
    response["Cache-Control"] = "no-store"
    return response


@GET_POST
def template(request: HttpRequest) -> HttpResponse:
    """The institution's own Word template: bring one, or go back to the house's."""
    permit(permissions.can_propose_version(request.user))
    form = TemplateForm()
    if request.method == "POST" and request.POST.get("take_away"):
        publishing.take_template_away(by=request.user)
        messages.success(request, "The house template is used from now on.")
        return redirect("publication:template")
    if request.method == "POST":
        form = TemplateForm(request.POST, request.FILES)
        if form.is_valid():
            sent = form.cleaned_data["template"]
            try:
                _, advice = publishing.upload_template(by=request.user, stream=sent, name=sent.name)
            except Refused as refusal:
                form.add_error("template", str(refusal))
            else:
                messages.success(request, "The template is used from the next publication on.")
                for sentence in advice:
                    messages.info(request, sentence)
                return redirect("publication:template")
    return render(request, "publication/template.html", {"form": form, "template": versions.current_template()})
