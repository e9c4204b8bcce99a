"""The page behind a personal link: no account, no script, and nothing but the rows of one lead.

Opening is a post: the programs that look through mail follow links, and must not be taken for the first browser. The
referrer stays within this site (the house's setting): no other site is told, and forms keep an origin to be checked by.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from dueregard.kernel import clock
from dueregard.kernel.doors import open_to_all
from dueregard.kernel.require import NotAllowedNow
from dueregard.kernel.throttle import too_many
from dueregard.organisation.queries import term_dates
from dueregard.rounds.forms import RowForm
from dueregard.rounds.queries.links import Found, link_of_token
from dueregard.rounds.queries.rows import RowNow, rows_of_ask
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.rules.states import What
from dueregard.rounds.workflows import answering, links

# Addresses that open nothing, from one place within ten minutes.
_MOST_TRIES, _WHILE = 30, 600


def _answer(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, template, context, status=status)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response


def _find(request: HttpRequest, token: str) -> tuple[Found | None, HttpResponse | None]:
    """(the link, or the page that says that there is nothing here)."""
    who = get_adapter().get_client_ip(request) or "unknown"
    found = link_of_token(token)
    if found is not None and not found.closed:
        return found, None
    if too_many("round", who, most=_MOST_TRIES, seconds=_WHILE):
        return None, _answer(request, "rounds/personal_closed.html", {"why": "too_many"}, 429)
    if found is None:
        return None, _answer(request, "rounds/personal_closed.html", {"why": "unknown"}, 404)
    context = {"why": found.closed, "until": found.until, "round": found.link.ask.round}
    return None, _answer(request, "rounds/personal_closed.html", context, 410)


def _cookie(found: Found) -> str:
    return f"round-{found.link.reference}"


def _secret(request: HttpRequest, found: Found) -> str:
    return request.COOKIES.get(_cookie(found), "")


@open_to_all
@require_http_methods(["GET", "HEAD", "POST"])
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """The rows of one lead, in the browser that opened the link first; a door in every other."""
    found, nothing = _find(request, token)
    if found is None:
        assert nothing is not None  # noqa: S101 - one of the two
        return nothing
    if not found.is_bound_to(_secret(request, found)):
        context = {"found": found, "round": found.link.ask.round, "token": token, "in_use": bool(found.link.browser)}
        return _answer(request, "rounds/personal_door.html", context, 403 if request.method == "POST" else 200)
    rows = rows_of_ask(found.link.ask)
    forms = _forms(request, rows)
    if request.method == "POST":
        taken = _take(request, found, rows, forms)
        if not any(form.errors for form in forms.values()):
            _say(request, taken)
            return redirect("rounds:personal", token)
    else:
        taken = None
    context = {
        "found": found,
        "round": found.link.ask.round,
        "ask": found.link.ask,
        "token": token,
        "lines": [(row, forms.get(row.asked.position)) for row in rows],
        "forms": [form for form in forms.values() if form.errors],
        "wrong": [row for row in rows if row.asked.position in forms and forms[row.asked.position].errors],
        "has_errors": any(form.errors for form in forms.values()),
        "kept": taken.answered if taken else 0,
        "open": sum(row.open and row.pending is None for row in rows),
        "waiting": sum(row.open and row.pending is not None for row in rows),
        "can_answer": any(row.open for row in rows),
    }
    return _answer(request, "rounds/personal.html", context)


def _forms(request: HttpRequest, rows: list[RowNow]) -> dict[int, RowForm]:
    """A form for each row that can be answered, filled with what was answered and waits."""
    terms, today = term_dates(), clock.today()
    forms = {}
    for row in rows:
        if not row.open:
            continue
        initial: dict[str, Any] = {"revision": row.revision}
        # What is asked again begins with what was said, without the choice: it is made anew, or the row stays open.
        answer = row.pending or row.asked_again
        if answer is not None:
            initial |= {
                "what": answer.what if row.pending else "", "words": answer.words, "due": answer.due, "rag": answer.rag,
                "reason": answer.reason, "ask": answer.ask_instead,
            }  # fmt: skip
        forms[row.asked.position] = RowForm(
            request.POST if request.method == "POST" else None,
            prefix=f"row{row.asked.position}",
            initial=initial,
            is_step=row.is_step,
            terms=terms,
            today=today,
        )
    return forms


def _take(request: HttpRequest, found: Found, rows: list[RowNow], forms: dict[int, RowForm]) -> answering.Taken:
    """Keep what can be kept; what is wrong stays in its form."""
    said: dict[int, tuple[Said, int]] = {}
    rest = request.POST.get("rest") == "no_change"
    for row in rows:
        form = forms.get(row.asked.position)
        if form is None or not form.is_valid():
            continue
        answer = form.said
        if row.asked_again and not set(form.changed_data) - {"revision"}:
            answer = None
        if answer is None and rest and row.pending is None:
            answer = Said(What.NO_CHANGE)
        if answer is not None:
            revision = form.cleaned_data.get("revision")
            said[row.asked.position] = (answer, row.revision if revision is None else revision)
    if not said:
        return answering.Taken(0, [])
    return answering.answer_rows(by=found.holder, ask=found.link.ask, said=said, way="link", link=found.link)


def _say(request: HttpRequest, taken: answering.Taken) -> None:
    if taken.answered:
        words = "1 answer has" if taken.answered == 1 else f"{taken.answered} answers have"
        messages.success(request, f"{words} come in. You can change them until they are decided on.")
    elif not taken.too_late:
        messages.info(request, "Nothing new was answered.")
    if taken.too_late:
        messages.warning(request, "Some rows were decided on or finished in the meantime: see below.")


@open_to_all
@require_POST
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open a link in this browser."""
    found, nothing = _find(request, token)
    if found is None:
        assert nothing is not None  # noqa: S101 - one of the two
        return nothing
    response = redirect("rounds:personal", token)
    try:
        secret = links.open_link(by=found.holder, link=found.link, secret=_secret(request, found))
    except links.InUseElsewhere:
        return response  # the page there says so
    response.set_cookie(
        _cookie(found),
        secret,
        max_age=(found.until - clock.today()).days * 86_400 + 86_400,
        path="/round/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
    return response


@open_to_all
@require_POST
def fresh_link(request: HttpRequest, token: str) -> HttpResponse:
    """Send a fresh link to the address that this one went to; this one closes."""
    found, nothing = _find(request, token)
    if found is None:
        assert nothing is not None  # noqa: S101 - one of the two
        return nothing
    try:
        links.send_fresh_link(by=found.holder, link=found.link)
    except NotAllowedNow as refusal:
        return _answer(request, "rounds/personal_closed.html", {"why": "refused", "sentence": str(refusal)}, 429)
    return _answer(request, "rounds/personal_closed.html", {"why": "sent", "round": found.link.ask.round})
