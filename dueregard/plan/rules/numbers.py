"""Item numbers: order, and the next free one. A number that was ever given is never given again."""

from __future__ import annotations

import re
from collections.abc import Iterable

_PARTS = re.compile(r"\d+|[^\d.]+")


def order_of(number: str | None) -> tuple[tuple[int, int, str], ...]:
    """A sort key: 2.10 after 2.9, 3a after 3; an unnumbered item after all numbered ones."""
    if not number:
        return ((2, 0, ""),)
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p.casefold()) for p in _PARTS.findall(number))


def next_number(section: str, taken: Iterable[str]) -> str:
    """The number after the highest ever given in `section` ("2" and 2.1, 2.3 give 2.4): gaps are not filled."""
    prefix = f"{section}."
    tails = [n[len(prefix) :] for n in taken if n.startswith(prefix)]
    highest = max((int(t) for t in tails if t.isdigit()), default=0)
    return f"{prefix}{highest + 1}"
