"""Taking a text out of the living plan, all that it ever said, and what is kept of documents that were brought."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote_plus

from django.db import models, transaction
from django.db.models import F
from django.utils.module_loading import import_string

from dueregard.actions.models import ActionLead, ActionRevision
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
    ReviewCycle,
    RiskEntry,
    RollForward,
    SavedView,
    SectionRevision,
    SheetReturn,
)
from dueregard.plan.rules.passages import PASSAGES
from dueregard.plan.rules.taking_out import holds, pattern_of
from dueregard.plan.workflows.making import index_area

REDACTED = "[Redacted]"
# Where people write, by table. `reason` is why a revision was recorded.
_TEXTS: dict[type[models.Model], tuple[str, ...]] = {
    AreaRevision: ("title", *PASSAGES, "rating_words", "rating_reason", "reason"),
    ActionRevision: ("text", "progress", "source", "waiting_on", "due_phrase", "reason"),
    ActionLead: ("reason",),
    AreaLead: ("reason",),
    ContextPassageRevision: ("heading", "text", "reason"),
    SectionRevision: ("title", "reason"),
    RiskEntry: ("register_reference", "title", "text", "reason"),
    Evidence: ("title", "url"),
    Review: ("note", "minute", "reviewed_by", "plan_version", "withdrawn_why"),
    ReviewCycle: ("reviewer",),
    RollForward: ("note",),
    PlanDocumentRevision: ("title", "reason"),
    Initials: ("meaning", "letters"),
}
# Rooms above that keep texts of the plan's rows; see `takes_out_too`.
_ABOVE: list[str] = []


def takes_out_too(function: str) -> None:
    """Make known how a room above takes a text out of what it keeps.

    function: dotted path, called as function(by=, text=, name=) in the transaction of `take_out`; gives {table: rows
    changed}.
    """
    if function not in _ABOVE:
        _ABOVE.append(function)


@transaction.atomic
def take_out(*, by: Any, text: str, lead: str | None = None, instead: str = "", name: bool = False) -> dict[str, int]:
    """Replace `text` wherever the plan's tables hold it: by `instead` in what stands now, by “[Redacted]” in the past.

    lead: reference of a lead that is to lose its name (a person, or words not recognised). name: whether the text is
    somebody's name; a short text that is none is only found as a paragraph by itself (rules.taking_out). Kept import
    files and returned spreadsheets that hold the text lose their bytes, saved views that ask for it their filters. The
    search index follows. Files of evidence are not searched. Gives how many rows changed, by table. The caller has
    checked that the text may be taken out at all; this still asks for the right to edit the whole plan or to decide on it.
    """
    permit(permissions.can_take_out(by))
    pattern = pattern_of(text, name=name)
    changed: dict[str, int] = {}
    areas: set[int] = set()
    touched: set[models.Model] = set()
    for model, names in _TEXTS.items():
        for field in names:
            count = _replace(model, field, pattern, text, instead, areas, touched)
            if count:
                changed[model.__name__] = changed.get(model.__name__, 0) + count
    if lead is not None:
        changed["Lead"] = _unname(lead)
    for held in (PlanImport, SheetReturn):
        count = _erase_kept(held, pattern)
        if count:
            changed[held.__name__] = count
    count = _empty_views(pattern)
    if count:
        changed["SavedView"] = count
    for function in _ABOVE:
        changed |= import_string(function)(by=by, text=text, name=name)
    for thing in touched:
        # A form that was opened before must not bring the text back unseen.
        type(thing)._default_manager.filter(pk=thing.pk).update(revision=F("revision") + 1)
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


# Whose `revision` the edit forms of a revision go by.
_OWNERS = {
    AreaRevision: "area",
    ActionRevision: "action",
    ContextPassageRevision: "passage",
    PlanDocumentRevision: "plan",
}


def _replace(
    model: type[models.Model],
    name: str,
    pattern: re.Pattern[str],
    text: str,
    instead: str,
    areas: set[int],
    touched: set[models.Model],
) -> int:
    rows = model._default_manager.filter(**{f"{name}__contains": text.split()[0]})  # the rest may be parted otherwise
    field: Any = model._meta.get_field(name)
    count = 0
    for row in rows.order_by("pk"):
        value = getattr(row, name)
        if not pattern.search(value):
            continue
        current = getattr(row, "recorded_to", None) is None
        stands = instead or REDACTED if current else REDACTED
        words = pattern.sub(lambda _: stands, value)  # noqa: B023 - used at once
        setattr(row, name, words[: field.max_length] if field.max_length else words)
        row.save(update_fields=[name])
        count += 1
        if current and model in _OWNERS:
            touched.add(getattr(row, _OWNERS[model]))
        if isinstance(row, AreaRevision):
            areas.add(row.area_id)
        elif isinstance(row, ActionRevision):
            areas.update(AreaAction.objects.filter(action_id=row.action_id).values_list("area_id", flat=True))
    return count


def _unname(reference: str) -> int:
    # Whatever it is called by now: the same person may have another name than when the version was frozen.
    lead = Lead.objects.select_related("person").filter(reference=reference).first()
    if lead is None:
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


def _erase_kept(model: type[PlanImport] | type[SheetReturn], pattern: re.Pattern[str]) -> int:
    fields = ("proposal", "source", "mapping") if model is PlanImport else ("differences",)
    count = 0
    rows: Any = model._default_manager.select_related("file").order_by("pk")
    for row in rows.iterator(chunk_size=20):
        if holds(row.file.name, pattern) or any(holds(getattr(row, name), pattern) for name in fields):
            for name in fields:
                setattr(row, name, type(getattr(row, name))())
            row.save(update_fields=list(fields))
            erase(row.file)
            count += 1
    return count


def _empty_views(pattern: re.Pattern[str]) -> int:
    count = 0
    for view in SavedView.objects.order_by("pk"):
        if pattern.search(view.name) or any(
            pattern.search(unquote_plus(one.partition("=")[2])) for one in view.query.split("&")
        ):
            view.query = ""
            view.name = f"{REDACTED} {view.reference}" if pattern.search(view.name) else view.name
            view.save(update_fields=["name", "query"])
            count += 1
    return count
