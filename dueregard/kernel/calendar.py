"""Calendar entries (iCalendar, RFC 5545): what is written for a mail or a download, and how a mail's are told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings

from dueregard.kernel import clock
from dueregard.kernel.words import clean_line, clean_text

REQUEST, CANCEL, PUBLISH = "REQUEST", "CANCEL", "PUBLISH"
_PRODUCT = "-//Due Regard//Due Regard//EN"
_END = "END:VCALENDAR\r\n"
_METHOD = re.compile(r"^METHOD:([A-Z]+)\r$", re.MULTILINE)
# The address that stands for "none was set" (settings): nobody may be told to answer to it.
_NOBODY = "@localhost"
# Nobody's calendar shows more, and a mail must stay small.
_MOST_WORDS = 2000


@dataclass(frozen=True)
class Entry:
    """One entry. uid: the same for as long as it is the same thing; sequence: grows with each change that is told.

    starts_at, ends_at: aware; they are written in UTC, so that no calendar has to know when clocks change.
    """

    uid: str
    sequence: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    words: str = ""
    link: str = ""


def organiser() -> str:
    """The address that mail comes from; nothing where none is set."""
    address = str(settings.DEFAULT_FROM_EMAIL)
    if "<" in address:
        address = address.rpartition("<")[2].rstrip("> ")
    return "" if address.endswith(_NOBODY) or "@" not in address else address


def for_mail(entries: Sequence[Entry], *, attendee: str, cancelled: bool = False) -> str:
    """The entries for one addressee: an object for each, because a mail program takes one entry from an invitation.

    cancelled: they are taken out of the calendar.
    """
    sender = organiser()
    # An invitation needs somebody who invites (RFC 5546); without one the entry is published.
    method = CANCEL if cancelled else REQUEST if sender else PUBLISH
    return "".join(_written([entry], method, sender, attendee) for entry in entries)


def for_download(entries: Sequence[Entry]) -> str:
    """All entries in one file, which names nobody but the sender."""
    return _written(entries, PUBLISH, organiser(), "")


def objects_in(text: str) -> Iterator[tuple[str, str]]:
    """(method, text) of each object of `for_mail`. Nothing that people typed can end one: it is folded and escaped."""
    for part in text.split(_END):
        found = _METHOD.search(part)
        if found:
            yield found[1], part + _END


def _written(entries: Sequence[Entry], method: str, sender: str, attendee: str) -> str:
    from icalendar import Calendar, vCalAddress

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", method)
    for entry in entries:
        event = _event(entry, cancelled=method == CANCEL)
        if sender:
            who = vCalAddress(f"mailto:{sender}")
            who.params["CN"] = _parameter(settings.DUEREGARD_INSTITUTION_NAME)
            event.add("organizer", who)
        if sender and attendee:
            who = vCalAddress(f"mailto:{attendee}")
            who.params["ROLE"] = "REQ-PARTICIPANT"
            who.params["PARTSTAT"] = "DECLINED" if method == CANCEL else "ACCEPTED"
            event.add("attendee", who)
        calendar.add_component(event)
    return str(calendar.to_ical().decode("utf-8"))


def _event(entry: Entry, *, cancelled: bool) -> Any:
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", clock.now().astimezone(UTC).replace(microsecond=0))
    event.add("dtstart", entry.starts_at.astimezone(UTC))
    event.add("dtend", entry.ends_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    event.add("summary", clean_line(entry.title)[:_MOST_WORDS])
    if entry.place:
        event.add("location", clean_line(entry.place)[:_MOST_WORDS])
    if entry.words:
        event.add("description", clean_text(entry.words)[:_MOST_WORDS])
    if entry.link:
        event.add("url", clean_line(entry.link))
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    return event


def _parameter(words: str) -> str:
    """A value that may stand in quotes: a parameter has no way to write a quote itself."""
    return clean_line(words).replace('"', "”")
