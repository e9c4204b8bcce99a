"""A list to be brought in, and which of its columns mean what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from dueregard.training.rules.lists import FIELDS, What

Choices = Iterable[tuple[str, str]]


class ListForm(forms.Form):
    """The list, as a file or pasted."""

    what = forms.ChoiceField(
        label="What does the list hold?",
        choices=[
            (What.COMPLETIONS, "Completed training: names (or staff numbers) and days"),
            (What.STAFF, "Staff: names with department, number, first and last day"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say what the list holds."},
    )
    pasted = forms.CharField(
        label="Paste the list",
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One person on a line, for example: Ada Byron, 4 December 2025. Cells copied from a spreadsheet are fine.",
    )
    document = forms.FileField(
        label="Or bring a file",
        required=False,
        allow_empty_file=True,  # the workflow has a better sentence
        max_length=None,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xlsb,.xls,.ods"}),
        help_text="CSV or an Excel workbook, as an HR system or a learning platform exports it.",
    )
    course = forms.ChoiceField(
        label="Course",
        required=False,
        help_text="Which course was completed, where the list does not say so row by row.",
    )
    add_people = forms.BooleanField(
        label="Add people who are not in the list of staff yet",
        required=False,
        help_text="For lists of completed training. Otherwise such rows are listed as errors.",
    )
    complete = forms.BooleanField(
        label="This is the complete list of present staff",
        required=False,
        help_text="For lists of staff. Whoever has a staff number and is not in it is recorded as having left.",
    )

    def __init__(self, data: Any = None, files: Any = None, *, courses: Choices = (), initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        self.fields["course"].choices = [("", "The list says it"), *courses]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Either a file or a pasted list."""
        found = super().clean() or {}
        if not found.get("pasted", "").strip() and not found.get("document"):
            self.add_error("pasted", "Paste the list, or choose a file.")
        if found.get("pasted", "").strip() and found.get("document"):
            self.add_error("document", "Either paste the list or choose a file, not both.")
        return found


class MappingForm(forms.Form):
    """A column for each field."""

    headed = forms.BooleanField(label="The first row holds headings", required=False)
    save_as = forms.CharField(
        label="Keep these columns under a name",
        required=False,
        max_length=120,
        help_text="For a list with headings: the next one with the same headings is then read by them. For example: HR export",
    )

    def __init__(self, data: Any = None, *, what: str, columns: Choices, chosen: dict[str, int], headed: bool) -> None:
        super().__init__(data, initial={"headed": headed})
        for field, (label, _) in FIELDS[what].items():
            place = chosen.get(field)
            self.fields[f"column_{field}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", "Not in the list"), *columns],
                initial="" if place is None else str(place),
            )
        self.order_fields([*(f"column_{field}" for field in FIELDS[what]), "headed", "save_as"])

    def columns(self) -> dict[str, int]:
        """{field: column} as chosen."""
        return {
            name.removeprefix("column_"): int(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("column_") and value
        }


class SureForm(forms.Form):
    """That many leavers were looked at."""

    sure = forms.BooleanField(label="I have looked at how many would be recorded as having left", required=False)
