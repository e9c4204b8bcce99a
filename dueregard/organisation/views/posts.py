"""Pages of posts and their holders."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.accounts.permissions import can_manage_people
from dueregard.accounts.queries import account_of, person_choices, person_of_reference
from dueregard.kernel import clock
from dueregard.organisation import forms, permissions, queries
from dueregard.organisation.rules.spans import when
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
from dueregard.organisation.workflows import posts as workflows

LIST = "organisation:posts"


def _url(reference: str) -> str:
    return reverse("organisation:post", args=[reference])


def _frame(post: Any) -> dict[str, Any]:
    return {"back": (post.title, _url(post.reference)), "parent": list_of(LIST), "caption": post.title}


@require_GET
def posts(request: HttpRequest) -> HttpResponse:
    """All posts with who holds them today."""
    reading(request)
    rows = queries.posts_with_holders(request.user)
    return list_page(request, LIST, "organisation/posts.html", {"posts": rows})


@GET_POST
def add_post(request: HttpRequest) -> HttpResponse:
    """Add a post."""
    keeping(request)
    form = forms.PostForm(
        request.POST or None,
        initial={"body": request.GET.get("body", "")},
        bodies=queries.body_choices(request.user),
    )
    if done(request, form, lambda: workflows.add_post(by=request.user, **_cleaned(request, form))):
        return after(request, f"{form.cleaned_data['title']} was added.", reverse(LIST))
    return form_page(
        request, form, heading="Add a post", button="Add the post", back=list_of(LIST), parent=list_of(LIST)
    )


def _cleaned(request: HttpRequest, form: forms.PostForm) -> dict[str, Any]:
    reference = form.cleaned_data["body"]
    body = queries.body_of_reference(request.user, reference) if reference else None
    return {"title": form.cleaned_data["title"], "body": body}


@require_GET
def post(request: HttpRequest, reference: str) -> HttpResponse:
    """One post: who holds it and who held it."""
    reading(request)
    one = found(queries.post_of_reference(request.user, reference))
    today = clock.today()
    rows = queries.holdings(request.user, one)
    context = {
        "post": one,
        "holdings": [(row, when(row.from_on, row.to_on, today)) for row in rows],
        "held": any(row.to_on is None or row.to_on >= today for row in rows),
        "may_keep": permissions.can_keep_organisation(request.user),
    }
    return render(request, "organisation/post.html", context)


@GET_POST
def correct_post(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct a post's title or body."""
    keeping(request)
    one = found(queries.post_of_reference(request.user, reference))
    form = opened_at(
        forms.PostForm(
            request.POST or None,
            initial={"title": one.title, "body": one.body.reference if one.body else ""},
            bodies=queries.body_choices(request.user, with_body=one.body),
        ),
        one.revision,
    )

    def work() -> object:
        revision = form.cleaned_data["revision"]
        return workflows.correct_post(by=request.user, post=one, revision=revision, **_cleaned(request, form))

    if done(request, form, work):
        return after(request, "The post was corrected.", _url(reference))
    return form_page(request, form, heading="Correct the post", button="Save the post", **_frame(one))


@GET_POST
def end_post(request: HttpRequest, reference: str) -> HttpResponse:
    """Say when a post ended."""
    keeping(request)
    one = found(queries.post_of_reference(request.user, reference))
    form = forms.DayForm(request.POST or None)
    if done(request, form, lambda: workflows.end_post(by=request.user, post=one, **form.cleaned_data)):
        return after(request, f"{one.title} has ended.", _url(reference))
    return form_page(
        request,
        form,
        heading="End the post",
        button="End the post",
        consequence="Whoever holds it gives it up on that day, and its seats on bodies end. What it leads in the plan "
        "stays with it until you name another lead.",
        warning=True,
        **_frame(one),
    )


