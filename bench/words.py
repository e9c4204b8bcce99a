"""Invented prose that looks like a plan's."""

from __future__ import annotations

import random

WORDS = (
    "training staff students events speakers campus policy guidance review safeguarding partner briefing council "
    "duty apprentices research chaplaincy network filter referral welfare term report committee assessment union"
).split()


# Seldom words, so that a search finds about one area in a hundred, as searches do.
SELDOM = tuple(
    f"{first}{last}" for first in ("ash", "birch", "cedar", "elm", "hazel") for last in ("ford", "ton", "wick")
)


def prose(chance: random.Random, words: int) -> str:
    """A sentence of `words` words."""
    said = [chance.choice(WORDS) for _ in range(words)]
    if chance.random() < 0.03:
        said[-1] = chance.choice(SELDOM)
    return " ".join(said).capitalize() + "."
