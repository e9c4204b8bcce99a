"""The mail of one rule for refreshers, for those who tell its people: what went, what waits, and what could not be sent."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import Case, QuerySet, Value, When

from dueregard.kernel.models import Mail
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.rules import MailState
from dueregard.training import permissions
from dueregard.training.models import RefresherRule


def _mails(viewer: Any, rule: RefresherRule) -> QuerySet[Mail]:
    if not permissions.can_send_reminders(viewer):
        return Mail.objects.none()
    return Mail.objects.filter(about=rule.reference)


def mail_list(viewer: Any, rule: RefresherRule, wanted: str | None = None) -> Page[Mail]:
    """One page of it: what could not be sent first, then the newest."""
    rows = _mails(viewer, rule)
    total = rows.count()
    number = page_number(wanted, total)
    failed_first = Case(When(state=MailState.FAILED, then=Value(0)), default=Value(1))
    found = rows.order_by(failed_first, "-pk")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return page_of(list(found), number, total)


def failed_mails(viewer: Any, rule: RefresherRule) -> int:
    """How many could not be sent."""
    return _mails(viewer, rule).filter(state=MailState.FAILED).count()


def mail_of_reference(viewer: Any, rule: RefresherRule, reference: str) -> Mail | None:
    """One mail of the rule."""
    return _mails(viewer, rule).filter(reference=reference).first()
