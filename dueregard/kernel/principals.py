"""Principals: whoever acts. Accounts are one kind; commands, the schedule and holders of personal links are others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable


@runtime_checkable
class Principal(Protocol):
    """What a workflow asks of its `by`: a stable reference and the name to print in the history."""

    @property
    def reference(self) -> str: ...

    @property
    def name(self) -> str: ...


@dataclass(frozen=True)
class Schedule:
    """The schedule itself, for what is done because its time has come."""

    name: str = "Schedule"
    reference: str = "schedule"


@dataclass(frozen=True)
class LinkHolder:
    """Whoever holds a personal link. reference: of what was asked of them. Has no role and no sign-in."""

    reference: str
    name: str


@dataclass(frozen=True)
class Command:
    """Somebody at the server's own command line, who holds the keys of the house already."""

    name: str = "Command line"
    reference: str = "command"
