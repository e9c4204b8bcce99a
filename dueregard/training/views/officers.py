"""Pages of designated safeguarding officers: who they are as at a day, what is missing, one appointment, and its changes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dueregard.figures.permissions import can_read_figures
from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, form_page, found, opened_at, tried
from dueregard.organisation import queries as organisation
from dueregard.training import permissions
from dueregard.training.forms import officers as forms
from dueregard.training.queries import appointing
from dueregard.training.queries import officers as queries
from dueregard.training.queries.attendance import find_staff
from dueregard.training.queries.attendance import staff_of_reference as staff_to_appoint
from dueregard.training.views.frame import part_page
from dueregard.training.workflows import officers as workflows

LIST = "training:officers"


def _parent() -> tuple[str, str]:
    return "Officers", reverse(LIST)


def _page_of(reference: str) -> str:
    return reverse("training:officer", args=[reference])


def _figures(request: HttpRequest, day: date) -> list[dict[str, Any]]:
    """The registry's figures as at the day, each with the address of its page."""
    may_open = can_read_figures(request.user)
    return [
        {
            "value": value.shown,
            "label": value.figure.label,
            "url": f"{reverse('figures:figure', args=[value.figure.key])}?at={day.isoformat()}" if may_open else "",
            "balance": value.balance,
        }
        for value in queries.figures(request.user, day)
    ]


@require_safe
def officers(request: HttpRequest) -> HttpResponse:
    """The officers as at a day, those of one place where it is asked for, and what is missing."""
    permit(permissions.can_read_officers(request.user), "Your roles do not include reading about officers.")
    form = forms.OfficersForm(request.GET, *appointing.place_choices(request.user))
    day = form.day(clock.today())
    shown = queries.officers(request.user, day, form.asked(), form.show, request.GET.get("page"))
    words = {"current": "Officers on the day", "former": "Former", "coming": "To come"}
    context = {
        "form": form,
        "day": day,
        "today": day == clock.today(),
        "shown": shown,
        "tells_why": permissions.can_read_all_records(request.user),
        "show": form.show,
        "shows": [(name, words[name], shown.counts[name], form.query(show=name)) for name in queries.SHOWS],
        "figures": _figures(request, day),
    }
    return part_page(request, LIST, "training/officers.html", context)


@require_safe
def officer(request: HttpRequest, reference: str) -> HttpResponse:
    """One appointment, as at today."""
    permit(permissions.can_read_officers(request.user), "Your roles do not include reading about officers.")
    page = found(queries.officer_page(request.user, reference, clock.today()))
    context = {"page": page, "officer": page.officer, "place": appointing.place_of(page.officer)}
    return part_page(request, LIST, "training/officers_one.html", context)


def _form(request: HttpRequest, initial: dict[str, Any], before: Any = None) -> forms.OfficerForm:
    today = clock.today()
    return forms.OfficerForm(
        request.POST or None,
        initial=initial,
        campuses=appointing.campus_choices(request.user, today, before.campus if before else None),
        schools=appointing.school_choices(request.user, today, before.school if before else None),
    )


def _values(request: HttpRequest, form: forms.OfficerForm) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    campus, school = values.pop("campus"), values.pop("school")
    values["campus"] = found(organisation.campus_of_reference(request.user, campus)) if campus else None
    values["school"] = found(organisation.body_of_reference(request.user, school)) if school else None
    return values


