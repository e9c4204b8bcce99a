"""What the gallery shows: invented examples for each component."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

from dueregard.look.difference import word_difference
from dueregard.look.forms import DayField

_BEFORE = (
    "All visiting speakers are approved by the faculty office at least ten days before the event. "
    "Requests that raise a question go to the secretary."
)
_AFTER = (
    "All visiting speakers are noted by the faculty office at least fifteen working days before the event, and "
    "events go ahead unless named deciders record a lawful reason. Requests that raise a question go to the "
    "university secretary."
)

_AREAS: list[dict[str, Any]] = [
    {
        "number": "1.1",
        "title": "Oversight of the duty by the governing body",
        "section": "Leadership",
        "rag": "green",
        "leads": ["University Secretary"],
        "open": 1,
        "overdue": 0,
        "reviewed": dt.date(2026, 10, 12),
    },
    {
        "number": "1.2",
        "title": "Staff know whom to tell when they are worried about somebody",
        "section": "Leadership",
        "rag": "amber",
        "leads": ["Prevent Lead", "Head of People"],
        "open": 3,
        "overdue": 1,
        "reviewed": dt.date(2026, 9, 30),
    },
    {
        "number": "2.1",
        "title": "Visiting speakers at events that the students’ union arranges away from campus",
        "section": "Speakers and events",
        "rag": "red",
        "leads": ["Students’ Union"],
        "open": 4,
        "overdue": 2,
        "reviewed": dt.date(2026, 2, 3),
    },
    {
        "number": "2.3",
        "title": "Use of bookable rooms by outside groups",
        "section": "Speakers and events",
        "rag": None,
        "leads": [],
        "open": 0,
        "overdue": 0,
        "reviewed": None,
    },
]


class ExampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(
        label="Title", max_length=120, error_messages={"required": "Enter a title for the risk area"}
    )
    due = DayField(label="Due", required=False)
    section = forms.ChoiceField(label="Section", choices=[("1", "Leadership"), ("2", "Speakers and events")])
    rating = forms.ChoiceField(
        label="Rating",
        help_text="Choose Unknown when nobody has rated it yet.",
        widget=forms.RadioSelect,
        choices=[("red", "Red"), ("amber", "Amber"), ("green", "Green"), ("unknown", "Unknown")],
        error_messages={"required": "Choose a rating"},
    )
    leads = forms.MultipleChoiceField(
        label="Leads",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Prevent Lead"), ("2", "Head of People"), ("3", "Students’ Union")],
    )
    text = forms.CharField(label="Next step", widget=forms.Textarea(attrs={"rows": 4}), required=False)
    evidence = forms.FileField(label="Evidence", required=False, help_text="A document of at most 25 MB.")
    standing = forms.BooleanField(label="This step has no end", required=False)

    def clean(self) -> dict[str, Any]:
        """A due date and a standing step contradict each other."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("standing") and cleaned.get("due"):
            raise forms.ValidationError("A step without an end cannot have a due date")
        return cleaned


class FilterForm(forms.Form):
    """The register's filters, as an example."""

    q = forms.CharField(label="Words", required=False)
    section = forms.ChoiceField(label="Section", required=False, choices=[("", "All"), ("2", "Speakers and events")])
    rag = forms.ChoiceField(label="RAG", required=False, choices=[("", "All"), ("red", "Red"), ("amber", "Amber")])
    overdue = forms.BooleanField(label="Overdue only", required=False)


class SheetRow(forms.Form):
    """One row of a meeting sheet."""

    rag = forms.ChoiceField(
        label="RAG", choices=[("unknown", "Unknown"), ("red", "Red"), ("amber", "Amber"), ("green", "Green")]
    )
    lead = forms.CharField(label="Lead", required=False)
    due = DayField(label="Due", required=False)


def gallery(page: str) -> dict[str, Any]:
    """Return the context of the gallery: data only, so that the template shows how each component is written."""
    today = dt.date(2026, 11, 24)
    return {
        "rags": ["red", "amber", "green", None],
        "today": today,
        "now": dt.datetime(2026, 11, 24, 14, 5, tzinfo=dt.UTC),
        "term": (dt.date(2027, 1, 11), dt.date(2027, 3, 19)),
        "crumbs": [
            {"label": "Register", "url": "#register"},
            {"label": "Speakers and events", "url": "#register"},
            {"label": "2.1 Visiting speakers"},
        ],
        "areas": _AREAS,
        "summary": [
            {"label": "Section", "value": "2 Speakers and events"},
            {"label": "Leads", "value": "Students’ Union; Head of Events", "url": "#summary"},
            {"label": "Review due", "value": "", "none": "No date", "url": "#summary", "action": "Add"},
        ],
        "tasks": [
            {"label": "Check 3 uncertain values", "url": "#tasks", "status": "To do", "tone": "strong"},
            {
                "label": "Agree the ratings",
                "url": "#tasks",
                "hint": "Steering group, 4 December 2026",
                "status": "Overdue",
                "tone": "late",
            },
            {"label": "Publish the plan", "hint": "After the ratings", "status": "Cannot start yet", "tone": "quiet"},
            {"label": "Name a lead for each area", "url": "#tasks", "status": "Done", "tone": "done"},
        ],
        "timeline": [
            {
                "title": "Rated amber",
                "at": dt.datetime(2026, 10, 12, 10, 30, tzinfo=dt.UTC),
                "by": "Prevent Lead",
                "text": "Was red. Training reached the union’s officers.",
            },
            {"title": "Lead changed to Students’ Union", "at": dt.date(2026, 9, 30), "by": "Prevent Officer"},
            {"title": "Opened from the plan of 2025-26", "at": dt.date(2026, 8, 1)},
        ],
        "chips": [
            {"label": "Section: Speakers and events", "url": "#filters"},
            {"label": "Overdue", "url": "#filters"},
        ],
        "segments": word_difference(_BEFORE, _AFTER),
        "conflict": {
            "by": "Prevent Officer",
            "at": dt.datetime(2026, 11, 24, 14, 5, tzinfo=dt.UTC),
            "fields": [{"label": "Actions taken", "segments": word_difference(_BEFORE, _AFTER)}],
            "kept": ["Next review"],
        },
        "tabs": [
            {"label": "Risk assessment", "url": "#tabs", "current": True},
            {"label": "Action plan", "url": "#tabs"},
            {"label": "History", "url": "#tabs"},
        ],
        "rows": Paginator(range(412), 50).get_page(page),
        "filters": FilterForm({"section": "2", "overdue": "on"}),
        "plain_form": ExampleForm(initial={"due": today, "rating": "unknown"}, prefix="plain"),
        "form_with_errors": ExampleForm(
            {"wrong-title": "", "wrong-due": "the fourth", "wrong-section": "1", "wrong-standing": "on"}, prefix="wrong"
        ),
        "sheet": [
            SimpleNamespace(
                area=area,
                form=SheetRow(
                    initial={
                        "rag": area["rag"] or "unknown",
                        "lead": "; ".join(area["leads"]),
                        "due": dt.date(2026, 12, 4),
                    },
                    prefix=f"sheet-{row}",
                ),
            )
            for row, area in enumerate(_AREAS)
        ],
    }
