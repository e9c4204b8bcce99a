"""Editing an area's title, passages and next review, and restricting its passages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from dueregard.kernel.require import ChangedSince, allowed_now, permit, sound
from dueregard.kernel.revisions import next_revision
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_text
from dueregard.plan import permissions
from dueregard.plan.models import Area, AreaRevision
from dueregard.plan.rules.passages import PASSAGES, RESTRICTABLE
from dueregard.plan.workflows.areas.area import current_of, recorded, told
from dueregard.plan.workflows.making import (
    index_area,
    touch,
)

_EDITABLE = ("title", *PASSAGES, "review_on")


@transaction.atomic
def edit_area(*, by: Any, area: Area, revision: int, reason: str = "", **values: Any) -> AreaRevision:
    """Change the title, passages or next review of an area.

    revision: the number that the form was opened at. Raises ChangedSince with the present values where somebody has
    saved since; Refused for an empty title; NotAllowedNow for a retired area.
    """
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_edit_area(by, current))
    allowed_now(current.retired_on is None, "This area is retired: restore it first.")
    if row.revision != revision:
        present = {name: getattr(current, name) for name in _EDITABLE}
        raise ChangedSince(present, row.revision, current.recorded_by_name, current.recorded_from)
    for name, value in values.items():
        sound(name in _EDITABLE, "This cannot be edited here.")
        if isinstance(value, str):
            values[name] = clean_text(value).strip()
    sound(bool(values.get("title", current.title)), "Say what the risk area is.")
    if values.get("review_on", current.review_on) != current.review_on:
        values["review_by_rule"] = False  # a person has set it
    changed, differing = next_revision(current, by=by, reason=clean_text(reason).strip(), **values)
    if differing:
        touch(row)
        index_area(row.pk)
        names = ", ".join(PASSAGES.get(n, n.replace("_", " ")).lower() for n in differing if n in _EDITABLE)
        recorded(by, row, "area_edited", f"Edited {{area}}: {names}.", told(changed, differing))
    return changed


@transaction.atomic
def restrict_passages(
    *, by: Any, area: Area, passages: Iterable[str], reason: str, opened: Iterable[str] | None = None
) -> AreaRevision:
    """Make exactly these passages restricted; with `opened`, what the form showed, only change what was changed there.

    Raises Refused for an unknown passage or without a reason.
    """
    row = locked(Area, area.pk)
    current = current_of(row)
    permit(permissions.can_edit_area(by, current))
    chosen = set(passages)
    sound(chosen <= set(RESTRICTABLE), "This passage cannot be restricted.")
    if opened is not None:
        chosen = (set(current.restricted) - (set(opened) - chosen)) | chosen - set(opened)
    wanted = [name for name in RESTRICTABLE if name in chosen]
    reason = clean_text(reason).strip()
    sound(bool(reason), "Say why, in a few words.")
    changed, differing = next_revision(current, by=by, reason=reason, restricted=wanted)
    if differing:
        touch(row)
        index_area(row.pk)
        recorded(by, row, "area_restricted", "Changed which passages of {area} are restricted.", {"restricted": wanted})
    return changed
