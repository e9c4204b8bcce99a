"""The mails about refreshers: which course, and where to book. Never a word of anybody's record. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.training.rules.session_letters import Letter


@dataclass(frozen=True)
class About:
    """What a letter tells. link: of a course that is done online in one's own time, or nothing; page: where sessions are
    booked."""

    course: str
    link: str
    page: str
    institution: str


def _letter(subject: str, first: str, about: About) -> Letter:
    where = (
        ["You can do it online, in your own time:", about.link]
        if about.link
        else ["The sessions that are open for booking:", about.page]
    )
    paragraphs = ["Dear colleague,", first, about.course, *where]
    closing = "If you have done it meanwhile, or cannot sign in, please tell us."
    return Letter(
        f"{subject}: {about.course}", "\n\n".join([*paragraphs, closing, f"{about.institution}, training"]) + "\n"
    )


def invitation(about: About) -> Letter:
    """The first one."""
    return _letter("Refresher training", "It is time for your refresher. Please take part in:", about)


def reminder(about: About) -> Letter:
    """Any further one."""
    return _letter("Reminder: refresher training", "A reminder of your refresher. Please take part in:", about)
