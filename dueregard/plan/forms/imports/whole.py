"""Forms of an import as a whole: bringing, its columns, glossary, title and context, how often steps come, taking over."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import formset_factory

from dueregard.documents.limits import in_megabytes
from dueregard.documents.readers import READABLE
from dueregard.look.forms import DayField
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan.forms.imports.fields import KINDS, RHYTHMS, long_text
from dueregard.plan.importing.headings import FIELDS
from dueregard.plan.rules.proposals import Json

_ACCEPT = ".docx,.xlsx,.xls,.odt,.ods,.pdf,.html,.htm,.csv,.tsv,.txt,.json"


class BringForm(forms.Form):
    """The file of a document."""

    document = forms.FileField(
        label="Your plan",
        allow_empty_file=True,  # the workflow has a better sentence
        max_length=None,
        widget=forms.FileInput(attrs={"accept": _ACCEPT}),
        error_messages={"required": "Choose the file of your plan.", "missing": "Choose the file of your plan."},
    )

    def __init__(self, *args: Any, most: int, **kwargs: Any) -> None:
        """most: the largest file that can be brought, in bytes."""
        super().__init__(*args, **kwargs)
        self.fields["document"].help_text = f"{READABLE}; at most {in_megabytes(most)}."


class ColumnsForm(forms.Form):
    """A choice for each column of each table."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, tables: list[Any], **kwargs: Any) -> None:
        """tables: queries.imports.Table."""
        super().__init__(*args, **kwargs)
        self.tables = tables
        for place, table in enumerate(tables):
            for column in table.columns:
                label = column.heading or f"Column {column.index + 1}"
                self.fields[f"{place}-{column.index}"] = forms.ChoiceField(
                    label=f"{label} holds", choices=list(FIELDS.items()), initial=column.field
                )

    def rows(self) -> list[tuple[Any, list[tuple[Any, forms.BoundField]]]]:
        """Each table with its columns and their fields."""
        return [
            (table, [(column, self[f"{place}-{column.index}"]) for column in table.columns])
            for place, table in enumerate(self.tables)
        ]

    def mapping(self) -> dict[str, dict[str, str]]:
        """The user's own choices, for the tables in which something was changed or the table had been left out."""
        out: dict[str, dict[str, str]] = {}
        for place, table in enumerate(self.tables):
            chosen = {str(column.index): self.cleaned_data[f"{place}-{column.index}"] for column in table.columns}
            if any(chosen[str(column.index)] != column.field for column in table.columns):
                for grid in table.grids:
                    out[str(grid)] = chosen
        return out


class TermForm(forms.Form):
    """One entry of the glossary."""

    initials = forms.CharField(
        label="Initials", required=False, max_length=20, widget=forms.TextInput(attrs={"class": "input-short"})
    )
    name = forms.CharField(label="Stand for", required=False, max_length=200)
    role = forms.CharField(label="Role", required=False, max_length=200)
    kind = forms.ChoiceField(label="Which is a", choices=KINDS, required=False, initial=LeadKind.UNKNOWN)

    def term(self) -> Json | None:
        """The entry in the proposal's shape; None where it explains nothing."""
        values = self.cleaned_data
        if not values.get("initials") or not values.get("name"):
            return None
        return {
            "initials": values["initials"],
            "name": values["name"],
            "role": values["role"] or None,
            "kind": values["kind"] or LeadKind.UNKNOWN,
        }


TermForms: Any = formset_factory(TermForm, extra=2, max_num=500, absolute_max=520)


class DocumentForm(forms.Form):
    """The document's own title and date."""

    title = forms.CharField(label="Title", required=False, max_length=300)
    updated = DayField(label="Updated on", required=False, help_text="For example, 1 November 2026")


class SectionForm(forms.Form):
    """A section's title; its number is how the areas name it."""

    number = forms.CharField(required=False, widget=forms.HiddenInput)
    title = forms.CharField(label="Title", required=False, max_length=500)


class ContextForm(forms.Form):
    """A passage of the context."""

    heading = forms.CharField(label="Heading", required=False, max_length=300)
    text = long_text("Text", 5)


SectionForms: Any = formset_factory(SectionForm, extra=0, max_num=300, absolute_max=320)
ContextForms: Any = formset_factory(ContextForm, extra=1, max_num=60, absolute_max=80)


class RhythmsForm(forms.Form):
    """How often each standing step comes that does not say."""

    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, steps: list[tuple[Json, int]], **kwargs: Any) -> None:
        """steps: (area, index of the step)."""
        super().__init__(*args, **kwargs)
        self.steps = steps
        for area, index in steps:
            text = area["next_steps"][index]["text"]
            self.fields[f"{area['key']}-{index}"] = forms.ChoiceField(
                label=f"{area['number'] or ''} {text}".strip(), choices=RHYTHMS, required=False
            )

    def corrections(self) -> dict[str, Json]:
        """The areas' steps with the rhythms that were given, for correct_proposal."""
        out: dict[str, Json] = {}
        for area, index in self.steps:
            chosen = self.cleaned_data[f"{area['key']}-{index}"]
            if chosen:
                steps = out.setdefault(area["key"], {"next_steps": [dict(step) for step in area["next_steps"]]})
                steps["next_steps"][index]["rhythm"] = chosen
        return out


class CommitForm(forms.Form):
    """What has to be said before an import goes into the register."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    taken = forms.ChoiceField(
        label="Areas whose number is taken",
        widget=forms.RadioSelect,
        choices=[
            ("without_number", "Bring each as a new area without a number; replace nothing"),
            ("leave_out", "Leave them out"),
        ],
        error_messages={"required": "Say what to do with the areas whose number is taken."},
    )
    again = forms.BooleanField(
        label="I want this file in the register a second time",
        error_messages={
            "required": "This file is in the register already: say that you want it twice, or do not take it."
        },
    )

    def __init__(self, *args: Any, clashes: bool, twin: bool, **kwargs: Any) -> None:
        """clashes: whether numbers are taken; twin: whether the same file is in the register already."""
        super().__init__(*args, **kwargs)
        if not clashes:
            del self.fields["taken"]
        if not twin:
            del self.fields["again"]
