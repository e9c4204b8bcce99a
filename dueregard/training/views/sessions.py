"""Pages of sessions: the lists, planning, one session, its end, and the entry for the calendar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel.calendar import for_download
from dueregard.kernel.require import permit
from dueregard.look.form_pages import GET_POST, after, done, form_page, found, opened_at, tried
from dueregard.training import permissions
from dueregard.training.forms.sessions import ReasonForm, RoleForm, SessionForm, session_initial
from dueregard.training.queries import sessions as queries
from dueregard.training.views.frame import part_page
from dueregard.training.workflows import attendance
from dueregard.training.workflows import sessions as workflows

if TYPE_CHECKING:
    from dueregard.training.models import Session

LIST = "training:sessions"


def _list() -> tuple[str, str]:
    return "Sessions", reverse(LIST)


def _page(reference: str) -> str:
    return reverse("training:session", args=[reference])


@require_GET
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions that are to come, or those that are over."""
    past = request.GET.get("past") == "1"
    page = queries.session_list(request.user, past=past, wanted=request.GET.get("page"))
    knows = permissions.can_read_training(request.user) or permissions.has_record(request.user)
    return part_page(request, LIST, "training/sessions.html", {"page": page, "past": past, "knows": knows})


@require_GET
def session(request: HttpRequest, reference: str) -> HttpResponse:
    """One session."""
    one = found(queries.session_of_reference(request.user, reference))
    shown = queries.session_page(request.user, one, request.GET.get("page"))
    return render(request, "training/session.html", {"shown": shown, "session": one})


def _form(request: HttpRequest, one: Session | None = None) -> SessionForm:
    return SessionForm(
        request.POST or None,
        courses=queries.course_choices(request.user, one),
        editions=queries.edition_choices(request.user, one),
        campuses=queries.campus_choices(request.user, one),
        dates=len(one.dates.all()) if one is not None else 0,
        initial=session_initial(one) if one is not None else None,
    )


@GET_POST
def plan_session(request: HttpRequest) -> HttpResponse:
    """Plan a session."""
    permit(permissions.can_keep_training(request.user))
    form = _form(request)
    made: list[str] = []

    def work() -> None:
        site = request.build_absolute_uri("/")
        made.append(workflows.plan_session(by=request.user, plan=form.plan(), site=site).reference)

    if done(request, form, work):
        return after(request, "The session is planned.", _page(made[0]))
    return form_page(
        request,
        form,
        heading="Plan a session",
        button="Plan the session",
        back=_list(),
        parent=_list(),
        template="training/session_form.html",
    )


@GET_POST
def edit_session(request: HttpRequest, reference: str) -> HttpResponse:
    """Change a planned session."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.session_of_reference(request.user, reference))
    form = opened_at(_form(request, one), one.revision)

    def work() -> None:
        workflows.edit_session(by=request.user, session=one, plan=form.plan(), revision=form.cleaned_data["revision"])

    if done(request, form, work):
        return after(request, "The session was changed.", _page(reference))
    return form_page(
        request,
        form,
        heading="Change the session",
        caption=one.course.title,
        button="Save",
        consequence="Whoever has a place is told by mail when the day, the time or the place changes. "
        "To take a date away, empty its row.",
        back=(one.course.title, _page(reference)),
        parent=_list(),
        template="training/session_form.html",
    )


@GET_POST
def cancel_session(request: HttpRequest, reference: str) -> HttpResponse:
    """Call a session off."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.session_of_reference(request.user, reference))
    form = ReasonForm(request.POST or None)
    if done(
        request,
        form,
        lambda: workflows.cancel_session(by=request.user, session=one, reason=form.cleaned_data["reason"]),
    ):
        return after(request, "The session is cancelled. Those who had a place are told.", _page(reference))
    return form_page(
        request,
        form,
        heading="Cancel the session",
        cancel="Keep the session",
        caption=one.course.title,
        button="Cancel the session",
        consequence="Everybody who has a place, or waits for one, is told by mail, and it goes out of their calendars.",
        warning=True,
        back=(one.course.title, _page(reference)),
        parent=_list(),
    )


@require_POST
def hold_session(request: HttpRequest, reference: str) -> HttpResponse:
    """Close the attendance."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.session_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.hold_session(by=request.user, session=one),
        "The attendance is closed. Whatever is entered from now on needs a reason.",
        _page(reference),
    )


@require_POST
def reopen_session(request: HttpRequest, reference: str) -> HttpResponse:
    """Open the attendance again."""
    permit(permissions.can_keep_training(request.user))
    one = found(queries.session_of_reference(request.user, reference))
    return tried(
        request,
        lambda: workflows.reopen_session(by=request.user, session=one),
        "The attendance is open again.",
        _page(reference),
    )


@require_GET
def session_calendar(request: HttpRequest, reference: str) -> HttpResponse:
    """The dates of a session as a calendar file."""
    one = found(queries.session_of_reference(request.user, reference))
    entries = queries.entries_for(request.user, one, page=request.build_absolute_uri(_page(reference)))
    answer = HttpResponse(for_download(entries), content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="session-{one.reference}.ics"'
    return answer


@GET_POST
def name_role(request: HttpRequest, reference: str) -> HttpResponse:
    """The one question to those who came."""
    one = found(queries.session_of_reference(request.user, reference))
    found(queries.session_page(request.user, one).may_answer or None)
    form = RoleForm(request.POST or None)

    def work() -> None:
        attendance.name_role_after_session(by=request.user, session=one, role=form.cleaned_data["role"])

    if done(request, form, work):
        return after(request, "Thank you. Your answer is kept without your name.", _page(reference))
    return form_page(
        request,
        form,
        heading="Who else should be trained?",
        caption=one.course.title,
        button="Send the answer",
        consequence="You can answer once. The answer is kept without your name.",
        back=(one.course.title, _page(reference)),
        parent=_list(),
    )
