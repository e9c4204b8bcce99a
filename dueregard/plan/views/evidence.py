"""The pages of an area's evidence and of its reviews."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, permit
from dueregard.look.conflicts import opened_value, remembering, told_of
from dueregard.look.templatetags.look import plain_day
from dueregard.plan import permissions
from dueregard.plan.forms import areas as forms
from dueregard.plan.queries import areas as queries
from dueregard.plan.queries import choices as choose
from dueregard.plan.queries.cycles import due_by_rule, rule_of_rating
from dueregard.plan.rules.cycles import rule_words
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.views.areas import GET_POST, area_or_404, form_page, to_area
from dueregard.plan.workflows import evidence as evidence_workflows
from dueregard.plan.workflows.reviews import record_review


@GET_POST
def add_evidence(request: HttpRequest, reference: str) -> HttpResponse:
    """Add a link or a file."""
    found = area_or_404(request, reference)
    permit(permissions.can_edit_area(request.user, found.revision))
    form = forms.EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        upload = values["file"]
        try:
            evidence_workflows.add_evidence(
                by=request.user,
                area=found.area,
                title=values["title"],
                url=values["url"],
                stream=upload.file if upload else None,
                file_name=upload.name if upload else "",
                restricted=values["restricted"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_area(request, reference, "The evidence is added.")
    return form_page(request, found, form, "Add evidence", "Add evidence", upload=True)


@GET_POST
def add_evidence_version(request: HttpRequest, reference: str, evidence: str) -> HttpResponse:
    """Add a newer version of a file; earlier ones stay."""
    found = area_or_404(request, reference)
    permit(permissions.can_edit_area(request.user, found.revision))
    row = queries.evidence_of(request.user, reference, evidence)
    if row is None:
        raise Http404
    form = forms.EvidenceVersionForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            evidence_workflows.add_evidence_version(
                by=request.user, evidence=row, stream=upload.file, file_name=upload.name
            )
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            return to_area(request, reference, "The new version is added.")
    return form_page(request, found, form, f"New version of “{row.title}”", "Add version", upload=True)


@GET_POST
def remove_evidence(request: HttpRequest, reference: str, evidence: str) -> HttpResponse:
    """Take evidence off the page."""
    found = area_or_404(request, reference)
    permit(permissions.can_edit_area(request.user, found.revision))
    row = queries.evidence_of(request.user, reference, evidence)
    if row is None:
        raise Http404
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            evidence_workflows.remove_evidence(by=request.user, evidence=row, reason=form.cleaned_data["reason"])
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_area(request, reference, "The evidence is taken away.")
    return form_page(request, found, form, f"Take away “{row.title}”", "Take away")


@require_GET
def evidence_file(request: HttpRequest, reference: str, evidence: str, number: int) -> FileResponse:
    """A version of a file, always as a download: it is somebody's upload and never shown in the browser."""
    found = queries.evidence_file(request.user, reference, evidence, number)
    if found is None:
        raise Http404
    return FileResponse(
        found.file.content.open("rb"),
        as_attachment=True,
        filename=found.file.name,
        content_type="application/octet-stream",
    )


def _by_rule(found: queries.AreaPage) -> str:
    """What the rule of the area's rating does, with the day for a review of today."""
    row = found.revision
    rule = rule_words(rule_of_rating(row.rag))
    day = due_by_rule(found.area, row.rag, row.rated_on, clock.today())
    words = f" For a review of today: {plain_day(day)}." if day else ""
    return (
        f"Leave it as it is, and the rule for {Rag(row.rag).label.lower()} sets it: {rule}.{words} Or give another day."
    )


@GET_POST
def record_area_review(request: HttpRequest, reference: str) -> HttpResponse:
    """Record a review that has taken place."""
    found = area_or_404(request, reference)
    permit(permissions.can_rate_area(request.user, found.revision))
    form = forms.ReviewForm(
        request.POST or None,
        initial={"reviewed_on": clock.today(), "next_review_on": found.revision.review_on},
        bodies=choose.body_choices(),
        by_rule=_by_rule(found),
    )
    remembering(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        bodies = {name: choose.body_by_reference(form.cleaned_data[name]) for name in ("body", "referred_to")}
        values = form.cleaned_data | bodies
        try:
            record_review(by=request.user, area=found.area, opened=opened_value(form, "next_review_on"), **values)
        except ChangedSince as since:
            conflict = told_of(form, since)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return to_area(request, reference, "The review is recorded.")
    return form_page(
        request, found, form, "Record a review", "Record review", conflict=conflict, template="plan/area_edit.html"
    )
