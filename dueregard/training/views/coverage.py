"""Coverage: who needs what and who has it, in numbers for the duty's readers, by name for those who may."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from dueregard.documents.charts import Series, stacked_bars
from dueregard.documents.writers.separated import write_separated
from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.look.form_pages import found
from dueregard.look.templatetags.look import plain_day
from dueregard.training import permissions
from dueregard.training.forms.coverage import CoverageForm, PeopleForm
from dueregard.training.queries import coverage as queries
from dueregard.training.queries import coverage_people as people
from dueregard.training.views.frame import part_page

PART = "training:coverage"


def _asked(request: HttpRequest, form: type[CoverageForm]) -> tuple[Any, Any]:
    """(the form, the day) of the request. A head of department who asks for nothing is shown their own department."""
    permit(permissions.can_read_training(request.user), "Your roles do not include reading about training.")
    today = clock.today()
    departments, campuses = queries.places(request.user, today)
    data = request.GET.dict()
    own = sorted(permissions.own_departments(request.user))
    if "department" not in data and len(own) == 1 and not permissions.can_read_all_records(request.user):
        data["department"] = own[0]
    bound = form(data, departments, campuses)
    if form is CoverageForm and not queries.may_narrow(request.user, bound.narrowed()):
        bound.leave_whole()
    return bound, bound.day(today)


@require_safe
def coverage(request: HttpRequest) -> HttpResponse:
    """Every requirement with how many need it and have it."""
    form, day = _asked(request, CoverageForm)
    context = {
        "form": form,
        "day": day,
        "needs": queries.coverage(request.user, day, form.narrowed()),
        "exact": queries.sees_exactly(request.user, form.narrowed()),
        "has_people": permissions.has_people(request.user),
        "employed": queries.how_many(day),
        "query": form.query(),
    }
    return part_page(request, PART, "training/coverage.html", context)


@require_safe
def requirement_coverage(request: HttpRequest, reference: str) -> HttpResponse:
    """One requirement: by department, by campus, over the last twelve months."""
    form, day = _asked(request, CoverageForm)
    requirement = found(queries.requirement_of_reference(request.user, reference))
    months = queries.trend(request.user, requirement, day, form.narrowed())
    counted = [month for month in months if month.counts is not None]
    context = {
        "form": form,
        "day": day,
        "requirement": requirement,
        "spread": queries.spread(request.user, requirement, day, form.narrowed()),
        "months": months[::-1],
        "chart": _chart(counted) if len(counted) > 1 and len(counted) == len(months) else "",
        "exact": queries.sees_exactly(request.user, form.narrowed()),
        "has_people": permissions.has_people(request.user),
        "query": form.query(),
    }
    return part_page(request, PART, "training/coverage_requirement.html", context)


def _chart(months: list[Any]) -> str:
    """Who had it and who lacked it at the end of each month; every third month is named, counted from the last one."""
    labels = [
        month.day.strftime("%b %y") if (len(months) - 1 - place) % 3 == 0 else "" for place, month in enumerate(months)
    ]
    first, last = months[0].counts, months[-1].counts
    return stacked_bars(
        "Coverage over time",
        f"{first.having:,} of {first.needed:,} on {plain_day(months[0].day)}; {last.having:,} of {last.needed:,} on "
        f"{plain_day(months[-1].day)}.",
        labels,
        [
            Series("Have it", "accent", "plain", [month.counts.having for month in months]),
            Series("Lack it", "grey", "stripes", [month.counts.needed - month.counts.having for month in months]),
        ],
        name="coverage",
    )


@require_safe
def requirement_people(request: HttpRequest, reference: str) -> HttpResponse:
    """Who needs a requirement and where they stand: as a page, or as a list to take along."""
    form, day = _asked(request, PeopleForm)
    permit(permissions.has_people(request.user), "Your roles do not include reading who has been trained.")
    requirement = found(queries.requirement_of_reference(request.user, reference))
    narrowed, standing = form.narrowed(), form.cleaned_data.get("standing") or ""
    if request.GET.get("format") == "csv":
        rows = people.all_people(request.user, requirement, day, narrowed, standing)
        content = write_separated(
            [
                f"Name ({requirement.course.title}, as at {plain_day(day)})",
                "Department",
                "Last completed",
                "Standing",
                "Due",
            ],
            (
                [
                    one.name,
                    one.department,
                    one.last.isoformat() if one.last else "",
                    str(one.standing.label),
                    one.due_on.isoformat() if one.due_on else "",
                ]
                for one in rows
            ),
        )
        answer = HttpResponse(content, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = 'attachment; filename="training-list.csv"'
        return answer
    context = {
        "form": form,
        "day": day,
        "requirement": requirement,
        "page": people.people(request.user, requirement, day, narrowed, standing, request.GET.get("page")),
        "may_read_all": permissions.can_read_all_records(request.user),
        "query": form.query(),
        "csv": form.query(format="csv"),
    }
    return part_page(request, PART, "training/coverage_people.html", context)
