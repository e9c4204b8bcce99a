"""The pages that correct the rows of an import: values, shape, and what was left out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel import clock
from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused
from dueregard.look.conflicts import remembering, told_of
from dueregard.organisation.queries import term_dates
from dueregard.organisation.rules.phrases import read_when
from dueregard.plan.forms import imports as forms
from dueregard.plan.queries import imports as queries
from dueregard.plan.rules.proposals import section_label
from dueregard.plan.views.imports.answers import ready_or_404, refuse, revision_of, to_review
from dueregard.plan.views.imports.whole import GET_POST
from dueregard.plan.workflows import imports as workflows


def _card(brought: Any, key: str) -> Any:
    found = queries.card(brought, key)
    if found is None:
        raise Http404
    return found


@GET_POST
def correct_proposal(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Every value of one area, beside its source."""
    brought = ready_or_404(request, reference)
    card = _card(brought, key)
    terms, today = term_dates(), clock.today()
    sections = list(dict.fromkeys(row["number"] or row["title"] or "" for row in brought.proposal["sections"]))
    sections += [area["section"] for area in brought.proposal["risk_areas"] if area["section"] not in [*sections, None]]
    parts = forms.CorrectArea(
        request.POST if request.method == "POST" else None,
        area=card.area,
        revision=brought.revision,
        sections=[(one, section_label(brought.proposal, one)) for one in dict.fromkeys(sections) if one],
        glossary=brought.proposal["glossary"],
        read_due=lambda phrase: read_when(phrase, terms=terms, today=today),
    )
    remembering(parts.form)
    differences: list[dict[str, Any]] = []
    kept: list[str] = []
    changed_by = ""
    if request.method == "POST" and parts.is_valid():
        values = parts.values()
        try:
            workflows.correct_proposal(
                by=request.user, brought=brought, revision=revision_of(parts.form), corrections={key: values}
            )
        except ChangedSince as changed:
            # What nobody touched here takes what is saved now; the rest is shown side by side, and sending it again is a
            # decision taken with both in sight.
            changed_by = str(changed)
            told = told_of(parts.form, changed)
            differences, kept = parts.told(values)
            differences, kept = told["fields"] + differences, told["kept"] + kept
        except (Refused, NotAllowedNow) as refusal:
            parts.form.add_error(None, str(refusal))
        else:
            return to_review(request, reference, "The row is corrected.", key)
    context = {"brought": brought, "card": card, "parts": parts, "form": parts.form}
    context |= {"changed_by": changed_by, "differences": differences, "kept": kept}
    context["has_errors"] = bool(changed_by) or any(part.is_bound and not part.is_valid() for part in parts.parts)
    return render(request, "plan/import_correct.html", context)


@require_POST
def settle_area(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """The row is right as it was read."""
    brought = ready_or_404(request, reference)
    card = _card(brought, key)
    form = forms.RevisionForm(request.POST)
    if not form.is_valid():
        raise Http404
    workflows.settle_area(by=request.user, brought=brought, key=key, revision=revision_of(form))
    return to_review(request, reference, f"Row {card.area['number'] or 'without a number'} is marked as right.", key)


@GET_POST
def drop_row(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Take a row out of the proposal."""
    brought = ready_or_404(request, reference)
    card = _card(brought, key)
    form = forms.RevisionForm(
        request.POST if request.method == "POST" else None, initial={"revision": brought.revision}
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflows.drop_row(by=request.user, brought=brought, revision=revision_of(form), key=key)
        except (Refused, NotAllowedNow, ChangedSince) as refusal:
            refuse(form, refusal)
        else:
            return to_review(request, reference, "The row is dropped. It stands among the left-out rows.")
    return render(request, "plan/import_drop.html", {"brought": brought, "card": card, "form": form})


@GET_POST
def join_rows(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Make one row of two."""
    brought = ready_or_404(request, reference)
    card = _card(brought, key)
    areas = brought.proposal["risk_areas"]
    place = areas.index(card.area)
    # The row after is by far the likeliest other half.
    others = [*areas[place + 1 :], *reversed(areas[:place])]
    form = forms.JoinForm(
        request.POST if request.method == "POST" else None,
        initial={"revision": brought.revision},
        others=[
            (one["key"], f"{one['number'] or ''} {(one['title'] or 'Without a title')[:90]}".strip()) for one in others
        ],
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            workflows.join_rows(
                by=request.user,
                brought=brought,
                revision=values["revision"],
                first=key,
                second=values["second"],
                titles=values["titles"],
            )
        except (Refused, NotAllowedNow, ChangedSince) as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, "The rows are joined. See whether all stands where it should.")
            return redirect("plan:correct_proposal", reference, key)
    return render(request, "plan/import_join.html", {"brought": brought, "card": card, "form": form})


@GET_POST
def split_row(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Make two rows of one."""
    brought = ready_or_404(request, reference)
    card = _card(brought, key)
    form = forms.SplitForm(
        request.POST if request.method == "POST" else None, initial={"revision": brought.revision}, area=card.area
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            workflows.split_row(
                by=request.user,
                brought=brought,
                revision=values["revision"],
                key=key,
                title=values["title"],
                number=values["number"],
                steps=form.chosen("steps"),
                taken=form.chosen("taken"),
            )
        except (Refused, NotAllowedNow, ChangedSince) as refusal:
            refuse(form, refusal)
        else:
            return to_review(request, reference, "The row is split in two.", key)
    return render(request, "plan/import_split.html", {"brought": brought, "card": card, "form": form})


@require_GET
def left_out(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows that became no area, each with the reason."""
    brought = ready_or_404(request, reference)
    return render(request, "plan/import_left_out.html", {"brought": brought, "groups": queries.left_out(brought)})


@require_POST
def bring_back_row(request: HttpRequest, reference: str, key: str) -> HttpResponse:
    """Make an area of a row that was left out."""
    brought = ready_or_404(request, reference)
    area = workflows.bring_back_row(by=request.user, brought=brought, key=key)
    messages.success(request, "The row is back. Correct what it says.")
    return redirect("plan:correct_proposal", reference, area)
