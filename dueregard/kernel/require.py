"""The refusals that workflows raise, and the one-line checks that raise them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied


class NotPermitted(PermissionDenied):
    """This person may not do this at all (403)."""


class NotAllowedNow(Exception):
    """The person may do it, but not in the present state of the thing. Its text is a sentence for the user."""


class ChangedSince(Exception):
    """Somebody saved the thing after the form was opened. Carries what the difference page needs.

    current: the values as they are now, by field name; revision: the number to send with the next attempt; by_name, at:
    who saved them and when, where that is known.
    """

    def __init__(self, current: dict[str, object], revision: int, by_name: str, at: datetime | None = None) -> None:
        super().__init__(f"{by_name} has changed this since you opened it.")
        self.current = current
        self.revision = revision
        self.by_name = by_name
        self.at = at


class Refused(Exception):
    """What was asked for is wrong in itself (not a question of rights or state). Its text is a sentence for the user."""


def permit(allowed: bool, sentence: str = "You do not have permission to do this.") -> None:
    """The first beat of a workflow. Raises NotPermitted."""
    if not allowed:
        raise NotPermitted(sentence)


def allowed_now(condition: bool, sentence: str) -> None:
    """The second beat of a workflow. Raises NotAllowedNow."""
    if not condition:
        raise NotAllowedNow(sentence)


def sound(condition: bool, sentence: str) -> None:
    """A check of what came in. Raises Refused."""
    if not condition:
        raise Refused(sentence)
