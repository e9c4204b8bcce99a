"""The demonstration's update rounds, opened, answered by personal link and decided through the product's own workflows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from dueregard.demo.content import rounds as content
from dueregard.demo.founding import Cast
from dueregard.kernel.principals import LinkHolder
from dueregard.rounds.models import Ask, Link, Round
from dueregard.rounds.queries.asking import lead_to_ask
from dueregard.rounds.queries.rows import pending_answers, rows_of_ask
from dueregard.rounds.rules.answers import Said
from dueregard.rounds.workflows.answering import answer_rows
from dueregard.rounds.workflows.deciding import accept_answers
from dueregard.rounds.workflows.links import open_link
from dueregard.rounds.workflows.opening import open_round
from dueregard.rounds.workflows.running import close_round


def open_last(cast: Cast) -> None:
    """Last summer term's round is opened."""
    _open(cast, content.CLOSED_TITLE, content.CLOSED_NOTE, content.CLOSED_LEADS, cast.calendar.day(content.CLOSED_DUE))


def answer_last(cast: Cast) -> None:
    """Each lead answers every row."""
    for key in content.CLOSED_LEADS:
        _answer(cast, content.CLOSED_TITLE, key, content.CLOSED_SAID, rest=content.NO_CHANGE)


def close_last(cast: Cast) -> None:
    """The officer accepts the answers and closes the round."""
    round, officer = Round.objects.get(title=content.CLOSED_TITLE), cast.acting("officer")
    seen = {one.answer.reference: one.row.revision for one in pending_answers(round)}
    accept_answers(by=officer, round=round, seen=seen)
    close_round(by=officer, round=round, drop_waiting=True)


def open_present(cast: Cast) -> None:
    """The round that is open."""
    due_on = cast.calendar.today + timedelta(days=content.DUE_IN_DAYS)
    _open(cast, content.OPEN_TITLE, content.OPEN_NOTE, content.OPEN_LEADS, due_on)


def answer_present(cast: Cast) -> None:
    """Two of its leads have answered, one of them a part."""
    for key, said in content.OPEN_SAID.items():
        _answer(cast, content.OPEN_TITLE, key, said)


def _open(cast: Cast, title: str, note: str, keys: tuple[str, ...], due_on: date) -> None:
    officer = cast.acting("officer")
    leads = {lead.reference: lead_to_ask(lead).addresses for lead in cast.leads_of(keys, officer)}
    open_round(by=officer, title=title, note=note, due_on=due_on, chase=[-3, 1], leads=leads)


def _answer(cast: Cast, title: str, key: str, said: dict[str, Said], rest: Said | None = None) -> None:
    """One lead opens the link and answers."""
    lead = cast.leads_of([key], cast.acting("officer"))[0]
    ask = Ask.objects.select_related("round").get(round__title=title, lead=lead)
    link = Link.objects.select_related("ask__round").get(ask=ask)
    holder = LinkHolder(ask.reference, f"{ask.label} (by personal link)")
    open_link(by=holder, link=link)
    answers: dict[int, tuple[Said, int]] = {}
    for row in rows_of_ask(ask):
        found = next((one for begins, one in said.items() if row.text.startswith(begins)), rest)
        if row.open and found is not None:
            answers[row.asked.position] = (replace(found, due=cast.calendar.words(found.due)), row.revision)
    answer_rows(by=holder, ask=ask, said=answers, way="link", link=link)


HAPPENINGS = (
    (content.CLOSED_OPENED, open_last),
    (content.CLOSED_ANSWERED, answer_last),
    (content.CLOSED_DECIDED, close_last),
)
# Days before today -> what happens then.
RECENT: tuple[tuple[int, Callable[[Cast], None]], ...] = (
    (content.OPEN_DAYS_AGO, open_present),
    (content.ANSWERED_DAYS_AGO, answer_present),
)
