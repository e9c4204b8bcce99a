"""The list of rounds, opening one, its page, more time, its mail and its end."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dueregard.kernel.outbox import reaches_nobody
from dueregard.kernel.require import NotAllowedNow, Refused, permit
from dueregard.kernel.rules import MailState
from dueregard.plan.queries.choices import section_choices
from dueregard.rounds import permissions
from dueregard.rounds.forms import CloseForm, ExtendForm, LeadsForm, OpenForm
from dueregard.rounds.queries import asking
from dueregard.rounds.queries import rounds as queries
from dueregard.rounds.rules.letters import link_in
from dueregard.rounds.views.frame import round_or_404, round_to_run
from dueregard.rounds.workflows import links, opening, running

GET_POST = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
def round_list(request: HttpRequest) -> HttpResponse:
    """All rounds, and how far each has come."""
    permit(permissions.can_read_rounds(request.user))
    context = {"lines": queries.rounds(request.user), "may_run": permissions.can_run_rounds(request.user)}
    return render(request, "rounds/rounds.html", context)


@GET_POST
def open_round(request: HttpRequest) -> HttpResponse:
    """Say what is asked until when; look at who gets what at which address; open."""
    permit(permissions.can_run_rounds(request.user))
    posted = request.method == "POST"
    form = OpenForm(request.POST if posted else None, sections=section_choices())
    if not posted or not form.is_valid() or request.POST.get("step") == "back":
        return render(request, "rounds/open.html", {"form": form})
    data = form.cleaned_data
    found = asking.leads_to_ask(request.user, data["sections"])
    asked = [one for one in found if one.rows]
    chosen = LeadsForm(
        request.POST if request.POST.get("step") == "open" else None,
        leads=[(one.lead.reference, one.lead.label, one.addresses) for one in asked],
    )
    if chosen.is_bound and chosen.is_valid():
        try:
            round = opening.open_round(
                by=request.user,
                title=data["title"],
                due_on=data["due_on"],
                note=data["note"],
                chase=data["chase"],
                sections=data["sections"],
                leads=chosen.chosen(),
                site=request.build_absolute_uri("/"),
            )
        except Refused as refusal:
            chosen.add_error(None, str(refusal))
        else:
            messages.success(request, "The round is open. The mail to the leads is on its way.")
            return redirect("rounds:round", round.reference)
    context: dict[str, Any] = {
        "form": chosen,
        "given": form,
        "data": data,
        "lines": [(one, chosen[f"ask-{one.lead.reference}"], chosen[f"to-{one.lead.reference}"]) for one in asked],
        "only_restricted": [one for one in found if not one.rows],
        "without": sum(not one.addresses for one in asked),
        "reaches_nobody": reaches_nobody(),
        "sections": [label for reference, label in section_choices() if reference in data["sections"]],
    }
    return render(request, "rounds/open_leads.html", context)


@require_GET
def round_page(request: HttpRequest, reference: str) -> HttpResponse:
    """How far a round has come, lead by lead."""
    found = round_or_404(request, reference)
    page = queries.round_page(request.user, found)
    return render(request, "rounds/round.html", {"page": page, "round": found, "reaches_nobody": reaches_nobody()})


@GET_POST
def extend_round(request: HttpRequest, reference: str) -> HttpResponse:
    """Give more time."""
    found = round_to_run(request, reference)
    form = ExtendForm(request.POST if request.method == "POST" else None, initial={"due_on": found.due_on})
    if request.method == "POST" and form.is_valid():
        try:
            running.extend_round(by=request.user, round=found, due_on=form.cleaned_data["due_on"])
        except (NotAllowedNow, Refused) as refusal:
            form.add_error("due_on", str(refusal))
        else:
            messages.success(request, "There is more time. Those who have not answered get a fresh link.")
            return redirect("rounds:round", reference)
    return render(request, "rounds/extend.html", {"form": form, "round": found})


@GET_POST
def close_round(request: HttpRequest, reference: str) -> HttpResponse:
    """Say what will happen; then end the round."""
    found = round_to_run(request, reference)
    form = CloseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            running.close_round(by=request.user, round=found, drop_waiting=form.cleaned_data["drop_waiting"])
        except NotAllowedNow as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The round is closed. This is what it changed.")
            return redirect("rounds:changes", reference)
    context = {"form": form, "round": found, "page": queries.round_page(request.user, found)}
    return render(request, "rounds/close.html", context)


@require_GET
def mail(request: HttpRequest, reference: str) -> HttpResponse:
    """The mail of a round: what went, what waits, what failed and why; in the demonstration what would have been sent."""
    found = round_or_404(request, reference)
    permit(permissions.can_read_answers(request.user))
    context = {
        "round": found,
        "mails": [
            # Only the demonstration shows what a mail says: elsewhere its link is the lead's alone.
            (row, link_in(row.body) if row.state == MailState.SHOWN else "")
            for row in queries.mails_of(request.user, found)
        ],
        "may_run": permissions.can_run_rounds(request.user),
        "reaches_nobody": reaches_nobody(),
    }
    return render(request, "rounds/mail.html", context)


@require_POST
def send_again(request: HttpRequest, reference: str, mail: str) -> HttpResponse:
    """Try a mail again that failed."""
    found = round_to_run(request, reference)
    row = queries.mail_of_reference(request.user, found, mail)
    if row is None:
        raise Http404
    links.send_again(by=request.user, mail=row, round=found)
    messages.success(request, "It is tried again within a minute.")
    return redirect("rounds:mail", reference)
