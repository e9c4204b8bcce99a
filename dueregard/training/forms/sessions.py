"""What people type about sessions: what one is planned with, why it is cancelled, and the role that should be trained."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from dueregard.look.forms import DayField
from dueregard.look.templatetags.look import plain_day
from dueregard.training.rules.sessions import MOST_DATES, NewDate, NoSuchTime, clock_time, day_of, moment
from dueregard.training.workflows.sessions import SessionPlan

_TIMES = ("%H:%M", "%H.%M", "%H%M", "%I:%M %p", "%I.%M %p", "%I:%M%p", "%I%p", "%I %p")
_DATE_FIELDS = ("day", "begins", "ends", "place", "link")
# Empty rows for more dates on a page.
_MORE = 2


class ClockField(forms.TimeField):
    """A time of the day as people write it."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", _TIMES)
        kwargs.setdefault("error_messages", {"invalid": "Enter a time such as 10:00 or 2:30 pm"})
        kwargs.setdefault("widget", forms.TextInput({"class": "input-short", "autocomplete": "off"}))
        super().__init__(**kwargs)


class SessionForm(forms.Form):
    """A session: its course and edition, who trains, places, and its dates in rows."""

    course = forms.ChoiceField(label="Course", error_messages={"required": "Choose a course"})
    edition = forms.ChoiceField(
        label="Edition",
        required=False,
        help_text="Which simulation or pack is used. Without one: the edition that the course uses on the day.",
    )
    trainer = forms.CharField(label="Trainer", required=False, max_length=200)
    campus = forms.ChoiceField(label="Campus", required=False)
    capacity = forms.IntegerField(
        label="Places",
        required=False,
        min_value=1,
        max_value=100_000,
        help_text="Leave it empty where everybody may come. Whoever books beyond it waits, and gets the next place.",
        error_messages={"min_value": "Give a number of places of at least 1, or leave it empty"},
    )
    all_dates = forms.BooleanField(
        label="Whoever completes it comes to every date",
        required=False,
        help_text="Without it, one date is enough.",
    )
    open_to_all = forms.BooleanField(label="Staff may book a place themselves", required=False, initial=True)
    ask_roles = forms.BooleanField(
        label="Afterwards, ask those who came who else should be trained",
        required=False,
        help_text="One question, about a role and not a person. What is said is kept without who said it.",
    )
    note = forms.CharField(
        label="What people should know",
        required=False,
        widget=forms.Textarea,
        help_text="It stands on the session’s page.",
    )

    def __init__(
        self,
        *args: Any,
        courses: Sequence[tuple[str, str]],
        editions: Sequence[tuple[str, Any]],
        campuses: Sequence[tuple[str, str]],
        dates: int = 0,
        **kwargs: Any,
    ) -> None:
        """courses, campuses: (reference, name); editions: grouped by course; dates: how many the session has."""
        super().__init__(*args, **kwargs)
        self.fields["course"].choices = [("", "Choose"), *courses]  # type: ignore[attr-defined]
        self.fields["edition"].choices = [("", "None chosen"), *editions]  # type: ignore[attr-defined]
        self.fields["campus"].choices = [("", "None"), *campuses]  # type: ignore[attr-defined]
        self._standing = dates
        self.row_count = min(MOST_DATES, max(dates + _MORE, 3, self._sent_rows()))
        for row in range(1, self.row_count + 1):
            self._add_row(row)
        dated = [f"{name}_{row}" for row in range(1, self.row_count + 1) for name in _DATE_FIELDS]
        # What is wrong is listed in the order of the page.
        self.order_fields(["course", "edition", "trainer", "campus", *dated])

    def _sent_rows(self) -> int:
        sent = [name.partition("_")[2] for name in self.data if name.startswith("day_")]
        return max((int(row) for row in sent if row.isascii() and row.isdigit() and len(row) < 4), default=0)

    def _add_row(self, row: int) -> None:
        self.fields |= {
            f"day_{row}": DayField(label="Day", required=False, help_text=""),
            f"begins_{row}": ClockField(label="Begins", required=False),
            f"ends_{row}": ClockField(label="Ends", required=False),
            f"place_{row}": forms.CharField(label="Place", required=False, max_length=200),
            f"link_{row}": forms.URLField(
                label="Link, if it is online",
                required=False,
                max_length=500,
                assume_scheme="https",
                widget=forms.TextInput,
                error_messages={"invalid": "Give a link that begins with https://"},
            ),
        }

    def rows(self) -> list[list[forms.BoundField]]:
        """The fields of each date, for the page."""
        return [[self[f"{name}_{row}"] for name in _DATE_FIELDS] for row in range(1, self.row_count + 1)]

    def clean(self) -> dict[str, Any]:
        """Adds `dates`, what the rows say, to the cleaned data."""
        data = super().clean() or {}
        dates = [date for row in range(1, self.row_count + 1) if (date := self._date(row))]
        if not dates and not any(name.partition("_")[2].isdigit() for name in self.errors):
            self.add_error("day_1", "Give at least one date")
        data["dates"] = dates
        return data

    def _date(self, row: int) -> NewDate | None:
        """What one row says; None where it is empty or wrong, which is then said at its field."""
        names = [f"{name}_{row}" for name in _DATE_FIELDS]
        if not any(self.data.get(name, "").strip() for name in names):
            return None
        for name, words in (("day", "Give the day"), ("begins", "Say when it begins"), ("ends", "Say when it ends")):
            if self.cleaned_data.get(f"{name}_{row}") is None and f"{name}_{row}" not in self.errors:
                self.add_error(f"{name}_{row}", words)
        if any(name in self.errors for name in names[:3]):
            return None
        day, begins, ends = (self.cleaned_data[name] for name in names[:3])
        starts_at = self._moment(f"begins_{row}", day, begins)
        ends_at = self._moment(f"ends_{row}", day, ends, starts_at)
        if starts_at is None or ends_at is None:
            return None
        if ends_at <= starts_at:
            self.add_error(f"ends_{row}", "It must end after it begins")
            return None
        place, link = (self.cleaned_data.get(name, "") for name in names[3:])
        return NewDate(starts_at, ends_at, place, link, row if row <= self._standing else None)

    def _moment(self, name: str, day: Any, at: Any, after: datetime | None = None) -> datetime | None:
        try:
            return moment(day, at, after)
        except NoSuchTime as error:
            self.add_error(name, str(error))
            return None

    def plan(self) -> SessionPlan:
        """What was typed, as the workflows take it."""
        names = (
            "course",
            "edition",
            "trainer",
            "campus",
            "capacity",
            "all_dates",
            "open_to_all",
            "ask_roles",
            "note",
            "dates",
        )
        return SessionPlan(**{name: self.cleaned_data[name] for name in names})


