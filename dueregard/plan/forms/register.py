"""The register's filters, as they stand in the URL."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms

from dueregard.look.forms import DayField
from dueregard.look.templatetags.look import plain_day
from dueregard.plan.queries.filters import Filters
from dueregard.plan.queries.register import Choices
from dueregard.plan.rules.ratings import Rag

SORTS = [
    ("", "Plan order"),
    ("rag", "Rating, worst first"),
    ("title", "Title"),
    ("review", "Next review"),
    ("changed", "Last changed"),
]


def day_field(label: str, **kwargs: Any) -> DayField:
    """A day as people write it, with an error that says how."""
    kwargs["error_messages"] = {"invalid": f"{label}: write a day like 4 December 2026."} | kwargs.get(
        "error_messages", {}
    )
    return DayField(label=label, **kwargs)


_ANY_DAY = DayField(required=False)


class RegisterFilters(forms.Form):
    """A GET form: whatever it cannot understand is left out and said, never an error page."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    section = forms.ChoiceField(label="Section", required=False)
    lead = forms.ChoiceField(label="Lead", required=False)
    rag = forms.ChoiceField(label="Rating", required=False, choices=[("", "Any rating"), *Rag.choices])
    campus = forms.ChoiceField(label="Campus", required=False)
    overdue = forms.BooleanField(label="With overdue next steps", required=False)
    no_lead = forms.BooleanField(label="Without a lead", required=False)
    no_date = forms.BooleanField(label="With undated next steps", required=False)
    carried_over = forms.BooleanField(label="With steps carried over", required=False)
    review_late = forms.BooleanField(label="With a late review", required=False)
    due_by = day_field("Next step due by", required=False)
    retired = forms.BooleanField(label="Retired areas instead", required=False)
    changed_since = day_field("Changed since", required=False)
    recorded_on = day_field(
        "As recorded on", required=False, help_text="The register as it stood at the end of that day."
    )
    sort = forms.ChoiceField(label="Order", required=False, choices=SORTS)

    def __init__(self, data: Any, choices: Choices | None = None) -> None:
        super().__init__(data)
        if choices is not None:
            for name, any_label, found in (
                ("section", "Any section", choices.sections),
                ("lead", "Any lead", choices.leads),
                ("campus", "Any campus", choices.campuses),
            ):
                self.fields[name].choices = [("", any_label), *((c.value, c.label) for c in found)]  # type: ignore[attr-defined]

    @staticmethod
    def day_recorded(data: Any) -> Filters:
        """Only the day that the register is wanted as recorded on: what the choices themselves depend on."""
        try:
            return Filters(recorded_on=_ANY_DAY.clean(data.get("recorded_on", "")))
        except forms.ValidationError:
            return Filters()

    def filters(self) -> Filters:
        """The filters that were understood; a choice that no longer exists is dropped."""
        self.is_valid()
        return Filters(**{name: value for name, value in self.cleaned_data.items() if value})

    def chips(self) -> list[dict[str, str]]:
        """One removable chip for each filter in use: its words, and the URL without it."""
        used = {name: self.data.get(name, "") for name in self.fields if self.data.get(name)}
        found = []
        for name in used:
            if name == "sort" or name not in self.cleaned_data:
                continue
            field = self.fields[name]
            label = str(field.label)
            if isinstance(field, forms.ChoiceField):
                label = str(dict(field.choices).get(self.cleaned_data[name], used[name]))  # type: ignore[arg-type]
            elif isinstance(field, DayField) and self.cleaned_data[name]:
                label = f"{field.label}: {plain_day(self.cleaned_data[name])}"
            elif not isinstance(field, forms.BooleanField):
                label = f"{field.label}: {used[name]}"
            rest = urlencode({k: v for k, v in used.items() if k != name})
            found.append({"label": label, "url": f"?{rest or 'all=1'}"})
        return found

    def query(self) -> str:
        """The URL's query of what is filled in, in the form's order, without the page."""
        return urlencode({name: self.data.get(name) for name in self.fields if self.data.get(name)})


class ViewName(forms.Form):
    """The name under which the present filters are kept."""

    name = forms.CharField(
        label="Name of this view", max_length=80, error_messages={"required": "Give the view a name."}
    )
    query = forms.CharField(required=False, max_length=1000, widget=forms.HiddenInput)
