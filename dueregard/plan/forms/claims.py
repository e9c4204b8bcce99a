"""Forms of binding a number to a figure: everything in them is what the page showed."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.figures.rules.spans import Span
from dueregard.plan.forms.register import day_field
from dueregard.plan.rules.claims import Place

_AGAIN = {"required": "Open the page again.", "invalid": "Open the page again."}


class SentenceForm(forms.Form):
    """Which sentence of which text was shown."""

    place = forms.CharField(widget=forms.HiddenInput, max_length=120, error_messages=_AGAIN)
    digest = forms.CharField(widget=forms.HiddenInput, max_length=24, error_messages=_AGAIN)

    def clean_place(self) -> Place:
        """The place that the words mean."""
        place = Place.read(self.cleaned_data["place"])
        if place is None:
            raise forms.ValidationError("Open the page again.")
        return place


class NumberForm(SentenceForm):
    """Which number of the sentence, and as at which day it is to be held against the figures."""

    start = forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=_AGAIN)
    day = day_field("As at", required=False, help_text="For a figure over a period: the academic year up to this day.")


class BindForm(SentenceForm):
    """To which figure the number is bound, and as at which day or over which period."""

    start = forms.IntegerField(min_value=0, error_messages=_AGAIN)
    value = forms.IntegerField(min_value=0, error_messages=_AGAIN)
    key = forms.CharField(max_length=80, error_messages=_AGAIN)
    first = forms.DateField(required=False, error_messages=_AGAIN)
    last = forms.DateField(error_messages=_AGAIN)

    def clean(self) -> dict[str, Any]:
        """The days as a span."""
        said: dict[str, Any] = super().clean() or {}
        first, last = said.pop("first", None), said.pop("last", None)
        if last is not None:
            try:
                said["span"] = Span(last, first)
            except ValueError:
                raise forms.ValidationError("Open the page again.") from None
        return said


class UnbindForm(SentenceForm):
    """Which claim of the sentence is let go."""

    written = forms.CharField(max_length=300, strip=False, error_messages=_AGAIN)
