"""The figures that the rooms below and above define: each app's figures.py registers its own when Django starts."""

from __future__ import annotations

from collections.abc import Iterable

from dueregard.figures.rules.definitions import Figure

_FIGURES: dict[str, Figure] = {}


def register(figures: Iterable[Figure]) -> None:
    """Make figures known by their keys. Raises ValueError for a key that another figure has."""
    for figure in figures:
        if _FIGURES.setdefault(figure.key, figure) is not figure:
            raise ValueError(f"Two figures have the key {figure.key}.")


def figure_of(key: str) -> Figure | None:
    """The figure with this key."""
    return _FIGURES.get(key)


def all_figures() -> list[Figure]:
    """All figures, by room and label."""
    return sorted(_FIGURES.values(), key=lambda figure: (figure.room, figure.label))
