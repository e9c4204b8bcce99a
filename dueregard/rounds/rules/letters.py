"""The mails of a round. They hold counts, the round's title, days and the link: never a word of the rows. Pure."""

from __future__ import annotations

import re
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


def _written(title: str, institution: str, first: str, link: str, until: date, *more: str) -> Letter:
    paragraphs = [
        "Dear colleague,",
        first,
        "Your personal link needs no account:",
        link,
        f"It works until {plain_day(until)}, in the browser in which it is opened first. In another it opens nothing, "
        "so there is no use in passing it on: if somebody else should answer, say so on the page (“Not mine”).",
        *more,
        f"{institution}, Prevent plan",
    ]
    return Letter(f"Prevent plan: {title}", "\n\n".join(paragraphs) + "\n")


def asking(*, title: str, institution: str, rows: int, due_on: date, link: str, until: date) -> Letter:
    """The first mail to whoever answers for a lead."""
    first = (
        f"The Prevent plan is being updated: {title}. It names you for {_rows(rows)}. "
        f"Please say by {plain_day(due_on)} what was done, what has changed, or that nothing has."
    )
    return _written(title, institution, first, link, until)


def asking_again(*, title: str, institution: str, rows: int, due_on: date, link: str, until: date) -> Letter:
    """There are rows to look at (once more): asked again, or newly theirs."""
    first = f"There is something to look at in {title}: {_rows(rows)} of yours. Please answer by {plain_day(due_on)}."
    return _written(title, institution, first, link, until)


def fresh_link(*, title: str, institution: str, rows: int, due_on: date, link: str, until: date) -> Letter:
    """A link in the place of one that is now closed."""
    first = (
        f"Here is a fresh link to your rows in {title}; the earlier one is closed. "
        f"{_rows(rows)[0].upper()}{_rows(rows)[1:]} of yours wait for an answer, by {plain_day(due_on)}."
    )
    return _written(title, institution, first, link, until)


def extended(*, title: str, institution: str, rows: int, due_on: date, link: str, until: date) -> Letter:
    """The due date has moved."""
    first = (
        f"There is more time for {title}: please answer by {plain_day(due_on)}. {_rows(rows)} of yours wait. "
        "The link below takes the place of the earlier one."
    )
    return _written(title, institution, first, link, until)


def reminding(*, title: str, institution: str, rows: int, due_on: date, link: str, until: date, today: date) -> Letter:
    """A reminder to whoever has not answered all rows."""
    was = "was due on" if due_on < today else "is due on"
    first = f"A reminder: your answer in {title} {was} {plain_day(due_on)}. {_rows(rows)} of yours wait for it."
    if rows == 1:
        first = first.replace("wait for it", "waits for it")
    return _written(title, institution, first, link, until, "If nothing has changed, one click there says so.")
