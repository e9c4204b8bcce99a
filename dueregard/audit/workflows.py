"""Writing to the trail: the fourth beat of every workflow."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection, transaction

from dueregard.audit.models import Detail, Entry
from dueregard.audit.rules import GENESIS, details_digest, entry_hash
from dueregard.kernel import clock
from dueregard.kernel.principals import Principal

# One writer at a time appends to the chain. SQLite's immediate transactions see to it; PostgreSQL takes this lock.
_CHAIN_LOCK = 7_265_271


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(v) for v in value]
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


@transaction.atomic
def record(
    *,
    by: Principal,
    verb: str,
    subject_kind: str,
    subject: str,
    summary: str,
    details: dict[str, Any] | None = None,
) -> Entry:
    """Append one entry, in the caller's transaction: it stands or falls with what it tells of.

    verb: past, "app.done". summary: a sentence of at most 500 characters without users' free text.
    details: changed values, JSON-like (dates are written ISO).
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
        last = Entry.objects.order_by("-number").values_list("number", "hash").first() or (0, GENESIS)
    content = _plain(details or {})
    salt = secrets.token_hex(16)
    fields: dict[str, Any] = {
        "number": last[0] + 1,
        "at": clock.now(),
        "actor": by.reference,
        "actor_name": by.name[:200],
        "verb": verb,
        "subject_kind": subject_kind,
        "subject": subject,
        "summary": summary[:500],
        "digest": details_digest(salt, content),
    }
    entry = Entry(**fields, previous_hash=last[1], hash=entry_hash(last[1], **fields))
    entry.save(force_insert=True)
    Detail(entry=entry, salt=salt, values=content).save(force_insert=True)
    return entry


@transaction.atomic
def erase_details(*, by: Principal, numbers: list[int], why: str) -> int:
    """Empty the details of the entries `numbers` and say so in the trail; gives how many were emptied."""
    count = Detail.objects.filter(entry_id__in=numbers, erased_at__isnull=True).update(
        salt="", values={}, erased_at=clock.now()
    )
    record(
        by=by,
        verb="audit.details_erased",
        subject_kind="audit",
        subject="trail",
        summary=f"Erased the details of {count} entries.",
        details={"entries": sorted(numbers), "why": why},
    )
    return count


def empty_details(
    subjects: list[str], verbs: list[str] | None = None, holding: dict[str, list[str]] | None = None
) -> int:
    """Empty the details of the entries about things that are removed; gives how many. A step of the removing workflow.

    verbs: only of entries with one of these. holding: only details that have one of these values under that name.
    """
    details = Detail.objects.filter(entry__subject__in=subjects, erased_at__isnull=True)
    if verbs is not None:
        details = details.filter(entry__verb__in=verbs)
    for name, values in (holding or {}).items():
        details = details.filter(**{f"values__{name}__in": values})
    return details.update(salt="", values={}, erased_at=clock.now())