def session_initial(session: Any) -> dict[str, Any]:
    """What the form of a standing session begins with."""
    initial = {
        "course": session.course.reference,
        "edition": session.edition.reference if session.edition else "",
        "campus": session.campus.reference if session.campus else "",
        **{
            name: getattr(session, name)
            for name in ("trainer", "capacity", "all_dates", "open_to_all", "ask_roles", "note")
        },
    }
    for row, date in enumerate(session.dates.all(), start=1):
        initial |= {
            f"day_{row}": plain_day(day_of(date.starts_at)),
            f"begins_{row}": f"{clock_time(date.starts_at):%H:%M}",
            f"ends_{row}": f"{clock_time(date.ends_at):%H:%M}",
            f"place_{row}": date.place,
            f"link_{row}": date.link,
        }
    return initial


class ReasonForm(forms.Form):
    """Why a session is cancelled."""

    reason = forms.CharField(
        label="Reason",
        max_length=300,
        error_messages={"required": "Say why the session is cancelled"},
        help_text="It stands on the session’s page. Name nobody.",
    )


class RoleForm(forms.Form):
    """A role that should be trained."""

    role = forms.CharField(
        label="Who else should be trained?",
        max_length=200,
        help_text="A role, not a person: for example “Library counter staff”.",
        error_messages={"required": "Name a role"},
    )


class FindForm(forms.Form):
    """Words of a name."""

    find = forms.CharField(
        label="Name, mail address or staff number",
        max_length=100,
        error_messages={"required": "Type a name, a mail address or a staff number"},
    )


class SheetForm(forms.Form):
    """The reason that a closed sheet asks for; who was ticked is read from `ticked`."""

    reason = forms.CharField(
        label="Why this is entered now",
        max_length=300,
        help_text="The sheet is closed: say why something is added or taken back.",
        error_messages={"required": "The sheet is closed: say why this is entered now"},
    )

    def __init__(self, *args: Any, closed: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = closed

    def ticked(self) -> tuple[set[str], set[str]]:
        """(who was newly ticked, whose tick was taken back): against what the page showed when it was opened, so that two
        people who tick at once do not undo each other."""
        came, was = set(self.data.getlist("came")), set(self.data.getlist("was"))  # type: ignore[attr-defined]
        return came - was, was - came
