"""Looking through the answers of a round, and deciding on them one by one or many at once."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused, permit
from dueregard.organisation.queries import grouped_lead_choices, lead_choices, term_dates
from dueregard.rounds import permissions
from dueregard.rounds.forms import DecideForm, NoteForm
from dueregard.rounds.queries.rows import Pending, compared, day_of, pending_answers
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.rules.states import What
from dueregard.rounds.views.frame import answer_or_404, round_or_404, round_to_run
from dueregard.rounds.workflows import deciding

GET_POST = require_http_methods(["GET", "HEAD", "POST"])
_CHANGED = "Somebody has changed this row since you opened the page. Look at it again; nothing was written."


@require_GET
def answers(request: HttpRequest, reference: str) -> HttpResponse:
    """All answers that wait, lead by lead, beside what the plan says now."""
    found = round_or_404(request, reference)
    permit(permissions.can_read_answers(request.user))
    terms = term_dates()
    lines = [(one, compared(one.row, terms), deciding.is_certain(one.row)) for one in pending_answers(found)]
    context = {
        "round": found,
        "lines": lines,
        "unchanged": sum(one.answer.what == What.NO_CHANGE and certain for one, _, certain in lines),
        "certain": sum(certain for _, _, certain in lines),
        "may_run": permissions.can_run_rounds(request.user) and found.state == "open",
    }
    return render(request, "rounds/answers.html", context)


@require_POST
def accept_answers(request: HttpRequest, reference: str) -> HttpResponse:
    """Accept many answers: those that are ticked, all “no change”, or all that need no look of their own."""
    found = round_to_run(request, reference)
    seen = {
        name.removeprefix("seen-"): int(value)
        for name, value in request.POST.items()
        if name.startswith("seen-") and isinstance(value, str) and value.isdecimal() and len(value) < 10
    }
    do = request.POST.get("do")
    if do == "ticked":
        ticked = set(request.POST.getlist("answer"))
        seen = {one: revision for one, revision in seen.items() if one in ticked}
        if not seen:
            messages.warning(request, "Tick the answers that you accept.")
            return redirect("rounds:answers", reference)
    only = [What.NO_CHANGE] if do == "no_change" else None
    accepted, left = deciding.accept_answers(by=request.user, round=found, seen=seen, only=only)
    if accepted:
        messages.success(request, f"{accepted} answer{'s are' if accepted != 1 else ' is'} accepted.")
    if left:
        messages.warning(request, f"{left} need{'s' if left == 1 else ''} a look: see below.")
    return redirect("rounds:answers" if left or not accepted else "rounds:round", reference)


@GET_POST
def answer(request: HttpRequest, reference: str, answer: str) -> HttpResponse:
    """One answer beside its row: accept it as it is, change it first, ask again, or leave the row as it is."""
    found = round_or_404(request, reference)
    permit(permissions.can_read_answers(request.user))
    one = answer_or_404(request, found, answer)
    if request.method != "POST":
        return _page(request, found, one, _decide_form(request, one))
    round_to_run(request, reference)
    if one.row.pending is None or one.row.pending.reference != answer:
        raise NotAllowedNow("Somebody has decided on this answer already, or it was replaced.")
    form = _decide_form(request, one)
    if form.is_valid():
        data = form.cleaned_data
        said = form.said or Said(What.CHANGED)
        decision = deciding.Decision(said, data.get("give_to", ""), bool(data.get("ask_now")))
        try:
            deciding.accept_answer(by=request.user, answer=one.answer, seen=data["revision"], decision=decision)
        except ChangedSince:
            one = answer_or_404(request, found, answer)
            # What was typed stays; the number that was seen is the one that is shown now.
            again = request.POST.copy()
            again["revision"] = str(one.row.revision)
            form = _decide_form(request, one, again)
            form.is_valid()
            form.add_error(None, _CHANGED)
        except (NotAllowedNow, Refused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The answer is accepted, and the plan says so.")
            return redirect("rounds:answers", reference)
    return _page(request, found, one, form)


def _decide_form(request: HttpRequest, one: Pending, data: Any = None) -> DecideForm:
    answer = one.row.pending or one.row.latest
    if answer is None:
        raise NotAllowedNow("Nothing was answered.")
    initial = {
        "what": answer.what, "words": answer.words, "due": answer.due, "rag": answer.rag, "reason": answer.reason,
        "ask": answer.ask_instead, "revision": one.row.revision,
    }  # fmt: skip
    return DecideForm(
        data if data is not None else request.POST if request.method == "POST" else None,
        initial=initial,
        is_step=one.row.is_step,
        terms=term_dates(),
        today=day_of(answer),
        leads=grouped_lead_choices(lead_choices()),
        what=answer.what,
    )


def _page(
    request: HttpRequest, round: Any, one: Pending, form: DecideForm | None, note: NoteForm | None = None
) -> HttpResponse:
    context = {
        "round": round,
        "one": one,
        "form": note or form,
        "decide": form or _decide_form_unbound(request, one),
        "note": note or NoteForm(),
        "compared": compared(one.row, term_dates()),
        "may_run": permissions.can_run_rounds(request.user) and round.state == "open" and one.row.pending is not None,
    }
    return render(request, "rounds/answer.html", context)


def _decide_form_unbound(request: HttpRequest, one: Pending) -> DecideForm:
    form = _decide_form(request, one, {})
    form.is_bound = False
    return form


@require_POST
def ask_again(request: HttpRequest, reference: str, answer: str) -> HttpResponse:
    """Ask the lead again, with a note."""
    by_hand = "The row is open again. No mail goes to this lead: ask in person, or by a fresh Word form, which holds your note."
    return _with_note(request, reference, answer, deciding.ask_again, "The lead is asked again.", by_hand)


@require_POST
def drop_answer(request: HttpRequest, reference: str, answer: str) -> HttpResponse:
    """Leave the row as it is, with the reason."""
    return _with_note(request, reference, answer, deciding.drop_answer, "The row stays as it is.")


def _with_note(
    request: HttpRequest, reference: str, answer: str, workflow: Any, done: str, by_hand: str = ""
) -> HttpResponse:
    """by_hand: what is said instead of `done` where the workflow wrote to nobody."""
    found = round_to_run(request, reference)
    one = answer_or_404(request, found, answer)
    if one.row.pending is None or one.row.pending.reference != answer:
        raise NotAllowedNow("Somebody has decided on this answer already, or it was replaced.")
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            written = workflow(by=request.user, answer=one.answer, note=form.cleaned_data["note"])
        except (NotAllowedNow, Refused) as refusal:
            form.add_error("note", str(refusal))
        else:
            messages.success(request, by_hand if by_hand and not written else done)
            return redirect("rounds:answers", reference)
    return _page(request, found, one, None, form)
