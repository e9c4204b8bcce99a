"""What people type on the pages of the organisation, cleaned; nothing here saves."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from dueregard.look.conflicts import opened_value
from dueregard.look.forms import DayField
from dueregard.organisation.rules.kinds import BodyKind, Seat
from dueregard.organisation.rules.terms import term_faults
from dueregard.organisation.rules.years import TERM_NAMES, AcademicYear, Term

Choices = Sequence[tuple[str, Any]]


def _none_first(choices: Choices, words: str) -> list[tuple[str, Any]]:
    return [("", words), *choices]


class BodyForm(forms.Form):
    """A body's name, kind and first day."""

    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Give the body’s name"})
    kind = forms.ChoiceField(
        label="What kind of body it is",
        widget=forms.RadioSelect,
        choices=BodyKind.choices,
        error_messages={"required": "Choose what kind of body it is"},
    )
    began_on = DayField(label="First day, if you know it", required=False)


class DayForm(forms.Form):
    """One day, for something that ends."""

    on = DayField(label="Last day", error_messages={"required": "Give the last day"})


class LeavesForm(forms.Form):
    """Whether somebody who gives up a post leaves the institution as well; asked only of those who manage people."""

    leaves = forms.BooleanField(
        label="They leave the institution as well",
        required=False,
        help_text="Their entry then has the same last day. If that day is over their account is closed now; if not, "
        "the page People lists it once the day is over.",
    )

    def __init__(self, *args: Any, may_leave: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_leave:
            del self.fields["leaves"]


class LastDayForm(LeavesForm, DayForm):
    """The last day of somebody in a post."""

    field_order = ("on", "leaves")


class PostForm(forms.Form):
    """A post's title and body."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give the post’s title"})
    body = forms.ChoiceField(label="Body that it belongs to", required=False)

    def __init__(self, *args: Any, bodies: Choices, **kwargs: Any) -> None:
        """bodies: (reference, name) of those that may be chosen."""
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = _none_first(bodies, "None")  # type: ignore[attr-defined]


class HolderForm(forms.Form):
    """Who holds a post, from and to which day."""

    person = forms.ChoiceField(label="Who", error_messages={"required": "Choose a person"})
    from_on = DayField(label="First day, if you know it", required=False)
    to_on = DayField(label="Last day", required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        """people: (reference, name) of those that may be chosen."""
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = _none_first(people, "Choose")  # type: ignore[attr-defined]


class ChangeHolderForm(LeavesForm):
    """Who follows whom in a post, and on which day."""

    predecessor = forms.ChoiceField(label="Who leaves", error_messages={"required": "Choose who leaves"})
    successor = forms.ChoiceField(label="Who follows", error_messages={"required": "Choose who follows"})
    on = DayField(label="First day of the successor", error_messages={"required": "Give the successor’s first day"})
    field_order = ("predecessor", "successor", "on", "leaves")

    def __init__(self, *args: Any, people: Choices, holders: Choices, **kwargs: Any) -> None:
        """people: who may follow; holders: who holds the post now, both as (reference, name)."""
        super().__init__(*args, **kwargs)
        self.fields["successor"].choices = _none_first(people, "Choose")  # type: ignore[attr-defined]
        if len(holders) > 1:
            self.fields["predecessor"].choices = _none_first(holders, "Choose")  # type: ignore[attr-defined]
        else:
            del self.fields["predecessor"]
        if "leaves" in self.fields:
            self.fields["leaves"].label = "Whoever leaves the post leaves the institution as well"


class SeatForm(forms.Form):
    """What kind of seat it is, from and to which day."""

    seat = forms.ChoiceField(label="Seat", choices=Seat.choices, initial=Seat.MEMBER)
    from_on = DayField(label="First day, if you know it", required=False)
    to_on = DayField(label="Last day", required=False)


class NewSeatForm(SeatForm):
    """A seat for a person, or for whoever holds a post."""

    who = forms.ChoiceField(
        label="Who",
        help_text="Choose a post where the seat goes with the office: it then follows the holder.",
        error_messages={"required": "Choose a person or a post"},
    )
    field_order = ("who", "seat", "from_on", "to_on")

    def __init__(self, *args: Any, posts: Choices, people: Choices, **kwargs: Any) -> None:
        """posts, people: (reference, name) of those that may be chosen."""
        super().__init__(*args, **kwargs)
        groups = [(name, list(rows)) for name, rows in (("Posts", posts), ("People", people)) if rows]
        self.fields["who"].choices = _none_first(groups, "Choose")  # type: ignore[attr-defined]


class CampusForm(forms.Form):
    """A campus's name."""

    name = forms.CharField(label="Name", max_length=120, error_messages={"required": "Give the campus’s name"})


class InitialsForm(forms.Form):
    """Letters, what they stand for, and whom they name."""

    letters = forms.CharField(
        label="Letters",
        max_length=20,
        widget=forms.TextInput(attrs={"class": "input-short"}),
        error_messages={"required": "Give the letters"},
    )
    meaning = forms.CharField(
        label="What they stand for", max_length=300, error_messages={"required": "Say what the letters stand for"}
    )
    lead = forms.ChoiceField(label="Whom they name", required=False)

    def __init__(self, *args: Any, leads: Choices, **kwargs: Any) -> None:
        """leads: lead choices in their groups."""
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = _none_first(leads, "Nobody, or not known")  # type: ignore[attr-defined]


class ResolveForm(forms.Form):
    """Whom words mean that nobody has recognised yet."""

    meant = forms.ChoiceField(label="Whom they mean", error_messages={"required": "Choose whom they mean"})

    def __init__(self, *args: Any, leads: Choices, **kwargs: Any) -> None:
        """leads: lead choices in their groups, without those not recognised."""
        super().__init__(*args, **kwargs)
        self.fields["meant"].choices = _none_first(leads, "Choose")  # type: ignore[attr-defined]


class TermsForm(forms.Form):
    """The three terms of one academic year."""

    def __init__(self, *args: Any, year: AcademicYear, terms: Sequence[Term] = (), **kwargs: Any) -> None:
        """terms: the dates to begin with."""
        self.year = year
        kwargs.setdefault("initial", {})
        for term in terms:
            kwargs["initial"] |= {f"{term.name}_start": term.start, f"{term.name}_end": term.end}
        super().__init__(*args, **kwargs)
        for name in TERM_NAMES:
            self.fields[f"{name}_start"] = DayField(
                label=f"{name.capitalize()} term starts",
                help_text="",
                error_messages={"required": f"Give the first day of the {name} term"},
            )
            self.fields[f"{name}_end"] = DayField(
                label=f"{name.capitalize()} term ends",
                help_text="",
                error_messages={"required": f"Give the last day of the {name} term"},
            )

    def clean(self) -> dict[str, Any]:
        """No overlap, nothing outside the year; each fault stands at its term."""
        cleaned: dict[str, Any] = super().clean() or {}
        for name, sentence in term_faults(self.year, self.terms(cleaned)):
            self.add_error(f"{name}_start", sentence)
        return cleaned

    def terms(self, cleaned: dict[str, Any] | None = None) -> dict[str, tuple[date, date]]:
        """First and last day by name, for those terms of which both were read."""
        data = self.cleaned_data if cleaned is None else cleaned
        both = {name: (data.get(f"{name}_start"), data.get(f"{name}_end")) for name in TERM_NAMES}
        return {name: (start, end) for name, (start, end) in both.items() if start and end}

    def opened(self) -> dict[str, tuple[date, date]] | None:
        """The dates that the form showed when it was opened, by name; None where it does not say."""
        found = {}
        for name in TERM_NAMES:
            start, end = opened_value(self, f"{name}_start"), opened_value(self, f"{name}_end")
            if not start or not end:
                return None
            found[name] = (start[0], end[0])
        return found

    def by_term(self) -> list[tuple[str, Any, Any]]:
        """[("Autumn", field of the first day, field of the last day)], for the page."""
        return [(name.capitalize(), self[f"{name}_start"], self[f"{name}_end"]) for name in TERM_NAMES]
