"""Text of a template that was left in a plan."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(
    r"click (?:here|or tap).{0,20}to enter (?:text|a date)|choose an item|enter text here|insert \w+ here|"
    r"(?-i:\[[A-Z][\w'’/-]{1,20}(?: (?:[A-Z][\w'’/-]{0,20}|of|and|the|for|to)){0,6}\])|\[(?:insert|name|date|add|"
    r"enter)[^\]]{0,60}\]|<(?:insert|name|date|add|enter)[^>]{0,60}>|"
    r"\[(?:…|\.{3})\]|\bx{3,}\b|lorem ipsum|what is the risk here\?|what are the hazards\?|"
    r"what has your (?:institution|setting|school|organisation) put in place|\(template question\)",
    re.I,
)


def is_placeholder(text: str) -> bool:
    """Whether a text is nothing but a template's."""
    left = _PLACEHOLDER.sub("", text)
    return left != text and not re.search(r"\w", left)


def placeholders(text: str) -> list[str]:
    """Each piece of a text that is a template's, as it stands."""
    return [match[0] for match in _PLACEHOLDER.finditer(text)]
