"""What a requirement may say, in numbers and in words."""

from __future__ import annotations

MOST_MONTHS = 120
MOST_GRACE_DAYS = 366
# What a named list begins with, and how long new staff have, where nothing else is said.
USUAL_GRACE_DAYS = 90


def validity_words(months: int | None) -> str:
    """How long a completion counts, in words."""
    if months is None:
        return "Once and for good"
    if months % 12 == 0:
        years = months // 12
        return "Every year" if years == 1 else f"Every {years} years"
    return "Every month" if months == 1 else f"Every {months} months"


def grace_words(days: int) -> str:
    """How long somebody has who newly needs it, or whose completion ran out."""
    if days == 0:
        return "At once"
    return "Within a day" if days == 1 else f"Within {days} days"
