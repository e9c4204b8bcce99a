"""Forms of the update round: opening one, answering a row, and deciding on an answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from dueregard.kernel import clock
from dueregard.kernel.outbox import checked_address
from dueregard.kernel.require import Refused
from dueregard.look.forms import DayField
from dueregard.organisation.rules.years import TermDates
from dueregard.rounds.rules.answers import LONGEST, RATINGS, Said, hear
from dueregard.rounds.rules.days import CHASE_CHOICES, USUAL_CHASE, addresses_in, wrong_due
from dueregard.rounds.rules.states import What


def _prose(label: str, hint: str = "", *, required: str = "", rows: int = 3, most: int = 5_000) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required} if required else {},
    )


def _due(label: str) -> DayField:
    return DayField(label=label, error_messages={"required": "Give the day by which answers are asked for."})


def _ahead(day: date | None) -> date | None:
    problem = wrong_due(day, clock.today()) if day else ""
    if problem:
        raise ValidationError(problem)
    return day


class OpenForm(forms.Form):
    """What a round is called, until when, about which sections, and when leads are reminded."""

    title = forms.CharField(
        label="Title",
        max_length=120,
        help_text="As leads see it, also in mail. For example, Update for the autumn term.",
        error_messages={"required": "Give the round a title."},
    )
    due_on = _due("Answers by")
    note = _prose("Note to the leads", "Shown above their rows, not in mail.", most=2_000)
    sections = forms.MultipleChoiceField(
        label="Sections", help_text="None ticked: the whole plan.", required=False, widget=forms.CheckboxSelectMultiple
    )
    chase = forms.TypedMultipleChoiceField(
        label="Remind whoever has not answered",
        coerce=int,
        choices=CHASE_CHOICES,
        initial=USUAL_CHASE,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, sections: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sections"].choices = sections  # type: ignore[attr-defined]

    def clean_due_on(self) -> date | None:
        return _ahead(self.cleaned_data["due_on"])


class LeadsForm(forms.Form):
    """Which leads are asked, and at which addresses: two fields for each lead, named by its reference."""

    def __init__(self, *args: Any, leads: Sequence[tuple[str, str, Sequence[str]]], **kwargs: Any) -> None:
        """leads: (reference, label, addresses)."""
        super().__init__(*args, **kwargs)
        self._leads = [reference for reference, _, _ in leads]
        for reference, label, addresses in leads:
            self.fields[f"ask-{reference}"] = forms.BooleanField(label=f"Ask {label}", required=False, initial=True)
            self.fields[f"to-{reference}"] = forms.CharField(
                label=f"Mail addresses for {label}",
                required=False,
                max_length=1_000,
                initial=", ".join(addresses),
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for reference in self._leads:
            try:
                data[f"to-{reference}"] = [
                    checked_address(one) for one in addresses_in(data.get(f"to-{reference}", ""))
                ]
            except Refused as refusal:
                self.add_error(f"to-{reference}", str(refusal))
        if not any(data.get(f"ask-{reference}") for reference in self._leads):
            self.add_error(None, "Choose at least one lead.")
        return data

    def chosen(self) -> dict[str, list[str]]:
        """Reference of each lead that is asked -> its addresses."""
        data = self.cleaned_data
        return {reference: data[f"to-{reference}"] for reference in self._leads if data.get(f"ask-{reference}")}


_STEP_CHOICES = [(value, label) for value, label in What.choices]
_AREA_CHOICES = [(value, label) for value, label in What.choices if value != What.DONE]


class RowForm(forms.Form):
    """What is said of one row. A row that is left alone is no error: answers may come in bit by bit."""

    what = forms.ChoiceField(label="Your answer", required=False, widget=forms.RadioSelect)
    words = _prose("What was done, or what has changed", most=LONGEST["words"])
    due = forms.CharField(
        label="New date",
        required=False,
        max_length=LONGEST["due"],
        help_text="A day, or words such as “Spring term 2027”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    rag = forms.ChoiceField(label="Proposed rating", required=False, choices=[("", "As it is"), *RATINGS])
    reason = _prose("Why this rating", rows=2, most=LONGEST["reason"])
    ask = forms.CharField(
        label="Not mine: who should be asked?", required=False, max_length=LONGEST["ask"], help_text="A name or a post."
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, is_step: bool, terms: TermDates, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._is_step, self._terms, self._today = is_step, terms, today
        self.fields["what"].choices = _STEP_CHOICES if is_step else _AREA_CHOICES  # type: ignore[attr-defined]
        for name in ("rag", "reason") if is_step else ("due",):
            del self.fields[name]
        self.said: Said | None = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        given = {name: data.get(name) or "" for name in ("what", "words", "due", "rag", "reason", "ask")}
        heard = hear(is_step=self._is_step, terms=self._terms, today=self._today, **given)
        for name, sentence in heard.wrong.items():
            if name not in self.errors:
                self.add_error(name, sentence)
        self.said = None if heard.wrong else heard.said
        return data


class DecideForm(RowForm):
    """An answer as the officer will write it to the register. seen: the row's revision that the page showed."""

    give_to = forms.ChoiceField(label="Give it to", required=False)
    ask_now = forms.BooleanField(label="Ask them in this round", required=False, initial=True)

    def __init__(self, *args: Any, leads: Sequence[Any], what: str, **kwargs: Any) -> None:
        """leads: choices of those that the row can go to. what: the kind of the answer; “not mine” has fields of its own."""
        super().__init__(*args, **kwargs)
        self.fields["revision"].required = True
        self.fields["what"].label, self.fields["what"].required = "Answer", True
        if what == What.NOT_MINE:
            self.fields["what"].widget = forms.HiddenInput()
            self.fields["give_to"].choices = [("", "Whoever is named above"), *leads]  # type: ignore[attr-defined]
            self.fields["ask"].label = "Who was named"
            unused: list[str] = [name for name in ("words", "due", "rag", "reason") if name in self.fields]
        else:
            choices = [choice for choice in self.fields["what"].choices if choice[0] != What.NOT_MINE]  # type: ignore[attr-defined]
            self.fields["what"].choices = choices  # type: ignore[attr-defined]
            unused = ["give_to", "ask_now", "ask"]
        for name in unused:
            del self.fields[name]


class NoteForm(forms.Form):
    """What is asked again, or why an answer is not taken over."""

    note = _prose("Note", "The lead sees it.", required="Write a note.", most=2_000)


class ExtendForm(forms.Form):
    """Another day by which answers are asked for."""

    due_on = _due("Answers by")

    def clean_due_on(self) -> date | None:
        return _ahead(self.cleaned_data["due_on"])


class AddressForm(forms.Form):
    """One more address for a lead."""

    address = forms.EmailField(
        label="Mail address",
        max_length=254,
        error_messages={
            "required": "Give a mail address.",
            "invalid": "Give a mail address such as name@example.ac.uk.",
        },
    )


class CloseForm(forms.Form):
    """Whether answers that wait are dropped."""

    drop_waiting = forms.BooleanField(
        label="Leave the answers that wait as they are: do not take them over", required=False
    )


class BackForm(forms.Form):
    """A Word form that came back."""

    file = forms.FileField(
        label="The Word form",
        help_text="A .docx that was filled in.",
        widget=forms.FileInput(attrs={"accept": ".docx"}),
        error_messages={"required": "Choose the file.", "empty": "This file is empty."},
    )
