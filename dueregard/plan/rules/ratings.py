"""RAG and the likelihood x impact scale of institutional risks (never of people)."""

from __future__ import annotations

from django.db import models


class Rag(models.TextChoices):
    RED = "red", "Red"
    AMBER = "amber", "Amber"
    GREEN = "green", "Green"
    UNKNOWN = "unknown", "Unknown"


# Order of concern: what is worst or not known comes first.
RAG_ORDER = {Rag.RED: 0, Rag.AMBER: 1, Rag.UNKNOWN: 2, Rag.GREEN: 3}

LEVELS = (1, 2, 3, 4, 5)


def score(likelihood: int | None, impact: int | None) -> int | None:
    """likelihood x impact, each 1-5; None where one of them is not known."""
    return likelihood * impact if likelihood is not None and impact is not None else None


def rag_of_score(value: int | None, amber_from: int, red_from: int) -> str:
    """The RAG that the institution's scale gives to a score: red from `red_from`, amber from `amber_from`."""
    if value is None:
        return Rag.UNKNOWN
    if value >= red_from:
        return Rag.RED
    return Rag.AMBER if value >= amber_from else Rag.GREEN
