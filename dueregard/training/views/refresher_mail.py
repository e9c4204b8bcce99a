"""Pages of the mail of a rule for refreshers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from dueregard.kernel.outbox import reaches_nobody
from dueregard.kernel.require import permit
from dueregard.look.form_pages import found, tried
from dueregard.training import permissions
from dueregard.training.queries import refresher_mail as queries
from dueregard.training.queries.refreshers import rule_of_reference
from dueregard.training.workflows.refreshers import send_refresher_mail_again as send_again


@require_safe
def refresher_mail(request: HttpRequest, reference: str) -> HttpResponse:
    """What was sent, what waits, and what could not be sent."""
    permit(permissions.can_send_reminders(request.user))
    rule = found(rule_of_reference(request.user, reference))
    page = queries.mail_list(request.user, rule, request.GET.get("page"))
    context = {"page": page, "rule": rule, "reaches_nobody": reaches_nobody()}
    return render(request, "training/refreshers_mail.html", context)


@require_POST
def send_refresher_mail_again(request: HttpRequest, reference: str, mail: str) -> HttpResponse:
    """Send once more what could not be sent."""
    permit(permissions.can_send_reminders(request.user))
    rule = found(rule_of_reference(request.user, reference))
    row = found(queries.mail_of_reference(request.user, rule, mail))
    return tried(
        request,
        lambda: send_again(by=request.user, rule=rule, mail=row),
        "It is sent once more.",
        reverse("training:refresher_mail", args=[rule.reference]),
    )
