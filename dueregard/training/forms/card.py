"""For which place the contact card is asked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django import forms

Choices = Iterable[tuple[str, str]]


class CardForm(forms.Form):
    """A campus and a school. A GET form: what is not known is left out."""

    campus = forms.ChoiceField(label="Campus", required=False)
    school = forms.ChoiceField(label="School or department", required=False)

    def __init__(self, data: Any, campuses: Choices, schools: Choices) -> None:
        super().__init__(data)
        self.fields["campus"].choices = [("", "All of them"), *campuses]  # type: ignore[attr-defined]
        self.fields["school"].choices = [("", "All of them"), *schools]  # type: ignore[attr-defined]
        self.is_valid()

    def asked(self) -> dict[str, str]:
        """{"campus": reference or "", "school": ...}."""
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}

    def query(self) -> str:
        """The same as a query string with its question mark, or nothing."""
        used = {name: value for name, value in self.asked().items() if value}
        return f"?{urlencode(used)}" if used else ""

    def places(self) -> str:
        """The chosen places in words, or nothing."""
        chosen = self.asked()
        names = [dict(self.fields[name].choices)[value] for name, value in chosen.items() if value]  # type: ignore[attr-defined]
        return ", ".join(map(str, names))
