"""The meeting sheet: ratings, leads, dates and statuses of all rows on one page."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, permit
from dueregard.organisation.queries import lead_choices, term_dates
from dueregard.plan import permissions
from dueregard.plan.forms.sheet import Cells, SittingForm, keys_sent, was_changed
from dueregard.plan.queries import sheet as queries
from dueregard.plan.rules.sheet import LeadNames
from dueregard.plan.workflows import sheet as workflows

_GONE = "A row that you changed is not in the register any more; what you typed in it cannot be saved."


def _names() -> LeadNames:
    return LeadNames((choice.reference, choice.label, choice.kind) for choice in lead_choices())


def _where(request: HttpRequest) -> str:
    """The sheet's section and page, as its URL carries them."""
    used = {name: request.GET.get(name, "")[:20] for name in ("section", "page") if request.GET.get(name)}
    return f"?{urlencode(used)}" if used else ""


def _sheet_page(
    request: HttpRequest, form: SittingForm, cells: Cells, page: Any, headings: Any, errors: Any = ()
) -> HttpResponse:
    context = {
        "form": form,
        "cells": cells,
        "page": page,
        "headings": headings,
        "section": request.GET.get("section", ""),
        "where": _where(request),
        "errors": errors,
        "has_errors": bool(errors),
        "may_edit": True,
        "today": clock.today(),
    }
    return render(request, "plan/sheet.html", context)


@require_GET
def meeting_sheet(request: HttpRequest) -> HttpResponse:
    """The sheet as the register stands, of one section where the URL names one."""
    permit(permissions.can_keep_meeting_sheet(request.user), "Your roles do not include keeping the meeting sheet.")
    headings = queries.section_headings()
    page = queries.meeting_sheet(request.user, headings, request.GET.get("section", ""), request.GET.get("page", ""))
    form = SittingForm(initial={"day": clock.today()})
    return _sheet_page(request, form, Cells(page, _names()), page, headings)


@require_POST
def record_sitting(request: HttpRequest) -> HttpResponse:
    """Save the sheet, all of it or nothing; it comes back with everything typed where something is not right."""
    permit(permissions.can_keep_meeting_sheet(request.user), "Your roles do not include keeping the meeting sheet.")
    form = SittingForm(request.POST)
    form.is_valid()
    page, cells = _came_back(request)
    gone = _gone(request, page)
    if form.is_valid() and cells.sound and not gone:
        try:
            decided = workflows.record_sitting(by=request.user, **form.cleaned_data, changes=cells.changes)
        except ChangedSince:
            page, cells = _came_back(request)  # somebody saved in this very moment: the conflicts show now
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The sitting is recorded: {decided}.")
            return redirect(reverse("plan:meeting_sheet") + _where(request))
    errors = [(str(error), "") for error in form.non_field_errors()]
    errors += [(str(error), f"id_{name}") for name in form.fields for error in form.errors.get(name, ())]
    if cells.conflicts:
        errors += [
            (
                f"{line.name}: changed by {line.row.by_name or 'somebody'} since you opened the sheet.",
                f"conflict-{line.row.key}",
            )
            for line in cells.lines
            if line.conflict
        ]
    errors += [(_GONE, "")] if gone else []
    return _sheet_page(request, form, cells, page, queries.section_headings(), [*errors, *cells.errors])


def _came_back(request: HttpRequest) -> tuple[Any, Cells]:
    page = queries.meeting_sheet(request.user, queries.section_headings(), sent=keys_sent(request.POST))
    return page, Cells(page, _names(), term_dates(), clock.today(), request.POST)


def _gone(request: HttpRequest, page: Any) -> bool:
    standing = {row.key for row in page}
    return any(was_changed(request.POST, key) for key in keys_sent(request.POST) if key not in standing)
