"""What counts as the text that is to be taken out, wherever it stands. Pure."""

from __future__ import annotations

import re
from typing import Any

# A text of fewer words ("Training", "Done.") stands in many sentences that it does not speak of.
_FEWEST_WORDS = 4


def pattern_of(text: str, *, name: bool = False) -> re.Pattern[str]:
    """A pattern for `text` as it stands in others, whatever its white space, never as a part of a longer word.

    A short text is found only where it is a paragraph by itself, unless it is the name of somebody.
    """
    words = r"\s+".join(re.escape(part) for part in text.split())
    if name or len(text.split()) >= _FEWEST_WORDS:
        return re.compile(rf"(?<!\w){words}(?!\w)")
    return re.compile(rf"(?:(?<=\n\n)|\A)\s*{words}(?=\s*(?:\n\n|\Z))")


def holds(value: Any, pattern: re.Pattern[str]) -> bool:
    """Whether a text, or any text in a tree of JSON values (keys too), holds the pattern."""
    if isinstance(value, str):
        return pattern.search(value) is not None
    if isinstance(value, dict):
        return any(holds(key, pattern) or holds(one, pattern) for key, one in value.items())
    return isinstance(value, list) and any(holds(one, pattern) for one in value)
