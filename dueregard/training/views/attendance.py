"""The attendance sheet of one date, adding somebody to it, and the list to print."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, found
from dueregard.training import permissions
from dueregard.training.forms.sessions import FindForm, SheetForm
from dueregard.training.queries import attendance as queries
from dueregard.training.queries.sessions import session_of_reference
from dueregard.training.rules.sessions import day_of
from dueregard.training.rules.states import SessionState
from dueregard.training.workflows.attendance import mark_attendance


def _sheet_url(reference: str, mark: str) -> str:
    return reverse("training:attendance_sheet", args=[reference, mark])


@GET_POST
def attendance_sheet(request: HttpRequest, reference: str, mark: str) -> HttpResponse:
    """Tick who came."""
    permit(permissions.can_keep_training(request.user))
    one = found(session_of_reference(request.user, reference))
    date = found(queries.date_of_mark(one, mark))
    closed = one.state == SessionState.HELD
    form = SheetForm(request.POST if request.method == "POST" else None, closed=closed)

    def work() -> None:
        came, taken_back = form.ticked()
        mark_attendance(
            by=request.user,
            session=one,
            mark=mark,
            came=came,
            taken_back=taken_back,
            reason=form.cleaned_data["reason"],
        )

    if done(request, form, work):
        return after(request, "The sheet is saved.", _sheet_url(reference, mark))
    ticked, unticked = form.ticked() if form.is_bound else (set(), set())
    context = {
        "form": form,
        "session": one,
        "sheet": queries.sheet(request.user, one, date),
        "closed": closed,
        "ticked": ticked,
        "unticked": unticked,
    }
    return render(request, "training/session_sheet.html", context)


@GET_POST
def add_attendee(request: HttpRequest, reference: str, mark: str) -> HttpResponse:
    """Find somebody who came without a place, and tick them."""
    permit(permissions.can_keep_training(request.user))
    one = found(session_of_reference(request.user, reference))
    date = found(queries.date_of_mark(one, mark))
    closed = one.state == SessionState.HELD
    reason = SheetForm(request.POST if request.method == "POST" else None, closed=closed)

    def work() -> None:
        mark_attendance(
            by=request.user,
            session=one,
            mark=mark,
            came=[request.POST.get("staff", "")],
            reason=reason.cleaned_data["reason"],
        )

    if done(request, reason, work):
        return after(request, "They are on the sheet.", _sheet_url(reference, mark))
    words = request.POST.get("find", request.GET.get("find", ""))
    context = {
        "form": FindForm({"find": words} if words else None),
        "reason": reason if closed or reason.errors else None,
        "found": queries.find_staff(request.user, words, day=day_of(date.starts_at)),
        "session": one,
        "heading": "Add somebody who came",
        "button": "Came",
        "back": ("Attendance", _sheet_url(reference, mark)),
    }
    return render(request, "training/session_find.html", context)


@require_GET
def attendance_list(request: HttpRequest, reference: str, mark: str) -> HttpResponse:
    """The list to print, with room for signatures."""
    permit(permissions.can_keep_training(request.user))
    one = found(session_of_reference(request.user, reference))
    date = found(queries.date_of_mark(one, mark))
    context = {"session": one, "sheet": queries.sheet(request.user, one, date), "spare": range(8)}
    return render(request, "training/session_list.html", context)