@GET_POST
def appoint_officer(request: HttpRequest) -> HttpResponse:
    """Find somebody in the list of staff and appoint them."""
    permit(permissions.can_keep_training(request.user))
    chosen = request.GET.get("staff", "")
    if not chosen:
        return _find(request)
    staff = found(staff_to_appoint(request.user, chosen))
    given = {name: request.GET.get(name, "") for name in ("campus", "school")}
    form = _form(request, {"from_on": clock.today(), "on_card": True} | given)
    made: list[str] = []

    def work() -> None:
        row = workflows.appoint_officer(by=request.user, staff=staff, **_values(request, form))
        made.append(row.reference)

    if done(request, form, work):
        return after(request, f"{staff.name} is appointed. Say next who stands in for them.", _page_of(made[0]))
    return form_page(
        request,
        form,
        heading=f"Appoint {staff.name}",
        caption=f"Staff number {staff.number}" if staff.number else "",
        button="Appoint",
        consequence="Their qualification and training are read from their record. The contact card names them from the first "
        "day on.",
        back=_parent(),
        parent=_parent(),
    )


def _find(request: HttpRequest) -> HttpResponse:
    """The first step: whom?"""
    context = {
        "found": find_staff(request.user, request.GET.get("find", ""), day=clock.today()),
        "given": {name: request.GET.get(name, "") for name in ("campus", "school")},
        "back": _parent(),
    }
    return render(request, "training/officers_find.html", context)


@GET_POST
def change_officer(request: HttpRequest, reference: str) -> HttpResponse:
    """Change an appointment and what the card says of it."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.officer_of_reference(request.user, reference))
    initial = {name: getattr(row, name) for name in ("from_on", "on_card", "title", "contact", "hours")}
    initial |= {name: getattr(getattr(row, name), "reference", "") for name in ("campus", "school")}
    form = opened_at(_form(request, initial, row), row.revision)

    def work() -> None:
        workflows.change_officer(by=request.user, officer=row, **_values(request, form))

    if done(request, form, work):
        return after(request, "The appointment was changed.", _page_of(reference))
    return _form_page(request, form, row, f"Change the appointment of {row.staff.name}", "Save")


@GET_POST
def end_officer(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which day is the last of an appointment."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.officer_of_reference(request.user, reference))
    form = forms.EndForm(request.POST or None, initial={"on": row.staff.left_on or clock.today()})
    if done(request, form, lambda: workflows.end_officer(by=request.user, officer=row, **form.cleaned_data)):
        return after(request, "The last day is recorded.", _page_of(reference))
    return _form_page(
        request,
        form,
        row,
        f"End the appointment of {row.staff.name}",
        "End the appointment",
        consequence="After that day the contact card does not name them. They still count as a former officer.",
        warning=True,
    )


@require_POST
def take_back_end_of_officer(request: HttpRequest, reference: str) -> HttpResponse:
    """Let an appointment run on."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.officer_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.take_back_end_of_officer(by=request.user, officer=row),
        "The appointment runs on.",
        _page_of(reference),
    )


@GET_POST
def set_cover(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who stands in."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.officer_of_reference(request.user, reference))
    choices = appointing.cover_choices(request.user, row, clock.today())
    form = forms.CoverForm(request.POST or None, choices=choices)

    def work() -> None:
        cover = found(queries.officer_of_reference(request.user, form.cleaned_data["cover"]))
        workflows.set_cover(by=request.user, officer=row, cover=cover)

    if done(request, form, work):
        return after(request, "It is recorded who stands in.", _page_of(reference))
    consequence = "Offered are the officers who stand in for nobody else. Somebody new is appointed first."
    return _form_page(request, form, row, f"Who stands in for {row.staff.name}", "Save", consequence=consequence)


@require_POST
def clear_cover(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back who stands in."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.officer_of_reference(request.user, reference))
    cover = found(queries.officer_of_reference(request.user, request.POST.get("cover", "")))
    return tried(
        request,
        lambda: workflows.clear_cover(by=request.user, officer=row, cover=cover),
        f"{cover.staff.name} no longer stands in.",
        _page_of(reference),
    )


def _form_page(request: HttpRequest, form: Any, row: Any, heading: str, button: str, **more: Any) -> HttpResponse:
    back = (row.staff.name or "The appointment", _page_of(row.reference))
    return form_page(request, form, heading=heading, button=button, back=back, parent=_parent(), **more)
