"""The claims of the texts on one page, ready for its template."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from dueregard.figures.registry import figure_of
from dueregard.figures.rules.claims import Claim, claims_in
from dueregard.figures.rules.spans import Span
from dueregard.plan.queries.claims.values import standings
from dueregard.plan.rules.claims import Standing


@dataclass(frozen=True)
class Claims:
    """What is known of the claims on a page, by value, figure and date. Nothing known: they are shown in words alone."""

    known: dict[tuple[int, str, Span], Standing] = field(default_factory=dict)

    def of(self, claim: Claim) -> Standing | None:
        """How this one stands; None where the page did not ask."""
        return self.known.get((claim.value, claim.key, claim.span))


def claims_in_texts(viewer: Any, texts: Iterable[str]) -> Claims:
    """The claims of these texts held against the records; no query where there is none, at most three otherwise.

    A claim whose figure nobody knows is no claim to a reader: the text stays as it is.
    """
    found = {
        (claim.value, claim.key, claim.span): claim
        for text in texts
        for claim in claims_in(text)
        if figure_of(claim.key) is not None
    }
    return Claims({(s.claim.value, s.claim.key, s.claim.span): s for s in standings(viewer, found.values())})
