"""Pages of members of staff: the list, one of them, and what is recorded about them."""

from __future__ import annotations

from datetime import date

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from dueregard.accounts.queries import person_of_reference
from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, form_page, found, opened_at, tried
from dueregard.look.templatetags.look import plain_day
from dueregard.organisation import queries as organisation
from dueregard.training import permissions
from dueregard.training.forms import staff as forms
from dueregard.training.queries import courses as course_queries
from dueregard.training.queries import groups as group_queries
from dueregard.training.queries import staff as queries
from dueregard.training.views.frame import part_page
from dueregard.training.workflows import completions
from dueregard.training.workflows import retention as forgetting
from dueregard.training.workflows import staff as workflows

LIST = "training:staff_list"
_PARENT = "Staff"


def _page_of(reference: str) -> str:
    return reverse("training:staff", args=[reference])


def _campuses(request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.reference, one.name) for one in organisation.campuses(request.user) if one.closed_on is None]


@require_GET
def staff_list(request: HttpRequest) -> HttpResponse:
    """Those whose records the viewer may read, by name; narrowed by words, department, campus, or to leavers."""
    permit(permissions.has_people(request.user))
    departments, campuses = group_queries.department_choices(request.user), _campuses(request)
    form = forms.StaffFilterForm(request.GET, departments=departments, campuses=campuses)
    chosen = form.cleaned_data if form.is_valid() else {}
    wanted = queries.Wanted(
        words=" ".join(chosen.get("q", "").split()),
        department=chosen.get("department", ""),
        campus=chosen.get("campus", ""),
        left=chosen.get("left", False),
        unsettled=chosen.get("unsettled", False),
    )
    page = queries.staff_list(request.user, wanted, clock.today(), request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "chips": _chips(wanted, dict(departments), dict(campuses)),
        "wanted": wanted,
        "open_words": queries.open_words(request.user),
    }
    return part_page(request, LIST, "training/staff_list.html", context)


def _chips(wanted: queries.Wanted, departments: dict[str, str], campuses: dict[str, str]) -> list[dict[str, str]]:
    """What the list is narrowed to, each with the address of the list without it."""
    used = {
        "q": (wanted.words, f"“{wanted.words}”"),
        "department": (wanted.department, departments.get(wanted.department, "")),
        "campus": (wanted.campus, campuses.get(wanted.campus, "")),
        "left": ("on" if wanted.left else "", "Those who have left"),
        "unsettled": ("on" if wanted.unsettled else "", "Left by the organisation’s lists, still here by these"),
    }
    kept = {name: value for name, (value, _) in used.items() if value}
    return [
        {"label": label, "url": f"?{urlencode({n: v for n, v in kept.items() if n != name})}"}
        for name, (value, label) in used.items()
        if value
    ]


@require_GET
def staff(request: HttpRequest, reference: str) -> HttpResponse:
    """One member of staff: what they need, completed and hold, and where they work."""
    page = found(queries.staff_page(request.user, reference, clock.today()))
    context = {
        "page": page,
        "staff": page.staff,
        "gone": page.staff.left_on is not None and page.staff.left_on < clock.today(),
        "may_forget": permissions.can_forget_staff(request.user),
    }
    return part_page(request, LIST, "training/staff.html", context)


@GET_POST
def add_staff(request: HttpRequest) -> HttpResponse:
    """Add a member of staff."""
    permit(permissions.can_keep_training(request.user))
    form = forms.AddStaffForm(
        request.POST or None,
        departments=group_queries.department_choices(request.user),
        campuses=_campuses(request),
    )
    made: list[str] = []

    def work() -> None:
        values = dict(form.cleaned_data)
        department, campus = values.pop("department"), values.pop("campus")
        row = workflows.add_staff(
            by=request.user,
            department=organisation.body_of_reference(request.user, department) if department else None,
            campus=organisation.campus_of_reference(request.user, campus) if campus else None,
            **values,
        )
        made.append(row.reference)

    if done(request, form, work):
        return after(request, f"{form.cleaned_data['name']} was added.", _page_of(made[0]))
    back = (_PARENT, reverse(LIST))
    return form_page(request, form, heading="Add a member of staff", button="Add them", back=back, parent=back)


@require_POST
def add_staff_of_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Make the record of somebody whom the organisation's lists name; from a group's page, to which it goes back."""
    permit(permissions.can_keep_training(request.user))
    person = found(person_of_reference(request.user, reference))
    group = found(group_queries.group_of_reference(request.user, request.POST.get("group", "")))
    return tried(
        request,
        lambda: workflows.add_staff_of_person(by=request.user, person=person),
        f"{person.name} has a record now, and counts.",
        reverse("training:group", args=[group.reference]),
    )


@GET_POST
def correct_staff(request: HttpRequest, reference: str) -> HttpResponse:
    """Correct what is known of somebody."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.staff_of_reference(request.user, reference, clock.today()))
    names = ("name", "number", "email", "began_on", "left_on")
    form = opened_at(
        forms.CorrectStaffForm(request.POST or None, initial={name: getattr(row, name) for name in names}), row.revision
    )
    if done(request, form, lambda: workflows.correct_staff(by=request.user, staff=row, **form.cleaned_data)):
        return after(request, "The record was corrected.", _page_of(reference))
    return _form(request, form, row, f"Correct {row.name}", "Save the record")


