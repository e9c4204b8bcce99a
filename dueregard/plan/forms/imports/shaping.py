"""Forms that change which rows an import has: splitting one, joining two."""

from __future__ import annotations

from typing import Any

from django import forms

from dueregard.plan.rules.proposals import Json


class SplitForm(forms.Form):
    """What goes to a new area."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(
        label="The new risk area",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what the new risk area is."},
    )
    number = forms.CharField(
        label="Its number", required=False, max_length=30, widget=forms.TextInput(attrs={"class": "input-short"})
    )
    taken = forms.MultipleChoiceField(
        label="Actions taken that go to it", required=False, widget=forms.CheckboxSelectMultiple
    )
    steps = forms.MultipleChoiceField(
        label="Next steps that go to it", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, area: Json, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, texts in (
            ("taken", area["actions_taken"]),
            ("steps", [step["text"] for step in area["next_steps"]]),
        ):
            if texts:
                self.fields[name].choices = [(str(i), text) for i, text in enumerate(texts)]  # type: ignore[attr-defined]
            else:
                del self.fields[name]

    def chosen(self, name: str) -> list[int]:
        """The indexes that were chosen, from 0."""
        return [int(one) for one in self.cleaned_data.get(name, [])]


class JoinForm(forms.Form):
    """The area that goes into this one."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    second = forms.ChoiceField(label="Join it with", error_messages={"required": "Choose another row."})
    titles = forms.BooleanField(
        label="Its title goes on from this one’s (a row that was broken in two)", required=False
    )

    def __init__(self, *args: Any, others: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["second"].choices = others  # type: ignore[attr-defined]
