"""What a document says of the plan as a whole: its title, its context, the corporate risk register's entry.

Steps of the bulk workflows that take an import into the register and out of it; these have permitted, and record.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max

from dueregard.kernel import clock
from dueregard.kernel.revisions import as_recorded, first_revision
from dueregard.kernel.words import clean_line, clean_text
from dueregard.plan.models import ContextPassage, ContextPassageRevision, RiskEntry
from dueregard.plan.rules.proposals import Json
from dueregard.plan.rules.published import context_of, published
from dueregard.plan.rules.ratings import Rag
from dueregard.plan.rules.states import ContextKind
from dueregard.plan.workflows.imports.naming import Naming
from dueregard.plan.workflows.imports.values import day_of, level_pair, source_of
from dueregard.plan.workflows.making import current_plan, locked_plan, revise_plan


@transaction.atomic
def make_context(*, by: Any, proposal: Json) -> list[str]:
    """The context's passages, after those that are there; gives their references."""
    last = ContextPassageRevision.objects.filter(as_recorded(None)).aggregate(last=Max("position"))["last"] or 0
    made = []
    for index, (one, known) in enumerate(context_of(proposal["document"]), start=1):
        text = clean_text(one["text"] or "").strip()
        if not text:
            continue
        heading = clean_line(one["heading"] or "")[:300] or "Context"
        passage = ContextPassage.objects.create()
        first_revision(
            ContextPassageRevision,
            by=by,
            passage=passage,
            kind=known["kind"] if known.get("kind") in ContextKind.values else _context_kind(heading),
            heading=heading,
            text=text,
            position=last + index,
            restricted=known.get("restricted", False),
        )
        made.append(passage.reference)
    return made


def _context_kind(heading: str) -> str:
    words = heading.lower()
    if "national" in words:
        return ContextKind.NATIONAL
    return ContextKind.LOCAL if "local" in words or "regional" in words else ContextKind.OTHER


@transaction.atomic
def set_title(*, by: Any, proposal: Json) -> Json | None:
    """Name the plan after the first document that is brought; gives the title before and after."""
    title = clean_line(proposal["document"]["title"] or "")[:300]
    if not title:
        return None
    _, changed = revise_plan(by=by, plan=locked_plan(), reason=f"Brought from {source_of(proposal)}.", title=title)
    return {"before": changed["title"][0], "after": title} if changed else None


@transaction.atomic
def make_entry(*, by: Any, proposal: Json, naming: Naming) -> int | None:
    """The corporate risk register's entry, where the document has one and the plan none; gives its key.

    The caller has locked the plan.
    """
    said = published(proposal["document"]).get("risk_entry")
    if not said or RiskEntry.objects.filter(as_recorded(None)).exists():
        return None
    reference, title = (clean_line(said.get(name) or "") for name in ("register_reference", "title"))
    likelihood, impact = level_pair(said.get("likelihood"), said.get("impact"))
    reviewed_on = day_of(said.get("reviewed_on"))
    row = first_revision(
        RiskEntry,
        by=by,
        reason=f"Brought from {source_of(proposal)}.",
        register_reference=(reference or title)[:60],
        title=(title or reference)[:300],
        text=clean_text(said.get("text") or "").strip(),
        likelihood=likelihood,
        impact=impact,
        rag=said["rag"] if said.get("rag") in Rag.values else Rag.UNKNOWN,
        owner=naming.lead(said["owner"]) if said.get("owner") else None,
        reviewed_on=reviewed_on if reviewed_on and reviewed_on <= clock.today() else None,
        review_on=day_of(said.get("review_on")),
    )
    return row.pk


@transaction.atomic
def undo_whole(*, by: Any, made: Json) -> None:
    """Call the plan as it was called before the import, and take its entry away, unless that was changed since."""
    title, entry = made.get("title"), made.get("risk_entry")
    if not title and not entry:
        return
    plan = locked_plan()
    if title and current_plan(plan).title == title["after"]:
        revise_plan(by=by, plan=plan, reason="Undid an import", title=title["before"])
    if entry:
        RiskEntry.objects.filter(as_recorded(None), pk=entry).delete()
