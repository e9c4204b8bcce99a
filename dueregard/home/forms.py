"""The trail's filters, as they stand in the URL."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms

from dueregard.home.queries.trail import TrailFilters
from dueregard.look.forms import DayField


def _day(label: str) -> DayField:
    return DayField(
        label=label, required=False, error_messages={"invalid": f"{label}: write a day like 4 December 2026."}
    )


class TrailForm(forms.Form):
    """A GET form: whatever it cannot understand is left out and said."""

    verb = forms.ChoiceField(label="What happened", required=False)
    actor = forms.CharField(label="Who did it", required=False, max_length=200)
    subject = forms.CharField(
        label="About what", required=False, max_length=100, help_text="Such as “risk area 2.3”, or a reference."
    )
    from_on = _day("From")
    to_on = _day("To")

    def __init__(self, data: Any, verbs: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["verb"].choices = [("", "Anything"), *verbs]  # type: ignore[attr-defined]

    def filters(self) -> TrailFilters:
        """The filters that were understood."""
        self.is_valid()
        return TrailFilters(**{name: value for name, value in self.cleaned_data.items() if value})

    def chips(self) -> list[dict[str, str]]:
        """One removable chip for each filter in use."""
        used = {name: self.data.get(name, "") for name in self.fields if self.data.get(name)}
        words = dict(self.fields["verb"].choices)  # type: ignore[attr-defined]
        found = []
        for name in used:
            if name not in self.cleaned_data:
                continue
            shown = words.get(used[name], used[name]) if name == "verb" else used[name]
            rest = urlencode({other: value for other, value in used.items() if other != name})
            found.append({"label": f"{self.fields[name].label}: {shown}", "url": f"?{rest}"})
        return found
