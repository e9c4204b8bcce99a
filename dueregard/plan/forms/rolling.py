"""Forms of the roll-forward (the new date of each step that is carried over) and of the page of the year."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.actions.rules import Due
from dueregard.kernel import clock
from dueregard.organisation.rules.phrases import read_when
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.forms.register import day_field
from dueregard.plan.queries.rolling import RollRow, YearChoice

PROPOSED, KEEP = "proposed", "keep"
NOT_A_DATE = (
    "This is not a date that can be followed up. Write a day, a month, a term or a year, such as Spring term 2027."
)


class RollForm(forms.Form):
    """One text field for each step that is carried over; empty keeps its old date."""

    dates = forms.ChoiceField(
        label="Dates of what is carried over",
        choices=[
            (PROPOSED, "Move them on as written below"),
            (KEEP, "Leave all dates as they are, so that they show as overdue"),
        ],
        initial=PROPOSED,
        widget=forms.RadioSelect,
        error_messages={"required": "Say what happens to the dates."},
    )
    note = forms.CharField(
        label="Note", required=False, max_length=2_000, widget=forms.Textarea(attrs={"rows": 2}),
        help_text="For instance the meeting that decided it.",
    )  # fmt: skip
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, carried: list[RollRow], terms: TermDates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.carried, self.terms = carried, terms
        for row in carried:
            self.fields[f"due_{row.step.reference}"] = forms.CharField(
                label=f"New date: {row.step.text[:80]}",
                required=False,
                max_length=200,
                initial=row.proposed,
            )

    def clean(self) -> dict[str, Any]:
        """The dates as days; a field that is not sent keeps the proposal."""
        values = super().clean() or {}
        self.dues: dict[str, Due | None] = {}
        for row in self.carried:
            name = f"due_{row.step.reference}"
            if values.get("dates") == KEEP:
                self.dues[row.step.reference] = None
                continue
            if name not in self.data or name not in values:
                continue
            written = str(values[name]).strip()
            if written == row.proposed:
                continue
            when = read_when(written, terms=self.terms, today=clock.today()) if written else None
            if when is not None and (when.end is None or when.standing):
                self.add_error(name, NOT_A_DATE)
            elif when is not None and row.step.due_end and when.end and when.end < row.step.due_end:
                self.add_error(name, "The new date lies before the old one.")
            else:
                self.dues[row.step.reference] = Due(when.start, when.end, written) if when else None
        return values

    def rows(self) -> list[dict[str, Any]]:
        """Each step that is carried over with its field, and the words of what was chosen once the form is valid."""
        return [
            {"row": row, "field": self[f"due_{row.step.reference}"], "words": self._words(row)} for row in self.carried
        ]

    def _words(self, row: RollRow) -> str:
        if not self.is_bound or row.step.reference not in getattr(self, "dues", {}):
            return row.proposed
        due = self.dues[row.step.reference]
        return due.phrase if due else ""

    def own(self) -> list[Any]:
        """The fields that are no step's."""
        return [self["dates"], self["note"]]


class YearForm(forms.Form):
    """Two academic years, or two days, to compare. What cannot be understood is left out and said."""

    from_year = forms.ChoiceField(label="From the end of", required=False)
    to_year = forms.ChoiceField(label="To the end of", required=False)
    from_on = day_field("or from the end of the day", required=False)
    to_on = day_field("or to the end of the day", required=False)

    def __init__(self, data: Any, years: list[YearChoice]) -> None:
        super().__init__(data)
        words = [(str(one.year.start_year), one.year.label + ("" if one.ended else " (as it is now)")) for one in years]
        for name in ("from_year", "to_year"):
            self.fields[name].choices = words  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        first, second = values.get("from_on"), values.get("to_on")
        if first and second and first >= second:
            self.add_error("to_on", "The second day must come after the first.")
        return values
