"""The small-number rule: one rule for every output that is not for those who may see exact figures.

Source: the regulator's own published tables round to five and show what is below as "fewer than 5" (DOMAIN 1.6); the
threshold and the rounding are settings. Nought is shown as nought: it tells of nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class SmallNumbers:
    """below: numbers under it are not told apart; nearest: others are rounded to a multiple of it (1 = not rounded)."""

    below: int = 5
    nearest: int = 5

    def __post_init__(self) -> None:
        if self.below < 1 or self.nearest < 1:
            raise ValueError("The small-number rule needs a threshold and a rounding of at least 1.")

    def is_small(self, value: int) -> bool:
        """Whether the number itself must not be told."""
        return 0 < value < self.below

    def rounded(self, value: int) -> int:
        """The nearest multiple (halves up); never a rounded number below the threshold for one that is not small."""
        up = (value + self.nearest // 2) // self.nearest * self.nearest
        return max(up, self.below) if value >= self.below else up

    def shown(self, value: int) -> str:
        """What is shown in place of `value`. Raises ValueError for a number below nought."""
        if value < 0:
            raise ValueError("A count is not below nought.")
        if value == 0:
            return "0"
        return f"fewer than {self.below}" if self.is_small(value) else f"{self.rounded(value):,}"

    def table(self, rows: Sequence[Sequence[int]]) -> list[list[str]]:
        """A table of counts as shown, with as many cells withheld as it takes that no line gives a small cell away.

        rows: the inner cells; whoever prints totals prints those of `totals`. Small cells show as "fewer than"; where a
        row or column has exactly one of them, the smallest other cell above nought (or, failing that, a nought) of that
        line is withheld as well, and so on until no line has exactly one hidden cell (complementary suppression).
        """
        hidden = {(r, c) for r, cells in enumerate(rows) for c, value in enumerate(cells) if self.is_small(value)}
        also: set[tuple[int, int]] = set()
        width = len(rows[0]) if rows else 0
        lines = [[(r, c) for c in range(width)] for r in range(len(rows))]
        lines += [[(r, c) for r in range(len(rows))] for c in range(width)]
        changed = True
        while changed:
            changed = False
            for line in lines:
                dark = [place for place in line if place in hidden or place in also]
                light = [place for place in line if place not in hidden and place not in also]
                if len(dark) == 1 and light:
                    also.add(min(light, key=lambda p: (rows[p[0]][p[1]] == 0, rows[p[0]][p[1]], p)))
                    changed = True
        return [
            [WITHHELD if (r, c) in also else self.shown(value) for c, value in enumerate(cells)]
            for r, cells in enumerate(rows)
        ]

    def totals(self, values: Sequence[int]) -> list[str]:
        """Totals as shown beside a table: rounded each by itself, so that they need not be the sum of what is shown."""
        return [self.shown(value) for value in values]
