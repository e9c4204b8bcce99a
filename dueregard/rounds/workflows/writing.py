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
from dueregard.look.templatetags.look import plain_day
from dueregard.rounds.models import Ask, AskedRow, Link, Round
from dueregard.rounds.queries.rows import still_asked
from dueregard.rounds.rules.days import links_until
from dueregard.rounds.rules.letters import Letter
from dueregard.rounds.rules.states import RoundState, RowState

_CLOSED = "This round is closed."
# With what the key of a reminder goes on after the link's reference.
REMINDER = "remind"


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


def withdraw_reminders(ask: Ask) -> None:
    """Take back what was to remind a lead who has answered all rows in the meantime."""
    if AskedRow.objects.filter(still_asked(), ask=ask, state=RowState.OPEN).exists():
        return
    for reference in Link.objects.filter(ask=ask).values_list("reference", flat=True):
        withdraw_mail(Mail.objects.filter(key__startswith=f"{reference}-{REMINDER}-").values_list("key", flat=True))


def address_of(link: Link) -> str:
    """The whole address of a link, as it stands in mail."""
    round = link.ask.round
    path = reverse("rounds:personal", args=[token_for(link.ask.reference, link.serial, link.expires_on)])
    return f"{(settings.DUEREGARD_ADDRESS or round.site).rstrip('/')}{path}"


def links_to_write_by(ask: Ask) -> list[Link]:
    """The links of an ask to put into a mail. One that has ended, because it was made for an earlier day, gives way to a
    new one. Raises NotAllowedNow where the round's own last day is over."""
    standing = Link.objects.select_related("ask__round").filter(ask=ask, revoked_at__isnull=True).order_by("pk")
    found = []
    for link in standing:
        if link.expires_on < clock.today():
            links_still_work(link.ask.round)
            revoke(Link.objects.filter(pk=link.pk))
            link = new_link(link.ask, link.to)
        found.append(link)
    return found


def links_still_work(round: Round) -> None:
    """Raise NotAllowedNow once a new link would have ended before it is sent."""
    last = links_until(round.due_on)
    allowed_now(last >= clock.today(), f"Links of this round worked until {plain_day(last)}: give more time first.")


def send(link: Link, kind: str, letter: Callable[..., Letter], rows: int | None = None, **more: Any) -> Mail:
    """Queue one letter with the link, once for its kind. rows: how many it speaks of; without it, those that wait for an
    answer, with the numbers of their areas."""
    round = link.ask.round
    where: list[str] = []
    if rows is None:
        waiting = AskedRow.objects.filter(still_asked(), ask=link.ask, state=RowState.OPEN).order_by("position")
        numbers = list(waiting.values_list("area__number", flat=True))
        rows, where = len(numbers), list(dict.fromkeys(filter(None, numbers)))
    written = letter(
        title=round.title,
        institution=settings.DUEREGARD_INSTITUTION_NAME,
        rows=rows,
        where=where,
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
