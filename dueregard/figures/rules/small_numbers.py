"""The small-number rule: one rule for every output that is not for those who may see exact figures.

Source: the regulator's own published tables round to five and show what is below as "fewer than 5" (DOMAIN 1.6); the
threshold and the rounding are settings. Nought is shown as nought: it tells of nobody.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dueregard.figures.rules.suppression import Number, network_of

WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as it is shown: its cells, a total for each row and each column, and the grand total."""

    rows: list[list[str]]
    row_totals: list[str]
    column_totals: list[str]
    total: str


@dataclass(frozen=True, slots=True)
class SmallNumbers:
    """below: numbers under it are not told apart (1 = every number is told); nearest: others are rounded to a multiple of
    it (1 = not rounded)."""

    below: int = 5
    nearest: int = 5

    def __post_init__(self) -> None:
        if self.below < 1 or self.nearest < 1:
            raise ValueError("The small-number rule needs a threshold and a rounding of at least 1.")
        if self.below == 2:
            # As nought is shown as nought, "fewer than 2" is always 1.
            raise ValueError("A threshold of 2 hides nothing: choose 3 or more, or 1 to show every number.")

    def is_small(self, value: int) -> bool:
        """Whether the number itself must not be told."""
        return 0 < value < self.below

    def rounded(self, value: int) -> int:
        """The nearest multiple (halves up); never a rounded number below the threshold for one that is not small."""
        up = (value + self.nearest // 2) // self.nearest * self.nearest
        return max(up, self.below) if value >= self.below else up

    def bounds(self, value: int) -> tuple[int, int]:
        """The smallest and the largest number that would be shown as `value` is."""
        if value == 0:
            return 0, 0
        if self.is_small(value):
            return 1, self.below - 1
        half = self.nearest // 2
        lowest = (value + half) // self.nearest * self.nearest - half
        return max(self.below, lowest), lowest + self.nearest - 1

    def shown(self, value: int) -> str:
        """What is shown in place of `value`. Raises ValueError for a number below nought."""
        if value < 0:
            raise ValueError("A count is not below nought.")
        if value == 0:
            return "0"
        return f"fewer than {self.below}" if self.is_small(value) else f"{self.rounded(value):,}"

    def whole(self, rows: Sequence[Sequence[int]], *, totals_elsewhere: bool = False) -> Shown:
        """A table of counts with its totals as shown, with as much withheld as it takes that no small number in it can be
        worked out from all the others together (complementary suppression). A nought always stays.

        rows: the inner cells. Totals are withheld last; where they are shown elsewhere anyway (totals_elsewhere), not
        at all. Totals are rounded each by itself, so that they need not be the sum of what is shown.
        """
        bounds = [[*map(self.bounds, line), self.bounds(sum(line))] for line in rows]
        columns = [sum(column) for column in zip(*rows, strict=True)]
        bounds.append([*map(self.bounds, columns), self.bounds(sum(columns))])
        network, cells, sides, feet, total = network_of(rows, bounds, totals_elsewhere, self.below)
        network.suppress()
        return Shown(
            [[self._words(one) for one in line] for line in cells],
            [self._words(one) for one in sides],
            [self._words(one) for one in feet],
            self._words(total),
        )

    def table(self, rows: Sequence[Sequence[int]]) -> list[list[str]]:
        """The cells of a table whose totals are printed each as `shown`, beside it or elsewhere. Where the totals alone give
        a small number away no cell can help: `whole` withholds totals as well."""
        return self.whole(rows, totals_elsewhere=True).rows

    def line(self, values: Sequence[int]) -> list[str]:
        """Counts that add up to a number which is shown by itself elsewhere: the months of a year."""
        return self.whole([values], totals_elsewhere=True).rows[0] if values else []

    def totals(self, values: Sequence[int]) -> list[str]:
        """Totals as shown beside a table: rounded each by itself, so that they need not be the sum of what is shown."""
        return [self.shown(value) for value in values]

    def _words(self, number: Number) -> str:
        # What repeats a cell (the total of a line of one) is never printed and says what the cell says.
        return WITHHELD if number.hidden and not number.fixed else self.shown(number.value)
