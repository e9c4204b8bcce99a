"""Every change of one area, as its history page tells it; what is restricted stays so in its whole past."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dueregard.actions.models import ActionRevision
from dueregard.actions.rules import Status
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaAction, AreaLead, AreaRevision
from dueregard.plan.rules.passages import PASSAGES


@dataclass(frozen=True)
class Change:
    """One change in an area's history: when, who, why, and each field before and after (None = withheld)."""

    at: datetime
    by: str
    reason: str
    what: str
    fields: list[tuple[str, str | None, str | None]]


_AREA_LABELS = {
    "title": "Risk area",
    **PASSAGES,
    "rag": "RAG",
    "likelihood": "Likelihood (gross)",
    "impact": "Impact (gross)",
    "residual_likelihood": "Likelihood (residual)",
    "residual_impact": "Impact (residual)",
    "rating_reason": "Reason for the rating",
    "review_on": "Next review",
    "review_set": "Next review was set",
    "retired_on": "Retired on",
}
_STEP_LABELS = {
    "text": "Next step",
    "status": "Status",
    "due_phrase": "Due",
    "due_end": "Due by",
    "rhythm": "Rhythm",
    "progress": "Progress",
    "waiting_on": "Waiting on",
    "ask_again_on": "Ask again on",
    "carried_over": "Times carried over",
}


def _shown(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    return str(Status(value).label) if value in Status.values else str(value)


def _pairs(
    before: Any, after: Any, labels: dict[str, str], hidden: set[str]
) -> list[tuple[str, str | None, str | None]]:
    found: list[tuple[str, str | None, str | None]] = []
    for name, label in labels.items():
        old, new = getattr(before, name, None) if before else "", getattr(after, name)
        if _shown(old) != _shown(new):
            found.append((label, None, None) if name in hidden else (label, _shown(old), _shown(new)))
    return found


def history(viewer: Any, area: Area) -> list[Change]:
    """Every change of an area, its leads and its next steps, newest first; restricted words are withheld."""
    full = permissions.can_read_restricted(viewer)
    changes: list[Change] = []
    before: Any = None
    revisions = list(AreaRevision.objects.filter(area=area).order_by("recorded_from", "pk"))
    # A passage that is restricted today is restricted in its whole history.
    now = set(revisions[-1].restricted) if revisions else set()
    for row in revisions:
        hidden = set() if full else now | set(row.restricted) | set(before.restricted if before else ())
        fields = _pairs(before, row, _AREA_LABELS, hidden)
        what = "Risk area" if before else "Risk area begun"
        if fields:
            changes.append(Change(row.recorded_from, row.recorded_by_name, row.reason, what, fields))
        before = row
    last: dict[int, ActionRevision] = {}
    actions = AreaAction.objects.filter(area=area).values_list("action_id", flat=True)
    secret = (
        set()
        if full
        else set(
            ActionRevision.objects.filter(action_id__in=list(actions), restricted=True).values_list(
                "action_id", flat=True
            )
        )
    )
    for step in ActionRevision.objects.filter(action_id__in=list(actions)).order_by("recorded_from", "pk"):
        if step.action_id in secret:
            continue
        earlier = last.get(step.action_id)
        fields = _pairs(earlier, step, _STEP_LABELS, set())
        what = f"Next step “{step.text[:60]}”" if earlier else "Next step begun"
        if fields:
            changes.append(Change(step.recorded_from, step.recorded_by_name, step.reason, what, fields))
        last[step.action_id] = step
    for led in AreaLead.objects.filter(area=area).select_related("lead"):
        changes.append(
            Change(led.recorded_from, led.recorded_by_name, led.reason, "Lead", [("Lead", "", led.lead.label)])
        )
        if led.recorded_to:
            changes.append(Change(led.recorded_to, "", "", "Lead", [("Lead", led.lead.label, "")]))
    return sorted(changes, key=lambda change: change.at, reverse=True)
