"""Pages of requirements: who needs what by when."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, form_page, found, opened_at
from dueregard.training import permissions
from dueregard.training.forms import courses as course_forms
from dueregard.training.forms import needs as forms
from dueregard.training.queries import courses as course_queries
from dueregard.training.queries import groups as group_queries
from dueregard.training.queries import requirements as queries
from dueregard.training.views.frame import part_page
from dueregard.training.workflows import requirements as workflows

LIST = "training:requirements"
_PARENT = ("Requirements", LIST)


def _parent() -> tuple[str, str]:
    return _PARENT[0], reverse(_PARENT[1])


def _page_of(reference: str) -> str:
    return reverse("training:requirement", args=[reference])


def _courses_of(request: HttpRequest, references: list[str]) -> list[Any]:
    return [found(course_queries.course_of_reference(request.user, reference)) for reference in references]


@require_GET
def requirements(request: HttpRequest) -> HttpResponse:
    """Which group needs which course, with how many are in it."""
    permit(permissions.can_read_training(request.user))
    lines = queries.requirements(request.user, clock.today())
    context = {
        "now": [line for line in lines if line.when == "now"],
        "coming": [line for line in lines if line.when == "coming"],
        "past": [line for line in lines if line.when == "past"],
    }
    return part_page(request, LIST, "training/requirements.html", context)


@require_GET
def requirement(request: HttpRequest, reference: str) -> HttpResponse:
    """One requirement, with its earlier and later terms and who changed it."""
    permit(permissions.can_read_training(request.user))
    page = found(queries.requirement_page(request.user, reference, clock.today()))
    context = {"page": page, "line": page.line, "need": page.line.requirement}
    return part_page(request, LIST, "training/requirement.html", context)


@GET_POST
def add_requirement(request: HttpRequest) -> HttpResponse:
    """A group needs a course."""
    permit(permissions.can_keep_training(request.user))
    today = clock.today()
    form = forms.RequirementForm(
        request.POST or None,
        initial={"group": request.GET.get("group", ""), "from_on": today},
        groups=group_queries.group_choices(request.user, today),
        courses=course_queries.course_choices(request.user, today),
    )

    def work() -> None:
        values = dict(form.cleaned_data)
        workflows.add_requirement(
            by=request.user,
            group=found(group_queries.group_of_reference(request.user, values.pop("group"))),
            course=found(course_queries.course_of_reference(request.user, values.pop("course"))),
            also=_courses_of(request, values.pop("also")),
            **values,
        )

    if done(request, form, work):
        return after(request, "The requirement was added. Coverage counts by it from its first day.", reverse(LIST))
    return form_page(
        request, form, heading="Add a requirement", button="Add the requirement", back=_parent(), parent=_parent()
    )


def _conditions(row: Any) -> dict[str, Any]:
    return {
        "also": [course.reference for course in row.also.all()],
        "validity_months": row.validity_months,
        "grace_days": row.grace_days,
        "reason": row.reason,
    }


@GET_POST
def correct_requirement(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a requirement that has not begun."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.requirement_of_reference(request.user, reference))
    form = opened_at(
        forms.CorrectRequirementForm(
            request.POST or None,
            initial=_conditions(row) | {"from_on": row.from_on},
            courses=course_queries.all_course_choices(request.user),
        ),
        row.revision,
    )

    def work() -> None:
        values = dict(form.cleaned_data)
        also = _courses_of(request, values.pop("also"))
        workflows.correct_requirement(by=request.user, requirement=row, also=also, **values)

    if done(request, form, work):
        return after(request, "The requirement was changed.", _page_of(reference))
    return form_page(
        request,
        form,
        heading="Change the requirement before it begins",
        caption=f"{row.group.name}: {row.course.title}",
        button="Save the requirement",
        back=(row.course.title, _page_of(reference)),
        parent=_parent(),
    )


@GET_POST
def change_requirement(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a requirement from a day on."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.requirement_of_reference(request.user, reference))
    form = opened_at(
        forms.ChangeRequirementForm(
            request.POST or None,
            initial=_conditions(row),
            courses=course_queries.all_course_choices(request.user),
        ),
        row.revision,
    )
    changed: list[str] = []

    def work() -> None:
        values = dict(form.cleaned_data)
        also = _courses_of(request, values.pop("also"))
        after_it = workflows.change_requirement(by=request.user, requirement=row, also=also, **values)
        changed.append(after_it.reference)

    if done(request, form, work):
        return after(request, "The requirement changes from that day.", _page_of(changed[0]))
    return form_page(
        request,
        form,
        heading="Change the requirement from a date",
        caption=f"{row.group.name}: {row.course.title}",
        button="Change it from that day",
        consequence="Until the day before, what was needed stays as it was: figures of earlier days do not change.",
        back=(row.course.title, _page_of(reference)),
        parent=_parent(),
    )


@GET_POST
def end_requirement(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which day is a requirement's last."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.requirement_of_reference(request.user, reference))
    form = opened_at(course_forms.LastDayForm(request.POST or None), row.revision)
    if done(request, form, lambda: workflows.end_requirement(by=request.user, requirement=row, **form.cleaned_data)):
        return after(request, "The requirement ends.", reverse(LIST))
    return form_page(
        request,
        form,
        heading="End the requirement",
        caption=f"{row.group.name}: {row.course.title}",
        button="End the requirement",
        consequence="Nobody needs it after that day. One that ends before it began is taken away.",
        warning=True,
        back=(row.course.title, _page_of(reference)),
        parent=_parent(),
    )
