"""The form of one row of an import: its values, its leads, its next steps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from dueregard.look.forms import DayField
from dueregard.look.templatetags.look import plain_span
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.organisation.rules.phrases import When, read_when
from dueregard.plan.forms.imports.fields import KINDS, RHYTHMS, long_text
from dueregard.plan.importing.leads import read_leads
from dueregard.plan.importing.proposal import Term
from dueregard.plan.rules.passages import paragraphs
from dueregard.plan.rules.proposals import Json, blank_step
from dueregard.plan.rules.ratings import Rag

_SCORES = {
    "likelihood": "Likelihood",
    "severity": "Severity or impact",
    "gross": "Gross score",
    "current": "Current score",
    "residual": "Residual score",
}


class LeadForm(forms.Form):
    """One lead of an area."""

    written = forms.CharField(label="As written", required=False, max_length=200)
    name = forms.CharField(label="Name", required=False, max_length=200)
    kind = forms.ChoiceField(label="What it is", choices=KINDS, required=False, initial=LeadKind.UNKNOWN)

    def lead(self, before: Json | None = None) -> Json | None:
        """The lead in the proposal's shape; None for an emptied row."""
        values = self.cleaned_data  # empty for a spare row that was left alone
        written = values.get("written") or values.get("name")
        if not written:
            return None
        kind = values["kind"] or LeadKind.UNKNOWN
        return {**(before or {}), "written": written, "name": values["name"] or None, "kind": kind}


class StepForm(forms.Form):
    """One next step. Its due date is read from words: "4 December 2026", "Spring term 2027", "2026/27"."""

    text = long_text("What is to be done", 3)
    due = forms.CharField(
        label="Due",
        required=False,
        max_length=200,
        help_text="A day, month, term or academic year, for example “Spring term 2027”.",
    )
    standing = forms.BooleanField(label="It goes on or comes again, and has no end", required=False)
    rhythm = forms.ChoiceField(label="How often", choices=RHYTHMS, required=False)
    leads = forms.CharField(
        label="Leads of this step alone", required=False, max_length=500, help_text="Separate several with a semicolon."
    )
    progress = long_text("Progress", 2)
    waiting_on = forms.CharField(label="Waiting on", required=False, max_length=300)
    depends_on = forms.CharField(
        label="Depends on", required=False, max_length=200, help_text="Numbers of areas, for example 1.1, 2.3."
    )
    carried_over = forms.BooleanField(label="Carried over from an earlier plan", required=False)

    def __init__(
        self,
        *args: Any,
        before: Json | None = None,
        read_due: Callable[[str], When] | None = None,
        known: dict[str, Json] | None = None,
        **kwargs: Any,
    ) -> None:
        """before: the step as it is; read_due: reads a date; known: leads and glossary by what is written."""
        self.before = before
        self.read_due = read_due or (lambda phrase: read_when(phrase))
        self.known = known or {}
        self.when: When | None = None
        if before is not None:
            kwargs["initial"] = _step_initial(before)
        super().__init__(*args, **kwargs)
        if before is not None and before["due"]:
            said = plain_span(date.fromisoformat(before["due"]["start"]), date.fromisoformat(before["due"]["end"]))
            if said.casefold() != (before["due"]["phrase"] or "").casefold():
                self.fields["due"].help_text = f"Read as {said}."

    def clean(self) -> dict[str, Any]:
        """Read the date anew where its words were changed."""
        values: dict[str, Any] = super().clean() or {}
        phrase = values.get("due", "")
        if phrase and phrase != self.get_initial_for_field(self.fields["due"], "due"):
            self.when = self.read_due(phrase)
            if self.when.rhythm and not values.get("rhythm"):
                values["rhythm"] = self.when.rhythm if self.when.rhythm in dict(RHYTHMS) else ""
            if self.when.standing:
                values["standing"] = True
            if not self.when.dated and not self.when.standing:
                self.add_error(
                    "due",
                    f"“{phrase}” was not understood as a date: write a day, month, term or academic year, "
                    "or leave it empty and say it in the step.",
                )
        empty = not values.get("text")
        if empty and any(values.get(name) for name in ("due", "leads", "progress", "waiting_on")):
            self.add_error("text", "Say what is to be done, or empty the whole step to take it away.")
        return values

    @property
    def has_more(self) -> bool:
        """Whether the step says something in the fields that the page folds away."""
        return any(self[name].value() for name in ("leads", "progress", "waiting_on", "depends_on", "carried_over"))

    def step(self) -> Json | None:
        """The step in the proposal's shape; None for an emptied one."""
        values = self.cleaned_data  # empty for a spare block that was left alone
        if not values.get("text"):
            return None
        step = {**blank_step(values["text"]), **(self.before or {}), "text": values["text"]}
        for name in ("standing", "carried_over"):
            step[name] = values[name]
        for name in ("progress", "waiting_on", "rhythm"):
            step[name] = values[name] or None
        step["depends_on"] = [one.strip() for one in values["depends_on"].replace(";", ",").split(",") if one.strip()]
        step["leads"] = leads_from_line(values["leads"], {**self.known, **_by_written(step["leads"])})
        phrase = values["due"]
        if not phrase:
            step["due"], step["due_phrase"] = None, None
        elif self.when is not None:
            step["due_phrase"] = phrase
            step["due"] = (
                {"start": self.when.start.isoformat(), "end": self.when.end.isoformat(), "phrase": phrase}
                if self.when.start and self.when.end
                else None
            )
        return step


