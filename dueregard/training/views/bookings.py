"""Pages of places in sessions: taking one, giving it up, and booking for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, Refused, permit
from dueregard.look.form_pages import GET_POST, found, tried
from dueregard.training import permissions
from dueregard.training.forms.sessions import FindForm
from dueregard.training.queries import attendance as finding
from dueregard.training.queries import sessions as queries
from dueregard.training.rules.states import BookingState
from dueregard.training.workflows import bookings as workflows

if TYPE_CHECKING:
    from dueregard.training.models import Session, Staff


def _page(reference: str) -> str:
    return reverse("training:session", args=[reference])


def _booked(request: HttpRequest, session: Session, staff: Staff, name: str = "") -> HttpResponse:
    """Book somebody, and say whether they have a place or wait for one. name: of somebody else than the viewer."""
    try:
        booking = workflows.book_place(by=request.user, session=session, staff=staff)
    except (Refused, NotAllowedNow) as error:
        messages.error(request, str(error))
    else:
        who = f"{name} has" if name else "You have"
        given = "a place" if booking.state == BookingState.BOOKED else "a turn on the waiting list"
        messages.success(request, f"{who} {given}.")
    return redirect(_page(session.reference))


@require_POST
def book_place(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a place for oneself, or the next turn on the waiting list."""
    one = found(queries.session_of_reference(request.user, reference))
    own = found(queries.own_staff(request.user))
    return _booked(request, one, own)


@require_POST
def give_up_place(request: HttpRequest, reference: str, booking: str) -> HttpResponse:
    """Give a place up, one's own or as a keeper somebody's."""
    one = found(queries.session_of_reference(request.user, reference))
    booked = found(queries.booking_of_reference(request.user, one, booking))
    return tried(
        request,
        lambda: workflows.give_up_place(by=request.user, session=one, staff=booked.staff),
        "The place is given up.",
        _page(reference),
    )


@GET_POST
def book_for(request: HttpRequest, reference: str) -> HttpResponse:
    """Find somebody by name and book them."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.session_of_reference(request.user, reference))
    if request.method == "POST":
        staff = found(finding.staff_of_reference(request.user, request.POST.get("staff", "")))
        return _booked(request, one, staff, name=staff.name)
    form = FindForm(request.GET or None)
    result = finding.find_staff(request.user, request.GET.get("find", ""), day=clock.today())
    context = {
        "form": form,
        "found": result,
        "session": one,
        "heading": "Book a place for somebody",
        "button": "Book",
        "back": (one.course.title, _page(reference)),
    }
    return render(request, "training/session_find.html", context)
