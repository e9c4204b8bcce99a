"""The pages of the yearly roll-forward and of what a year has changed."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, permit
from dueregard.organisation.queries import term_dates
from dueregard.plan import permissions
from dueregard.plan.forms.rolling import RollForm, YearForm
from dueregard.plan.queries import rolling as queries
from dueregard.plan.queries.filters import end_of_day
from dueregard.plan.workflows import rolling as workflows

# Rows of each kind that the page of the year shows; their number is always told.
_MOST_SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
def roll_forward(request: HttpRequest) -> HttpResponse:
    """What opening the new year does, the dates to choose, a page to confirm, and then doing it."""
    permit(permissions.can_edit_plan(request.user))
    years = queries.years_open()
    wanted = request.POST.get("year") or request.GET.get("year") or ""
    chosen = next(
        (year for year in years if str(year.start_year) == wanted), years[0] if years and not wanted else None
    )
    if chosen is None:
        last = queries.last_roll()
        return render(request, "plan/rolling_none.html", {"last": last, "years": years, "label": _label(last)})
    preview = queries.roll_preview(request.user, chosen.start_year)
    form = RollForm(
        request.POST if request.method == "POST" else None,
        initial={"seen": preview.seen},
        carried=preview.carried,
        terms=term_dates(),
    )
    context: dict[str, Any] = {"preview": preview, "form": form, "years": years}
    if request.method == "POST" and form.is_valid() and not request.POST.get("back"):
        if form.cleaned_data["seen"] != preview.seen:
            return _again(request, context)
        if not request.POST.get("confirmed"):
            return render(request, "plan/rolling_confirm.html", context)
        try:
            workflows.roll_forward(
                by=request.user,
                to_year=chosen.start_year,
                choices=form.dues,
                note=form.cleaned_data["note"],
                seen_as=form.cleaned_data["seen"],
            )
        except ChangedSince:
            preview = queries.roll_preview(request.user, chosen.start_year)
            return _again(request, context | {"preview": preview})
        except (Refused, NotAllowedNow) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{chosen} is open.")
            query = urlencode({"from_year": preview.before.start_year, "to_year": chosen.start_year})
            return redirect(f"{reverse('plan:year')}?{query}")
    return render(request, "plan/rolling_preview.html", context)


def _label(last: Any) -> str:
    return f"{last.academic_year}/{(last.academic_year + 1) % 100:02d}" if last else ""


def _again(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The preview as the register stands now, with all that was typed for the steps that are still there."""
    typed = request.POST.copy()
    typed["seen"] = context["preview"].seen
    form = RollForm(typed, carried=context["preview"].carried, terms=term_dates())
    form.is_valid()
    return render(request, "plan/rolling_preview.html", context | {"form": form, "changed": True})


@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """What is new, changed and gone between two academic years or two days."""
    permit(permissions.can_read_register(request.user))
    years = queries.year_choices()
    usual = {"from_year": str(years[1].year.start_year), "to_year": str(years[0].year.start_year)}
    sent = {name: request.GET.get(name, usual.get(name, "")) for name in ("from_year", "to_year", "from_on", "to_on")}
    form = YearForm(sent, years)
    sound = form.is_valid()
    values = form.cleaned_data
    ended = {str(one.year.start_year): one for one in years}
    first = ended.get(values.get("from_year", ""), years[1])
    second = ended.get(values.get("to_year", ""), years[0])
    from_on, to_on = (values.get("from_on"), values.get("to_on")) if sound else (None, None)
    from_moment = _end(from_on) if from_on else first.ended
    to_moment = _end(to_on) if to_on else second.ended
    wrong_way = from_moment is None or (to_moment is not None and from_moment >= to_moment)
    changes = None if wrong_way else queries.changes_between(request.user, from_moment, to_moment)
    context = {
        "form": form,
        "changes": changes,
        "first": from_on or first.year.label,
        "second": to_on or second.year.label,
        "from_moment": from_moment,
        "to_moment": to_moment,
        "most": _MOST_SHOWN,
        "slice": f":{_MOST_SHOWN}",
        "may_edit": permissions.can_edit_plan(request.user),
        "reads_all": permissions.can_read_every_area(request.user),
    }
    return render(request, "plan/rolling_year.html", context)


def _end(day: date) -> datetime | None:
    """The last moment of a day; None for now, where the day has not ended."""
    return end_of_day(day) - timedelta(microseconds=1) if day < clock.today() else None
