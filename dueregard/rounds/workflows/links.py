"""Personal links: the first opening binds one to its browser; a fresh one takes the place of one that was passed on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from dueregard.kernel import clock, outbox
from dueregard.kernel.models import Mail
from dueregard.kernel.outbox import checked_address
from dueregard.kernel.personal_links import digest, new_secret, same
from dueregard.kernel.require import NotAllowedNow, allowed_now, permit, sound
from dueregard.rounds import permissions
from dueregard.rounds.models import Ask, Link
from dueregard.rounds.rules import letters
from dueregard.rounds.workflows.writing import links_still_work, new_link, open_round_locked, recorded, revoke, send

# Fresh links of one ask in a day: whoever has a link that was passed on must not fill the mailbox of its holder.
MOST_FRESH = 3


class InUseElsewhere(NotAllowedNow):
    """The link was opened first in another browser."""


def _standing(link: Link) -> Link:
    """The link with its round locked, not closed, though its last day may be over. Raises NotAllowedNow."""
    open_round_locked(link.ask.round_id)
    row = Link.objects.select_for_update(of=("self",)).select_related("ask__round").get(pk=link.pk)
    allowed_now(row.revoked_at is None, "This link is closed.")
    return row


def _usable(link: Link) -> Link:
    """The link with its round locked, still good. Raises NotAllowedNow."""
    row = _standing(link)
    allowed_now(row.expires_on >= clock.today(), "This link is closed.")
    return row


@transaction.atomic
def open_link(*, by: Any, link: Link, secret: str = "") -> str:
    """Use a link from a browser; gives the secret by which the browser is known from now on. The first use binds it.

    secret: what the browser has, if it was here before. Raises InUseElsewhere where another browser was the first.
    """
    permit(permissions.can_hold_link(by, link.ask))
    row = _usable(link)
    first = not row.browser
    if first:
        secret = new_secret()
        row.browser, row.first_used_at = digest(secret), clock.now()
        row.save(update_fields=["browser", "first_used_at"])
    elif not same(secret, row.browser):
        raise InUseElsewhere("This link is in use in another browser.")
    _used(row)
    if first:
        recorded(by, row.ask.round, "link_opened", "A personal link was opened for the first time.", _told(row))
    return secret


def _used(link: Link) -> None:
    Link.objects.filter(pk=link.pk).update(uses=F("uses") + 1, last_used_at=clock.now())


def _told(link: Link) -> dict[str, Any]:
    """No address: the details outlive the round's own period."""
    return {"ask": link.ask.reference, "link": link.reference, "serial": link.serial}


@transaction.atomic
def send_fresh_link(*, by: Any, link: Link) -> Link:
    """Close a link and send a fresh one to the same address: asked for by whoever holds the link, or by the officer.

    Raises NotAllowedNow for a link that is closed already, or where too many were sent within a day.
    """
    permit(permissions.can_hold_link(by, link.ask) or permissions.can_run_rounds(by))
    row = _standing(link) if permissions.can_run_rounds(by) else _usable(link)
    links_still_work(row.ask.round)
    day_ago = clock.now() - timedelta(days=1)
    sent = Link.objects.filter(ask=row.ask, to=row.to, issued_at__gt=day_ago).count()
    allowed_now(
        sent <= MOST_FRESH or permissions.can_run_rounds(by),
        "Enough links were sent for today. Look into your mailbox, or ask the person who runs the round.",
    )
    revoke(Link.objects.filter(pk=row.pk))
    fresh = new_link(row.ask, row.to)
    send(fresh, "fresh", letters.fresh_link)
    recorded(by, row.ask.round, "link_renewed", "Closed a personal link and sent a fresh one.", _told(fresh))
    return fresh


@transaction.atomic
def revoke_link(*, by: Any, link: Link) -> None:
    """Close a link without another in its place. Raises NotAllowedNow where it is closed already."""
    permit(permissions.can_run_rounds(by))
    row = _standing(link)
    revoke(Link.objects.filter(pk=row.pk))
    recorded(by, row.ask.round, "link_revoked", "Closed a personal link.", _told(row))


@transaction.atomic
def send_link_to(*, by: Any, ask: Ask, address: str) -> Link:
    """Send a link to one more address, for a lead without one or with a new one. Raises Refused for what is no address,
    or has an open link already."""
    permit(permissions.can_run_rounds(by))
    round = open_round_locked(ask.round_id)
    to = checked_address(address)
    links_still_work(round)
    standing = Link.objects.filter(ask=ask, to__iexact=to, revoked_at__isnull=True)
    sound(not standing.exists(), "This address has a link already: send it a fresh one.")
    ask.round = round
    link = new_link(ask, to)
    send(link, "asked", letters.asking)
    recorded(by, round, "link_sent", "Sent a personal link to one more address.", _told(link))
    return link


@transaction.atomic
def send_again(*, by: Any, mail: Mail, round: Any) -> None:
    """Try a mail again that could not be sent. Raises NotAllowedNow."""
    permit(permissions.can_run_rounds(by))
    row = open_round_locked(round.pk)
    sound(mail.about == row.reference, "This mail belongs to another round.")
    outbox.try_again(mail)
    recorded(by, row, "mail_tried_again", "Had a mail sent again that had failed.", {"mail": mail.reference})
