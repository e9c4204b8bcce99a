"""A round on its way: more time, reminders on their days, and its end."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from dueregard.kernel import clock
from dueregard.kernel.models import Mail
from dueregard.kernel.principals import Schedule
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.rounds import permissions
from dueregard.rounds.models import Answer, Ask, AskedRow, Link, Round
from dueregard.rounds.queries.rounds import open_rounds_due
from dueregard.rounds.queries.rows import still_asked
from dueregard.rounds.rules import letters
from dueregard.rounds.rules.days import chase_day, wrong_due
from dueregard.rounds.rules.states import ANSWER, ROUND, ROW, AnswerState, RoundState, RowState
from dueregard.rounds.workflows.writing import REMINDER, new_link, open_round_locked, recorded, revoke, send

log = logging.getLogger(__name__)

# Nobody is reminded in the night.
_FROM_HOUR = 8


@transaction.atomic
def extend_round(*, by: Any, round: Round, due_on: date) -> None:
    """Give more time: those who have not answered everything get a fresh link with the new day; the others' go on for as
    long as they were given. Raises Refused for a day that is not later, NotAllowedNow once the round is closed."""
    permit(permissions.can_run_rounds(by))
    row = open_round_locked(round.pk)
    before = row.due_on
    problem = wrong_due(due_on, clock.today())
    sound(not problem, problem)
    sound(due_on > before, "Give a later day than the one that stands.")
    row.due_on, row.told_on = due_on, clock.today()
    row.save(update_fields=["due_on", "told_on"])
    for ask in _silent(row):
        ask.round = row
        for link in revoke(Link.objects.filter(ask=ask)):
            send(new_link(ask, link.to), "extended", letters.extended)
    recorded(by, row, "extended", "Gave an update round more time.", {"due_on": [before, due_on]})


def _silent(round: Round) -> list[Ask]:
    """Those who have a row without an answer that they can still give."""
    rows = AskedRow.objects.filter(still_asked(), ask=OuterRef("pk"), state=RowState.OPEN)
    return list(Ask.objects.filter(Exists(rows), round=round).order_by("pk"))


def remind_all() -> None:
    """Called by the schedule: what is due today in every open round, from the morning on. A round that fails stops no
    other."""
    if timezone.localtime(clock.now()).hour < _FROM_HOUR:
        return
    for round in open_rounds_due():
        try:
            remind(by=Schedule(), round=round)
        except Exception:
            log.exception("The reminders of the round %s failed", round.reference)


@transaction.atomic
def remind(*, by: Any, round: Round) -> int:
    """Remind each lead who has not answered all rows, once for each day that was set; gives how many.

    However often it is called, and also where the server was down on the day: what was missed is one reminder.
    """
    permit(permissions.can_remind(by))
    row = locked(Round, round.pk)
    if row.state != RoundState.OPEN:
        return 0
    today = clock.today()
    day = chase_day(row.due_on, row.chase, row.told_on, today)
    if day is None:
        return 0
    reminded = 0
    for ask in _silent(row):
        if ask.chased_on is not None and ask.chased_on >= day:
            continue
        ask.round = row
        links = Link.objects.filter(ask=ask, revoked_at__isnull=True, expires_on__gte=today)
        sent = 0
        for link in links:
            link.ask = ask
            send(link, f"{REMINDER}-{day.isoformat()}", letters.reminding, today=today)
            sent += 1
        if sent:  # whoever has no link is asked by hand: nobody may read that they were reminded
            ask.chased_on = day
            ask.save(update_fields=["chased_on"])
            reminded += 1
    if reminded:
        recorded(by, row, "reminded", f"Reminded {reminded} leads of an update round.", {"day": day})
    return reminded


@transaction.atomic
def close_round(*, by: Any, round: Round, drop_waiting: bool = False) -> None:
    """End a round: its links open nothing any more, and no more reminders go.

    drop_waiting: answers that nobody has decided on are not taken over. Without it, raises NotAllowedNow while there
    are some.
    """
    permit(permissions.can_run_rounds(by))
    row = open_round_locked(round.pk)
    target = ROUND.target("close", row.state)
    waiting = list(Answer.objects.filter(row__ask__round=row, state=AnswerState.PROPOSED).select_related("row"))
    allowed_now(
        not waiting or drop_waiting, "There are answers to decide on: do so first, or say that they are dropped."
    )
    for answer in waiting:
        answer.state, answer.note = ANSWER.target("drop", answer.state), "The round was closed."
        answer.decided_at, answer.decided_by_name = clock.now(), by.name
        answer.save(update_fields=["state", "note", "decided_at", "decided_by_name"])
        AskedRow.objects.filter(pk=answer.row_id).update(state=ROW.target("decide", answer.row.state))
    revoke(Link.objects.filter(ask__round=row))
    row.state, row.closed_at, row.closed_by_name = target, clock.now(), by.name
    row.save(update_fields=["state", "closed_at", "closed_by_name"])
    silent = AskedRow.objects.filter(ask__round=row, state=RowState.OPEN).count()
    recorded(
        by,
        row,
        "closed",
        "Closed an update round.",
        {"dropped": len(waiting), "not_answered": silent, "mails": Mail.objects.filter(about=row.reference).count()},
    )
