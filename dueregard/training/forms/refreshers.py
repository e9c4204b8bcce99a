"""What is typed about rules for refreshers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from dueregard.look.forms import DayField

Choices = Iterable[tuple[str, str]]


class RefresherRuleForm(forms.Form):
    """Who is to be invited again, and to what."""

    name = forms.CharField(
        label="Name of the rule",
        max_length=200,
        help_text="Such as “Trained in 2016 and 2017 with the older simulation”",
        error_messages={"required": "Give the rule a name"},
    )
    course = forms.ChoiceField(label="Last trained in", error_messages={"required": "Choose a course"})
    edition = forms.ChoiceField(
        label="With the edition",
        required=False,
        help_text="Only those whose record names this edition. Leave it for any edition, and for none.",
    )
    before = DayField(
        label="Before",
        error_messages={"required": "Give the day before which they were last trained"},
        help_text="That day itself does not belong to it. For example, 1 September 2018",
    )
    invite_to = forms.ChoiceField(label="Invite them to", error_messages={"required": "Choose the course to invite to"})
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, courses: Choices, editions: Choices, offered: Choices, **kwargs: Any) -> None:
        """courses, offered: (reference, title); editions: (reference, "course: edition")."""
        super().__init__(*args, **kwargs)
        for name, none, choices in (
            ("course", "Choose", courses),
            ("edition", "Whatever edition", editions),
            ("invite_to", "Choose", offered),
        ):
            self.fields[name].choices = [("", none), *choices]  # type: ignore[attr-defined]


class SeenForm(forms.Form):
    """The list that somebody looked at when they pressed the button: references, parted by spaces."""

    seen = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "There is nobody to tell."})

    def references(self) -> list[str]:
        """The references."""
        return str(self.cleaned_data["seen"]).split()
