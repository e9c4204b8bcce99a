"""Fields and choices that several forms of an import have."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.actions.rules import Rhythm
from dueregard.organisation.rules.kinds import LeadKind

RHYTHMS = [("", "Not said"), *(choice for choice in Rhythm.choices if choice[0])]
KINDS = (
    (LeadKind.PERSON, "Person"),
    (LeadKind.POST, "Post"),
    (LeadKind.BODY, "Body or team"),
    (LeadKind.UNKNOWN, "Not known"),
)


def long_text(label: str, rows: int, **more: Any) -> forms.CharField:
    """A text of several lines that may be empty; rows: how many lines the page gives it."""
    return forms.CharField(
        label=label, required=False, max_length=200_000, widget=forms.Textarea(attrs={"rows": rows}), **more
    )


class RevisionForm(forms.Form):
    """A confirmation: nothing but the revision that was on the screen."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
