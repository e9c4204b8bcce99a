"""The spreadsheet of the register: taking it out, bringing it back, reviewing and applying its differences."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, permit
from dueregard.look.difference import word_difference
from dueregard.plan import exporting, permissions
from dueregard.plan.forms.register import RegisterFilters
from dueregard.plan.forms.sheets import ApplySheetForm, SheetForm
from dueregard.plan.queries import sheets as queries
from dueregard.plan.queries.filters import Filters
from dueregard.plan.workflows import sheets as workflows

_FORMATS = ("xlsx", "csv")


@require_GET
def register_spreadsheet(request: HttpRequest) -> HttpResponse:
    """Download the register that one may read, or the part that the filters in the URL find."""
    permit(permissions.can_read_register(request.user))
    form = RegisterFilters(request.GET)
    filters = form.filters()
    format = request.GET.get("format", "xlsx")
    if format not in _FORMATS:
        raise Http404
    try:
        content = exporting.export_register(request.user, format=format, filters=filters)
    except Refused as refusal:
        return _page(request, SheetForm(), refusal=str(refusal))
    day = filters.recorded_on if filters.moment() else None
    response = HttpResponse(content, content_type=exporting.FORMATS[format])
    response["Content-Disposition"] = f'attachment; filename="{exporting.file_name(format, day)}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, form: SheetForm, refusal: str = "") -> HttpResponse:
    context = {
        "form": form,
        "refusal": refusal,
        "filtered": RegisterFilters(request.GET).filters() != Filters(),
        "query": RegisterFilters(request.GET).query(),
        "may_edit": permissions.can_edit_plan(request.user),
        "full": permissions.can_read_restricted(request.user),
        "page": queries.sheets_returned(request.user, request.GET.get("page")),
    }
    return render(request, "plan/sheets_spreadsheet.html", context)


@require_GET
def spreadsheet(request: HttpRequest) -> HttpResponse:
    """How to take the register out as a spreadsheet and bring it back."""
    permit(permissions.can_read_register(request.user))
    return _page(request, SheetForm())


@require_POST
def bring_sheet_back(request: HttpRequest) -> HttpResponse:
    """Bring back a spreadsheet that was edited."""
    permit(permissions.can_edit_plan(request.user))
    form = SheetForm(request.POST, request.FILES)
    if form.is_valid():
        sent = form.cleaned_data["spreadsheet"]
        try:
            sheet = workflows.bring_sheet_back(by=request.user, stream=sent, name=sent.name)
        except Refused as refusal:
            form.add_error("spreadsheet", str(refusal))
        else:
            return redirect("plan:sheet_return", sheet.reference)
    return _page(request, form)


def _sheet_or_404(request: HttpRequest, reference: str) -> Any:
    found = queries.sheet_with(request.user, reference)
    if found is None:
        raise Http404
    return found


def _review(
    request: HttpRequest, review: queries.SheetReview, form: ApplySheetForm, changed: bool = False
) -> HttpResponse:
    rows: list[dict[str, Any]] = [
        {
            "one": one,
            "ticked": one.id in form.ticked,
            "segments": word_difference(one.before, one.after) if one.kind == "change" else [],
        }
        for one in review.differences
    ]
    groups = [
        ("Look at these first", "first", [row for row in rows if not row["one"].blocked and not row["one"].certain]),
        ("Ready to take over", "ready", [row for row in rows if row["one"].certain]),
        ("Cannot be taken over", "blocked", [row for row in rows if row["one"].blocked]),
    ]
    context = {"review": review, "sheet": review.sheet, "form": form, "groups": groups, "changed": changed}
    return render(request, "plan/sheets_review.html", context)


def _form(request: HttpRequest, review: queries.SheetReview) -> ApplySheetForm:
    return ApplySheetForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": review.seen},
        offered=[one.id for one in review.offered],
        ticked=[one.id for one in review.differences if one.certain],
    )


@require_GET
def sheet_return(request: HttpRequest, reference: str) -> HttpResponse:
    """A spreadsheet that came back, beside the register of now."""
    sheet = _sheet_or_404(request, reference)
    if sheet.applied_at:
        return render(request, "plan/sheets_applied.html", {"sheet": sheet})
    review = queries.sheet_review(request.user, sheet)
    return _review(request, review, _form(request, review))


@require_POST
def apply_sheet(request: HttpRequest, reference: str) -> HttpResponse:
    """Take over what is ticked; whoever clicks twice, or second, is told what became of it."""
    sheet = _sheet_or_404(request, reference)
    if sheet.applied_at:
        return redirect("plan:sheet_return", reference)
    review = queries.sheet_review(request.user, sheet)
    form = _form(request, review)
    changed = False
    if form.is_valid():
        try:
            count = workflows.apply_sheet(
                by=request.user,
                sheet=sheet,
                ticked=form.ticked,
                seen_as=form.cleaned_data["seen"],
                reason=form.cleaned_data["reason"],
            )
        except ChangedSince:
            review = queries.sheet_review(request.user, sheet)
            form.seen_again(review.seen)
            changed = True
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, f"{count} {'difference is' if count == 1 else 'differences are'} in the register now."
            )
            return redirect("plan:sheet_return", reference)
    return _review(request, review, form, changed)


@require_GET
def sheet_original(request: HttpRequest, reference: str) -> FileResponse:
    """The spreadsheet as it came back, to keep; never shown in the browser."""
    sheet = _sheet_or_404(request, reference)
    response = FileResponse(
        sheet.file.content.open("rb"),
        as_attachment=True,
        filename=sheet.file.name,
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
