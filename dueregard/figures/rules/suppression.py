"""Which numbers of a table must be withheld so that none of its small ones can be worked out from the others.

A table with its totals is a network: what flows from the grand total into the rows, through the cells into the columns and
back. Whoever reads it knows between which two numbers each lies (a number that is shown as rounded lies between those
that round to it). A number can be worked out when no other table of whole numbers fits all that is shown; in a network
that is so exactly when there is no way round by which it could be one more or one less. So the test is a search for a
way round, and it misses nothing, however many lines have to be added and taken from each other.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Node = tuple[str, int]
NO_END = 10**12
_LEFT, _RIGHT = ("left", 0), ("right", 0)


@dataclass(slots=True)
class Number:
    """A number of the table: between which nodes it flows, what it is, and what is shown of it.

    low, high: what its words tell of it. small: it must not be worked out. hidden: it is withheld. fixed: it is shown
    elsewhere anyway, or is nought, so that withholding it is of no use.
    """

    start: Node
    end: Node
    value: int
    low: int
    high: int
    small: bool
    is_total: bool
    fixed: bool = False
    hidden: bool = False

    @property
    def down(self) -> bool:
        """Whether it could be one less, by its own words."""
        return self.value > (0 if self.hidden else self.low)

    @property
    def up(self) -> bool:
        """Whether it could be one more, by its own words."""
        return self.hidden or self.value < self.high


class Network:
    """The numbers of one table with its totals."""

    def __init__(self, numbers: Sequence[Number]) -> None:
        self.numbers = numbers
        self._at: dict[Node, list[Number]] = {}
        for number in numbers:
            self._at.setdefault(number.start, []).append(number)
            self._at.setdefault(number.end, []).append(number)

    def suppress(self) -> None:
        """Hide numbers until no small one can be worked out."""
        # Hiding never makes anything easier to work out, so that one pass is enough.
        for one in self.numbers:
            if one.small:
                self._protect(one)

    def _protect(self, one: Number) -> None:
        """Hide what it takes for one number, and show again what of it was needless."""
        hidden = []
        while not self._could_differ(one):
            choice = min(self._choices(one), key=lambda number: _preference(number, one), default=None)
            if choice is None:
                break  # nothing is left to hide but what is shown elsewhere
            choice.hidden = True
            hidden.append(choice)
        for number in hidden[:-1]:
            number.hidden = False
            number.hidden = not self._could_differ(one)

    def _could_differ(self, number: Number) -> bool:
        return (number.up and self._way(number.end, number.start, number)) or (
            number.down and self._way(number.start, number.end, number)
        )

    def _way(self, here: Node, there: Node, without: Number) -> bool:
        """Whether one more can go from `here` to `there` over the other numbers."""
        seen, waiting = {here}, deque([here])
        while waiting:
            node = waiting.popleft()
            for number in self._at[node]:
                if number is without:
                    continue
                if number.start == node:
                    following, possible = number.end, number.up
                else:
                    following, possible = number.start, number.down
                if possible and following not in seen:
                    if following == there:
                        return True
                    seen.add(following)
                    waiting.append(following)
        return False

    def _choices(self, number: Number) -> Iterable[Number]:
        """What could be hidden for a number's sake: itself, and what stands in its lines; failing these, anything."""
        near = [*self._at[number.start], *self._at[number.end]]
        found = [other for other in near if not other.hidden and not other.fixed]
        return found or [other for other in self.numbers if not other.hidden and not other.fixed]


def _preference(number: Number, for_sake_of: Number) -> tuple[bool, bool, bool, int, Node, Node]:
    # Cells before totals, what is shown in full before what is shown as small; of those the smallest as it is shown, so that
    # the choice itself tells nothing of what is behind the words.
    return (number.is_total, number.small, number is for_sake_of, number.low, number.start, number.end)


def network_of(
    rows: Sequence[Sequence[int]], bounds: Sequence[Sequence[tuple[int, int]]], totals_fixed: bool, small_below: int
) -> tuple[Network, list[list[Number]], list[Number], list[Number], Number]:
    """The network of a table, its cells, its row totals, its column totals and the grand total.

    bounds: for the cells and, in a further cell and a further row, for the totals: what their words tell. Totals of a
    table of one row or column repeat its cells, so nobody prints them: they tell nothing.
    """
    height, width = len(rows), len(rows[0]) if rows else 0

    def number(
        start: Node, end: Node, value: int, told: tuple[int, int], total: bool = False, unseen: bool = False
    ) -> Number:
        small = 0 < value < small_below and not unseen
        fixed = value == 0 or (total and totals_fixed) or unseen
        return Number(start, end, value, *told, small, total, fixed, hidden=unseen)

    cells = [
        [number(("row", r), ("column", c), value, bounds[r][c]) for c, value in enumerate(line)]
        for r, line in enumerate(rows)
    ]
    sides = [
        number(_LEFT, ("row", r), sum(line), bounds[r][width], total=True, unseen=width == 1)
        for r, line in enumerate(rows)
    ]
    feet = [
        number(("column", c), _RIGHT, sum(line[c] for line in rows), bounds[height][c], total=True, unseen=height == 1)
        for c in range(width)
    ]
    whole = number(_RIGHT, _LEFT, sum(map(sum, rows)), bounds[height][width], total=True)
    return Network([*(one for line in cells for one in line), *sides, *feet, whole]), cells, sides, feet, whole
