"""The mails of a round. They hold counts, numbers of areas, the round's title, days and the link: never a word of the
rows. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dueregard.look.templatetags.look import plain_day


@dataclass(frozen=True)
class Letter:
    """One mail: its subject and its body."""

    subject: str
    body: str


_LINK = re.compile(r"^\S*(/round/[0-9A-Za-z-]+)$", re.MULTILINE)


def link_in(body: str) -> str:
    """The path of the link that a mail holds; or nothing."""
    found = _LINK.search(body)
    return found[1] if found else ""


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count} rows"


# More numbers than these tell nobody anything.
_MOST_NUMBERS = 20


def _places(where: Sequence[str]) -> str:
    """ "In the plan: 1.1, 2.3 and 2.4." or nothing."""
    if not where:
        return ""
    shown = [*where[:_MOST_NUMBERS], *([f"{len(where) - _MOST_NUMBERS} more"] if len(where) > _MOST_NUMBERS else [])]
    return f"In the plan: {', '.join(shown[:-1])}{' and ' if len(shown) > 1 else ''}{shown[-1]}."


def _written(
    title: str, institution: str, first: str, link: str, until: date, *more: str, where: Sequence[str] = ()
) -> Letter:
    """where: the numbers of the areas that the rows belong to."""
    paragraphs = [
        "Dear colleague,",
        " ".join(filter(None, (first, _places(where)))),
        "Your personal link needs no account:",
        link,
        f"It works until {plain_day(until)}, in the browser in which it is opened first. In another it opens nothing, "
        "so there is no use in passing it on: if somebody else should answer, say so on the page (“Not mine”).",
        *more,
        f"{institution}, Prevent plan",
    ]
    return Letter(f"Prevent plan: {title}", "\n\n".join(paragraphs) + "\n")


def asking(
    *, title: str, institution: str, rows: int, due_on: date, link: str, until: date, where: Sequence[str] = ()
) -> Letter:
    """The first mail to whoever answers for a lead."""
    first = (
        f"The Prevent plan is being updated: {title}. It names you for {_rows(rows)}. "
        f"Please say by {plain_day(due_on)} what was done, what has changed, or that nothing has."
    )
    return _written(title, institution, first, link, until, where=where)


def asking_again(
    *, title: str, institution: str, rows: int, due_on: date, link: str, until: date, where: Sequence[str] = ()
) -> Letter:
    """There are rows to look at (once more): asked again, or newly theirs."""
    first = f"There is something to look at in {title}: {_rows(rows)} of yours. Please answer by {plain_day(due_on)}."
    return _written(title, institution, first, link, until, where=where)


def fresh_link(
    *, title: str, institution: str, rows: int, due_on: date, link: str, until: date, where: Sequence[str] = ()
) -> Letter:
    """A link in the place of one that is now closed."""
    waiting = f"{_rows(rows)} of yours wait{'s' if rows == 1 else ''} for an answer, by {plain_day(due_on)}."
    if not rows:
        waiting = (
            f"You have answered them all, and can change your answers until they are decided on ({plain_day(due_on)})."
        )
    first = f"Here is a fresh link to your rows in {title}; the earlier one is closed. {waiting}"
    return _written(title, institution, first, link, until, where=where)


def extended(
    *, title: str, institution: str, rows: int, due_on: date, link: str, until: date, where: Sequence[str] = ()
) -> Letter:
    """The due date has moved."""
    first = (
        f"There is more time for {title}: please answer by {plain_day(due_on)}. {_rows(rows)} of yours "
        f"wait{'s' if rows == 1 else ''}. The link below takes the place of the earlier one."
    )
    return _written(title, institution, first, link, until, where=where)


def reminding(
    *,
    title: str,
    institution: str,
    rows: int,
    due_on: date,
    link: str,
    until: date,
    today: date,
    where: Sequence[str] = (),
) -> Letter:
    """A reminder to whoever has not answered all rows."""
    was = "was due on" if due_on < today else "is due on"
    first = f"A reminder: your answer in {title} {was} {plain_day(due_on)}. {_rows(rows)} of yours wait for it."
    if rows == 1:
        first = first.replace("wait for it", "waits for it")
    said = "If nothing has changed, one click there says so."
    return _written(title, institution, first, link, until, said, where=where)
