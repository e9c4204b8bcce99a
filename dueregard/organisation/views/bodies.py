"""Pages of bodies and the seats on them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.accounts.queries import person_choices, person_of_reference
from dueregard.kernel import clock
from dueregard.organisation import forms, permissions, queries
from dueregard.organisation.views.frame import (
    GET_POST,
    after,
    done,
    form_page,
    found,
    keeping,
    list_of,
    list_page,
    opened_at,
    reading,
    tried,
)
from dueregard.organisation.workflows import bodies as workflows
from dueregard.organisation.workflows import memberships as seats

LIST = "organisation:bodies"


def _url(reference: str) -> str:
    return reverse("organisation:body", args=[reference])


def _frame(body: Any) -> dict[str, Any]:
    return {"back": (body.name, _url(body.reference)), "parent": list_of(LIST), "caption": body.name}


@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """All bodies by kind."""
    reading(request)
    groups = queries.bodies_by_kind(request.user)
    return list_page(request, LIST, "organisation/bodies.html", {"groups": groups})


@GET_POST
def add_body(request: HttpRequest) -> HttpResponse:
    """Add a body."""
    keeping(request)
    form = forms.BodyForm(request.POST or None)
    if done(request, form, lambda: workflows.add_body(by=request.user, **form.cleaned_data)):
        return after(request, f"{form.cleaned_data['name']} was added.", reverse(LIST))
    return form_page(
        request, form, heading="Add a body", button="Add the body", back=list_of(LIST), parent=list_of(LIST)
    )


@require_GET
def body(request: HttpRequest, reference: str) -> HttpResponse:
    """One body: its members over time and its posts."""
    reading(request)
    one = found(queries.body_of_reference(request.user, reference))
    today = clock.today()
    rows = queries.seats(request.user, one, today)
    context = {
        "body": one,
        "present": [row for row in rows if row.when == "now"],
        "coming": [row for row in rows if row.when == "coming"],
        "past": [row for row in rows if row.when == "past"],
        "posts": queries.posts_of_body(request.user, one),
        "may_keep": permissions.can_keep_organisation(request.user),
    }
    return render(request, "organisation/body.html", context)


@GET_POST
def correct_body(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct a body's name, kind or first day."""
    keeping(request)
    one = found(queries.body_of_reference(request.user, reference))
    initial = {"name": one.name, "kind": one.kind, "began_on": one.began_on}
    form = opened_at(forms.BodyForm(request.POST or None, initial=initial), one.revision)
    if done(request, form, lambda: workflows.correct_body(by=request.user, body=one, **form.cleaned_data)):
        return after(request, "The body was corrected.", _url(reference))
    return form_page(request, form, heading="Correct the body", button="Save the body", **_frame(one))


@GET_POST
def end_body(request: HttpRequest, reference: str) -> HttpResponse:
    """Say when a body ended."""
    keeping(request)
    one = found(queries.body_of_reference(request.user, reference))
    form = forms.DayForm(request.POST or None)
    if done(request, form, lambda: workflows.end_body(by=request.user, body=one, **form.cleaned_data)):
        return after(request, f"{one.name} has ended.", _url(reference))
    return form_page(
        request,
        form,
        heading="End the body",
        button="End the body",
        consequence="The seats on it end with it. What the plan says of it stays, and it can no longer be chosen.",
        warning=True,
        **_frame(one),
    )


@require_POST
def reopen_body(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back the end of a body."""
    keeping(request)
    one = found(queries.body_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.reopen_body(by=request.user, body=one),
        f"{one.name} is open again. The seats that ended with it stay ended.",
        _url(reference),
    )


@GET_POST
def add_membership(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a person or a post a seat."""
    keeping(request)
    one = found(queries.body_of_reference(request.user, reference))
    form = forms.NewSeatForm(
        request.POST or None,
        posts=queries.post_choices(request.user),
        people=person_choices(request.user),
    )

    def work() -> object:
        data = form.cleaned_data
        who = data.pop("who")
        post = queries.post_of_reference(request.user, who)
        person = None if post else person_of_reference(request.user, who)
        return seats.add_membership(by=request.user, body=one, post=post, person=person, **data)

    if done(request, form, work):
        return after(request, "The seat was added.", _url(reference))
    return form_page(request, form, heading="Add a seat", button="Add the seat", **_frame(one))


@GET_POST
def correct_membership(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct what kind of seat it is, or its days."""
    keeping(request)
    row = found(queries.membership_of_reference(request.user, reference))
    initial = {"seat": row.seat, "from_on": row.from_on, "to_on": row.to_on}
    form = opened_at(forms.SeatForm(request.POST or None, initial=initial), row.revision)
    if done(request, form, lambda: seats.correct_membership(by=request.user, membership=row, **form.cleaned_data)):
        return after(request, "The seat was corrected.", _url(row.body.reference))
    return form_page(
        request, form, heading=f"Correct the seat of {_who(row)}", button="Save the seat", **_frame(row.body)
    )


@GET_POST
def end_membership(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which day is the last of a seat."""
    keeping(request)
    row = found(queries.membership_of_reference(request.user, reference))
    form = forms.DayForm(request.POST or None, initial={"on": clock.today()})
    if done(
        request,
        form,
        lambda: seats.end_membership(by=request.user, membership=row, to_on=form.cleaned_data["on"]),
    ):
        return after(request, "The end of the seat was recorded.", _url(row.body.reference))
    return form_page(
        request, form, heading=f"End the seat of {_who(row)}", button="End the seat", warning=True, **_frame(row.body)
    )


def _who(row: Any) -> str:
    return str(row.post.title if row.post else row.person.name)
