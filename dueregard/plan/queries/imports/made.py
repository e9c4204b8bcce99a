"""What an import made, and whether anything of it has been changed since or is pointed at by now."""

from __future__ import annotations

from typing import Any

from django.db import models

from dueregard.actions.models import Action
from dueregard.kernel.revisions import Revision
from dueregard.plan.models import Area, ContextPassage, Section
from dueregard.plan.rules.proposals import Json

# What belongs to the register: a change in any of it stops the undoing.
_KEPT: tuple[tuple[str, type[models.Model], str], ...] = (
    ("areas", Area, "risk area"),
    ("actions", Action, "next step"),
    ("sections", Section, "section"),
    ("passages", ContextPassage, "context passage"),
)


def pointing_at_made(made: Json) -> dict[str, int]:
    """How many rows of which tables point at what an import made: taken when it is made, it must be so at its undoing.

    Rows of a history are counted twice, in all and those that still stand, so that any change shows.
    """
    found: dict[str, int] = {}
    for name, model, _ in _KEPT:
        keys = list(model._default_manager.filter(reference__in=made[name]).values_list("pk", flat=True))
        for label, pointing, field in pointers(model):
            found[label] = count_pointing(pointing, field, keys)
            if issubclass(pointing, Revision):
                found[f"{label} now"] = count_pointing(pointing, field, keys, recorded_to__isnull=True)
    return found


def pointers(model: type[models.Model]) -> list[tuple[str, type[models.Model], str]]:
    """Every foreign key of the whole application that points at `model`: (label, the table, the field)."""
    return [
        (f"{relation.related_model._meta.label}.{relation.field.name}", relation.related_model, relation.field.name)
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and isinstance(relation.related_model, type)
    ]


def count_pointing(model: type[models.Model], field: str, keys: list[Any], **more: Any) -> int:
    """How many rows of a table point at these keys by this field."""
    total = 0
    for start in range(0, len(keys), 500):
        total += model._default_manager.filter(**{f"{field}__in": keys[start : start + 500]}, **more).count()
    return total


def changed_since(made: Json) -> str:
    """A sentence on what has been changed in what an import made, or "" where it can be undone."""
    for name, model, noun in _KEPT:
        rows = model._default_manager.filter(reference__in=made[name])
        if rows.count() != len(made[name]):
            return f"A {noun} that it made is gone, so it can no longer be undone."
        if name != "sections" and rows.exclude(revision=1).exists():
            return f"A {noun} that it made has been changed since, so it can no longer be undone."
    if pointing_at_made(made) != made["pointing"]:
        return "Something has been changed in or added to what it made, so it can no longer be undone."
    return ""
