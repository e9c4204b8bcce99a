"""What is typed about designated safeguarding officers: which ones are shown, an appointment, its end, and cover."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms

from dueregard.look.forms import DayField
from dueregard.look.templatetags.look import plain_day
from dueregard.training.queries.officers import SHOWS, Asked

Choices = Iterable[tuple[str, str]]


class OfficersForm(forms.Form):
    """Which officers the page shows. A GET form: what cannot be understood is left out and said."""

    at = DayField(
        label="As at",
        required=False,
        help_text="What was true then, as known now. For example, 31 July 2026",
        error_messages={"invalid": "As at: write a day like 31 July 2026."},
    )
    campus = forms.ChoiceField(label="Campus", required=False)
    school = forms.ChoiceField(label="School or department", required=False)

    def __init__(self, data: Any, campuses: Choices, schools: Choices) -> None:
        super().__init__(data)
        self.fields["campus"].choices = [("", "All of them"), *campuses]  # type: ignore[attr-defined]
        self.fields["school"].choices = [("", "All of them"), *schools]  # type: ignore[attr-defined]
        self.is_valid()
        show = data.get("show", "")
        self.show = show if show in SHOWS else SHOWS[0]

    def day(self, today: date) -> date:
        """The day asked for, or today."""
        return self.cleaned_data.get("at") or today

    def asked(self) -> Asked:
        """The place asked for."""
        return Asked(self.cleaned_data.get("campus") or "", self.cleaned_data.get("school") or "")

    def _used(self) -> dict[str, str]:
        return {name: self.data[name] for name in self.fields if self.cleaned_data.get(name)}

    def query(self, **more: str) -> str:
        """What was asked for and understood as a query string with its question mark, and `more`."""
        asked = self._used() | more
        return f"?{urlencode(asked)}" if asked else ""

    def chips(self) -> list[dict[str, str]]:
        """One removable chip for each thing that is asked for."""
        found, used = [], self._used()
        for name in used:
            field, value = self.fields[name], self.cleaned_data[name]
            if isinstance(field, forms.ChoiceField):
                label = str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
            else:
                label = f"{field.label} {plain_day(value)}"
            rest = {key: given for key, given in used.items() if key != name} | {"show": self.show}
            found.append({"label": label, "url": f"?{urlencode(rest)}"})
        return found


class OfficerForm(forms.Form):
    """One appointment and what the contact card says of it."""

    campus = forms.ChoiceField(label="Campus", required=False)
    school = forms.ChoiceField(
        label="School or department",
        required=False,
        help_text="Without a campus and a school they are officer for the whole institution.",
    )
    from_on = DayField(label="From", error_messages={"required": "Give the first day of the appointment"})
    on_card = forms.BooleanField(label="Name them on the contact card", required=False, initial=True)
    title = forms.CharField(
        label="Title on the card",
        required=False,
        max_length=120,
        help_text="Such as “Designated safeguarding officer, North Campus”. On the public card it stands in place of the "
        "name; without a title the public card shows the name.",
    )
    contact = forms.CharField(
        label="How to reach them",
        required=False,
        max_length=200,
        help_text="A mail address, a telephone number, or words. Nothing private: everybody may read it. Without it they are "
        "not on the card.",
    )
    hours = forms.CharField(
        label="When they can be reached",
        required=False,
        max_length=120,
        help_text="Such as “Monday to Friday, 9 to 5”.",
    )

    def __init__(self, *args: Any, campuses: Choices, schools: Choices, **kwargs: Any) -> None:
        """campuses, schools: (reference, name)."""
        super().__init__(*args, **kwargs)
        self.fields["campus"].choices = [("", "All campuses"), *campuses]  # type: ignore[attr-defined]
        self.fields["school"].choices = [("", "All schools and departments"), *schools]  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day of an appointment, and why it ends."""

    on = DayField(label="Last day", error_messages={"required": "Give the last day"})
    reason = forms.CharField(
        label="Why it ends",
        max_length=300,
        help_text="Such as “Left the institution”. No opinions of the person.",
        error_messages={"required": "Say why it ends"},
    )


class CoverForm(forms.Form):
    """Who stands in."""

    cover = forms.ChoiceField(label="Who stands in", error_messages={"required": "Choose who stands in"})

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        """choices: (reference, name and place)."""
        super().__init__(*args, **kwargs)
        self.fields["cover"].choices = [("", "Choose"), *choices]  # type: ignore[attr-defined]
