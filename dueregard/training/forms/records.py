"""What people type about their own record, and the answers."""

from __future__ import annotations

from django import forms


class ObjectionForm(forms.Form):
    """What is wrong."""

    words = forms.CharField(
        label="What is wrong?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="For example: I completed the refresher on 3 March 2026, not in 2025. Nothing about others, please.",
        error_messages={"required": "Say what is wrong."},
    )


class AnswerForm(forms.Form):
    """What became of it."""

    verb = forms.ChoiceField(
        label="What became of it?",
        choices=[("mend", "The record was put right"), ("keep", "The record stays as it is")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether it was put right."},
    )
    answer = forms.CharField(
        label="Your answer",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The person reads it.",
        error_messages={"required": "Say what was done, or why it stays."},
    )
