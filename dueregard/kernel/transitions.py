"""Transition tables: which verb moves a thing from which state to which, checked on a fresh locked row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.db import models

from dueregard.kernel.require import NotAllowedNow

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Transition:
    """One verb: the states it may start from, and the state it leads to."""

    sources: frozenset[str]
    target: str


class TransitionTable:
    """The verbs of one kind of thing. `name` and `initial` serve the diagram in the docs."""

    def __init__(self, name: str, initial: str, verbs: Mapping[str, tuple[set[str], str]]) -> None:
        self.name = name
        self.initial = initial
        self.verbs = {verb: Transition(frozenset(sources), target) for verb, (sources, target) in verbs.items()}

    def target(self, verb: str, state: str) -> str:
        """The state that `verb` leads to from `state`. Raises NotAllowedNow where the table has no such step."""
        step = self.verbs[verb]
        if state not in step.sources:
            raise NotAllowedNow(f"You cannot {verb.replace('_', ' ')} what is {state.replace('_', ' ')}.")
        return step.target

    def allows(self, verb: str, state: str) -> bool:
        """Whether `verb` is a step from `state`."""
        return state in self.verbs[verb].sources

    def diagram(self) -> str:
        """The table as a Mermaid state diagram, for the docs."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        for verb, step in self.verbs.items():
            lines += [f"    {source} --> {step.target}: {verb}" for source in sorted(step.sources)]
        return "\n".join(lines)


def locked(model: type[M], pk: int) -> M:
    """The row as it is now, locked until the transaction ends (SQLite's write transactions are exclusive anyway)."""
    return model._default_manager.select_for_update(of=("self",)).get(pk=pk)
