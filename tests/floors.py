"""The floors of the house as pyproject.toml tells them to import-linter, for tests of what imports do not show."""

from __future__ import annotations

import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "dueregard"


def _floors() -> dict[str, int]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["containers"] == ["dueregard"])
    found = {}
    for height, layer in enumerate(reversed(layers)):
        for name in layer.split("|"):
            found[name.strip().strip("()")] = height
    return found


# App -> height; rooms of one height never meet.
FLOORS = _floors()


def app_of(path: Path) -> str:
    """The app that a file of the product belongs to."""
    return path.relative_to(HOUSE).parts[0]


def may_know(app: str, other: str) -> bool:
    """Whether `app` may depend on `other`: itself, or what is below it."""
    return app == other or FLOORS[other] < FLOORS[app]