def _step_initial(step: Json) -> Json:
    return {
        **{name: step[name] for name in ("text", "standing", "carried_over")},
        **{name: step[name] or "" for name in ("progress", "waiting_on", "rhythm")},
        "due": (step["due"] or {}).get("phrase") or step["due_phrase"] or (step["due"] or {}).get("end") or "",
        "depends_on": ", ".join(step["depends_on"]),
        "leads": "; ".join(lead["written"] for lead in step["leads"]),
    }


def _by_written(leads: list[Json]) -> dict[str, Json]:
    return {lead["written"]: lead for lead in leads}


def leads_from_line(line: str, known: dict[str, Json]) -> list[Json]:
    """Leads typed on one line, those known by what is written as they are, others as the importer would read them."""
    out: list[Json] = []
    for piece in filter(None, (part.strip() for part in line.split(";"))):
        if piece in known:
            out.append(known[piece])
        else:
            out.extend(asdict(lead) for lead in read_leads(piece, {}))
    return out


class _Steps(BaseFormSet):
    """Steps that know what they were. The form's own kwargs come by index."""

    def __init__(self, *args: Any, steps: list[Json], more: Json, **kwargs: Any) -> None:
        self.steps, self.more = steps, more
        # The number of blocks is that of the page that was sent, not of the step list as it is by now.
        kwargs.setdefault("initial", [{} for _ in steps])
        super().__init__(*args, **kwargs)

    def get_form_kwargs(self, index: int | None) -> Json:
        before = self.steps[index] if index is not None and index < len(self.steps) else None
        return {**super().get_form_kwargs(index), **self.more, "before": before}


LeadForms: Any = formset_factory(LeadForm, extra=2, max_num=60, absolute_max=80)
StepForms: Any = formset_factory(StepForm, formset=_Steps, extra=1, max_num=300, absolute_max=320)


class AreaForm(forms.Form):
    """The values of one area but for its leads and steps. `revision`: of the import when the form was opened."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
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
        known = {term["initials"]: {**lead_of_term(term)} for term in glossary} | _by_written(area["leads"])
        self.form = AreaForm(data, initial=area_initial(area, revision), sections=sections)
        leads = [{**lead, "name": lead["name"] or ""} for lead in area["leads"]]
        self.leads = LeadForms(data, prefix="leads", initial=leads)
        self.steps = StepForms(
            data, prefix="steps", steps=area["next_steps"], more={"read_due": read_due, "known": known}
        )

    @property
    def parts(self) -> list[Any]:
        """For the summary of errors."""
        return [self.form, self.leads, self.steps]

    def is_valid(self) -> bool:
        """Whether every part is sound; all are checked, so that every error is told at once."""
        valid = [part.is_valid() for part in self.parts]
        return all(valid)

    def reopened_at(self, revision: int) -> None:
        """Keep what was typed, and count it as opened at `revision`: to send it again is then a decision."""
        data: Any = self.form.data
        self.form.data = data.copy()
        self.form.data["revision"] = str(revision)  # type: ignore[index]

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


def lead_of_term(term: Json) -> Json:
    """The lead that initials of the glossary stand for."""
    return asdict(
        read_leads(
            term["initials"], {term["initials"]: Term(term["initials"], term["name"], term["role"], term["kind"])}
        )[0]
    )
