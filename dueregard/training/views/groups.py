"""Pages of role groups."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.accounts.rules import Role
from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, form_page, found, opened_at, tried
from dueregard.organisation import queries as organisation
from dueregard.organisation.rules.kinds import BodyKind
from dueregard.training import permissions
from dueregard.training.forms import courses as course_forms
from dueregard.training.forms import needs as forms
from dueregard.training.queries import groups as queries
from dueregard.training.queries import staff as staff_queries
from dueregard.training.rules.kinds import GroupKind
from dueregard.training.views.frame import part_page
from dueregard.training.workflows import groups as workflows

PART = "training:requirements"
LIST = "training:groups"
_PARENT = "Role groups"


def _page_of(reference: str) -> str:
    return reverse("training:group", args=[reference])


@require_GET
def groups(request: HttpRequest) -> HttpResponse:
    """All role groups, with how many are in each today."""
    permit(permissions.can_read_training(request.user))
    lines = queries.groups(request.user, clock.today())
    return part_page(request, PART, "training/groups.html", {"lines": lines})


@require_GET
def group(request: HttpRequest, reference: str) -> HttpResponse:
    """One group: who is in it today, and who should be but has no record."""
    permit(permissions.can_read_training(request.user))
    page = found(queries.group_page(request.user, reference, clock.today(), request.GET.get("page")))
    context = {
        "page": page,
        "group": page.group,
        "listed": page.group.kind == GroupKind.LISTED,
        "sees_people": permissions.has_people(request.user),
    }
    return part_page(request, PART, "training/group.html", context)


def _choices(request: HttpRequest) -> list[tuple[str, list[tuple[str, str]]]]:
    """What a group may be about, as groups of choices: "kind:reference"."""
    by_kind = dict(organisation.bodies_by_kind(request.user))
    departments = [
        *by_kind.pop(str(BodyKind.DEPARTMENT.label), []),
        *by_kind.pop(str(BodyKind.TEAM.label), []),
    ]
    bodies = [body for rows in by_kind.values() for body in rows if body.kind != BodyKind.OUTSIDE]
    plain = [GroupKind.EVERYBODY, GroupKind.OFFICERS, GroupKind.LISTED]
    found = [
        ("In general", [(str(kind), str(kind.label)) for kind in plain]),
        (
            "Staff of a school or department",
            [(f"department:{b.reference}", b.name) for b in departments if not b.ended_on],
        ),
        ("Members of a body", [(f"body:{b.reference}", b.name) for b in bodies if not b.ended_on]),
        ("Holders of a post", [(f"post:{ref}", title) for ref, title in organisation.post_choices(request.user)]),
        ("People appointed to a role here", [(f"role:{role}", str(role.label)) for role in Role]),
    ]
    return [(label, rows) for label, rows in found if rows]


def _campuses(request: HttpRequest) -> list[tuple[str, str]]:
    return [(one.reference, one.name) for one in organisation.campuses(request.user) if one.closed_on is None]


@GET_POST
def add_group(request: HttpRequest) -> HttpResponse:
    """Make a group."""
    permit(permissions.can_keep_training(request.user))
    form = forms.GroupForm(request.POST or None, members=_choices(request), campuses=_campuses(request))
    made: list[str] = []

    def work() -> None:
        kind, _, reference = form.cleaned_data["members"].partition(":")
        campus = form.cleaned_data["campus"]
        row = workflows.add_group(
            by=request.user,
            name=form.cleaned_data["name"],
            kind=kind,
            body=organisation.body_of_reference(request.user, reference) if kind in ("department", "body") else None,
            post=organisation.post_of_reference(request.user, reference) if kind == "post" else None,
            role=reference if kind == "role" else "",
            campus=organisation.campus_of_reference(request.user, campus) if campus else None,
        )
        made.append(row.reference)

    if done(request, form, work):
        return after(request, "The group was made. Add a requirement to say what it needs.", _page_of(made[0]))
    back = (_PARENT, reverse(LIST))
    return form_page(request, form, heading="Make a role group", button="Make the group", back=back, parent=back)


@GET_POST
def rename_group(request: HttpRequest, reference: str) -> HttpResponse:
    """Give a group another name."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.group_of_reference(request.user, reference))
    form = opened_at(forms.GroupNameForm(request.POST or None, initial={"name": one.name}), one.revision)
    if done(request, form, lambda: workflows.rename_group(by=request.user, group=one, **form.cleaned_data)):
        return after(request, "The group was renamed.", _page_of(reference))
    return form_page(
        request,
        form,
        heading=f"Rename {one.name}",
        button="Save the name",
        consequence="Who is in it stays as it is. For other members, make another group.",
        back=(one.name, _page_of(reference)),
        parent=(_PARENT, reverse(LIST)),
    )


@GET_POST
def end_group(request: HttpRequest, reference: str) -> HttpResponse:
    """Say when a group ended."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.group_of_reference(request.user, reference))
    form = course_forms.LastDayForm(request.POST or None)
    if done(request, form, lambda: workflows.end_group(by=request.user, group=one, **form.cleaned_data)):
        return after(request, f"{one.name} has ended.", _page_of(reference))
    return form_page(
        request,
        form,
        heading=f"End {one.name}",
        button="End the group",
        consequence="It can no longer be chosen. What it needed until then stays in every figure of those days.",
        warning=True,
        back=(one.name, _page_of(reference)),
        parent=(_PARENT, reverse(LIST)),
    )


@require_POST
def reopen_group(request: HttpRequest, reference: str) -> HttpResponse:
    """Take back the end of a group."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.group_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.reopen_group(by=request.user, group=one),
        f"{one.name} is in use again.",
        _page_of(reference),
    )


@GET_POST
def list_member(request: HttpRequest, reference: str) -> HttpResponse:
    """Put somebody on a named list."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.group_of_reference(request.user, reference))
    form = forms.MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        rows = staff_queries.staff_named(form.cleaned_data["who"], clock.today())
        if not rows:
            form.add_error("who", "Nobody who works here has this number, address or name")
        elif len(rows) > 1:
            form.add_error("who", "More than one have this name: give the staff number or the address")
        elif done(
            request,
            form,
            lambda: workflows.list_member(
                by=request.user, group=one, staff=rows[0], from_on=form.cleaned_data["from_on"]
            ),
        ):
            return after(request, f"{rows[0].name} is on the list.", _page_of(reference))
    return form_page(
        request,
        form,
        heading=f"Put somebody on {one.name}",
        button="Put them on the list",
        back=(one.name, _page_of(reference)),
        parent=(_PARENT, reverse(LIST)),
    )


@require_POST
def unlist_member(request: HttpRequest, reference: str, staff: str) -> HttpResponse:
    """Take somebody off a named list."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.group_of_reference(request.user, reference))
    somebody = found(staff_queries.staff_of_reference(request.user, staff, clock.today()))
    return tried(
        request,
        lambda: workflows.unlist_member(by=request.user, group=one, staff=somebody),
        f"{somebody.name} is off the list from today. That they were on it stays.",
        _page_of(reference),
    )
