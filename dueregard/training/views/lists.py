"""Bringing lists of staff and completions in: the lists, taking one, its columns, its dry run, bringing it in, undoing it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dueregard.documents.writers.separated import write_separated
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, done, form_page, found, tried
from dueregard.training import permissions
from dueregard.training.forms.lists import ListForm, MappingForm, SureForm
from dueregard.training.queries import lists as queries
from dueregard.training.views.frame import part_page
from dueregard.training.workflows.lists import bringing as bringing_in
from dueregard.training.workflows.lists import taking

PART = "training:bringings"
_LOOK_AGAIN = "2"


def _list(request: HttpRequest, reference: str) -> Any:
    permit(permissions.can_bring_records(request.user))
    return found(queries.bringing_of_reference(request.user, reference))


@require_safe
def bringings(request: HttpRequest) -> HttpResponse:
    """The lists that were brought."""
    permit(permissions.can_bring_records(request.user))
    page = queries.bringings(request.user, request.GET.get("page"))
    context = {"page": page, "mappings": queries.mappings(request.user)}
    return part_page(request, PART, "training/lists.html", context)


@require_POST
def forget_columns(request: HttpRequest, reference: str) -> HttpResponse:
    """No longer read lists by columns that were kept."""
    permit(permissions.can_bring_records(request.user))
    return tried(
        request,
        lambda: taking.forget_columns(by=request.user, reference=reference),
        "These columns are no longer kept. Lists are read by their headings.",
        reverse(PART),
    )


@GET_POST
def take_list(request: HttpRequest) -> HttpResponse:
    """Bring a list, as a file or pasted."""
    permit(permissions.can_bring_records(request.user))
    courses = queries.course_choices(request.user)
    if request.method == "POST":
        form = ListForm(request.POST, request.FILES, courses=courses)
    else:
        form = ListForm(courses=courses, initial={"what": request.GET.get("what", "completions"), "add_people": True})
    made: list[Any] = []

    def work() -> None:
        given = form.cleaned_data
        file = given["document"]
        made.append(
            taking.take_list(
                by=request.user,
                what=given["what"],
                stream=file.file if file else None,
                name=file.name if file else "",
                pasted="" if file else given["pasted"],
                course=queries.course_of(given["course"]),
                add_people=given["add_people"],
                complete=given["complete"],
            )
        )

    if done(request, form, work):
        return redirect("training:bringing", made[0].reference)
    back = ("Lists", reverse(PART))
    return form_page(
        request,
        form,
        heading="Bring a list in",
        button="Read the list",
        consequence="You see what it would do before anything is recorded.",
        back=back,
        parent=back,
    )


@require_safe
def bringing(request: HttpRequest, reference: str) -> HttpResponse:
    """One list: being read, what it would do, or what it did."""
    one = _list(request, reference)
    progress = queries.progress_of(one)
    context = {
        "one": one,
        "progress": progress,
        "counts": one.summary.get("counts", {}),
        "columns": queries.column_rows(one),
        "many_leavers": bringing_in.many_leavers(one.summary.get("counts", {})),
        "sure": SureForm(),
        "hidden_examples": max(0, _changing(one) - len(one.summary.get("examples", []))),
    }
    answer = render(request, "training/lists_one.html", context)
    if progress is not None and not progress.failed:
        answer["Refresh"] = _LOOK_AGAIN
    return answer


def _changing(one: Any) -> int:
    counts = one.summary.get("counts", {})
    return sum(counts.get(name, 0) for name in ("new", "changed", "leavers"))


@GET_POST
def map_columns(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which column means what, and read the list again."""
    one = _list(request, reference)
    form = MappingForm(
        request.POST or None,
        what=one.what,
        columns=queries.column_choices(one),
        chosen=one.choices.get("columns", {}),
        headed=bool(one.choices.get("headings")),
    )
    address = reverse("training:bringing", args=[one.reference])

    def work() -> None:
        taking.map_columns(
            by=request.user,
            bringing=one,
            columns=form.columns(),
            headed=form.cleaned_data["headed"],
            save_as=form.cleaned_data["save_as"],
        )

    if done(request, form, work):
        return redirect(address)
    return form_page(
        request,
        form,
        heading="Which column means what?",
        button="Read the list again",
        back=(one.called, address),
        parent=("Lists", reverse(PART)),
    )


@require_POST
def bring_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Bring a list in that was read."""
    one = _list(request, reference)
    sure = SureForm(request.POST)
    sure.is_valid()
    return tried(
        request,
        lambda: bringing_in.bring_list(by=request.user, bringing=one, sure=sure.cleaned_data.get("sure", False)),
        "The list is being brought in. You may leave this page and come back.",
        reverse("training:bringing", args=[one.reference]),
    )


@GET_POST
def undo_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back what a list has brought."""
    one = _list(request, reference)
    form = None
    address = reverse("training:bringing", args=[one.reference])
    if request.method == "POST":
        return tried(
            request, lambda: bringing_in.undo_list(by=request.user, bringing=one), "The list was undone.", address
        )
    return form_page(
        request,
        form,
        heading="Undo this list",
        button="Undo it",
        consequence="The completions that it brought in are taken out. People whom it changed are put back as they were, unless "
        "they were changed again since. People whom it added are removed, unless something else speaks of them.",
        warning=True,
        back=(one.called, address),
        parent=("Lists", reverse(PART)),
    )


@require_POST
def discard_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a list away."""
    one = _list(request, reference)
    return tried(
        request, lambda: taking.discard_list(by=request.user, bringing=one), "The list was discarded.", reverse(PART)
    )


@require_safe
def list_errors(request: HttpRequest, reference: str) -> HttpResponse:
    """The rows that cannot be brought in, as a file to work through."""
    one = _list(request, reference)
    rows = [[error["row"] or "", error["why"]] for error in one.errors]
    answer = HttpResponse(write_separated(["Row", "What is wrong"], rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-with-errors.csv"'
    return answer
