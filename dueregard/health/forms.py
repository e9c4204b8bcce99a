"""Forms of the health page: days and filters, as they stand in the address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms

from dueregard.health.queries.rows import Choice
from dueregard.kernel import clock
from dueregard.look.forms import DayField
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.queries.filters import Filters
from dueregard.plan.rules.ratings import Rag


class DayForm(forms.Form):
    """The day that the plan is wanted as recorded on. A GET form: what it cannot understand is left out and said."""

    recorded_on = DayField(
        label="As recorded on",
        required=False,
        help_text="How the plan stood at the end of that day. For example, 4 December 2026",
        error_messages={"invalid": "As recorded on: write a day like 4 December 2026."},
    )

    def filters(self) -> Filters:
        """What was understood."""
        self.is_valid()
        names = {name: value for name, value in self.cleaned_data.items() if value and hasattr(Filters, name)}
        return Filters(**names)

    def chips(self) -> list[dict[str, str]]:
        """One removable chip for each filter in use."""
        used = {name: self.data.get(name, "") for name in self.fields if self.data.get(name)}
        found = []
        for name in used:
            value = getattr(self, "cleaned_data", {}).get(name)
            if not value:
                continue
            field = self.fields[name]
            if isinstance(field, forms.IntegerField):
                label = f"{field.label}: {value}"
            elif isinstance(field, forms.ChoiceField):
                label = str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
            else:
                label = f"{field.label}: {plain_day(value)}"
            rest = urlencode({k: v for k, v in used.items() if k != name})
            found.append({"label": label, "url": f"?{rest}"})
        return found


class RowsForm(DayForm):
    """The filters of the rows behind a figure. times: of next steps carried over, and of no other figure."""

    section = forms.ChoiceField(label="Section", required=False)
    rag = forms.ChoiceField(label="Rating", required=False, choices=[("", "Any rating"), *Rag.choices])

    times = forms.IntegerField(
        label="Times carried over",
        required=False,
        min_value=1,
        max_value=999,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "Times carried over: write a number like 2."
        ),
    )

    def __init__(self, data: Any, sections: Iterable[Choice] = (), *, times: bool = False) -> None:
        super().__init__(data)
        if not times:
            del self.fields["times"]
        self.fields["section"].choices = [("", "Any section"), *((c.value, c.label) for c in sections)]  # type: ignore[attr-defined]


class SinceForm(forms.Form):
    """The day since which the paper tells what has changed."""

    since = DayField(
        label="What has changed since",
        required=False,
        help_text="The end of that day. For example, 4 December 2026",
        error_messages={"invalid": "What has changed since: write a day like 4 December 2026."},
    )

    def clean_since(self) -> date | None:
        """A day before today."""
        day: date | None = self.cleaned_data["since"]
        if day is not None and day >= clock.today():
            raise forms.ValidationError("What has changed since: give a day before today.")
        return day
