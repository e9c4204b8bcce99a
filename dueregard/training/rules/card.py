"""The contact card: whom it names, what it says of them, and how a contact becomes a link. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# A telephone number as people write it, with an extension or none.
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}[0-9]")
# What people write between an address and a number.
_BETWEEN = re.compile(r"(\s*[,;]\s*|\s+or\s+)")
EMERGENCY = "In an emergency call 999."
FORMS = ("card", "poster")


def contact_link(contact: str) -> str:
    """The link that a contact is: of a mail address or a telephone number alone; nothing for anything else."""
    if _PHONE.fullmatch(contact):
        return "tel:" + re.sub(r"[^+0-9]", "", contact)
    try:
        validate_email(contact)
    except ValidationError:
        return ""
    # An address may hold what begins a query: it must not add a recipient or a body.
    return f"mailto:{quote(contact, safe='@')}"


def contact_parts(contact: str) -> list[tuple[str, str]]:
    """A contact in parts, each with its link or nothing: an address and a number may stand beside each other."""
    return [(part, contact_link(part)) for part in _BETWEEN.split(contact) if part]


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment whose officer is on the card. covers: the key of the appointment that this one stands in for."""

    key: int
    name: str
    title: str
    contact: str
    hours: str
    campus: str
    school: str
    covers: int | None = None

    @property
    def place(self) -> str:
        """What the officer is for, in words."""
        return ", ".join(filter(None, (self.school, self.campus))) or "The whole institution"


@dataclass(frozen=True, slots=True)
class Line:
    """One officer as the card shows them. name: who they are, or their title where that stands in its place; parts: how to
    reach them, as `contact_parts` gives it."""

    name: str
    title: str
    hours: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One officer of the card, and who stands in."""

    place: str
    line: Line
    cover: tuple[Line, ...]


def _line(row: Row, with_names: bool) -> Line:
    name, title = (row.name, row.title) if with_names or not row.title else (row.title, "")
    return Line(name, title, row.hours, tuple(contact_parts(row.contact)))


def entries_of(rows: Sequence[Row], *, with_names: bool) -> list[Entry]:
    """The card: those for the whole institution first, then by place and name, each with who stands in.

    with_names: also where there is a title. Whoever only stands in for somebody of the same place is named there alone; of
    two who stand in for each other, both are named.
    """
    by_key = {row.key: row for row in rows}

    def only_stands_in(row: Row) -> bool:
        other = by_key.get(row.covers or 0)
        return other is not None and other.place == row.place and other.covers is None

    found = [
        Entry(
            row.place,
            _line(row, with_names),
            tuple(_line(each, with_names) for each in rows if each.covers == row.key),
        )
        for row in sorted(rows, key=lambda row: (row.campus.casefold(), row.school.casefold(), row.name.casefold()))
        if not only_stands_in(row)
    ]
    return found
