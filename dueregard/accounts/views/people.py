"""Pages of people and their accounts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from dueregard.accounts import forms, permissions, queries, workflows
from dueregard.accounts.rules import AppointmentState
from dueregard.accounts.views.frame import GET_POST, found, tried
from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, Refused, permit
from dueregard.look.conflicts import remembering, told_of


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everybody by name, with a search."""
    permit(permissions.can_manage_people(request.user))
    search = forms.SearchForm(request.GET)
    words = search.cleaned_data["q"].strip() if search.is_valid() else ""
    page = queries.people_page(request.user, words, request.GET.get("page"))
    left = [] if words or page.number > 1 else queries.left_with_open_account(request.user)
    context = {
        "page": page,
        "search": search,
        "words": words,
        "left": [(account, permissions.can_close_account(request.user, account.person)) for account in left],
    }
    return render(request, "accounts/people.html", context)


@GET_POST
def add_person(request: HttpRequest) -> HttpResponse:
    """Add somebody, with or without a way to sign in."""
    permit(permissions.can_manage_people(request.user))
    form = forms.PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = workflows.add_person(by=request.user, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{person.name} was added.")
            return redirect("accounts:person", person.reference)
    return render(request, "accounts/add_person.html", {"form": form})


@require_GET
def person(request: HttpRequest, reference: str) -> HttpResponse:
    """One person: entry, account, appointments."""
    permit(permissions.can_manage_people(request.user))
    someone = found(queries.person_of_reference(request.user, reference))
    today = clock.today()
    context = {
        "person": someone,
        "account": queries.account_of(someone),
        "appointments": [
            {
                "row": row,
                "over": row.ends_on is not None and row.ends_on < today,
                "coming": row.starts_on > today,
                "standing": row.state in (AppointmentState.PROPOSED, AppointmentState.CONFIRMED),
                "may_decide": permissions.can_confirm_appointment(request.user, row),
            }
            for row in queries.appointments_of(request.user, someone)
        ],
        "has_left": someone.left_on is not None and someone.left_on < today,
        "may_open": permissions.can_open_door(request.user, someone),
        "may_close": permissions.can_close_account(request.user, someone),
        "may_propose": not permissions.is_oneself(request.user, someone),
    }
    return render(request, "accounts/person.html", context)


@GET_POST
def correct_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct a name or address, or say when somebody leaves."""
    permit(permissions.can_manage_people(request.user))
    someone = found(queries.person_of_reference(request.user, reference))
    initial = {"name": someone.name, "email": someone.email, "left_on": someone.left_on}
    account = queries.account_of(someone)
    may_close = account is not None and account.is_active and permissions.can_close_account(request.user, someone)
    form = forms.CorrectPersonForm(
        request.POST or None, initial=initial | {"revision": someone.revision}, may_close=may_close
    )
    remembering(form)
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            workflows.correct_person(by=request.user, person=someone, **form.cleaned_data)
        except ChangedSince as since:
            conflict = told_of(form, since)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            closed = " The account is closed." if form.cleaned_data.get("closing") else ""
            messages.success(request, f"The entry was corrected.{closed}")
            return redirect("accounts:person", reference)
    context = {"form": form, "person": someone, "conflict": conflict}
    return render(request, "accounts/correct_person.html", context)


@GET_POST
def open_account(request: HttpRequest, reference: str) -> HttpResponse:
    """Let somebody sign in."""
    permit(permissions.can_manage_people(request.user))
    someone = found(queries.person_of_reference(request.user, reference))
    permit(permissions.can_open_door(request.user, someone))
    form = forms.AddressForm(request.POST or None, initial={"email": someone.email})
    if request.method == "POST" and form.is_valid():
        try:
            account = workflows.open_account(by=request.user, person=someone, email=form.cleaned_data["email"])
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{someone.name} can sign in as {account.email}, once they have set a password.")
            return redirect("accounts:person", reference)
    return render(request, "accounts/open_account.html", {"form": form, "person": someone})


@GET_POST
def change_sign_in_address(request: HttpRequest, reference: str) -> HttpResponse:
    """Change the address that somebody signs in with."""
    permit(permissions.can_manage_people(request.user))
    someone = found(queries.person_of_reference(request.user, reference))
    account = found(queries.account_of(someone))
    permit(permissions.can_open_door(request.user, someone))
    form = forms.AddressForm(request.POST or None, initial={"email": account.email})
    if request.method == "POST" and form.is_valid():
        try:
            workflows.change_sign_in_address(by=request.user, account=account, **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The address to sign in with was changed.")
            return redirect("accounts:person", reference)
    return render(request, "accounts/change_sign_in_address.html", {"form": form, "person": someone})


@GET_POST
def close_account(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask, then stop somebody's sign-in."""
    permit(permissions.can_manage_people(request.user))
    someone = found(queries.person_of_reference(request.user, reference))
    account = found(queries.account_of(someone))
    permit(permissions.can_close_account(request.user, someone))
    if request.method == "POST":
        tried(
            request,
            lambda: workflows.close_account(by=request.user, account=account),
            f"{someone.name} can no longer sign in.",
        )
        if request.POST.get("from") == "people":
            return redirect("accounts:people")
        return redirect("accounts:person", reference)
    return render(request, "accounts/close_account.html", {"person": someone, "account": account})


@require_POST
def reopen_account(request: HttpRequest, reference: str) -> HttpResponse:
    """Let somebody sign in again."""
    permit(permissions.can_manage_people(request.user))
    someone = found(queries.person_of_reference(request.user, reference))
    account = found(queries.account_of(someone))
    tried(
        request,
        lambda: workflows.reopen_account(by=request.user, account=account),
        f"{someone.name} can sign in again.",
    )
    return redirect("accounts:person", reference)
