"""The parts that the workflows of rounds share: locking, the entry in the trail, links and letters."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.urls import reverse

from dueregard.audit.workflows import record
from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.outbox import queue_mail, withdraw_mail
from dueregard.kernel.personal_links import digest, token_for
from dueregard.kernel.require import allowed_now
from dueregard.kernel.transitions import locked
from dueregard.rounds.models import Ask, AskedRow, Link, Round
from dueregard.rounds.rules.days import links_until
from dueregard.rounds.rules.letters import Letter
from dueregard.rounds.rules.states import RoundState, RowState

_CLOSED = "This round is closed."


def open_round_locked(pk: int) -> Round:
    """The round, locked; asks and answers of one round are written one after another. Raises NotAllowedNow once closed."""
    row = locked(Round, pk)
    allowed_now(row.state == RoundState.OPEN, _CLOSED)
    return row


def recorded(by: Any, round: Round, verb: str, summary: str, details: dict[str, Any] | None = None) -> None:
    """One entry in the trail about a round; everything that happens in it has the round as its subject."""
    record(
        by=by,
        verb=f"rounds.{verb}",
        subject_kind="update round",
        subject=round.reference,
        summary=summary,
        details=details or {},
    )


def new_link(ask: Ask, to: str) -> Link:
    """A link for one address. The caller has locked the round, permitted and records."""
    last = Link.objects.filter(ask=ask).order_by("-serial").values_list("serial", flat=True).first() or 0
    until = links_until(ask.round.due_on)
    return Link.objects.create(
        ask=ask,
        to=to,
        serial=last + 1,
        token=digest(token_for(ask.reference, last + 1, until)),
        issued_at=clock.now(),
        expires_on=until,
    )


def revoke(links: Any) -> list[Link]:
    """Close links now, and take back what was to send them; gives those that were closed."""
    closed = list(links.filter(revoked_at__isnull=True))
    Link.objects.filter(pk__in=[link.pk for link in closed]).update(revoked_at=clock.now())
    for link in closed:
        waiting = Mail.objects.filter(key__startswith=f"{link.reference}-").values_list("key", flat=True)
        withdraw_mail(list(waiting))
    return closed


def address_of(link: Link) -> str:
    """The whole address of a link, as it stands in mail."""
    round = link.ask.round
    path = reverse("rounds:personal", args=[token_for(link.ask.reference, link.serial, link.expires_on)])
    return f"{(settings.DUEREGARD_ADDRESS or round.site).rstrip('/')}{path}"


def send(link: Link, kind: str, letter: Callable[..., Letter], rows: int | None = None, **more: Any) -> Mail:
    """Queue one letter with the link, once for its kind. rows: how many it speaks of; those that are open without it."""
    round = link.ask.round
    count = AskedRow.objects.filter(ask=link.ask, state=RowState.OPEN).count() if rows is None else rows
    written = letter(
        title=round.title,
        institution=settings.DUEREGARD_INSTITUTION_NAME,
        rows=count,
        due_on=round.due_on,
        link=address_of(link),
        until=link.expires_on,
        **more,
    )
    return queue_mail(
        key=f"{link.reference}-{kind}",
        to=link.to,
        subject=written.subject,
        body=written.body,
        about=round.reference,
        holds_link=True,
    )
