"""One lead in a round: the rows, the answers so far, and the links."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel import clock
from dueregard.kernel.require import NotAllowedNow, Refused
from dueregard.rounds.forms import AddressForm
from dueregard.rounds.queries import rounds as queries
from dueregard.rounds.queries.asking import restricted_steps
from dueregard.rounds.queries.rows import rows_of_ask
from dueregard.rounds.views.frame import ask_or_404, round_or_404, round_to_run
from dueregard.rounds.workflows import links


def _page(request: HttpRequest, round: object, ask: str, form: AddressForm, status: int = 200) -> HttpResponse:
    found = ask_or_404(request, round, ask)
    page = queries.round_page(request.user, found.round)
    line = next(line for line in page.lines if line.ask.pk == found.pk)
    context = {
        "round": found.round,
        "ask": found,
        "line": line,
        "page": page,
        "form": form,
        "today": clock.today(),
        "restricted": restricted_steps(request.user, found.lead),
    }
    return render(request, "rounds/ask.html", context | {"rows": rows_of_ask(found, full=True)}, status=status)


@require_GET
def ask(request: HttpRequest, reference: str, ask: str) -> HttpResponse:
    """The rows of one lead with what was answered and decided, and the links that were sent."""
    return _page(request, round_or_404(request, reference), ask, AddressForm())


@require_POST
def send_link_to(request: HttpRequest, reference: str, ask: str) -> HttpResponse:
    """Send a link to one more address."""
    round = round_to_run(request, reference)
    found = ask_or_404(request, round, ask)
    form = AddressForm(request.POST)
    if form.is_valid():
        try:
            links.send_link_to(by=request.user, ask=found, address=form.cleaned_data["address"])
        except (NotAllowedNow, Refused) as refusal:
            form.add_error("address", str(refusal))
        else:
            messages.success(request, "A link is on its way.")
            return redirect("rounds:ask", reference, ask)
    return _page(request, round, ask, form)


@require_POST
def send_fresh_link(request: HttpRequest, reference: str, link: str) -> HttpResponse:
    """Close a link and send a fresh one to the same address."""
    row = queries.link_of_reference(request.user, round_to_run(request, reference), link)
    if row is None:
        raise Http404
    links.send_fresh_link(by=request.user, link=row)
    messages.success(request, "The earlier link is closed, and a fresh one is on its way.")
    return redirect("rounds:ask", reference, row.ask.reference)


@require_POST
def revoke_link(request: HttpRequest, reference: str, link: str) -> HttpResponse:
    """Close a link."""
    row = queries.link_of_reference(request.user, round_to_run(request, reference), link)
    if row is None:
        raise Http404
    links.revoke_link(by=request.user, link=row)
    messages.success(request, "The link is closed: it opens nothing any more.")
    return redirect("rounds:ask", reference, row.ask.reference)
