"""The figures that are known, by their keys: filled by the registry, read by whoever needs a figure's words alone. Pure."""

from __future__ import annotations

from dueregard.figures.rules.definitions import Figure

FIGURES: dict[str, Figure] = {}


def figure_of(key: str) -> Figure | None:
    """The figure with this key."""
    return FIGURES.get(key)
