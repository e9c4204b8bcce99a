"""Forms of the plan as a whole: reading it, its context, title and scale, the risk register's entry, succession."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.organisation.queries import LeadChoice, grouped_lead_choices
from dueregard.plan.forms.areas import required
from dueregard.plan.forms.register import day_field
from dueregard.plan.queries.filters import Filters
from dueregard.plan.rules.claims import HINT
from dueregard.plan.rules.ratings import LEVELS, Rag
from dueregard.plan.rules.states import ContextKind


class Reading(forms.Form):
    """How a document is to be read, as its URL says; whatever it cannot understand is left out and said."""

    recorded_on = day_field("As recorded on", required=False, help_text="How it stood at the end of that day.")
    closed = forms.BooleanField(label="Done and dropped actions too", required=False)

    def filters(self) -> Filters:
        """The day, as the register's own filters carry it."""
        self.is_valid()
        return Filters(recorded_on=self.cleaned_data.get("recorded_on"))


class PassageForm(forms.Form):
    """A passage of the context. `revision` is the number that the form was opened at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        label="What it is about",
        choices=ContextKind.choices,
        widget=forms.RadioSelect,
        error_messages=required("Choose what kind of context this is."),
    )
    heading = forms.CharField(label="Heading", max_length=300, error_messages=required("Give the passage a heading."))
    text = forms.CharField(
        label="Text",
        widget=forms.Textarea(attrs={"rows": 10}),
        max_length=100_000,
        help_text=f"Leave an empty line between paragraphs. {HINT}",
        error_messages=required("Write the passage."),
    )
    restricted = forms.BooleanField(label="Only for those who may read restricted passages", required=False)
    reason = forms.CharField(
        label="Why (for the history)", required=False, max_length=500, help_text="Optional, kept with the change."
    )

    def values(self) -> dict[str, Any]:
        """The values that the workflow takes."""
        return {name: self.cleaned_data[name] for name in ("kind", "heading", "text", "restricted")}


class PlanForm(forms.Form):
    """The plan's title and its scale."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="Title of the plan", max_length=300, error_messages=required("Give the plan a title.")
    )
    amber_from = forms.IntegerField(
        label="Amber from",
        min_value=2,
        max_value=24,
        help_text="The product of likelihood and impact from which a risk is amber.",
        error_messages={
            "required": "Say from which product a risk is amber.",
            "invalid": "Amber from: write a number.",
        },
    )
    red_from = forms.IntegerField(
        label="Red from",
        min_value=3,
        max_value=25,
        help_text="The product from which it is red.",
        error_messages={"required": "Say from which product a risk is red.", "invalid": "Red from: write a number."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("likelihood", "impact"):
            for level in LEVELS:
                self.fields[f"{name}_{level}"] = forms.CharField(
                    label=f"{name.capitalize()} {level}", required=False, max_length=60
                )
        self.fields["reason"] = forms.CharField(label="Why (for the history)", required=False, max_length=500)

    def words(self, name: str) -> list[str]:
        """The five words for `name`, "likelihood" or "impact"."""
        return [self.cleaned_data[f"{name}_{level}"] for level in LEVELS]

    def values(self) -> dict[str, Any]:
        """The values that the workflow takes."""
        return {
            "title": self.cleaned_data["title"],
            "likelihood_words": self.words("likelihood"),
            "impact_words": self.words("impact"),
            "amber_from": self.cleaned_data["amber_from"],
            "red_from": self.cleaned_data["red_from"],
        }


class RiskEntryForm(forms.Form):
    """What the corporate risk register says about Prevent. revision: key of the entry that the form showed, 0 for none."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    register_reference = forms.CharField(
        label="Number in the risk register",
        max_length=60,
        error_messages=required("Give the number that the risk register uses."),
    )
    title = forms.CharField(label="Title", max_length=300, error_messages=required("Give the entry’s title."))
    text = forms.CharField(
        label="What it says", required=False, widget=forms.Textarea(attrs={"rows": 5}), max_length=100_000
    )
    owner = forms.ChoiceField(label="Owner", required=False)
    likelihood = forms.TypedChoiceField(label="Likelihood", required=False, coerce=int, empty_value=None)
    impact = forms.TypedChoiceField(label="Impact", required=False, coerce=int, empty_value=None)
    rag = forms.ChoiceField(label="Rating", required=False, choices=[("", "As the scale gives it"), *Rag.choices])
    reviewed_on = day_field("Last reviewed on", required=False)
    review_on = day_field("Next review", required=False)
    reason = forms.CharField(label="Why (for the history)", required=False, max_length=500)

    def __init__(
        self, *args: Any, leads: list[LeadChoice], likelihood_words: list[str], impact_words: list[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "No owner"), *grouped_lead_choices(leads)]  # type: ignore[attr-defined]
        for name, words in (("likelihood", likelihood_words), ("impact", impact_words)):
            labels = words if len(words) == 5 else [""] * 5
            self.fields[name].choices = [  # type: ignore[attr-defined]
                ("", "Not given"),
                *((level, f"{level} {labels[level - 1]}".strip()) for level in LEVELS),
            ]

    def values(self) -> dict[str, Any]:
        """The values that the workflow takes, the owner as a reference."""
        return {name: value for name, value in self.cleaned_data.items() if name != "revision"}


class SuccessionForm(forms.Form):
    """Who takes over."""

    successor = forms.ChoiceField(label="Successor", error_messages=required("Choose the successor."))
    reason = forms.CharField(
        label="Why (for the history)",
        required=False,
        max_length=500,
        help_text="For instance: A. Person left on 31 July.",
    )

    def __init__(self, *args: Any, leads: list[LeadChoice], leaver: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [choice for choice in leads if choice.reference != leaver]
        self.fields["successor"].choices = [("", "Choose who takes over"), *grouped_lead_choices(others)]  # type: ignore[attr-defined]
