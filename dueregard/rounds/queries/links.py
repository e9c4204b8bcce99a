"""Which personal link an address names, and whether it still opens anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dueregard.kernel import clock
from dueregard.kernel.personal_links import digest, read_token, same
from dueregard.kernel.principals import LinkHolder
from dueregard.rounds.models import Link
from dueregard.rounds.rules.states import RoundState


@dataclass(frozen=True)
class Found:
    """A genuine link. closed: why it opens nothing any more ("expired", "closed", "replaced"), or ""."""

    link: Link
    closed: str
    until: date

    @property
    def holder(self) -> LinkHolder:
        """Whoever holds it, as the principal of what they do."""
        return LinkHolder(self.link.ask.reference, f"{self.link.ask.label} (by personal link)"[:200])

    def is_bound_to(self, secret: str) -> bool:
        """Whether the browser with this secret was the first that opened it."""
        return same(secret, self.link.browser)


def link_of_token(token: str) -> Found | None:
    """The link of a token that was made here; None for every other, whatever it looks like. One query, or none."""
    said = read_token(token)
    if said is None:
        return None
    link = Link.objects.select_related("ask__round", "ask__lead").filter(token=digest(token)).first()
    if link is None:
        return None
    closed = ""
    if link.ask.round.state == RoundState.CLOSED:
        closed = "closed"
    elif link.revoked_at is not None:
        closed = "replaced"
    elif link.expires_on < clock.today():
        closed = "expired"
    return Found(link, closed, link.expires_on)
