"""Recording a one-click sign-in, as any other sign-in is recorded."""

from __future__ import annotations

from django.db import transaction

from dueregard.accounts.models import Account
from dueregard.accounts.workflows import record_at_the_door


@transaction.atomic
def note_sign_in(*, by: Account) -> None:
    """Somebody came in through the demonstration's door as `by`."""
    record_at_the_door(account=by, verb="accounts.signed_in", summary="Signed in through the demonstration’s door.")
