"""Taking a text out of the living plan, all that it ever said, and what is kept of documents that were brought."""

from __future__ import annotations

import json
from typing import Any

from django.db import models, transaction

from dueregard.actions.models import ActionRevision
from dueregard.audit.workflows import record
from dueregard.kernel.files import erase
from dueregard.kernel.require import permit
from dueregard.organisation.models import Initials, Lead
from dueregard.organisation.rules.kinds import LeadKind
from dueregard.plan import permissions
from dueregard.plan.models import (
    AreaAction,
    AreaLead,
    AreaRevision,
    ContextPassageRevision,
    Evidence,
    PlanDocumentRevision,
    PlanImport,
    Review,
    RiskEntry,
    RollForward,
    SectionRevision,
    SheetReturn,
)
from dueregard.plan.rules.passages import PASSAGES
from dueregard.plan.workflows.making import index_area

REDACTED = "[Redacted]"
# Where people write, by table. `reason` is why a revision was recorded.
_TEXTS: dict[type[models.Model], tuple[str, ...]] = {
    AreaRevision: ("title", *PASSAGES, "rating_words", "rating_reason", "reason"),
    ActionRevision: ("text", "progress", "source", "waiting_on", "due_phrase", "reason"),
    AreaLead: ("reason",),
    ContextPassageRevision: ("heading", "text", "reason"),
    SectionRevision: ("title", "reason"),
    RiskEntry: ("title", "text", "reason"),
    Evidence: ("title", "url"),
    Review: ("note", "minute"),
    RollForward: ("note",),
    PlanDocumentRevision: ("title", "reason"),
    Initials: ("meaning", "letters"),
}


@transaction.atomic
def take_out(*, by: Any, text: str, lead: str | None = None, instead: str = "") -> dict[str, int]:
    """Replace `text` wherever the plan's tables hold it: by `instead` in what stands now, by “[Redacted]” in the past.

    lead: reference of a lead that is to lose its name (a person, or words not recognised). Kept import files and
    returned spreadsheets that hold the text lose their bytes. The search index follows. Files of evidence are not
    searched. Gives how many rows changed, by table. The caller has checked that the text may be taken out at all; this
    still asks for the right to edit the whole plan or to decide on it.
    """
    permit(permissions.can_take_out(by))
    changed: dict[str, int] = {}
    areas: set[int] = set()
    for model, names in _TEXTS.items():
        for name in names:
            count = _replace(model, name, text, instead, areas)
            if count:
                changed[model.__name__] = changed.get(model.__name__, 0) + count
    if lead is not None:
        changed["Lead"] = _unname(lead, text)
    for held in (PlanImport, SheetReturn):
        count = _erase_kept(held, text)
        if count:
            changed[held.__name__] = count
    for area in sorted(areas):
        index_area(area)
    record(
        by=by,
        verb="plan.text_taken_out",
        subject_kind="plan",
        subject="plan",
        summary="Took a text out of the plan and its history.",
        details={"rows": changed},
    )
    return changed


def _replace(model: type[models.Model], name: str, text: str, instead: str, areas: set[int]) -> int:
    rows = model._default_manager.filter(**{f"{name}__contains": text})
    field: Any = model._meta.get_field(name)
    count = 0
    for row in rows.order_by("pk"):
        value = getattr(row, name)
        if text not in value:
            continue  # SQLite compares without regard to case
        current = getattr(row, "recorded_to", None) is None
        words = value.replace(text, instead or REDACTED if current else REDACTED)
        setattr(row, name, words[: field.max_length] if field.max_length else words)
        row.save(update_fields=[name])
        count += 1
        if isinstance(row, AreaRevision):
            areas.add(row.area_id)
        elif isinstance(row, ActionRevision):
            areas.update(AreaAction.objects.filter(action_id=row.action_id).values_list("area_id", flat=True))
    return count


def _unname(reference: str, text: str) -> int:
    lead = Lead.objects.select_related("person").filter(reference=reference).first()
    if lead is None or lead.label != text:
        return 0
    if lead.kind == LeadKind.PERSON and lead.person is not None:
        lead.label = lead.person.name = REDACTED
        lead.person.email = ""
        lead.person.save(update_fields=["name", "email"])
    elif lead.kind == LeadKind.UNKNOWN:
        lead.label = f"{REDACTED} {lead.reference}"  # words that are not recognised stand once
    else:
        return 0
    lead.save(update_fields=["label"])
    return 1


def _erase_kept(model: type[PlanImport] | type[SheetReturn], text: str) -> int:
    fields = ("proposal", "source") if model is PlanImport else ("differences",)
    count = 0
    rows: Any = model._default_manager.select_related("file").order_by("pk")
    for row in rows.iterator(chunk_size=20):
        if any(text in _all_words(getattr(row, name)) for name in fields):
            for name in fields:
                setattr(row, name, type(getattr(row, name))())
            row.save(update_fields=list(fields))
            erase(row.file)
            count += 1
    return count


def _all_words(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\\n", "\n").replace('\\"', '"').replace("\\t", "\t")