@GET_POST
def record_leaving_of_staff(request: HttpRequest, reference: str) -> HttpResponse:
    """Say which day is somebody's last."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.staff_of_reference(request.user, reference, clock.today()))
    form = forms.LastDayForm(request.POST or None, initial={"on": row.person.left_on if row.person else None})
    if done(request, form, lambda: workflows.record_leaving_of_staff(by=request.user, staff=row, **form.cleaned_data)):
        return after(request, "The last day is recorded.", _page_of(reference))
    consequence = (
        "After that day nothing is needed of them. What they completed stays and counts for its own days. "
        "Their name, address and number are emptied two years later."
    )
    return _form(request, form, row, f"{row.name} leaves", "Record the last day", consequence)


@GET_POST
def place_staff(request: HttpRequest, reference: str) -> HttpResponse:
    """Say where somebody works from a day on."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.staff_of_reference(request.user, reference, clock.today()))
    form = forms.PlaceForm(
        request.POST or None,
        initial=queries.place_now(request.user, row),
        departments=group_queries.department_choices(request.user),
        campuses=_campuses(request),
    )

    def work() -> None:
        values = dict(form.cleaned_data)
        department, campus = values.pop("department"), values.pop("campus")
        workflows.place_staff(
            by=request.user,
            staff=row,
            department=organisation.body_of_reference(request.user, department) if department else None,
            campus=organisation.campus_of_reference(request.user, campus) if campus else None,
            **values,
        )

    if done(request, form, work):
        return after(request, f"Where {row.name} works is recorded.", _page_of(reference))
    consequence = "Where they worked before stays, up to the day before."
    return _form(request, form, row, f"Where {row.name} works", "Record it", consequence)


@GET_POST
def link_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Say who somebody is in the organisation's lists, by address."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.staff_of_reference(request.user, reference, clock.today()))
    form = forms.AddressForm(request.POST or None, initial={"email": row.email})
    if request.method == "POST" and form.is_valid():
        person = queries.person_of_address(request.user, form.cleaned_data["email"])
        if person is None:
            form.add_error("email", "Nobody in the organisation’s lists has this address")
        elif done(request, form, lambda: workflows.link_person(by=request.user, staff=row, person=person)):
            return after(request, f"Linked to {person.name}.", _page_of(reference))
    consequence = (
        "Their posts, seats and roles then count for what they need, and they see this record when they sign in."
    )
    return _form(request, form, row, f"Link {row.name} to a person", "Link", consequence)


@require_POST
def unlink_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back who somebody is in the organisation's lists."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.staff_of_reference(request.user, reference, clock.today()))
    return tried(
        request,
        lambda: workflows.unlink_person(by=request.user, staff=row),
        f"{row.name} is no longer linked to a person.",
        _page_of(reference),
    )


@GET_POST
def enter_completion(request: HttpRequest, reference: str) -> HttpResponse:
    """Record by hand that somebody completed a course."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.staff_of_reference(request.user, reference, clock.today()))
    form = forms.CompletionForm(
        request.POST or None,
        courses=course_queries.all_course_choices(request.user),
        editions=course_queries.edition_choices(request.user),
    )

    def work() -> None:
        values = dict(form.cleaned_data)
        edition = values.pop("edition")
        completions.enter_completion(
            by=request.user,
            staff=row,
            course=found(course_queries.course_of_reference(request.user, values.pop("course"))),
            edition=course_queries.edition_of_reference(request.user, edition) if edition else None,
            **values,
        )

    if done(request, form, work):
        return after(request, "The completion is recorded.", _page_of(reference))
    return _form(request, form, row, "Enter a completion", "Record the completion")


@GET_POST
def take_back_completion(request: HttpRequest, reference: str, course: str, day: str) -> HttpResponse:
    """Take back a completion that is wrong."""
    permit(permissions.can_keep_training(request.user))
    row = found(queries.staff_of_reference(request.user, reference, clock.today()))
    try:
        on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    completion = found(queries.completion_of(request.user, row, course, on))
    form = forms.ReasonForm(request.POST or None)
    if done(
        request,
        form,
        lambda: completions.take_back_completion(by=request.user, completion=completion, **form.cleaned_data),
    ):
        return after(request, "The completion counts no more. Its row says why.", _page_of(reference))
    consequence = (
        f"{completion.course.title}, {plain_day(on)}. It counts nowhere any more, in figures of earlier days "
        "neither; where a published text quotes one of them, the plan shows that it differs."
    )
    return _form(request, form, row, "Take back a wrong completion", "Take it back", consequence, warning=True)


@GET_POST
def forget_staff(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the name of somebody who has left out of the records before its time."""
    permit(permissions.can_forget_staff(request.user))
    row = found(queries.staff_of_reference(request.user, reference, clock.today()))
    form = forms.ReasonForm(request.POST or None)
    if done(request, form, lambda: forgetting.forget_staff(by=request.user, staff=row, **form.cleaned_data)):
        return after(request, "The name is gone. What was counted stays true.", reverse(LIST))
    consequence = (
        "Name, address, staff number and free text about them go for good, and so do the details of the audit trail. That "
        "somebody completed a course on a day stays, without a name. Do not write the name into the reason. Lists brought "
        "in within the last year may still hold it."
    )
    return _form(request, form, row, f"Take {row.name} out", "Take the name out", consequence, warning=True)


def _form(
    request: HttpRequest,
    form: Form,
    row: object,
    heading: str,
    button: str,
    consequence: str = "",
    *,
    warning: bool = False,
) -> HttpResponse:
    """The page of a form about one member of staff."""
    name, reference = str(row), str(getattr(row, "reference", ""))
    return form_page(
        request,
        form,
        heading=heading,
        button=button,
        consequence=consequence,
        warning=warning,
        caption=name if name not in heading else "",
        back=(name, _page_of(reference)),
        parent=(_PARENT, reverse(LIST)),
    )
