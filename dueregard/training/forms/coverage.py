"""What coverage is asked for: a day, a department, a campus, and where people stand. GET forms: what cannot be understood is
left out and said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms

from dueregard.look.forms import DayField
from dueregard.look.templatetags.look import plain_day
from dueregard.training.queries.coverage import Narrowed
from dueregard.training.rules.due import Standing

Choices = Iterable[tuple[str, str]]


class CoverageForm(forms.Form):
    """A day and a part of the institution."""

    at = DayField(
        label="As at",
        required=False,
        help_text="What was true then, as known now. For example, 31 July 2026",
        error_messages={"invalid": "As at: write a day like 31 July 2026."},
    )
    department = forms.ChoiceField(label="School or department", required=False)
    campus = forms.ChoiceField(label="Campus", required=False)

    def __init__(self, data: Any, departments: Choices, campuses: Choices) -> None:
        super().__init__(data)
        self.fields["department"].choices = [("", "All of them"), *departments]  # type: ignore[attr-defined]
        self.fields["campus"].choices = [("", "All of them"), *campuses]  # type: ignore[attr-defined]
        for name in ("department", "campus"):
            field = self.fields[name]
            field.error_messages["invalid_choice"] = f"{field.label}: that one is not known."
        self.is_valid()

    def day(self, today: date) -> date:
        """The day asked for, or today."""
        return self.cleaned_data.get("at") or today

    def narrowed(self) -> Narrowed:
        """The part of the institution asked for."""
        return Narrowed(self.cleaned_data.get("department") or "", self.cleaned_data.get("campus") or "")

    def leave_whole(self) -> None:
        """Leave the part of the institution out, and say so."""
        for name in ("department", "campus"):
            if self.cleaned_data.get(name):
                self.add_error(name, f"{self.fields[name].label}: its numbers stand on each requirement’s own page.")

    def used(self) -> dict[str, str]:
        """What was asked for and understood, as it stands in an address."""
        return {name: self.data[name] for name in self.fields if self.cleaned_data.get(name)}

    def query(self, **more: str) -> str:
        """The same as a query string, with its question mark, for the links of the page."""
        asked = self.used() | more
        return f"?{urlencode(asked)}" if asked else ""

    def chips(self) -> list[dict[str, str]]:
        """One removable chip for each thing that is asked for."""
        found = []
        used = self.used()
        for name in used:
            field, value = self.fields[name], self.cleaned_data[name]
            if isinstance(field, forms.ChoiceField):
                label = str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
            else:
                label = f"{field.label} {plain_day(value)}"
            # an empty value is kept: leaving a head's own department means asking for all of them
            rest = urlencode({key: "" if key == name else given for key, given in used.items()})
            found.append({"label": label, "url": f"?{rest}"})
        return found


class PeopleForm(CoverageForm):
    """The same, and where people stand."""

    standing = forms.ChoiceField(
        label="Where they stand", required=False, choices=[("", "Anywhere"), *Standing.choices]
    )
