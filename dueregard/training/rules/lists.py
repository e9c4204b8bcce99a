"""Lists of staff and of completions: which column means what, and a row of cells as values or as the reason why not."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import models


class What(models.TextChoices):
    """What a list holds."""

    STAFF = "staff", "Staff"
    COMPLETIONS = "completions", "Completed training"


# The file name that a pasted list gets.
PASTED = "pasted list.txt"
# field -> (what the page calls it, headings by which it is known)
FIELDS: dict[str, dict[str, tuple[str, tuple[str, ...]]]] = {
    What.STAFF: {
        "number": ("Staff number", ("staff number", "employee number", "employee id", "staff id", "payroll number",
                                    "personnel number", "staff no", "emp no", "number", "id")),
        "name": ("Name", ("name", "full name", "employee name", "staff name", "display name", "member of staff")),
        "first_name": ("First name", ("first name", "forename", "given name", "known as", "preferred name")),
        "last_name": ("Last name", ("last name", "surname", "family name")),
        "email": ("E-mail", ("email", "e mail", "email address", "e mail address", "work email", "work e mail", "mail")),
        "department": ("School or department", ("department", "school", "faculty", "org unit", "organisation unit",
                                                "directorate", "unit", "division", "team")),
        "campus": ("Campus", ("campus", "site", "location")),
        "job": ("Job", ("job title", "job", "post", "post title", "role", "position")),
        "began_on": ("Began on", ("start date", "began", "date of joining", "employment start", "hire date", "from",
                                  "joined", "continuous service date")),
        "left_on": ("Left on", ("end date", "leaving date", "left", "date of leaving", "employment end", "leaver date",
                                "termination date", "to")),
    },
    What.COMPLETIONS: {
        "number": ("Staff number", ("staff number", "employee number", "employee id", "staff id", "payroll number",
                                    "personnel number", "staff no", "emp no", "user id", "username")),
        "name": ("Name", ("name", "full name", "employee name", "staff name", "learner", "learner name", "attendee",
                          "user", "participant", "who", "display name")),
        "first_name": ("First name", ("first name", "forename", "given name")),
        "last_name": ("Last name", ("last name", "surname", "family name")),
        "email": ("E-mail", ("email", "e mail", "email address", "e mail address", "work email", "work e mail", "mail")),
        "course": ("Course", ("course", "course title", "course name", "module", "training", "title", "programme")),
        "edition": ("Edition", ("edition", "version", "pack", "simulation")),
        "completed_on": ("Completed on", ("completed", "completed on", "completion date", "date completed", "date",
                                          "date of completion", "attended", "attended on", "date attended", "when")),
        "evidence": ("Evidence", ("certificate", "certificate number", "evidence", "reference", "proof")),
    },
}  # fmt: skip

_EARLIEST, _LATEST = date(1950, 1, 1), date(2199, 12, 31)
_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d/%m/%y")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm])?(?:Z|[+-]\d{2}:?\d{2})?$")
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b", re.I)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def _plain(heading: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", heading.casefold()).split())


@lru_cache(maxsize=20_000)
def read_day(written: str) -> date | None:
    """A day as systems and people write it, day before month; None for what is none. A time of day is left out."""
    text = " ".join(_ORDINAL.sub("", _TIME.sub("", written.strip())).replace(",", " ").split())
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):  # how Excel counts days
        return date(1899, 12, 30) + dt.timedelta(days=int(float(text)))
    for form in _FORMATS:
        try:
            return dt.datetime.strptime(text, form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None


def guessed_columns(what: str, headings: Sequence[str]) -> dict[str, int]:
    """{field: column} by the headings; each column once, the better known heading first."""
    plain = [_plain(heading) for heading in headings]
    found: dict[str, int] = {}
    for field, (_, known) in FIELDS[what].items():
        for word in known:
            places = [place for place, heading in enumerate(plain) if heading == word and place not in found.values()]
            if places:
                found[field] = places[0]
                break
    return found


def has_headings(what: str, rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of the rows is a row of headings: no cell of it is a day or an address, and it names a field, or
    stands over a column of days or addresses."""

    def data(cell: str) -> bool:
        return bool(read_day(cell) or _EMAIL.fullmatch(cell))

    first, later = rows[0], [row for row in rows[1:] if row]
    if any(data(cell) for cell in first):
        return False
    return bool(guessed_columns(what, first)) or any(
        bool(later) and all(place < len(row) and data(row[place]) for row in later) for place in range(len(first))
    )


def _most(tests: Iterable[object]) -> bool:
    held = [bool(test) for test in tests]
    return sum(held) * 2 > len(held)