@require_POST
def reopen_post(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back the end of a post."""
    keeping(request)
    one = found(queries.post_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.reopen_post(by=request.user, post=one),
        f"{one.title} is open again. Nobody holds it yet.",
        _url(reference),
    )


@GET_POST
def appoint_holder(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who holds a post."""
    keeping(request)
    one = found(queries.post_of_reference(request.user, reference))
    form = forms.HolderForm(request.POST or None, people=person_choices(request.user))

    def work() -> object:
        person = found(person_of_reference(request.user, form.cleaned_data["person"]))
        from_on, to_on = form.cleaned_data["from_on"], form.cleaned_data["to_on"]
        return workflows.appoint_holder(by=request.user, post=one, person=person, from_on=from_on, to_on=to_on)

    if done(request, form, work):
        return after(request, "The holder was recorded.", _url(reference))
    return form_page(
        request,
        form,
        heading="Say who holds it",
        button="Save the holder",
        consequence="Whoever holds it already goes on holding it: two may share a post. To hand it over, choose "
        "“Change the holder” instead.",
        may_add_person=can_manage_people(request.user),
        **_frame(one),
    )


@GET_POST
def change_holder(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand a post over in one step."""
    keeping(request)
    one = found(queries.post_of_reference(request.user, reference))
    holders = queries.holders_on(one, clock.today())
    form = forms.ChangeHolderForm(
        request.POST or None,
        initial={"on": clock.today()},
        people=person_choices(request.user),
        holders=[(person.reference, person.name) for person in holders],
        may_leave=bool(holders) and can_manage_people(request.user),
    )

    def work() -> object:
        data = form.cleaned_data
        leaves = data.get("predecessor")
        return workflows.change_holder(
            by=request.user,
            post=one,
            successor=found(person_of_reference(request.user, data["successor"])),
            on=data["on"],
            predecessor=found(person_of_reference(request.user, leaves)) if leaves else None,
            leaves=data.get("leaves", False),
        )

    if done(request, form, work):
        leaver = form.cleaned_data.get("predecessor") or (holders[0].reference if holders else "")
        words = _of_leaver(request, form, leaver)
        return after(
            request, f"The post was handed over. What it leads in the plan stays with it.{words}", _url(reference)
        )
    names = " and ".join(person.name for person in holders)
    return form_page(
        request,
        form,
        heading="Change the holder",
        button="Hand the post over",
        consequence=f"{names} {'hold it together' if len(holders) > 1 else 'holds it'} now. The leaver’s last day is "
        "the day before the successor’s first."
        if holders
        else "Nobody holds it now.",
        may_add_person=can_manage_people(request.user),
        **_frame(one),
    )


@GET_POST
def end_holding(request: HttpRequest, reference: str) -> HttpResponse:
    """Say when somebody gave up a post."""
    keeping(request)
    row = found(queries.holding_of_reference(request.user, reference))
    form = forms.LastDayForm(
        request.POST or None,
        initial={"on": row.to_on or clock.today()},
        may_leave=can_manage_people(request.user),
    )

    def work() -> object:
        data = form.cleaned_data
        return workflows.end_holding(by=request.user, holding=row, to_on=data["on"], leaves=data.get("leaves", False))

    if done(request, form, work):
        words = _of_leaver(request, form, row.person.reference)
        return after(request, f"The last day was recorded.{words}", _url(row.post.reference))
    return form_page(
        request,
        form,
        heading=f"When {row.person.name} gives it up",
        button="Save the last day",
        consequence="Without a successor the post is vacant from the next day.",
        **_frame(row.post),
    )


def _of_leaver(request: HttpRequest, form: forms.LeavesForm, reference: str) -> str:
    """What became of the account of somebody who leaves the institution with a post; "" where nobody does."""
    person = person_of_reference(request.user, reference) if form.cleaned_data.get("leaves") else None
    account = account_of(person) if person is not None else None
    if account is None:
        return ""
    if account.is_active:
        return " They can sign in until their account is closed: the page People lists it once they have left."
    return " Their account is closed."
