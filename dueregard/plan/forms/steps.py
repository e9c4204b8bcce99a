"""Forms of a next step."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from dueregard.actions.rules import Due, Rhythm
from dueregard.actions.workflows import NewAction
from dueregard.kernel import clock
from dueregard.organisation.queries import LeadChoice, grouped_lead_choices
from dueregard.organisation.rules.phrases import read_when
from dueregard.organisation.rules.years import TermDates
from dueregard.plan.forms.areas import required
from dueregard.plan.forms.register import day_field
from dueregard.plan.rules.claims import HINT


class StepForm(forms.Form):
    """What is to be done, by when (a day, a term, a year, or a rhythm), by whom, and what it waits on."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label="What is to be done",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=20_000,
        help_text=HINT,
        error_messages=required("Say what is to be done."),
    )
    due = forms.CharField(
        label="Due",
        required=False,
        max_length=200,
        help_text="A day, a month, a term or a year: 4 December 2026, Spring term 2027, 2026/27.",
    )
    rhythm = forms.ChoiceField(label="Comes again", required=False, choices=Rhythm.choices)
    leads = forms.MultipleChoiceField(label="Leads", required=False, widget=forms.CheckboxSelectMultiple)
    progress = forms.CharField(label="Progress", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    waiting_on = forms.CharField(
        label="Waiting on", required=False, max_length=300, help_text="Whatever it is, in words."
    )
    ask_again_on = day_field("Ask again on", required=False)
    depends_on = forms.CharField(
        label="Depends on", required=False, max_length=200, help_text="Numbers of risk areas, such as 1.1, 2.3."
    )
    source = forms.CharField(
        label="Where it comes from", required=False, max_length=300, help_text="For instance a meeting and its date."
    )
    restricted = forms.BooleanField(label="Only for those who may read restricted passages", required=False)

    def __init__(self, *args: Any, leads: list[LeadChoice], terms: TermDates, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.terms = terms
        self.fields["leads"].choices = grouped_lead_choices(leads)  # type: ignore[attr-defined]

    def clean_due(self) -> Due:
        """The days that the words mean; words that mean no day are refused, so that no date is lost in silence."""
        phrase = self.cleaned_data["due"].strip()
        if not phrase:
            return Due()
        when = read_when(phrase, terms=self.terms, today=clock.today())
        if when is None or when.end is None:
            raise forms.ValidationError(
                "This is not a date that can be followed up. Write a day, a month, a term or a year, such as "
                "Spring term 2027; for what comes again, choose how often below."
            )
        return Due(when.start, when.end, phrase)

    def clean_depends_on(self) -> list[str]:
        """The numbers, each once."""
        return list(dict.fromkeys(re.findall(r"[\w.]+", self.cleaned_data["depends_on"])))

    def values(self) -> dict[str, Any]:
        """The values that the workflow takes, without the date and the leads."""
        names = ("text", "rhythm", "progress", "waiting_on", "ask_again_on", "depends_on", "source", "restricted")
        return {name: self.cleaned_data[name] for name in names} | {"standing": bool(self.cleaned_data["rhythm"])}

    def new(self, leads: tuple[Any, ...]) -> NewAction:
        """The new action that the form describes."""
        return NewAction(**self.values(), due=self.cleaned_data["due"], leads=leads)
