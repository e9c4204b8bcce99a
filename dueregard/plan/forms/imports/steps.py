"""The leads and next steps of one row of an import."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from dueregard.look.templatetags.look import plain_span
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.organisation.rules.phrases import When, read_when
from dueregard.plan.forms.imports.fields import KINDS, RHYTHMS, long_text
from dueregard.plan.importing.leads import read_leads
from dueregard.plan.importing.proposal import Term
from dueregard.plan.rules.proposals import Json, blank_step


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
        step["leads"] = leads_from_line(values["leads"], {**self.known, **by_written(step["leads"])})
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


def leads_in_words(leads: list[Json]) -> str:
    """Leads as a page of a conflict shows them, one a line."""
    return "\n".join(f"{one['name'] or one['written']} ({LeadKind(one['kind']).label.lower()})" for one in leads)


def steps_in_words(steps: list[Json]) -> str:
    """Steps with all that their form holds, each a paragraph."""
    said = []
    for step in steps:
        values = _step_initial(step)
        marks = [
            f"{_MARKS[name]} {values[name]}" if isinstance(values[name], str) else _MARKS[name]
            for name in _MARKS
            if values[name]
        ]
        said.append("; ".join([values["text"].replace("\r\n", "\n").strip(), *marks]))
    return "\n\n".join(said)


_MARKS = {
    "due": "due",
    "standing": "goes on or comes again",
    "rhythm": "how often:",
    "leads": "led by",
    "progress": "progress:",
    "waiting_on": "waiting on",
    "depends_on": "depends on",
    "carried_over": "carried over",
}


def mark_of(words: str) -> str:
    """Stands for these words in a hidden field."""
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def by_written(leads: list[Json]) -> dict[str, Json]:
    """Leads by what is written of them."""
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


def lead_of_term(term: Json) -> Json:
    """The lead that initials of the glossary stand for."""
    return asdict(
        read_leads(
            term["initials"], {term["initials"]: Term(term["initials"], term["name"], term["role"], term["kind"])}
        )[0]
    )


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
