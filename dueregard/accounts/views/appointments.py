"""Pages of appointments to roles: who can see what, proposing, deciding, ending."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from dueregard.accounts import forms, permissions, queries, workflows
from dueregard.accounts.rules import ROLES, AppointmentState
from dueregard.accounts.views.frame import GET_POST, found, tried
from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, Refused, permit

_SECOND = "A second person decides on this appointment."


@require_GET
def appointments(request: HttpRequest) -> HttpResponse:
    """Who can see what: every role in words, who holds it, and what waits for a second person."""
    permit(permissions.can_read_appointments(request.user))
    waiting, roles = queries.who_can_see_what(request.user)
    context = {
        "waiting": [(row, permissions.can_confirm_appointment(request.user, row)) for row in waiting],
        "roles": roles,
        "may_manage": permissions.can_manage_people(request.user),
        "decides": permissions.can_decide_appointments(request.user),
        "today": clock.today(),
    }
    return render(request, "accounts/appointments.html", context)


@GET_POST
def propose_appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """Appoint somebody to a role; a sensitive one waits for a second person."""
    permit(permissions.can_manage_people(request.user))
    someone = found(queries.person_of_reference(request.user, reference))
    permit(not permissions.is_oneself(request.user, someone), "Nobody appoints themselves.")
    form = forms.AppointmentForm(
        request.POST or None,
        initial={"starts_on": clock.today()},
        scopes=queries.scope_choices(request.user),
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = workflows.propose_appointment(
                by=request.user,
                person=someone,
                role=data["role"],
                reason=data["reason"],
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                **form.chosen_scope(),
            )
        except Refused as error:
            form.add_error(None, str(error))
        else:
            waits = made.state == AppointmentState.PROPOSED
            then = "waits for a second person" if waits else "holds"
            messages.success(request, f"The appointment as {made.get_role_display()} {then}.")
            return redirect("accounts:person", reference)
    context = {"form": form, "person": someone, "decides": permissions.can_decide_appointments(request.user)}
    return render(request, "accounts/propose_appointment.html", context)


@require_GET
def decide_appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """What the second person needs to know before they confirm or decline."""
    permit(permissions.can_decide_appointments(request.user), _SECOND)
    row = found(queries.appointment_of_reference(request.user, reference))
    permit(permissions.can_confirm_appointment(request.user, row), _SECOND)
    context = {"row": row, "text": ROLES[row.role], "account": queries.account_of(row.person)}
    return render(request, "accounts/decide_appointment.html", context)


@require_POST
def confirm_appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """The second person's yes."""
    permit(permissions.can_decide_appointments(request.user), _SECOND)
    row = found(queries.appointment_of_reference(request.user, reference))
    tried(
        request,
        lambda: workflows.confirm_appointment(by=request.user, appointment=row),
        f"{row.person.name} is confirmed as {row.get_role_display()}.",
    )
    return redirect("accounts:appointments")


@require_POST
def decline_appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """The second person's no."""
    permit(permissions.can_decide_appointments(request.user), _SECOND)
    row = found(queries.appointment_of_reference(request.user, reference))
    tried(
        request,
        lambda: workflows.decline_appointment(by=request.user, appointment=row),
        f"The appointment of {row.person.name} as {row.get_role_display()} is declined.",
    )
    return redirect("accounts:appointments")


@GET_POST
def end_appointment(request: HttpRequest, reference: str) -> HttpResponse:
    """End a role, with a reason. Anybody may lay down their own."""
    row = found(queries.appointment_of_reference(request.user, reference))
    permit(permissions.can_end_appointment(request.user, row))
    form = forms.ReasonForm(request.POST or None)
    own = permissions.is_oneself(request.user, row.person)
    if request.method == "POST" and form.is_valid():
        try:
            workflows.end_appointment(by=request.user, appointment=row, reason=form.cleaned_data["reason"])
        except (Refused, NotAllowedNow) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"The appointment as {row.get_role_display()} has ended.")
            return redirect("accounts:me") if own else redirect("accounts:person", row.person.reference)
    return render(request, "accounts/end_appointment.html", {"form": form, "row": row, "own": own})
