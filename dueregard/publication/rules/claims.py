"""Numbers that are bound to figures, in what is published: readers see the number and its date. Pure.

Inside the house the files keep what was written, so that what is read back is bound still.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings

from dueregard.figures.rules.claims import Claim, claims_in, meant_as_claims, replaced
from dueregard.figures.rules.definitions import Treatment
from dueregard.figures.rules.known import figure_of
from dueregard.figures.rules.small_numbers import SmallNumbers
from dueregard.publication.rules.frozen import Json, mapped, passages_of


def _shown(value: int) -> str:
    return SmallNumbers(settings.DUEREGARD_SMALL_BELOW, settings.DUEREGARD_ROUND_TO).shown(value)


def by_the_rule(claim: Claim) -> str:
    """What stands instead of a number that the small-number rule does not show exactly; "" where it does."""
    figure = figure_of(claim.key)
    if figure is None or figure.treatment == Treatment.OPEN:
        return ""
    shown = _shown(claim.value)
    return "" if shown == f"{claim.value:,}" else f"{shown} ({claim.span.words})"


def _words(text: str, *, hidden: bool) -> str:
    def words(claim: Claim) -> str:
        if figure_of(claim.key) is None:  # no claim: it stays as it is, and the page of figures says so
            return text[claim.start : claim.end]
        return (by_the_rule(claim) if hidden else "") or claim.words

    return replaced(text, words)


def in_words(content: Json, *, hidden: bool = False) -> Json:
    """A content with its claims as readers see them. hidden: small numbers by the rule's words."""

    def change(path: str, value: Any) -> Any:
        return _words(value, hidden=hidden) if isinstance(value, str) else value

    made: Json = mapped(content, change)
    return made


def claims_of(content: Json) -> list[tuple[str, str, Claim]]:
    """(path, text, claim) for each claim of a content that keeps what was written, in its order."""
    return [
        (path, value, claim)
        for path, value in passages_of(content)
        if isinstance(value, str)
        for claim in claims_in(value)
    ]


def not_understood(content: Json) -> list[str]:
    """The brackets of a content that were meant to bind a number and bind none, each once."""
    found = (value for _, value in passages_of(content) if isinstance(value, str))
    return list(dict.fromkeys(bracket for text in found for bracket in meant_as_claims(text)))


def small_claims(content: Json) -> list[tuple[str, Claim]]:
    """The claims of a content whose number the rule does not show exactly, with their paths."""
    return [(path, claim) for path, _, claim in claims_of(content) if by_the_rule(claim)]
