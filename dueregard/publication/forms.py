"""Forms of the publication room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django import forms

from dueregard.kernel import clock
from dueregard.look.forms import DayField
from dueregard.publication.rules.audiences import Resolution
from dueregard.publication.rules.corrections import Correction, as_shown
from dueregard.publication.rules.findings import Found
from dueregard.publication.rules.states import Decision, Kind


def _prose(label: str, hint: str = "", *, required: str = "", rows: int = 3) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=5_000,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": required} if required else {},
    )


class ProposeForm(forms.Form):
    """Which document to freeze, its day and its note."""

    kind = forms.ChoiceField(
        label="Document",
        choices=Kind.choices,
        initial=Kind.BOTH,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose which document to freeze."},
    )
    dated = DayField(label="Date of the version", error_messages={"required": "Give the date printed on the version."})
    note = _prose("Note", "Printed on its first page. For instance what it was prepared for.")
    yearly = forms.BooleanField(
        label="This is the academic year’s version",
        help_text="It is then approved by a body as well, with its minute.",
        required=False,
    )

    def clean_dated(self) -> Any:
        day = self.cleaned_data["dated"]
        if day and day > clock.today():
            raise forms.ValidationError("A version is dated today or earlier.")
        return day


class BodyApprovalForm(forms.Form):
    """Which body approved it, when, and under which minute."""

    hash = forms.CharField(widget=forms.HiddenInput)
    body = forms.ChoiceField(label="Body", error_messages={"required": "Choose the body that approved it."})
    approved_on = DayField(label="Date of the approval", error_messages={"required": "Give the date of the approval."})
    minute = forms.CharField(
        label="Minute", max_length=100, help_text="By which the approval can be found, such as 26/41.",
        error_messages={"required": "Give the minute by which the approval can be found."},
    )  # fmt: skip

    def __init__(self, *args: Any, bodies: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = [("", "Choose"), *bodies]  # type: ignore[attr-defined]


class WhyForm(forms.Form):
    """A reason that is kept."""

    why = _prose("Why", required="Say why.")


class RedactForm(forms.Form):
    """Why a passage is taken out, and what the living plan says instead."""

    why = _prose(
        "Why", "Kept for ever beside the place. Do not repeat what is taken out.", required="Say why it is taken out."
    )
    instead = _prose("What the living plan says instead", "Empty: it says “[Redacted]” there too.")
    sure = forms.BooleanField(
        label="I understand that this cannot be undone",
        error_messages={"required": "Tick the box: what is taken out cannot be brought back."},
    )


class CorrectForm(forms.Form):
    """Which passages take the wording of the living plan, and why."""

    reason = _prose("Why it is corrected", "Printed with the corrected version.", required="Say why it is corrected.")

    def __init__(self, *args: Any, possible: Sequence[Correction], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["shown"] = forms.CharField(
            widget=forms.HiddenInput,
            initial=as_shown(possible),
            error_messages={"required": "Open the page again: it was sent without what it showed."},
        )
        self.fields["paths"] = forms.MultipleChoiceField(
            label="Passages to correct",
            choices=[(one.path, f"{one.label}, {one.place}") for one in possible],
            widget=forms.CheckboxSelectMultiple,
            error_messages={
                "required": "Tick at least one passage.",
                "invalid_choice": "The living plan has changed since you opened this page. Look at the passages again.",
            },
        )


class NamesForm(forms.Form):
    """A decision, and words, for each thing that was found. The first of several that read the same can decide for all."""

    def __init__(self, *args: Any, found: Sequence[Found], suggestions: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = list(found)
        self._alike: dict[tuple[str, str], list[int]] = {}
        for place, one in enumerate(self.found):
            self._alike.setdefault((one.kind, one.found), []).append(place)
        for (kind, words), alike in self._alike.items():
            if len(alike) > 1:
                self.fields[f"everywhere_{alike[0]}"] = forms.BooleanField(
                    label=f"The same in the other {len(alike) - 1} places where it stands, unless decided there",
                    required=False,
                    initial=kind == "lead",
                    widget=forms.CheckboxInput(attrs={"aria-label": f"The same wherever “{words}” stands"}),
                )
        for place, one in enumerate(self.found):
            self.fields[f"path_{place}"] = forms.CharField(
                widget=forms.HiddenInput, initial=one.path, required=False, max_length=200
            )
            self.fields[f"found_{place}"] = forms.CharField(
                widget=forms.HiddenInput, initial=one.found, required=False, max_length=300, strip=False
            )
            self.fields[f"decision_{place}"] = forms.ChoiceField(
                label="What to do with it",
                choices=[("", "Decide later"), *Decision.choices],
                required=False,
                widget=forms.Select(attrs={"aria-label": f"What to do with it: “{one.found}”"}),
            )
            self.fields[f"words_{place}"] = forms.CharField(
                label="What stands instead, or why it is kept",
                required=False,
                max_length=500,
                widget=forms.TextInput(attrs={"aria-label": f"What stands instead, or why it is kept: “{one.found}”"}),
                initial=suggestions.get(one.found.casefold(), ""),
            )

    def clean(self) -> dict[str, Any]:
        """A replacement needs words, and something kept needs a reason."""
        values = super().clean() or {}
        for place, one in enumerate(self.found):
            decision, words = values.get(f"decision_{place}"), values.get(f"words_{place}")
            if decision == Decision.REPLACE and not words:
                self.add_error(f"words_{place}", f"Say what stands instead of “{one.found[:60]}”.")
            if decision == Decision.KEEP and not words:
                self.add_error(f"words_{place}", f"Say why “{one.found[:60]}” is kept.")
        return values

    def resolutions(self) -> list[Resolution]:
        """What was decided. The form is found by what it held, not by its place: others may have decided meanwhile."""
        values = self.cleaned_data
        made = {
            place: Resolution(
                values.get(f"path_{place}") or one.path,
                values.get(f"found_{place}") or one.found,
                values[f"decision_{place}"],
                values.get(f"words_{place}") or "",
            )
            for place, one in enumerate(self.found)
            if values.get(f"decision_{place}")
        }
        for alike in self._alike.values():
            first = made.get(alike[0])
            if first is None or not values.get(f"everywhere_{alike[0]}") or first.found != self.found[alike[0]].found:
                continue
            for place in alike[1:]:
                made.setdefault(place, replace(first, path=self.found[place].path))
        return [made[place] for place in sorted(made)]

    def rows(self) -> list[dict[str, Any]]:
        """Each thing found with its fields."""
        return [
            {
                "one": one,
                "everywhere": self[f"everywhere_{place}"] if f"everywhere_{place}" in self.fields else None,
                "hidden": [self[f"path_{place}"], self[f"found_{place}"]],
                "decision": self[f"decision_{place}"],
                "words": self[f"words_{place}"],
            }
            for place, one in enumerate(self.found)
        ]


class TemplateForm(forms.Form):
    """The institution's own Word document."""

    template = forms.FileField(
        label="Word template",
        allow_empty_file=True,
        help_text="A .docx or .dotx file. Its logo, fonts, headers, footers and margins are kept; its text is not.",
        widget=forms.FileInput(attrs={"accept": ".docx,.dotx"}),
        error_messages={"required": "Choose the template.", "missing": "Choose the template."},
    )


class CompareForm(forms.Form):
    """Two versions, or a version and the living plan."""

    before = forms.ChoiceField(label="From", required=False)
    after = forms.ChoiceField(label="To", required=False)

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            self.fields[name].choices = list(choices)  # type: ignore[attr-defined]
