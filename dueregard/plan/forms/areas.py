"""Forms of one area: its passages, rating, leads, restrictions, evidence, reviews, retiring."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.organisation.queries import LeadChoice, grouped_lead_choices
from dueregard.plan.forms.register import day_field
from dueregard.plan.rules.claims import HINT
from dueregard.plan.rules.passages import PASSAGES
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.states import Outcome

_HINTS = {
    "hazard": "What could happen, and to whom.",
    "requirement": "What the duty or your own policy asks for.",
    "actions_taken": f"What is in place. Leave an empty line between paragraphs. {HINT}",
}


def required(sentence: str) -> dict[str, str]:
    """The error of a field that must not be empty, as a sentence of its own."""
    return {"required": sentence}


class ReasonForm(forms.Form):
    """A reason in a few words, for what cannot be done silently."""

    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 3}), error_messages=required("Say why, in a few words.")
    )


class SectionForm(forms.Form):
    """A section's number and title."""

    number = forms.CharField(label="Number", required=False, max_length=20)
    title = forms.CharField(label="Title", max_length=500, error_messages=required("Give the section’s title."))


class AreaForm(forms.Form):
    """The passages of an area. `revision` is the number that the form was opened at."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label="Risk area",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=required("Say what the risk area is."),
    )
    review_on = day_field("Next review", required=False)
    reason = forms.CharField(
        label="Why (for the history)", required=False, max_length=500, help_text="Optional, shown with the change."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in PASSAGES.items():
            self.fields[name] = forms.CharField(
                label=label,
                required=False,
                help_text=_HINTS.get(name, ""),
                widget=forms.Textarea(attrs={"rows": 8 if name == "actions_taken" else 4}),
                max_length=100_000,
            )
        self.order_fields(["revision", "title", *PASSAGES, "review_on", "reason"])

    def values(self) -> dict[str, Any]:
        """The values that the workflow takes."""
        return {name: self.cleaned_data[name] for name in ("title", *PASSAGES, "review_on")}


class NewAreaForm(forms.Form):
    """A new area: where it goes, what it is, and who leads it."""

    section = forms.ChoiceField(label="Section", error_messages=required("Choose a section."))
    title = forms.CharField(
        label="Risk area",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages=required("Say what the risk area is."),
    )
    number = forms.CharField(
        label="Number", required=False, max_length=30, help_text="Leave empty for the next free number of the section."
    )
    campus = forms.ChoiceField(label="Campus", required=False)
    leads = forms.MultipleChoiceField(label="Leads", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(
        self,
        *args: Any,
        sections: list[tuple[str, str]],
        campuses: list[tuple[str, str]],
        leads: list[LeadChoice],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", "Choose a section"), *sections]  # type: ignore[attr-defined]
        self.fields["campus"].choices = [("", "The whole institution"), *campuses]  # type: ignore[attr-defined]
        self.fields["leads"].choices = grouped_lead_choices(leads)  # type: ignore[attr-defined]


def _level(label: str) -> forms.TypedChoiceField:
    choices = [("", "Not given"), *((n, str(n)) for n in range(1, 6))]
    return forms.TypedChoiceField(label=label, required=False, choices=choices, coerce=int, empty_value=None)


class RatingForm(forms.Form):
    """RAG with optional likelihood x impact on the institution's own scale, and the reason."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rag = forms.ChoiceField(
        label="Rating", choices=Rag.choices, widget=forms.RadioSelect, error_messages=required("Choose a rating.")
    )
    likelihood = _level("Likelihood before controls (gross)")
    impact = _level("Impact before controls (gross)")
    residual_likelihood = _level("Likelihood with the controls (residual)")
    residual_impact = _level("Impact with the controls (residual)")
    reason = forms.CharField(
        label="Why this rating",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages=required("Say why this is the rating."),
    )
    rated_on = day_field("Rated on", required=False, help_text="Today, if you leave it empty.")

    def __init__(
        self,
        *args: Any,
        likelihood_words: list[str] | None = None,
        impact_words: list[str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for names, words in (
            (("likelihood", "residual_likelihood"), likelihood_words),
            (("impact", "residual_impact"), impact_words),
        ):
            if words and len(words) == 5:
                for name in names:
                    self.fields[name].choices = [  # type: ignore[attr-defined]
                        ("", "Not given"),
                        *((n, f"{n} {word}") for n, word in enumerate(words, 1)),
                    ]


class LeadsForm(forms.Form):
    """The leads of an area or a step."""

    leads = forms.MultipleChoiceField(label="Leads", required=False, widget=forms.CheckboxSelectMultiple)
    reason = forms.CharField(label="Why (for the history)", required=False, max_length=500)

    def __init__(self, *args: Any, leads: list[LeadChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leads"].choices = grouped_lead_choices(leads)  # type: ignore[attr-defined]


class RestrictForm(ReasonForm):
    """Which passages only some roles may read."""

    passages = forms.MultipleChoiceField(
        label="Restricted passages",
        required=False,
        choices=list(PASSAGES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ["passages", "reason"]


class EvidenceForm(forms.Form):
    """A link or a file."""

    title = forms.CharField(label="What it is", max_length=300, error_messages=required("Say what the evidence is."))
    url = forms.CharField(label="Link", required=False, max_length=1000, help_text="Begins with https://")
    file = forms.FileField(label="or a file", required=False, allow_empty_file=True)
    restricted = forms.BooleanField(label="Only for those who may read restricted passages", required=False)


class EvidenceVersionForm(forms.Form):
    """A new version of a file."""

    file = forms.FileField(label="File", allow_empty_file=True, error_messages=required("Choose a file."))


class ReviewForm(forms.Form):
    """A review that has taken place. by_rule: what happens where no other day of the next is given."""

    reviewed_on = day_field("Reviewed on", error_messages=required("Say when it was reviewed."))
    outcome = forms.ChoiceField(
        label="Outcome",
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        error_messages=required("Choose an outcome."),
    )
    referred_to = forms.ChoiceField(label="If referred up: to which body", required=False)
    body = forms.ChoiceField(label="By which body", required=False)
    reviewed_by = forms.CharField(label="By whom", required=False, max_length=200)
    minute = forms.CharField(label="Minute", required=False, max_length=100)
    note = forms.CharField(label="Note", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    next_review_on = day_field("Next review", required=False)

    def __init__(self, *args: Any, bodies: list[tuple[str, str]], by_rule: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "No body"), *bodies]  # type: ignore[attr-defined]
        self.fields["referred_to"].choices = [("", "The body above, by the plan’s cycles"), *bodies]  # type: ignore[attr-defined]
        self.fields["next_review_on"].help_text = by_rule


class MoveForm(forms.Form):
    """Where an area goes."""

    section = forms.ChoiceField(label="Section")
    after = forms.ChoiceField(label="After", required=False)

    def __init__(
        self, *args: Any, sections: list[tuple[str, str]], areas: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = sections  # type: ignore[attr-defined]
        self.fields["after"].choices = [("", "First in its section"), *areas]  # type: ignore[attr-defined]
