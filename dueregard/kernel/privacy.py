"""Privacy declarations: each model says which fields are personal, special or plain, and how long it is kept."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Privacy:
    """One model's declaration. Every concrete field appears once; tests/test_privacy.py fails otherwise.

    kept: how long, in words that a data protection officer can read; keys of a retention schedule come with the
    retention run.
    """

    kept: str
    personal: frozenset[str] = field(default_factory=frozenset)
    special: frozenset[str] = field(default_factory=frozenset)
    plain: frozenset[str] = field(default_factory=frozenset)

    def fields(self) -> frozenset[str]:
        """All declared field names."""
        return self.personal | self.special | self.plain


def privacy(kept: str, *, personal: str = "", special: str = "", plain: str = "") -> Privacy:
    """A declaration from lists of field names separated by spaces."""
    return Privacy(kept, frozenset(personal.split()), frozenset(special.split()), frozenset(plain.split()))
