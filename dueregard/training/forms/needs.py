"""What is typed about role groups, requirements and roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from dueregard.look.forms import DayField
from dueregard.training.rules.needs import MOST_GRACE_DAYS, MOST_MONTHS, USUAL_GRACE_DAYS

Choices = Sequence[tuple[str, Any]]


class GroupNameForm(forms.Form):
    """A group's name."""

    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Give the group’s name"})


class GroupForm(GroupNameForm):
    """A group: its name, how it knows its members, and one campus if it is limited to it."""

    members = forms.ChoiceField(
        label="Who is in it",
        help_text="All but a named list follow the records by themselves.",
        error_messages={"required": "Choose who is in it"},
    )
    campus = forms.ChoiceField(label="Only at one campus", required=False)

    def __init__(self, *args: Any, members: Choices, campuses: Choices, **kwargs: Any) -> None:
        """members: what a group may be about, in groups of choices; campuses: (reference, name)."""
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = [("", "Choose"), *members]  # type: ignore[attr-defined]
        self.fields["campus"].choices = [("", "All campuses"), *campuses]  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """Somebody for a named list."""

    who = forms.CharField(
        label="Staff number, email address or whole name",
        max_length=254,
        error_messages={"required": "Say who it is"},
    )
    from_on = DayField(label="From which day, if not from the beginning", required=False)


class ConditionsForm(forms.Form):
    """What counts for a requirement, for how long, and how much time is allowed."""

    also = forms.MultipleChoiceField(
        label="Courses that meet it as well",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Such as the refresher of an awareness course.",
    )
    validity_months = forms.IntegerField(
        label="Months for which a completion counts",
        required=False,
        min_value=1,
        max_value=MOST_MONTHS,
        help_text="24 for every two years. Leave it empty where once is enough.",
        widget=forms.NumberInput(attrs={"class": "input-short"}),
    )
    grace_days = forms.IntegerField(
        label="Days allowed to whoever newly needs it, or whose completion ran out",
        min_value=0,
        max_value=MOST_GRACE_DAYS,
        initial=USUAL_GRACE_DAYS,
        widget=forms.NumberInput(attrs={"class": "input-short"}),
        error_messages={"required": "Say how many days are allowed: 0 for none"},
    )
    reason = forms.CharField(label="Why", required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, courses: Choices, **kwargs: Any) -> None:
        """courses: (reference, title) of those that may meet it."""
        super().__init__(*args, **kwargs)
        self.fields["also"].choices = list(courses)  # type: ignore[attr-defined]


class RequirementForm(ConditionsForm):
    """A group needs a course from a day on."""

    group = forms.ChoiceField(label="Who needs it", error_messages={"required": "Choose a group"})
    course = forms.ChoiceField(label="Which course", error_messages={"required": "Choose a course"})
    from_on = DayField(label="From which day", error_messages={"required": "Give the first day"})
    field_order = ("group", "course", "also", "validity_months", "grace_days", "from_on", "reason")

    def __init__(self, *args: Any, groups: Choices, courses: Choices, **kwargs: Any) -> None:
        """groups: (reference, name)."""
        super().__init__(*args, courses=courses, **kwargs)
        self.fields["group"].choices = [("", "Choose"), *groups]  # type: ignore[attr-defined]
        self.fields["course"].choices = [("", "Choose"), *courses]  # type: ignore[attr-defined]


class CorrectRequirementForm(ConditionsForm):
    """A requirement that has not begun."""

    from_on = DayField(label="From which day", error_messages={"required": "Give the first day"})
    field_order = ("also", "validity_months", "grace_days", "from_on", "reason")


class ChangeRequirementForm(ConditionsForm):
    """A requirement that changes from a day on."""

    on = DayField(label="From which day it changes", error_messages={"required": "Give the day of the change"})
    field_order = ("on", "also", "validity_months", "grace_days", "reason")


class RoleForm(forms.Form):
    """A role that may need training."""

    role = forms.CharField(
        label="Role",
        max_length=200,
        help_text="A role such as “wardens of halls”, never a person’s name.",
        error_messages={"required": "Name the role"},
    )


class DecideRoleForm(forms.Form):
    """What is decided about a role."""

    needed = forms.ChoiceField(
        label="Decision",
        choices=[("yes", "It needs training"), ("no", "It does not need training")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what is decided"},
    )
    group = forms.ChoiceField(label="If it needs training: the group for it", required=False)
    reason = forms.CharField(
        label="Why",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Asked for where it does not need training.",
    )

    def __init__(self, *args: Any, groups: Choices, **kwargs: Any) -> None:
        """groups: (reference, name)."""
        super().__init__(*args, **kwargs)
        self.fields["group"].choices = [("", "Make a named list for it"), *groups]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A role that needs no training gives a reason."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("needed") == "no" and not (cleaned.get("reason") or "").strip():
            self.add_error("reason", "Say why the role does not need training")
        return cleaned
