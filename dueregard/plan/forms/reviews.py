"""Forms of reviews: recording one of the plan or of the risk register's entry, the cycles, and the filters of the list."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms

from dueregard.plan.forms.areas import required
from dueregard.plan.forms.register import day_field
from dueregard.plan.queries.reviews import ReviewFilters
from dueregard.plan.rules.cycles import MOST_DAYS, MOST_MONTHS, Rhythm, Rule, What
from dueregard.plan.rules.states import Outcome

_OF_THE_PLAN = [(What.PLAN.value, What.PLAN.label), (What.ENTRY.value, What.ENTRY.label)]
_TO_ABOVE = ("", "The body above, by the plan’s cycles")


def referred_to(bodies: list[tuple[str, str]]) -> forms.ChoiceField:
    """To which body it is referred up."""
    return forms.ChoiceField(label="If referred up: to which body", required=False, choices=[_TO_ABOVE, *bodies])


class PlanReviewForm(forms.Form):
    """A review of the whole plan, or of the risk register's entry, that has taken place."""

    what = forms.ChoiceField(
        label="What was reviewed",
        choices=_OF_THE_PLAN,
        widget=forms.RadioSelect,
        error_messages=required("Choose what was reviewed."),
    )
    body = forms.ChoiceField(label="By which body", error_messages=required("Choose the body."))
    reviewed_on = day_field("Reviewed on", error_messages=required("Say when it was reviewed."))
    reviewed_by = forms.CharField(
        label="By whom",
        required=False,
        max_length=200,
        help_text="Who answers for the review: the chair, say. Whoever records it is kept anyway.",
    )
    outcome = forms.ChoiceField(
        label="Outcome",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages=required("Choose an outcome."),
    )
    minute = forms.CharField(label="Minute", required=False, max_length=100)
    plan_version = forms.CharField(
        label="Which version lay before them",
        required=False,
        max_length=200,
        help_text="As it is printed, for example “Risk assessment 3”.",
    )
    plan_version_reference = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    next_on = day_field(
        "Next review",
        required=False,
        help_text="If its day is fixed: the next meeting, say. Left empty, the body’s cycle says when.",
    )

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "Choose the body"), *bodies]  # type: ignore[attr-defined]
        self.fields["referred_to"] = referred_to(bodies)
        self.order_fields(["what", "body", "reviewed_on", "reviewed_by", "outcome", "referred_to"])


class WithdrawForm(forms.Form):
    """Why a review is struck."""

    why = forms.CharField(
        label="Why it is withdrawn",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=required("Say why, in a few words."),
    )


class _RuleForm(forms.Form):
    """A rhythm. `revision`: at which the form was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rhythm = forms.ChoiceField(
        label="How often",
        choices=Rhythm.choices,
        widget=forms.RadioSelect,
        error_messages=required("Choose how often it is reviewed."),
    )
    months = forms.IntegerField(label="Months between two reviews", required=False, min_value=1, max_value=MOST_MONTHS)

    def clean(self) -> dict[str, Any]:
        """Months are needed where the rhythm counts in them."""
        values = self.cleaned_data
        if values.get("rhythm") == Rhythm.MONTHS and not values.get("months") and "months" not in self.errors:
            self.add_error("months", f"Give the months between two reviews, from 1 to {MOST_MONTHS}.")
        return values

    def rule(self) -> Rule:
        """What was chosen; the number of another rhythm is left out."""
        values = self.cleaned_data
        rhythm = values["rhythm"]
        return Rule(
            rhythm,
            values["months"] if rhythm == Rhythm.MONTHS else None,
            values.get("days") if rhythm == Rhythm.MEETING else None,
            values.get("next_on"),
        )


class AreaRuleForm(_RuleForm):
    """How often the areas of one rating are reviewed."""

    also_undated = forms.BooleanField(label="Also give a day to areas that have none", required=False)
    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rhythm"].choices = [one for one in Rhythm.choices if one[0] != Rhythm.MEETING]  # type: ignore[attr-defined]


class CycleForm(_RuleForm):
    """Which body reviews the plan or the risk register's entry, how often, and when next."""

    days = forms.IntegerField(
        label="Days between two meetings",
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text="For “At each meeting”: after how many days a meeting without a fixed day counts as late.",
    )
    next_on = day_field("The next one is fixed for", required=False)
    body = forms.ChoiceField(label="Body", required=False)
    in_use = forms.BooleanField(label="This cycle is in use", required=False)

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "Not set up yet"), *bodies]  # type: ignore[attr-defined]
        self.order_fields(["revision", "body", "rhythm", "days", "months", "next_on", "in_use"])


class NewCycleForm(CycleForm):
    """One more body that reviews the plan or the risk register's entry."""

    what = forms.ChoiceField(
        label="What is reviewed",
        choices=_OF_THE_PLAN,
        widget=forms.RadioSelect,
        error_messages=required("Choose what is reviewed."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["in_use"]
        self.fields["body"].required = True
        self.fields["body"].error_messages |= required("Choose the body.")
        self.order_fields(["what"])


class ReviewsFilters(forms.Form):
    """A GET form over the list of reviews."""

    what = forms.ChoiceField(label="Of what", required=False, choices=[("", "Everything"), *What.choices])
    body = forms.ChoiceField(label="By which body", required=False)
    year = forms.ChoiceField(label="Academic year", required=False)
    withdrawn = forms.BooleanField(label="Withdrawn ones, too", required=False)

    def __init__(self, data: Any, bodies: list[tuple[str, str]], years: list[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["body"].choices = [("", "Any body"), *bodies]  # type: ignore[attr-defined]
        self.fields["year"].choices = [("", "Any year"), *years]  # type: ignore[attr-defined]

    def filters(self) -> ReviewFilters:
        """The filters that were understood."""
        self.is_valid()
        values = self.cleaned_data
        year = values.get("year")
        return ReviewFilters(
            values.get("what", ""), values.get("body", ""), int(year) if year else None, values.get("withdrawn", False)
        )

    def chips(self) -> list[dict[str, str]]:
        """One removable chip for each filter in use."""
        self.is_valid()
        used = {name: self.data.get(name, "") for name in self.fields if self.cleaned_data.get(name)}
        found = []
        for name in used:
            field: Any = self.fields[name]
            label = str(field.label) if name == "withdrawn" else str(dict(field.choices)[self.cleaned_data[name]])
            rest = urlencode({key: value for key, value in used.items() if key != name})
            found.append({"label": label, "url": f"?{rest}"})
        return found
