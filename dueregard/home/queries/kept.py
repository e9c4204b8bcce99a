"""What is kept, and how long: the record of processing, read from the declarations that the retention run goes by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from inspect import getdoc

from django.apps import apps
from django.db.models import Model

from dueregard.kernel import clock, retention
from dueregard.kernel.jobs import next_slot
from dueregard.kernel.libraries import FOREIGN, WITHOUT_MODEL
from dueregard.kernel.models import RetentionRun
from dueregard.kernel.privacy import Privacy

# Two nights without a run are a fault of the schedule.
_LATE_AFTER = timedelta(days=2)
_NEVER = "never filled"
_TABLES = {"audit.Entry": "entries", "plan.PlanImport": "imports", "plan.SheetReturn": "returned spreadsheets"}
_CALLED = {"rag": "RAG", "url": "web address", "sha256": "SHA-256"}
# Each app's room in words, and what it keeps data for.
ROOMS = {
    "plan": (
        "The plan",
        "To assess the risk and plan the work that the Prevent duty asks for, and to show it as it was.",
    ),
    "health": (
        "The health of the plan",
        "To find what has gone stale in the plan's own words and links, so that somebody mends it.",
    ),
    "rounds": (
        "Update rounds",
        "To ask those who lead rows of the plan what has changed, and to bring their answers back.",
    ),
    "publication": (
        "Versions and publications",
        "To prove what was approved and published, and to take a person's words out of it where they must go.",
    ),
    "training": (
        "Training",
        "To know who needs which training, who has had it, and who the designated safeguarding officers are, without scores "
        "or opinions.",
    ),
    "actions": ("Next steps", "To say what will be done, by whom and by when, and to show what came of it."),
    "figures": ("Figures", "To say what a number on paper began from, where records begin later than it."),
    "organisation": ("The organisation", "To know which post, body or person is accountable for what."),
    "accounts": ("People and accounts", "To let people sign in, and to know who may do what, by whose decision."),
    "audit": ("The audit trail", "To prove who did what and when."),
    "kernel": (
        "Files, mail and background work",
        "To keep the files that belong to the rest, to send mail, and to do work in the background.",
    ),
}


@dataclass(frozen=True)
class Kept:
    """One table: what it is, its fields in words, how long it is kept, and what the last run took of it (None: never does)."""

    name: str
    what: str
    personal: list[str]
    special: list[str]
    plain: list[str]
    kept: str
    tombstone: bool = False
    removed: int | None = None


@dataclass(frozen=True)
class Room:
    """One app's tables."""

    title: str
    purpose: str
    tables: list[Kept]


@dataclass(frozen=True)
class KeptPage:
    """All tables by room, those of libraries, and the runs: the last that ended, and when the next is due."""

    rooms: list[Room]
    libraries: list[Kept]
    last: RetentionRun | None
    last_in_words: str
    next_at: datetime
    late: bool


def kept_page() -> KeptPage:
    """The whole page. One query: all but the last run is in the code."""
    last = retention.last_run()
    counts = last.counts if last else {}
    run = {kind.model for kind in retention.kinds()}
    rooms = [
        Room(title, purpose, [_table(model, counts, run) for model in apps.get_app_config(label).get_models()])
        for label, (title, purpose) in ROOMS.items()
    ]
    libraries = [
        Kept(
            name,
            one.why[:1].upper() + one.why[1:],
            [] if one.holds == "nothing" else [one.holds],
            [],
            [],
            one.kept,
            removed=counts.get(name, 0) if name in run else None,
        )
        for name, one in {**FOREIGN, **WITHOUT_MODEL}.items()
        if one.kept != _NEVER
    ]
    return KeptPage(
        rooms=rooms,
        libraries=libraries,
        last=last,
        last_in_words=retention.in_words(counts),
        next_at=next_slot(retention.EVERY),
        late=last is not None and last.begun_at < clock.now() - _LATE_AFTER,
    )


def _table(model: type[Model], counts: dict[str, int], run: set[str]) -> Kept:
    declared: Privacy = model.privacy  # type: ignore[attr-defined]
    label = model._meta.label
    name = _TABLES.get(label, str(model._meta.verbose_name_plural))
    return Kept(
        name=name[:1].upper() + name[1:],
        what=_first_sentence(getdoc(model) or ""),
        personal=_in_words(model, declared.personal),
        special=_in_words(model, declared.special),
        plain=_in_words(model, declared.plain),
        kept=declared.kept,
        tombstone=declared.tombstone,
        removed=counts.get(label, 0) if label in run else None,
    )


def _first_sentence(text: str) -> str:
    """What a table's own description opens with; the rest is for whoever changes the code."""
    whole = " ".join(text.split()).replace("`", "")
    return re.split(r"(?<=\.)\s", whole, maxsplit=1)[0]


def _in_words(model: type[Model], names: frozenset[str]) -> list[str]:
    """Fields as people call them, in the table's order; what only the database needs is left out."""
    fields = [field for field in model._meta.concrete_fields if field.name in names and field.name != "id"]
    return [_CALLED.get(field.name, str(field.verbose_name)) for field in fields]