def columns_without_headings(what: str, rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """{field: column} by what stands in most of the first rows: a pasted list of names and dates needs no headings, and a
    day that is written wrongly is still looked for among the days."""
    found: dict[str, int] = {}
    width = max((len(row) for row in rows), default=0)
    day_field = "completed_on" if what == What.COMPLETIONS else "began_on"
    for place in range(width):
        cells = [row[place] for row in rows if place < len(row) and row[place]]
        if not cells:
            continue
        if _most(read_day(cell) and not cell.strip().isdigit() for cell in cells):  # digits alone are a number here
            found.setdefault(day_field, place)
        elif _most(_EMAIL.fullmatch(cell) for cell in cells):
            found.setdefault("email", place)
        elif _most(re.fullmatch(r"[A-Za-z]{0,3}\d{3,}", cell) for cell in cells):
            found.setdefault("number", place)
        elif any(re.search(r"[^\W\d_]{2}", cell) for cell in cells):
            if "name" not in found:
                found["name"] = place
            elif what == What.STAFF:
                found.setdefault("department", place)
            else:
                found.setdefault("course", place)
    return found


def missing_columns(what: str, columns: Mapping[str, int]) -> str:
    """What the columns still lack, as a sentence; "" where they are enough."""
    named = "name" in columns or {"first_name", "last_name"} <= set(columns)
    if what == What.STAFF:
        return "" if named else "Say which column holds the name."
    if not named and not {"number", "email"} & set(columns):
        return "Say which column holds the name, the staff number or the e-mail address."
    return "" if "completed_on" in columns else "Say which column holds the day of completion."


class RowError(Exception):
    """Why a row cannot be brought in: a sentence."""


@dataclass(frozen=True, slots=True)
class StaffRow:
    """One row of a list of staff. None where the list has no such column; "" or a missing day where it says nothing."""

    name: str
    number: str = ""
    email: str = ""
    department: str | None = None
    campus: str | None = None
    job: str | None = None
    began_on: date | None = None
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class CompletionRow:
    """One row of a list of completions; course and edition as written, "" where the list does not say."""

    completed_on: date
    name: str = ""
    number: str = ""
    email: str = ""
    course: str = ""
    edition: str = ""
    evidence: str = ""


def turned(name: str) -> str:
    """ "Smith, Ada" -> "Ada Smith"; spaces made single."""
    last, comma, first = name.partition(",")
    name = f"{first} {last}" if comma and first.strip() and "," not in first else name
    return " ".join(name.split())


def _read(cells: Sequence[str], columns: Mapping[str, int]) -> dict[str, str]:
    # a line break inside a cell is a blank
    found = {field: " ".join(cells[place].split()) if place < len(cells) else "" for field, place in columns.items()}
    name = found.get("name") or " ".join(filter(None, (found.get("first_name"), found.get("last_name"))))
    found["name"] = turned(name)[:200]
    found["email"] = found.get("email", "").lower()
    if found["email"] and not (_EMAIL.fullmatch(found["email"]) and len(found["email"]) <= 254):
        raise RowError(f"“{found['email'][:60]}” is not a mail address.")
    found["number"] = found.get("number", "")
    if len(found["number"]) > 40:
        raise RowError("The staff number is longer than 40 characters.")
    return found


def _day(written: str, what: str) -> date | None:
    if not written:
        return None
    day = read_day(written)
    if day is None or not _EARLIEST <= day <= _LATEST:
        raise RowError(f"“{written[:40]}” cannot be read as the day {what}.")
    return day


def staff_row(cells: Sequence[str], columns: Mapping[str, int]) -> StaffRow:
    """A row of a list of staff. Raises RowError."""
    found = _read(cells, columns)
    if not found["name"]:
        raise RowError("There is no name.")
    began, leaves = _day(found.get("began_on", ""), "they began"), found.get("left_on", "")
    # HR systems write a last day far away, such as 31/12/9999, for somebody who stays
    stays = (read_day(leaves) or _EARLIEST) > _LATEST
    left = None if stays else _day(leaves, "they left")
    if began and left and left < began:
        raise RowError("They left before they began.")
    return StaffRow(
        found["name"],
        found["number"],
        found["email"],
        department=found["department"][:200] if "department" in found else None,
        campus=found["campus"][:120] if "campus" in found else None,
        job=found["job"][:200] if "job" in found else None,
        began_on=began,
        left_on=left,
    )


def completion_row(cells: Sequence[str], columns: Mapping[str, int], today: date) -> CompletionRow:
    """A row of a list of completions. Raises RowError; a day after `today` is an error too."""
    found = _read(cells, columns)
    if not (found["name"] or found["number"] or found["email"]):
        raise RowError("Nobody is named.")
    day = _day(found.get("completed_on", ""), "of completion")
    if day is None:
        raise RowError("There is no day of completion.")
    if day > today:
        raise RowError(f"{day:%-d %B %Y} has not come yet.")
    return CompletionRow(
        day,
        found["name"],
        found["number"],
        found["email"],
        found.get("course", "")[:200],
        found.get("edition", "")[:200],
        found.get("evidence", "")[:300],
    )
