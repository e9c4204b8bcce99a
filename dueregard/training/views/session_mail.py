"""The page of the mail about one session."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from dueregard.kernel.outbox import reaches_nobody
from dueregard.kernel.require import permit
from dueregard.look.form_pages import found, tried
from dueregard.training import permissions
from dueregard.training.queries import session_mail as queries
from dueregard.training.queries.sessions import session_of_reference
from dueregard.training.workflows.session_mail import send_mail_again


@require_GET
def session_mail(request: HttpRequest, reference: str) -> HttpResponse:
    """What was sent, what waits and what failed; in the demonstration what would have been sent."""
    permit(permissions.can_keep_training(request.user))
    one = found(session_of_reference(request.user, reference))
    page = queries.mail_list(request.user, one, request.GET.get("page"))
    context = {"session": one, "page": page, "reaches_nobody": reaches_nobody()}
    return render(request, "training/session_mail.html", context)


@require_POST
def send_session_mail_again(request: HttpRequest, reference: str, mail: str) -> HttpResponse:
    """Try a mail again that could not be sent."""
    permit(permissions.can_keep_training(request.user))
    one = found(session_of_reference(request.user, reference))
    row = found(queries.mail_of_reference(request.user, one, mail))
    return tried(
        request,
        lambda: send_mail_again(by=request.user, session=one, mail=row),
        "The mail is on its way once more.",
        reverse("training:session_mail", args=[reference]),
    )
