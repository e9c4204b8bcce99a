"""The form of one row of an import: its values, its leads, its next steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms

from dueregard.look.difference import word_difference
from dueregard.look.forms import DayField
from dueregard.organisation.rules.phrases import When
from dueregard.plan.forms.imports.fields import long_text
from dueregard.plan.forms.imports.steps import (
    LeadForms,
    StepForms,
    by_written,
    lead_of_term,
    leads_in_words,
    mark_of,
    steps_in_words,
)
from dueregard.plan.rules.passages import paragraphs
from dueregard.plan.rules.proposals import Json
from dueregard.plan.rules.ratings import Rag

_SCORES = {
    "likelihood": "Likelihood",
    "severity": "Severity or impact",
    "gross": "Gross score, or the only one",
    "current": "Current score",
    "residual": "Residual score",
}


class AreaForm(forms.Form):
    """The values of one area but for its leads and steps. `revision`: of the import when the form was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    # Stand for the leads and steps that the page showed when it was opened.
    opened_leads = forms.CharField(widget=forms.HiddenInput, required=False)
    opened_steps = forms.CharField(widget=forms.HiddenInput, required=False)
    number = forms.CharField(
        label="Number", required=False, max_length=30, widget=forms.TextInput(attrs={"class": "input-short"})
    )
    section = forms.ChoiceField(label="Section", required=False)
    new_section = forms.CharField(
        label="Title of a new section", required=False, max_length=500, help_text="Only if none of the sections fits."
    )
    title = forms.CharField(
        label="Risk area",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "Say what the risk area is."},
    )
    hazard = long_text("Hazard", 3)
    requirement = long_text("What is required", 3)
    actions_taken = long_text("Actions taken", 8, help_text="Leave an empty line between paragraphs.")
    rag = forms.ChoiceField(label="RAG", choices=Rag.choices, widget=forms.RadioSelect)
    evidence = long_text("Evidence", 2)
    progress = long_text("Progress", 2)
    status = long_text("Status", 2)
    review_on = DayField(label="Next review", required=False)

    def __init__(self, *args: Any, sections: list[tuple[str, str]], **kwargs: Any) -> None:
        """sections: what an area carries, and how the page calls it."""
        super().__init__(*args, **kwargs)
        self.fields["section"].choices = [("", "Without a section"), *sections]  # type: ignore[attr-defined]
        for name, label in _SCORES.items():
            self.fields[name] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=1000,
                error_messages={"invalid": "Give a whole number."},
            )
        self.order_fields([*list(self.fields)[:8], "rag", *_SCORES])

    @property
    def scores(self) -> list[forms.BoundField]:
        """The fields of the scores, for the page to fold away."""
        return [self[name] for name in _SCORES]

    @property
    def has_scores(self) -> bool:
        """Whether one of them says something."""
        return any(field.value() not in (None, "") for field in self.scores)


def area_initial(area: Json, revision: int) -> Json:
    """What the form of an area opens with."""
    return {
        "revision": revision,
        "opened_leads": mark_of(leads_in_words(area["leads"])),
        "opened_steps": mark_of(steps_in_words(area["next_steps"])),
        **{name: area[name] or "" for name in ("number", "section", "title", "hazard", "requirement")},
        **{name: area[name] or "" for name in ("evidence", "progress", "status")},
        "actions_taken": "\n\n".join(area["actions_taken"]),
        "rag": area["rag"],
        "review_on": date.fromisoformat(area["review_on"]) if area["review_on"] else None,
        **{name: area["ratings"][name] for name in _SCORES},
    }


class CorrectArea:
    """The three parts of the page that corrects an area: its values, its leads, its next steps."""

    def __init__(
        self,
        data: Any,
        *,
        area: Json,
        revision: int,
        sections: list[tuple[str, str]],
        glossary: list[Json],
        read_due: Callable[[str], When],
    ) -> None:
        """data: what was posted, or None. read_due: reads a phrase with the institution's own terms."""
        self.before = area
        self._read_due = read_due
        self._known = {term["initials"]: {**lead_of_term(term)} for term in glossary} | by_written(area["leads"])
        self.form = AreaForm(data, initial=area_initial(area, revision), sections=sections)
        self.leads = self._as_saved("leads", data)
        self.steps = self._as_saved("steps", data)

    def _as_saved(self, part: str, data: Any = None) -> Any:
        """The forms of leads or steps: as they are saved, or with `data` as they were sent."""
        if part == "leads":
            leads = [{**lead, "name": lead["name"] or ""} for lead in self.before["leads"]]
            return LeadForms(data, prefix="leads", initial=leads)
        more = {"read_due": self._read_due, "known": self._known}
        return StepForms(data, prefix="steps", steps=self.before["next_steps"], more=more)

    @property
    def parts(self) -> list[Any]:
        """For the summary of errors."""
        return [self.form, self.leads, self.steps]

    def is_valid(self) -> bool:
        """Whether every part is sound; all are checked, so that every error is told at once."""
        valid = [part.is_valid() for part in self.parts]
        return all(valid)

    def told(self, typed: Json) -> tuple[list[Json], list[str]]:
        """Of leads and steps: what differs from what is saved now, and what only somebody else changed, which stays.

        typed: the corrections, as `values` gave them. Call after `told_of` has put right the rest of the form.
        """
        differing, kept = [], []
        for part, label, words, now, then in (
            ("leads", "Leads", leads_in_words, self.before["leads"], typed["leads"]),
            ("steps", "Next steps", steps_in_words, self.before["next_steps"], typed["next_steps"]),
        ):
            saved, mine = words(now), words(then)
            if saved == mine:
                continue
            if self.form.cleaned_data[f"opened_{part}"] == mark_of(mine):
                kept.append(label)
                setattr(self, part, self._as_saved(part))
            else:
                differing.append({"label": label, "segments": word_difference(saved, mine)})
            self.form.data[f"opened_{part}"] = mark_of(saved)  # type: ignore[index]
        return differing, kept

    def values(self) -> Json:
        """The corrections in the proposal's shape. Call after is_valid."""
        values = self.form.cleaned_data
        leads = [form.lead(self._lead_before(index)) for index, form in enumerate(self.leads.forms)]
        steps = [form.step() for form in self.steps.forms]
        scores = {name: values[name] for name in _SCORES}
        return {
            "number": values["number"],
            "section": values["new_section"] or values["section"],
            **{name: values[name] for name in ("title", "hazard", "requirement", "evidence", "progress", "status")},
            "actions_taken": paragraphs(values["actions_taken"].replace("\r\n", "\n")),
            "rag": values["rag"],
            "ratings": {**self.before["ratings"], **scores},
            "review_on": values["review_on"].isoformat() if values["review_on"] else None,
            "leads": [lead for lead in leads if lead],
            "next_steps": [step for step in steps if step],
        }

    def _lead_before(self, index: int) -> Json | None:
        return self.before["leads"][index] if index < len(self.before["leads"]) else None
