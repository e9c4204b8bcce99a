"""Answers come in: by personal link, or from a Word form that an officer brings back. They are proposals and change no row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from dueregard.kernel import clock
from dueregard.kernel.principals import LinkHolder
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.organisation.queries import term_dates
from dueregard.rounds import permissions
from dueregard.rounds.models import Answer, Ask, AskedRow, Link
from dueregard.rounds.queries.rows import RowNow, rows_of_ask
from dueregard.rounds.rules.answers import Said, hear
from dueregard.rounds.rules.states import ANSWER, ROW, AnswerState, Way
from dueregard.rounds.workflows.writing import open_round_locked, recorded, withdraw_reminders


@dataclass(frozen=True)
class Taken:
    """What became of a form. answered: rows with a new answer; the same again is none. too_late: rows that were decided,
    finished or taken out of the plan meanwhile; nothing was kept for them."""

    answered: int
    too_late: list[int]


@transaction.atomic
def answer_rows(
    *, by: Any, ask: Ask, said: Mapping[int, tuple[Said, int]], way: str, link: Link | None = None
) -> Taken:
    """Keep the answers to rows, each as a proposal; an earlier one that waits is replaced.

    said: position of the row -> (what is said, number of the row's revision that was seen). link: the link that was
    used. The same answer sent twice has one effect. Raises NotAllowedNow once the round or the link is closed, Refused
    for an answer that does not go together.
    """
    permit(permissions.can_answer(by, ask))
    round = open_round_locked(ask.round_id)
    row = locked(Ask, ask.pk)
    if isinstance(by, LinkHolder):
        _still_open(link, row)
    rows = {one.asked.position: one for one in rows_of_ask(row)}
    sound(set(said) <= set(rows), "This form has a row that was not asked for.")
    terms, today = term_dates(), clock.today()
    answered, too_late = 0, []
    for position, (one, revision) in said.items():
        now = rows[position]
        if not now.open:
            too_late.append(position)
            continue
        heard = hear(
            is_step=now.is_step, terms=terms, today=today, what=one.what, words=one.words, due=one.due, rag=one.rag,
            reason=one.reason, ask=one.ask,
        )  # fmt: skip
        sound(not heard.wrong and heard.said is not None, next(iter(heard.wrong.values()), "An answer is empty."))
        assert heard.said is not None  # noqa: S101 - refused above
        answered += _keep(by, now, heard.said, revision, way)
    if answered:
        row.answered_at, row.times_answered = clock.now(), row.times_answered + 1
        row.save(update_fields=["answered_at", "times_answered"])
        withdraw_reminders(row)
        recorded(
            by,
            round,
            "answered",
            f"Answered {answered} of {len(rows)} rows {Way(way).label}.",
            {"ask": row.reference, "positions": sorted(set(said) - set(too_late))},
        )
    return Taken(answered, too_late)


def _still_open(link: Link | None, ask: Ask) -> None:
    fresh = Link.objects.filter(pk=link.pk, ask=ask).first() if link is not None else None
    allowed_now(
        fresh is not None and fresh.revoked_at is None and fresh.expires_on >= clock.today(), "This link is closed."
    )


def _keep(by: Any, now: RowNow, said: Said, revision: int, way: str) -> int:
    """One answer; gives 1, or 0 where the same waits already."""
    pending = now.pending
    if pending is not None:
        same = (pending.what, pending.words, pending.due, pending.rag, pending.reason, pending.ask_instead)
        if same == (said.what, said.words, said.due, said.rag, said.reason, said.ask):
            return 0
        pending.state, pending.decided_at = ANSWER.target("replace", pending.state), clock.now()
        pending.save(update_fields=["state", "decided_at"])
    Answer.objects.create(
        row=now.asked,
        what=said.what,
        words=said.words,
        due=said.due,
        rag=said.rag,
        reason=said.reason,
        ask_instead=said.ask,
        revision=min(revision, now.revision),
        way=way,
        given_at=clock.now(),
        given_by=by.reference,
        given_by_name=by.name,
        state=AnswerState.PROPOSED,
    )
    AskedRow.objects.filter(pk=now.asked.pk).update(state=ROW.target("answer", now.asked.state))
    return 1
