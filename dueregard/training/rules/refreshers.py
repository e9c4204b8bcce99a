"""Whom a rule for refreshers tells next, and how its people stand. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import models


class Stand(models.TextChoices):
    """Where somebody stands whom the rule still describes. The label is said of all who stand there."""

    INVITE = "invite", "Not told yet"
    FOLLOW_UP = "follow_up", "To be reminded"
    LATELY = "lately", "Told not long ago"
    PLACE = "place", "Booked already"


# What is done in one go: those who were never told by the rule, or those who were.
STEPS = (Stand.INVITE, Stand.FOLLOW_UP)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person. told: the number of their last note by this rule (0 = the invitation), None = never told;
    told_at: the last time that this rule, or another that invites to the same course, told them."""

    has_place: bool
    told: int | None
    told_at: datetime | None


def stand_of(facts: Facts, now: datetime, days: int) -> Stand:
    """Where they stand. days: so many must pass before somebody is told again."""
    if facts.has_place:
        return Stand.PLACE
    if facts.told_at is not None and now < facts.told_at + timedelta(days=days):
        return Stand.LATELY
    return Stand.INVITE if facts.told is None else Stand.FOLLOW_UP


def next_count(told: int | None) -> int:
    """The number of their next note: 0 is the invitation."""
    return 0 if told is None else told + 1


def difference(seen: frozenset[str], now: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """(who came in, who went out) between the list that somebody looked at and the list as it is."""
    return now - seen, seen - now


def difference_in_words(came: int, went: int) -> str:
    """The sentence for somebody who pressed the button on a list that is no longer so."""
    parts = [
        f"{number} {'person' if number == 1 else 'people'} {words}"
        for number, words in ((came, "came in"), (went, "went out: told, booked, trained or gone meanwhile"))
        if number
    ]
    return f"The list has changed since you looked: {'; '.join(parts)}. Nobody was told. Look at it again."
