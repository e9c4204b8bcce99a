"""What happens at the door: sign-ins, failed ones, and changes that people make to their own sign-in."""

from __future__ import annotations

from dataclasses import dataclass

from dueregard.accounts.models import Account
from dueregard.accounts.queries import account_with_email
from dueregard.audit.workflows import record


@dataclass(frozen=True)
class Visitor:
    """Somebody at the sign-in page, as a principal of the trail."""

    name: str = "Somebody not signed in"
    reference: str = "visitor"


def record_failed_sign_in(*, email: str) -> None:
    """Record that a sign-in failed, under the person whose account was tried; what was typed is not kept.

    An address can be a password typed into the wrong box, so one that is nobody's is not kept either.
    """
    account = account_with_email(email) if email else None
    record(
        by=Visitor(),
        verb="accounts.sign_in_failed",
        subject_kind="person",
        subject=account.reference if account else "unknown",
        summary="A sign-in failed." if account else "A sign-in failed at an address that has no account.",
    )


def record_failed_second_step(*, account: Account) -> None:
    """Record that the password was right and the code of the second step was not."""
    record(
        by=Visitor(),
        verb="accounts.second_step_failed",
        subject_kind="person",
        subject=account.reference,
        summary="A sign-in failed at its second step.",
    )


def record_at_the_door(*, account: Account, verb: str, summary: str) -> None:
    """Record what somebody did to their own sign-in through the sign-in library's pages, which changed it already."""
    record(by=account, verb=verb, subject_kind="person", subject=account.reference, summary=summary)
