"""What is typed about courses, editions and materials."""

from __future__ import annotations

from django import forms

from dueregard.look.forms import DayField
from dueregard.training.rules.kinds import Category, CourseKind, Mode, Subject


class CourseForm(forms.Form):
    """What a course is, and how it counts."""

    title = forms.CharField(label="Title", max_length=200, error_messages={"required": "Give the course’s title"})
    kind = forms.ChoiceField(label="Which course it is", choices=CourseKind.choices)
    subject = forms.ChoiceField(
        label="What it is about",
        choices=Subject.choices,
        help_text="Figures ask by this. A change counts for what was completed before as well.",
    )
    category = forms.ChoiceField(
        label="Counts in the annual return as",
        choices=Category.choices,
        help_text="A change counts for what was completed before as well.",
    )
    mode = forms.ChoiceField(label="How it is given", choices=Mode.choices)
    provider = forms.CharField(label="Provider", max_length=200, required=False)
    link = forms.CharField(label="Link", max_length=500, required=False, help_text="Begins with https://")
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))


class EditionForm(forms.Form):
    """Which simulation or pack was used, from and to which day."""

    name = forms.CharField(
        label="Name of the simulation or pack", max_length=200, error_messages={"required": "Give the edition’s name"}
    )
    from_on = DayField(label="First day, if you know it", required=False)
    to_on = DayField(label="Last day", required=False)


class MaterialForm(forms.Form):
    """A factsheet or pack: a link or a file."""

    title = forms.CharField(label="What it is", max_length=200, error_messages={"required": "Say what it is"})
    link = forms.CharField(label="Link", max_length=500, required=False, help_text="Begins with https://")
    file = forms.FileField(label="Or a file", required=False, allow_empty_file=True)


class LastDayForm(forms.Form):
    """The last day of something that ends."""

    on = DayField(label="Last day", error_messages={"required": "Give the last day"})
