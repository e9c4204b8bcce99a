"""What is typed about members of staff and their completions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from dueregard.look.forms import DayField

Choices = Sequence[tuple[str, Any]]


def _set(field: Any, choices: Choices, none: str) -> None:
    field.choices = [("", none), *choices]


class StaffFilterForm(forms.Form):
    """Whom the list shows."""

    q = forms.CharField(label="Name, staff number or address", required=False, max_length=200)
    department = forms.ChoiceField(label="School or department", required=False)
    campus = forms.ChoiceField(label="Campus", required=False)
    left = forms.BooleanField(label="Those who have left", required=False)
    unsettled = forms.BooleanField(label="Left by the organisation’s lists, still here by these", required=False)

    def __init__(self, *args: Any, departments: Choices, campuses: Choices, **kwargs: Any) -> None:
        """departments, campuses: (reference, name)."""
        super().__init__(*args, **kwargs)
        _set(self.fields["department"], departments, "All")
        _set(self.fields["campus"], campuses, "All")


class PlaceForm(forms.Form):
    """Where somebody works from a day on."""

    department = forms.ChoiceField(label="School or department", required=False)
    campus = forms.ChoiceField(label="Campus", required=False)
    job = forms.CharField(label="What they do", required=False, max_length=200)
    from_on = DayField(label="From which day", required=False)

    def __init__(self, *args: Any, departments: Choices, campuses: Choices, **kwargs: Any) -> None:
        """departments, campuses: (reference, name)."""
        super().__init__(*args, **kwargs)
        _set(self.fields["department"], departments, "None")
        _set(self.fields["campus"], campuses, "None")


class RecordForm(forms.Form):
    """What is known of a member of staff."""

    name = forms.CharField(label="Name", max_length=200, error_messages={"required": "Give the name"})
    number = forms.CharField(label="Staff number", required=False, max_length=40)
    email = forms.EmailField(
        label="Email address",
        required=False,
        max_length=254,
        error_messages={"invalid": "Give an email address such as name@example.ac.uk"},
    )
    began_on = DayField(label="First day of employment, if you know it", required=False)


class AddStaffForm(RecordForm, PlaceForm):
    """A new member of staff, and where they work."""

    field_order = ("name", "number", "email", "began_on", "department", "campus", "job")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["from_on"]


class CorrectStaffForm(RecordForm):
    """A correction of what is known, the last day included."""

    left_on = DayField(label="Last day of employment", required=False)


class LastDayForm(forms.Form):
    """Somebody's last day."""

    on = DayField(label="Last day of employment", error_messages={"required": "Give the last day"})


class AddressForm(forms.Form):
    """A person of the organisation, by address."""

    email = forms.EmailField(
        label="Email address of the person",
        max_length=254,
        error_messages={"required": "Give the address", "invalid": "Give an email address such as name@example.ac.uk"},
    )


class CompletionForm(forms.Form):
    """A completion entered by hand."""

    course = forms.ChoiceField(label="Course", error_messages={"required": "Choose a course"})
    completed_on = DayField(label="Completed on", error_messages={"required": "Give the day of completion"})
    edition = forms.ChoiceField(
        label="Edition",
        required=False,
        help_text="Leave it, and the edition that the course used that day is taken.",
    )
    evidence = forms.CharField(
        label="How we know",
        required=False,
        max_length=300,
        help_text="Such as “certificate seen”. No scores and no opinions.",
    )

    def __init__(self, *args: Any, courses: Choices, editions: Choices, **kwargs: Any) -> None:
        """courses: (reference, title); editions: (reference, course and name)."""
        super().__init__(*args, **kwargs)
        _set(self.fields["course"], courses, "Choose")
        _set(self.fields["edition"], editions, "The one in use that day")


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label="Why", max_length=300, error_messages={"required": "Say why"})
