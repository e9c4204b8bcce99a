"""The pages that correct an import as a whole: its columns, glossary, title and context, and how often steps come."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dueregard.kernel.require import ChangedSince, NotAllowedNow, Refused
from dueregard.plan.forms import imports as forms
from dueregard.plan.queries import imports as queries
from dueregard.plan.rules.proposals import without_rhythm
from dueregard.plan.views.imports.answers import ready_or_404, refuse, revision_of, to_review
from dueregard.plan.views.imports.whole import GET_POST
from dueregard.plan.workflows import imports as workflows


@GET_POST
def map_columns(request: HttpRequest, reference: str) -> HttpResponse:
    """What each column of the document holds."""
    brought = ready_or_404(request, reference)
    form = forms.ColumnsForm(
        request.POST if request.method == "POST" else None,
        initial={"revision": brought.revision},
        tables=queries.tables(brought),
    )
    if request.method == "POST" and form.is_valid():
        try:
            workflows.map_columns(
                by=request.user,
                brought=brought,
                revision=revision_of(form),
                mapping={**brought.mapping, **form.mapping()},
            )
        except (Refused, NotAllowedNow, ChangedSince) as refusal:
            refuse(form, refusal)
        else:
            return redirect("plan:import", reference)
    return render(request, "plan/import_columns.html", {"brought": brought, "form": form})


@GET_POST
def correct_glossary(request: HttpRequest, reference: str) -> HttpResponse:
    """What initials stand for."""
    brought = ready_or_404(request, reference)
    asked = [flag for flag in brought.proposal["flags"] if flag["kind"] == "undefined_abbreviation"]
    known = {term["initials"] for term in brought.proposal["glossary"]}
    initial = [
        *brought.proposal["glossary"],
        *(
            {"initials": flag["as_found"], "name": flag["suggestion"] or "", "role": "", "kind": "unknown"}
            for flag in asked
            if flag["as_found"] and flag["as_found"] not in known
        ),
    ]
    data = request.POST if request.method == "POST" else None
    form = forms.RevisionForm(data, initial={"revision": brought.revision})
    terms = forms.TermForms(data, prefix="terms", initial=initial)
    if request.method == "POST" and form.is_valid() and terms.is_valid():
        try:
            workflows.correct_glossary(
                by=request.user,
                brought=brought,
                revision=revision_of(form),
                terms=[term for each in terms.forms if (term := each.term())],
            )
        except (Refused, NotAllowedNow, ChangedSince) as refusal:
            refuse(form, refusal)
        else:
            return to_review(request, reference, "The glossary is saved.")
    context = {
        "brought": brought,
        "form": form,
        "terms": terms,
        "asked": asked,
        "has_errors": bool(terms.is_bound and not terms.is_valid()),
    }
    return render(request, "plan/import_glossary.html", context)


@GET_POST
def correct_document(request: HttpRequest, reference: str) -> HttpResponse:
    """The document's title and date, its sections, its context."""
    brought = ready_or_404(request, reference)
    about, sections = brought.proposal["document"], brought.proposal["sections"]
    data = request.POST if request.method == "POST" else None
    form = forms.RevisionForm(data, initial={"revision": brought.revision})
    document = forms.DocumentForm(data, initial=queries.document_initial(brought))
    section_forms = forms.SectionForms(data, prefix="sections", initial=sections)
    context_forms = forms.ContextForms(data, prefix="context", initial=about["context"])
    parts: list[Any] = [form, document, section_forms, context_forms]
    valid = [part.is_valid() for part in parts]
    if request.method == "POST" and all(valid):
        try:
            workflows.correct_document(
                by=request.user,
                brought=brought,
                revision=revision_of(form),
                title=document.cleaned_data["title"],
                updated=document.cleaned_data["updated"],
                sections=[
                    {"number": old["number"], "title": each.cleaned_data.get("title", "")}
                    for old, each in zip(sections, section_forms.forms, strict=False)
                ],
                context=[
                    {"heading": each.cleaned_data.get("heading", ""), "text": each.cleaned_data.get("text", "")}
                    for each in context_forms.forms
                ],
            )
        except (Refused, NotAllowedNow, ChangedSince) as refusal:
            refuse(form, refusal)
        else:
            return to_review(request, reference, "The document’s own values are saved.")
    context = {
        "brought": brought,
        "form": form,
        "document": document,
        "sections": list(zip(sections, section_forms.forms, strict=False)),
        "section_forms": section_forms,
        "context_forms": context_forms,
        "parts": parts,
    }
    return render(request, "plan/import_document.html", context)


@GET_POST
def set_rhythms(request: HttpRequest, reference: str) -> HttpResponse:
    """How often each standing step comes that does not say."""
    brought = ready_or_404(request, reference)
    form = forms.RhythmsForm(
        request.POST if request.method == "POST" else None,
        initial={"revision": brought.revision},
        steps=without_rhythm(brought.proposal),
    )
    if request.method == "POST" and form.is_valid():
        corrections = form.corrections()
        try:
            workflows.correct_proposal(
                by=request.user, brought=brought, revision=revision_of(form), corrections=corrections, settle=False
            )
        except (Refused, NotAllowedNow, ChangedSince) as refusal:
            refuse(form, refusal)
        else:
            return to_review(request, reference, "Saved how often the steps come.")
    return render(request, "plan/import_rhythms.html", {"brought": brought, "form": form})
