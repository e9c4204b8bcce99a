"""Loads the invented institution, throws it away, and names its sign-ins: what the `dueregard demo` command calls."""

from __future__ import annotations

from django.db import transaction

from dueregard.accounts.models import Account
from dueregard.audit.workflows import record
from dueregard.demo.calendar import Calendar
from dueregard.demo.content.organisation import NAME
from dueregard.demo.emptying import empty_the_demonstration
from dueregard.demo.founding import COMMAND, Cast
from dueregard.demo.history import SECTIONS, History
from dueregard.demo.queries import sign_ins
from dueregard.health.workflows.looking import look_through
from dueregard.kernel import clock
from dueregard.kernel.require import Refused
from dueregard.organisation.models import Institution


@transaction.atomic
def load(*, once: bool = False) -> str:
    """Load the institution into an empty database, in one transaction; gives a sentence that says what was done.

    once: do nothing where it is loaded already. Raises Refused where it is (without `once`), or where the database
    holds something else.
    """
    if Institution.objects.filter(demonstration=True).exists():
        if once:
            return "The demonstration is loaded."
        raise Refused("The demonstration is loaded already: “dueregard demo reset” begins it anew.")
    if Account.objects.exists():
        raise Refused("This database holds real accounts: give the demonstration an empty folder as DUEREGARD_DATA.")
    calendar = Calendar(clock.now(), clock.today())
    history = History(calendar, Cast(calendar))
    history.plan()
    history.happen()
    look_through({}, report=lambda progress: None)
    live = sum(1 for section in SECTIONS for area in section.areas if not area.retired)
    record(
        by=COMMAND,
        verb="demo.loaded",
        subject_kind="institution",
        subject="1",
        summary="Loaded the demonstration with the clock set back.",
        details={"areas": live, "actions": len(history.actions)},
    )
    return f"The demonstration is loaded: {NAME}, {live} risk areas, {len(history.actions)} actions."


def reset() -> str:
    """Throw the demonstration's data away and load it anew. Raises NotAllowedNow where the database holds another."""
    with transaction.atomic():
        if Institution.objects.exists() or Account.objects.exists():
            empty_the_demonstration()
        return load()


def sign_in_lines() -> list[str]:
    """What the server prints about the sign-ins."""
    found = sign_ins()
    width = max(len(each.label) for each in found)
    return [
        "The sign-in page offers one click for each role:",
        *(f"  {each.label.ljust(width)}  {each.address}" for each in found),
    ]
