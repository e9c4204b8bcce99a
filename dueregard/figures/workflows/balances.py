"""Recording and withdrawing opening balances."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from dueregard.accounts.workflows import once
from dueregard.audit.workflows import record
from dueregard.figures import permissions
from dueregard.figures.models import OpeningBalance
from dueregard.figures.rules.balances import Opening, faults
from dueregard.figures.rules.definitions import Figure, Kind
from dueregard.kernel import clock
from dueregard.kernel.require import allowed_now, permit, sound
from dueregard.kernel.transitions import locked
from dueregard.kernel.words import clean_line

_THERE_IS_ONE = "This figure has an opening balance already. Withdraw it first, then record the other."


@transaction.atomic
def record_balance(*, by: Any, figure: Figure, opening: Opening, source: str) -> OpeningBalance:
    """Record the number that a figure begins with. Raises Refused where it is not sound or the figure has one already."""
    permit(permissions.can_keep_balances(by))
    for _, sentence in faults(opening, clock.today(), of_period=figure.kind == Kind.FLOW, cases=figure.cases):
        sound(False, sentence)
    source = clean_line(source)
    sound(bool(source), "Say where the number comes from.")
    sound(len(source) <= 300, "The source has at most 300 characters.")
    with once(_THERE_IS_ONE):
        balance = OpeningBalance.objects.create(
            key=figure.key,
            value=opening.value,
            at=opening.at,
            since=opening.since,
            overlap=opening.overlap,
            source=source,
            recorded_at=clock.now(),
            recorded_by=by.reference,
            recorded_by_name=by.name,
        )
    details = {"key": figure.key, "value": opening.value, "at": opening.at, "since": opening.since}
    _record(by, balance, "recorded", details | {"overlap": str(opening.overlap), "source": source})
    return balance


@transaction.atomic
def withdraw_balance(*, by: Any, balance: OpeningBalance, reason: str) -> OpeningBalance:
    """Take an opening balance back; it stays readable with the reason. Raises NotAllowedNow where it was withdrawn."""
    permit(permissions.can_keep_balances(by))
    reason = clean_line(reason)
    sound(bool(reason), "Say why it is withdrawn.")
    sound(len(reason) <= 300, "The reason has at most 300 characters.")
    row = locked(OpeningBalance, balance.pk)
    allowed_now(row.withdrawn_at is None, "This opening balance has been withdrawn already.")
    row.withdrawn_at, row.withdrawn_by_name, row.withdrawn_reason = clock.now(), by.name, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by_name", "withdrawn_reason"])
    _record(by, row, "withdrawn", {"key": row.key, "reason": reason})
    return row


def _record(by: Any, balance: OpeningBalance, past: str, details: dict[str, Any]) -> None:
    record(
        by=by,
        verb=f"figures.balance_{past}",
        subject_kind="opening_balance",
        subject=balance.reference,
        summary=f"{past.capitalize()} the opening balance of the figure {balance.key}.",
        details=details,
    )
