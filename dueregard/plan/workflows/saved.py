"""Named views of the register: each belongs to one account and holds nothing but filters."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.accounts.models import Account
from dueregard.audit.workflows import record
from dueregard.kernel.require import permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line
from dueregard.plan import permissions
from dueregard.plan.models import SavedView

MOST_VIEWS = 30


@transaction.atomic
def save_view(*, by: Any, name: str, query: str) -> SavedView:
    """Keep the filters `query` under a name; the same name (whatever its case) is replaced."""
    permit(permissions.can_read_register(by))
    name = clean_line(name)[:80]
    sound(bool(name), "Give the view a name.")
    sound(len(query) <= 1000, "These filters are too long to keep.")
    locked(Account, by.pk)  # one view of a person at a time: two clicks would both find that there is none
    mine = SavedView.objects.filter(account=by)
    row = mine.filter(name__iexact=name).first()
    if row is None:
        sound(mine.count() < MOST_VIEWS, f"You have {MOST_VIEWS} views already: delete one first.")
        row = SavedView(account=by)
    row.name, row.query = name, query
    row.save()
    _record(by, row, "saved")
    return row


@transaction.atomic
def delete_view(*, by: Any, reference: str) -> None:
    """Delete one of one's own views; another's is not found and nothing happens."""
    permit(permissions.can_read_register(by))
    row = SavedView.objects.filter(account=by, reference=reference).first()
    if row is not None:
        row.delete()
        _record(by, row, "deleted")


def _record(by: Any, row: SavedView, past: str) -> None:
    record(
        by=by,
        verb=f"plan.view_{past}",
        subject_kind="saved view",
        subject=row.reference,
        summary=f"A view of the register was {past}.",
    )
