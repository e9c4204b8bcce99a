"""Refusing a correction whose form was opened before somebody else's was saved."""

from __future__ import annotations

from typing import Any

from dueregard.audit.queries import entries_about
from dueregard.kernel.require import ChangedSince


def refuse_later(row: Any, revision: int | None, *, subject: str, verbs: tuple[str, ...]) -> None:
    """Raise ChangedSince where the locked `row` was corrected after the form was opened at `revision` (None: no form).

    subject, verbs: of the entries in the trail that say who corrected it, and when.
    """
    if revision is None or row.revision == revision:
        return
    entry = entries_about([subject]).filter(verb__in=verbs).first()
    raise ChangedSince({}, row.revision, entry.actor_name if entry else "Somebody", entry.at if entry else None)
