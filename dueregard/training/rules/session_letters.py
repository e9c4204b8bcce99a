"""The mails about sessions: what, when, where and the link to its page. Never a word of anybody's record. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class About:
    """What every letter tells of a session. dates: each in words with its place and link."""

    course: str
    dates: Sequence[str]
    page: str
    institution: str
    trainer: str = ""


@dataclass(frozen=True)
class Letter:
    """One mail: its subject and its body."""

    subject: str
    body: str


def _letter(subject: str, about: About, first: str, *more: str, when: bool = True) -> Letter:
    dates = "\n".join(f"- {date}" for date in about.dates)
    paragraphs = [
        "Dear colleague,",
        first,
        f"{about.course}\n{dates}" if when else "",
        f"Trainer: {about.trainer}" if when and about.trainer else "",
        *more,
        about.page,
        f"{about.institution}, training",
    ]
    return Letter(f"{subject}: {about.course}", "\n\n".join(filter(None, paragraphs)) + "\n")


_GIVE_UP = "If you cannot come, please give the place up on the session’s page, so that somebody else gets it:"
_SAVED = "The entry for your calendar is attached."


def place_booked(about: About) -> Letter:
    """They have a place."""
    return _letter("Your place", about, "You have a place in this session.", _SAVED, _GIVE_UP)


def on_waiting_list(about: About) -> Letter:
    """They wait."""
    first = "This session is full. You are on its waiting list, and are told as soon as a place is yours."
    return _letter("Waiting list", about, first, "The session’s page:")


def place_given(about: About) -> Letter:
    """A place was freed for them."""
    first = "A place has become free, and it is yours."
    return _letter("You have a place now", about, first, _SAVED, _GIVE_UP)


def changed(about: About) -> Letter:
    """When or where it is has changed."""
    first = "This session has changed. It is now:"
    return _letter(
        "Changed", about, first, "The entry in your calendar is brought up to date by the attached.", _GIVE_UP
    )


def changed_while_waiting(about: About) -> Letter:
    """When or where it is has changed, for those who wait."""
    first = "This session, on whose waiting list you are, has changed. It is now:"
    return _letter("Changed", about, first, "The session’s page:")


def given_up(about: About) -> Letter:
    """They no longer have a place, or no longer wait for one."""
    first = "You no longer have a place in this session, or on its waiting list."
    return _letter("Place given up", about, first, "If that is a mistake, book again on the session’s page:")


def called_off(about: About) -> Letter:
    """The session is cancelled."""
    first = "This session will not take place. Your calendar is told, where you had a place."
    return _letter("Cancelled", about, first, "Other sessions may be open for booking:")


def reminder(about: About) -> Letter:
    """It is soon."""
    return _letter("Reminder", about, "A reminder: you have a place in this session.", _GIVE_UP)


def question(about: About) -> Letter:
    """It was held: who else should be trained?"""
    first = "Thank you for coming. One question, which you may leave unanswered: who else should be trained?"
    second = "Name a role, not a person. Your answer is kept without your name. You can give it on the session’s page:"
    return _letter("One question", about, first, second, when=False)
