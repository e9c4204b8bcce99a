"""Effective-dated revisions: what must be read as it was keeps one current row and the rows that it replaced."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from dueregard.kernel import clock

# The names that a revision table declares private or plain with its own (kernel.privacy)
REVISION_FIELDS = "id recorded_from recorded_to reason"
REVISION_PERSONAL = "recorded_by recorded_by_name"


class Revision(models.Model):
    """A row that was true in the register from recorded_from (inclusive) until recorded_to (exclusive, null = still).

    recorded_by / recorded_by_name: who recorded it, as a reference and a name (no foreign key: history outlives accounts).
    """

    recorded_from = models.DateTimeField()
    recorded_to = models.DateTimeField(null=True, blank=True)
    recorded_by = models.CharField(max_length=16, blank=True)
    recorded_by_name = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        abstract = True


R = TypeVar("R", bound=Revision)

_OWN = {"id", "recorded_from", "recorded_to", "recorded_by", "recorded_by_name", "reason"}


def as_recorded(moment: datetime | None, prefix: str = "") -> Q:
    """The rows that stood at `moment` (None = now). `prefix` is a lookup path to the revision, with its underscores."""
    if moment is None:
        return Q(**{f"{prefix}recorded_to__isnull": True})
    return Q(**{f"{prefix}recorded_from__lte": moment}) & (
        Q(**{f"{prefix}recorded_to__isnull": True}) | Q(**{f"{prefix}recorded_to__gt": moment})
    )


def values_of(revision: Revision) -> dict[str, Any]:
    """The content of a revision by attribute name, without the fields that make it a revision."""
    return {f.attname: getattr(revision, f.attname) for f in revision._meta.concrete_fields if f.attname not in _OWN}


def first_revision(model: type[R], *, by: Any, reason: str = "", **values: Any) -> R:
    """Record the first revision of a new thing."""
    return model._default_manager.create(
        recorded_from=clock.now(), recorded_by=by.reference, recorded_by_name=by.name, reason=reason, **values
    )


def first_revisions(model: type[R], *, by: Any, rows: Iterable[tuple[str, dict[str, Any]]]) -> list[R]:
    """Record the first revisions of many new things at once. rows: (reason, values) of each."""
    moment = clock.now()
    return model._default_manager.bulk_create(
        model(recorded_from=moment, recorded_by=by.reference, recorded_by_name=by.name, reason=reason, **values)
        for reason, values in rows
    )


def next_revision(current: R, *, by: Any, reason: str = "", **changes: Any) -> tuple[R, dict[str, tuple[Any, Any]]]:
    """Close `current` and record its successor with `changes`; gives the row and {field: (before, after)}.

    Where nothing differs, `current` comes back unchanged with an empty dict. The caller holds the lock.
    """
    values = values_of(current)
    # A change may name a foreign key by its object: compare and store by attribute name.
    named = {}
    for name, value in changes.items():
        attname = current._meta.get_field(name).attname  # type: ignore[union-attr]
        named[attname] = value.pk if isinstance(value, models.Model) else value
    differing = {name: (values[name], value) for name, value in named.items() if values[name] != value}
    if not differing:
        return current, {}
    moment = max(clock.now(), current.recorded_from)
    type(current)._default_manager.filter(pk=current.pk, recorded_to__isnull=True).update(recorded_to=moment)
    row = type(current)._default_manager.create(
        recorded_from=moment,
        recorded_by=by.reference,
        recorded_by_name=by.name,
        reason=reason,
        **(values | named),
    )
    return row, differing
