"""Pages of the glossary of initials."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from dueregard.kernel.require import permit
from dueregard.organisation import forms, permissions, queries
from dueregard.organisation.views.frame import (
    GET_POST,
    after,
    done,
    form_page,
    found,
    list_of,
    list_page,
    opened_at,
    reading,
    tried,
)
from dueregard.organisation.workflows import glossary as workflows
from dueregard.organisation.workflows.leads import lead_chosen

LIST = "organisation:glossary"


@require_GET
def glossary(request: HttpRequest) -> HttpResponse:
    """All initials."""
    reading(request)
    context = {
        "entries": queries.glossary(request.user),
        "may_keep": permissions.can_keep_glossary(request.user),
    }
    return list_page(request, LIST, "organisation/glossary.html", context)


def _form(request: HttpRequest, initial: dict[str, Any] | None = None) -> forms.InitialsForm:
    permit(permissions.can_keep_glossary(request.user))
    leads = queries.grouped_lead_choices(queries.lead_choices())
    return forms.InitialsForm(request.POST or None, initial=initial, leads=leads)


def _cleaned(request: HttpRequest, form: forms.InitialsForm) -> dict[str, Any]:
    reference = form.cleaned_data["lead"]
    lead = lead_chosen(by=request.user, reference=reference) if reference else None
    return {"letters": form.cleaned_data["letters"], "meaning": form.cleaned_data["meaning"], "lead": lead}


@GET_POST
def add_initials(request: HttpRequest) -> HttpResponse:
    """Add an entry."""
    form = _form(request)
    if done(request, form, lambda: workflows.add_initials(by=request.user, **_cleaned(request, form))):
        return after(request, f"{form.cleaned_data['letters']} was added.", reverse(LIST))
    back = list_of(LIST)
    return form_page(request, form, heading="Add initials", button="Add the initials", back=back, parent=back)


@GET_POST
def correct_initials(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct an entry."""
    one = found(queries.initials_of_reference(request.user, reference))
    lead = one.lead.reference if one.lead else ""
    form = opened_at(_form(request, {"letters": one.letters, "meaning": one.meaning, "lead": lead}), one.revision)

    def work() -> object:
        revision = form.cleaned_data["revision"]
        return workflows.correct_initials(by=request.user, initials=one, revision=revision, **_cleaned(request, form))

    if done(request, form, work):
        return after(request, "The entry was corrected.", reverse(LIST))
    back = list_of(LIST)
    return form_page(request, form, heading=f"Correct {one.letters}", button="Save the entry", back=back, parent=back)


@GET_POST
def remove_initials(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask, then take an entry out."""
    permit(permissions.can_keep_glossary(request.user))
    one = found(queries.initials_of_reference(request.user, reference))
    if request.method == "POST":
        return tried(
            request,
            lambda: workflows.remove_initials(by=request.user, initials=one),
            f"{one.letters} was taken out.",
            reverse(LIST),
        )
    back = list_of(LIST)
    return form_page(
        request,
        None,
        heading=f"Take {one.letters} out of the glossary?",
        button="Take it out",
        consequence=f"{one.letters} stands for “{one.meaning}”. Texts that use the letters stay as they are.",
        warning=True,
        back=back,
        parent=back,
    )
