"""The mail about one session, for those who keep training: what went, what waits, and what could not be sent."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet

from dueregard.kernel.models import Mail
from dueregard.kernel.pages import PAGE_SIZE, page_number, page_of
from dueregard.kernel.rules import MailState
from dueregard.training import permissions
from dueregard.training.models import Session


def _mails(viewer: Any, session: Session) -> QuerySet[Mail]:
    if not permissions.can_keep_training(viewer):
        return Mail.objects.none()
    return Mail.objects.filter(about=session.reference)


def mail_list(viewer: Any, session: Session, wanted: str | None = None) -> Page[Mail]:
    """One page of it, the newest first."""
    rows = _mails(viewer, session)
    total = rows.count()
    number = page_number(wanted, total)
    return page_of(list(rows.order_by("-pk")[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]), number, total)


def failed_mails(viewer: Any, session: Session) -> int:
    """How many could not be sent."""
    return _mails(viewer, session).filter(state=MailState.FAILED).count()


def mail_of_reference(viewer: Any, session: Session, reference: str) -> Mail | None:
    """One mail about the session."""
    return _mails(viewer, session).filter(reference=reference).first()
