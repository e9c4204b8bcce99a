"""Pages of rules for refreshers: the rules, one with its people, telling them, and ending it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dueregard.kernel import clock
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, form_page, found, tried
from dueregard.training import permissions
from dueregard.training.forms.refreshers import RefresherRuleForm, SeenForm
from dueregard.training.queries import courses as course_queries
from dueregard.training.queries import refreshers as queries
from dueregard.training.queries.refresher_mail import failed_mails
from dueregard.training.rules.refreshers import STEPS, Stand
from dueregard.training.views.frame import part_page
from dueregard.training.workflows import refreshers as workflows

LIST = "training:refreshers"
_NO = "Your roles do not include reading everybody’s training."
_BUTTONS = {Stand.INVITE: "Invite them", Stand.FOLLOW_UP: "Remind them"}


def _parent() -> tuple[str, str]:
    return "Refreshers", reverse(LIST)


def _page_of(reference: str) -> str:
    return reverse("training:refresher", args=[reference])


@require_safe
def refreshers(request: HttpRequest) -> HttpResponse:
    """The rules."""
    permit(permissions.can_read_all_records(request.user), _NO)
    page = queries.rules(request.user, request.GET.get("page"))
    return part_page(request, LIST, "training/refreshers.html", {"page": page})


@require_safe
def refresher(request: HttpRequest, reference: str) -> HttpResponse:
    """One rule: whom it describes, where they stand, and what became of it."""
    permit(permissions.can_read_all_records(request.user), _NO)
    rule = found(queries.rule_of_reference(request.user, reference))
    show = request.GET.get("show", "")
    show = show if show in queries.SHOWS else "invite"
    page = queries.rule_page(request.user, rule, show, request.GET.get("page"))
    context = {
        "page": page,
        "rule": rule,
        "shows": [(name, words, page.counts[name]) for name, words in queries.SHOWS.items()],
        "failed": failed_mails(request.user, rule),
        "in_person": SeenForm(initial={"seen": " ".join(each.reference for each in page.in_person)}),
    }
    return part_page(request, LIST, "training/refreshers_one.html", context)


@GET_POST
def make_refresher_rule(request: HttpRequest) -> HttpResponse:
    """Make a rule."""
    permit(permissions.can_keep_training(request.user))
    form = RefresherRuleForm(
        request.POST or None,
        courses=course_queries.all_course_choices(request.user),
        editions=course_queries.edition_choices(request.user),
        offered=course_queries.course_choices(request.user, clock.today()),
    )
    made: list[str] = []

    def work() -> None:
        values = dict(form.cleaned_data)
        edition = values.pop("edition")
        row = workflows.make_refresher_rule(
            by=request.user,
            course=found(course_queries.course_of_reference(request.user, values.pop("course"))),
            invite_to=found(course_queries.course_of_reference(request.user, values.pop("invite_to"))),
            edition=found(course_queries.edition_of_reference(request.user, edition)) if edition else None,
            **values,
        )
        made.append(row.reference)

    if done(request, form, work):
        return after(request, "The rule is made. Below stands whom it describes. Nobody was told.", _page_of(made[0]))
    return form_page(
        request,
        form,
        heading="Make a rule for refreshers",
        button="Make the rule",
        consequence="Nobody is told by that: you see first whom it describes.",
        back=_parent(),
        parent=_parent(),
    )


@GET_POST
def tell_refresher(request: HttpRequest, reference: str, which: str) -> HttpResponse:
    """Look at whom a step would tell by mail, and tell them."""
    permit(permissions.can_send_reminders(request.user))
    if which not in STEPS:
        raise Http404
    rule = found(queries.rule_of_reference(request.user, reference))
    form = SeenForm(request.POST or None)
    told: list[int] = []

    def work() -> None:
        site = request.build_absolute_uri("/")
        told.append(workflows.tell_by_mail(by=request.user, rule=rule, step=which, seen=form.references(), site=site))

    if done(request, form, work):
        people = "1 person gets" if told[0] == 1 else f"{told[0]:,} people get"
        return after(request, f"{people} a mail.", _page_of(reference))
    # What is shown, and carried, is the list as it is now, whatever was sent.
    preview = queries.preview(request.user, rule, which, request.GET.get("page"))
    context: dict[str, Any] = {
        "form": form,
        "fresh": SeenForm(initial={"seen": preview.seen}),
        "preview": preview,
        "rule": rule,
        "heading": str(Stand(which).label),
        "button": _BUTTONS[Stand(which)],
        "back": (rule.name, _page_of(reference)),
        "parent": _parent(),
    }
    return render(request, "training/refreshers_tell.html", context)


@require_POST
def tell_refresher_in_person(request: HttpRequest, reference: str) -> HttpResponse:
    """Note that those without an address were told in person."""
    permit(permissions.can_send_reminders(request.user))
    rule = found(queries.rule_of_reference(request.user, reference))
    seen = request.POST.get("seen", "").split()
    return tried(
        request,
        lambda: workflows.tell_in_person(by=request.user, rule=rule, seen=seen),
        "It is noted that they were told.",
        _page_of(reference),
    )


@require_POST
def end_refresher_rule(request: HttpRequest, reference: str) -> HttpResponse:
    """End a rule."""
    permit(permissions.can_send_reminders(request.user))
    rule = found(queries.rule_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.end_refresher_rule(by=request.user, rule=rule),
        "The rule has ended. It tells nobody any more.",
        _page_of(reference),
    )
