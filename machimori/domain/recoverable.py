"""What an outsider can work out about withheld counts from the published sums. Pure.

Every withheld cell is an unknown of at least 0, every line an equation: linear programming gives
the least and the most each can be. The equations are those of a network, so its corners are whole
numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from machimori.domain.margins import Margins

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: What the solver may be off by.
_SLACK = 1e-6


@dataclass(frozen=True)
class Unknowns:
    """The equations that bind the withheld cells.

    ``cells`` are positions in the margins' counts; ``most`` bounds what nothing else bounds.
    """

    cells: tuple[int, ...]
    matrix: csr_array
    sums: npt.NDArray[np.float64]
    most: float

    def extreme(
        self, weights: npt.NDArray[np.float64], caps: npt.NDArray[np.float64] | None = None
    ) -> npt.NDArray[np.float64] | None:
        """The table with the least weighted sum; None where no table fits."""
        from scipy.optimize import linprog

        upper = np.full(len(self.cells), self.most) if caps is None else caps
        found = linprog(
            weights,
            A_eq=self.matrix if self.matrix.shape[0] else None,
            b_eq=self.sums if self.matrix.shape[0] else None,
            bounds=np.column_stack([np.zeros(len(self.cells)), upper]),
            method="highs",
        )
        return found.x if found.status == 0 else None


def unknowns(margins: Margins, withheld: Collection[int], *, room: int) -> Unknowns:
    """The equations of a table as it is published.

    Args:
        margins: cells and lines.
        withheld: positions nobody is told.
        room: how much more than everything published a cell that nothing bounds may be.
    """
    from scipy.sparse import csr_array

    cells = tuple(sorted(withheld))
    column = {cell: number for number, cell in enumerate(cells)}
    rows: list[int] = []
    columns: list[int] = []
    signs: list[float] = []
    sums: list[float] = []
    for line in margins.lines:
        hidden = [one for one in line.members if one in column]
        told = [one for one in line.members if one not in column]
        if not hidden or any(margins.counts[one] is None for one in told):
            continue
        rest = 0
        for one in told:
            value = margins.counts[one] or 0
            rest += value if one == line.total else -value
        for one in hidden:
            rows.append(len(sums))
            columns.append(column[one])
            signs.append(-1.0 if one == line.total else 1.0)
        sums.append(float(rest))
    shape = (len(sums), len(cells))
    most = float(sum(value or 0 for value in margins.counts) + room)
    return Unknowns(cells, csr_array((signs, (rows, columns)), shape=shape), np.array(sums), most)


def intervals(
    margins: Margins, withheld: Collection[int], of: Iterable[int] | None = None
) -> dict[int, tuple[float, float]]:
    """Least and most each withheld cell can be; the most of one that nothing binds is infinite.

    Raises:
        ValueError: the published numbers contradict each other.
    """
    bound = unknowns(margins, withheld, room=1)
    found = {}
    for number, cell in enumerate(bound.cells):
        if of is not None and cell not in of:
            continue
        weights = np.zeros(len(bound.cells))
        weights[number] = 1.0
        low, high = bound.extreme(weights), bound.extreme(-weights)
        if low is None or high is None:
            raise ValueError("the published numbers contradict each other")
        top = float(high[number])
        found[cell] = (
            round(float(low[number]), 6),
            float("inf") if top > bound.most - _SLACK else round(top, 6),
        )
    return found


def exposed(
    margins: Margins, withheld: Collection[int], sensitive: Sequence[int], *, threshold: int
) -> list[int]:
    """Sensitive cells of which the sums tell more than the rule does.

    The rule itself tells that a small count is 1 to ``threshold - 1``: a cell is safe where all of
    these remain possible. One that not even we know is safe where as wide a range remains.

    Every table found on the way is a witness for all cells at once, so few are needed.
    """
    search = _Search(margins, withheld, threshold)
    place = {cell: number for number, cell in enumerate(search.bound.cells)}
    wanted = [place[one] for one in sensitive]
    stated = [one for one in wanted if not search.is_unknown[one]]
    found = {one for upward in (True, False) for one in search.stuck(stated, upward=upward)}
    silent = [one for one in wanted if search.is_unknown[one]]
    for upward in (True, False):
        search.push(silent, upward=upward)
    for one in silent:
        for upward in (True, False):
            if search.is_narrow(one):
                search.push([one], upward=upward)
        if search.is_narrow(one):
            found.add(one)
    return sorted(search.bound.cells[one] for one in found)


class _Search:
    """Tables that fit what is published, and how low and high each cell was in any of them."""

    def __init__(self, margins: Margins, withheld: Collection[int], threshold: int) -> None:
        self.bound = unknowns(margins, withheld, room=threshold)
        self._top = threshold - 1
        counts = [margins.counts[one] for one in self.bound.cells]
        self.is_unknown = [one is None for one in counts]
        self._least = np.array([np.inf if one is None else one for one in counts], dtype=float)
        self._most = np.array([-np.inf if one is None else one for one in counts], dtype=float)
        self._trade(margins)

    def _trade(self, margins: Margins) -> None:
        """Witnesses at no cost: cells that one line alone binds can trade what they have.

        What they have together is the total less the line's other parts, as far as these are known.
        """
        place = {cell: number for number, cell in enumerate(self.bound.cells)}
        lines = Counter(one for line in margins.lines for one in line.members if one in place)
        for line in margins.lines:
            free = [one for one in line.parts if one in place and lines[one] == 1]
            others = [margins.counts[one] for one in set(line.parts) - set(free)]
            total = margins.counts[line.total]
            if len(free) < 2 or total is None or None in others:
                continue
            rest = total - sum(one for one in others if one is not None)
            columns = [place[one] for one in free]
            self._least[columns] = 0.0
            self._most[columns] = np.maximum(self._most[columns], rest)

    def push(self, cells: Sequence[int], *, upward: bool, capped: bool = False) -> None:
        """Look for the table in which these cells are together as high (or low) as can be."""
        if not len(cells):
            return
        weights = np.zeros(len(self.bound.cells))
        weights[cells] = -1.0 if upward else 1.0
        caps = None
        if capped:  # nobody needs more; the rest is left for the others
            caps = np.full(len(self.bound.cells), self.bound.most)
            caps[cells] = self._top
        table = self.bound.extreme(weights, caps)
        if table is not None:
            np.minimum(self._least, table, out=self._least)
            np.maximum(self._most, table, out=self._most)

    def is_open(self, cell: int, *, upward: bool) -> bool:
        """Whether no table was seen yet in which the cell is at that end of the rule's range."""
        if upward:
            return bool(self._most[cell] < self._top - _SLACK)
        return bool(self._least[cell] > 1 + _SLACK)

    def is_narrow(self, cell: int) -> bool:
        """Whether the tables seen so far keep the cell in a range narrower than the rule's."""
        return not self._most[cell] - self._least[cell] >= self._top - _SLACK

    def stuck(self, cells: Sequence[int], *, upward: bool) -> list[int]:
        """Cells that no table brings to that end of the rule's range."""
        found = []
        left = [one for one in cells if self.is_open(one, upward=upward)]
        while left:
            before = len(left)
            self.push(left, upward=upward, capped=upward)
            left = [one for one in left if self.is_open(one, upward=upward)]
            if len(left) < before:
                continue
            alone = left.pop()
            self.push([alone], upward=upward)
            if self.is_open(alone, upward=upward):
                found.append(alone)
            left = [one for one in left if self.is_open(one, upward=upward)]
        return found
