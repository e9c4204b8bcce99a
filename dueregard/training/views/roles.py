"""Pages of the roles that may need training, and what was decided about them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET

from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, form_page, found
from dueregard.training import permissions
from dueregard.training.forms import needs as forms
from dueregard.training.queries import groups as group_queries
from dueregard.training.queries import roles as queries
from dueregard.training.views.frame import part_page
from dueregard.training.workflows import roles as workflows

PART = "training:requirements"
LIST = "training:roles"


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """The roles that wait for a decision, and those decided."""
    permit(permissions.can_read_training(request.user))
    context = {
        "waiting": queries.waiting_roles(request.user),
        "decided": queries.decided_roles(request.user),
        "may_decide": permissions.can_decide_roles(request.user),
    }
    return part_page(request, PART, "training/roles.html", context)


@GET_POST
def name_role(request: HttpRequest) -> HttpResponse:
    """Enter a role that may need training."""
    permit(permissions.can_decide_roles(request.user))
    form = forms.RoleForm(request.POST or None)
    if done(request, form, lambda: workflows.name_role(by=request.user, **form.cleaned_data)):
        return after(request, "The role waits for a decision.", reverse(LIST))
    back = ("Roles", reverse(LIST))
    return form_page(request, form, heading="Name a role", button="Add the role", back=back, parent=back)


@GET_POST
def decide_role(request: HttpRequest, reference: str) -> HttpResponse:
    """Decide whether a role needs training."""
    permit(permissions.can_decide_roles(request.user))
    row = found(queries.role_of_reference(request.user, reference))
    form = forms.DecideRoleForm(request.POST or None, groups=group_queries.group_choices(request.user, clock.today()))
    decided: list[str] = []

    def work() -> None:
        group = form.cleaned_data["group"]
        made = workflows.decide_role(
            by=request.user,
            decision=row,
            needed=form.cleaned_data["needed"] == "yes",
            group=found(group_queries.group_of_reference(request.user, group)) if group else None,
            reason=form.cleaned_data["reason"],
        )
        decided.append(made.group.reference if made.group else "")

    if done(request, form, work):
        if decided[0]:
            url = reverse("training:group", args=[decided[0]])
            return after(request, "The decision is recorded. Add a requirement to say what the group needs.", url)
        return after(request, "The decision is recorded.", reverse(LIST))
    back = ("Roles", reverse(LIST))
    return form_page(
        request,
        form,
        heading=f"Decide on “{row.role}”",
        button="Record the decision",
        consequence="The decision is kept with your name and today’s date.",
        back=back,
        parent=back,
    )
