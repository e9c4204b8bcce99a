"""Rounds, and what has come in of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet

from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.retention import over
from dueregard.kernel.rules import MailState
from dueregard.rounds import permissions
from dueregard.rounds.models import Answer, Ask, AskedRow, Link, Round
from dueregard.rounds.queries.rows import still_asked
from dueregard.rounds.rules.days import chase_days, links_until
from dueregard.rounds.rules.states import AnswerState, RoundState, RowState, What


@dataclass(frozen=True)
class RoundLine:
    """A round in the list."""

    round: Round
    leads: int
    rows: int
    answered: int
    decided: int


def rounds(viewer: Any) -> list[RoundLine]:
    """All rounds, the newest first. Two queries."""
    found = list(Round.objects.filter(permissions.visible_rounds(viewer)).order_by("-opened_at", "-pk"))
    counts = {
        round: numbers
        for round, *numbers in AskedRow.objects.filter(ask__round__in=[one.pk for one in found])
        .order_by()
        .values("ask__round_id")
        .annotate(
            leads=Count("ask_id", distinct=True),
            rows=Count("pk", filter=~(Q(ask__round__state=RoundState.OPEN, state=RowState.OPEN) & ~still_asked())),
            answered=Count("pk", filter=~Q(state=RowState.OPEN)),
            decided=Count("pk", filter=Q(state=RowState.DECIDED)),
        )
        .values_list("ask__round_id", "leads", "rows", "answered", "decided")
    }
    return [RoundLine(one, *counts.get(one.pk, (0, 0, 0, 0))) for one in found]


def round_of_reference(viewer: Any, reference: str) -> Round | None:
    """The round with this reference, if the viewer may read it."""
    return Round.objects.filter(permissions.visible_rounds(viewer), reference=reference).first()


@dataclass
class AskLine:
    """One lead in a round: how many rows, how far, and the links that stand. gone: rows that were finished, restricted or
    taken out of the plan before they were answered; while the round is open they are not among the others."""

    ask: Ask
    rows: int = 0
    answered: int = 0
    decided: int = 0
    gone: int = 0
    links: list[Link] = field(default_factory=list)
    mails: list[Mail] = field(default_factory=list)

    @property
    def opened(self) -> bool:
        return any(link.first_used_at for link in self.links)

    @property
    def standing(self) -> list[Link]:
        return [link for link in self.links if link.revoked_at is None]

    @property
    def failed(self) -> list[Mail]:
        return [mail for mail in self.mails if mail.state == MailState.FAILED]

    @property
    def complete(self) -> bool:
        return self.answered == self.rows


@dataclass
class RoundPage:
    """A round with all that its page shows. lines: those who have not answered all first."""

    round: Round
    lines: list[AskLine]
    waiting: int
    unchanged: int
    links_until: Any
    chase_days: list[Any]
    may_run: bool
    may_read_answers: bool

    @property
    def rows(self) -> int:
        return sum(line.rows for line in self.lines)

    @property
    def answered(self) -> int:
        return sum(line.answered for line in self.lines)

    @property
    def decided(self) -> int:
        return sum(line.decided for line in self.lines)

    @property
    def complete(self) -> int:
        return sum(line.complete for line in self.lines)

    @property
    def silent(self) -> int:
        return len(self.lines) - self.complete

    @property
    def failed(self) -> int:
        return sum(len(line.failed) for line in self.lines)


def round_page(viewer: Any, round: Round) -> RoundPage:
    """How far a round has come. Five queries. Addresses and mail only for those who read answers."""
    reads = permissions.can_read_answers(viewer)
    lines = {ask.pk: AskLine(ask) for ask in Ask.objects.filter(round=round).order_by("label", "pk")}
    gone = Q(state=RowState.OPEN) & ~still_asked() if round.state == RoundState.OPEN else Q(pk__in=[])
    for ask, state, count, lost in (
        AskedRow.objects.filter(ask__round=round)
        .order_by()
        .values("ask_id", "state")
        .annotate(count=Count("pk"), gone=Count("pk", filter=gone))
        .values_list("ask_id", "state", "count", "gone")
    ):
        line = lines[ask]
        line.gone += lost
        line.rows += count - lost
        line.answered += count if state != RowState.OPEN else 0
        line.decided += count if state == RowState.DECIDED else 0
    for link in Link.objects.filter(ask__round=round).order_by("serial"):
        lines[link.ask_id].links.append(link)
    if reads:
        by_reference = {link.reference: line for line in lines.values() for link in line.links}
        for mail in Mail.objects.filter(about=round.reference).order_by("pk"):
            # The key begins with the link that the mail holds.
            about = by_reference.get(mail.key.partition("-")[0])
            if about is not None:
                about.mails.append(mail)
    waiting = Counter(
        Answer.objects.filter(row__ask__round=round, state=AnswerState.PROPOSED).values_list("what", flat=True)
    )
    return RoundPage(
        round,
        sorted(lines.values(), key=lambda line: line.complete),
        sum(waiting.values()),
        waiting[What.NO_CHANGE],
        links_until(round.due_on),
        [day for day in chase_days(round.due_on, round.chase, round.told_on) if day >= clock.today()],
        permissions.can_run_rounds(viewer) and round.state == RoundState.OPEN,
        reads,
    )


def ask_of_reference(viewer: Any, round: Round, reference: str) -> Ask | None:
    """What was asked of one lead in a round. The caller has found the round for this viewer."""
    return Ask.objects.select_related("round", "lead").filter(round=round, reference=reference).first()


def link_of_reference(viewer: Any, round: Round, reference: str) -> Link | None:
    """A link of a round, for those who run rounds."""
    if not permissions.can_run_rounds(viewer):
        return None
    return Link.objects.select_related("ask__round").filter(ask__round=round, reference=reference).first()


def mails_of(viewer: Any, round: Round) -> QuerySet[Mail]:
    """The mail of a round, the newest first; for those who read answers."""
    if not permissions.can_read_answers(viewer):
        return Mail.objects.none()
    return Mail.objects.filter(about=round.reference).order_by("-pk")


def mail_of_reference(viewer: Any, round: Round, reference: str) -> Mail | None:
    """One mail of a round."""
    return mails_of(viewer, round).filter(reference=reference).first()


def open_rounds_due() -> QuerySet[Round]:
    """The rounds that are open, for the schedule."""
    return Round.objects.filter(state=RoundState.OPEN).order_by("pk")


def due_rounds() -> QuerySet[Round]:
    """Rounds that were closed long enough ago."""
    return Round.objects.filter(over(Round))
