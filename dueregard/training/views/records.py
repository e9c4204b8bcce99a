"""One's own training record, the word that it is wrong, and the answers of those who keep training."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, form_page, found
from dueregard.training import permissions
from dueregard.training.forms.records import AnswerForm, ObjectionForm
from dueregard.training.queries import records as queries
from dueregard.training.views.frame import part_page
from dueregard.training.workflows import objections as workflows

MINE = "training:my_record"


@require_safe
def my_record(request: HttpRequest) -> HttpResponse:
    """What is kept about one's own training: everybody with a sign-in may look."""
    return part_page(request, MINE, "training/my_record.html", {"record": queries.own_record(request.user)})


@GET_POST
def object_to_record(request: HttpRequest) -> HttpResponse:
    """Say that one's own record is wrong."""
    found(queries.staff_of(request.user))
    form = ObjectionForm(request.POST or None)
    if done(request, form, lambda: workflows.object_to_record(by=request.user, **form.cleaned_data)):
        return after(request, "Thank you. Whoever runs training has your words and answers here.", reverse(MINE))
    back = ("My record", reverse(MINE))
    return form_page(request, form, heading="Something in my record is wrong", button="Send it", back=back, parent=back)


@require_safe
def objections(request: HttpRequest) -> HttpResponse:
    """What people say is wrong with their records."""
    permit(permissions.can_keep_training(request.user))
    rows = queries.objections(request.user)
    total = rows.count()
    number = page_number(request.GET.get("page"), total)
    page = page_of(list(rows[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, total)
    return part_page(request, "training:staff_list", "training/objections.html", {"page": page})


@GET_POST
def answer_objection(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer one of them."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.objection_of_reference(request.user, reference))
    form = AnswerForm(request.POST or None)
    if done(request, form, lambda: workflows.answer_objection(by=request.user, objection=one, **form.cleaned_data)):
        return after(request, "Your answer stands in the person’s own record.", reverse("training:objections"))
    back = ("Records said to be wrong", reverse("training:objections"))
    return form_page(
        request,
        form,
        heading=f"Answer {one.staff.name or 'somebody'}",
        button="Answer",
        back=back,
        parent=back,
        template="training/objection_answer.html",
        objection=one,
    )
