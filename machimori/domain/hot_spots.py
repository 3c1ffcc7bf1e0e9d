"""Where posts gather more than chance: Getis-Ord Gi* on the mesh, permutations, false discovery.

A cell's window is the cell and its up to eight neighbours. The value of a cell is its posts, or
its posts per kilometre of road. Gi* says by how many deviations the window's mean lies above that
of all cells; how often chance does as well is counted by dealing the other cells' values out
again (conditional permutation), and the share of false alarms among the cells called hot is held
by Benjamini & Hochberg's procedure. Sources: Getis & Ord (1992), Ord & Getis (1995); Anselin
(1995) for the permutations; Benjamini & Hochberg (1995).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Places = NDArray[np.int64]
#: Windows of a cell and its neighbours hold at most so many others.
_NEIGHBOURS = 8
#: A first round sorts out the cells that chance explains; the second is fine enough that one
#: single cell of a few hundred can pass the false-discovery procedure.
ROUNDS = (999, 19_999)
#: After the first round a cell goes on whose p is at most this.
_GO_ON = 0.05
#: Values dealt out at once, to stay within memory.
_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class HotSpots:
    """Per cell: Gi* as a z score, p of as high a window by chance, q, and whether it is hot.

    ``p`` and ``q`` are 1 where the window was not tested: no more than average, or too few posts.
    """

    z: Values
    p: Values
    q: Values
    is_hot: NDArray[np.bool_]


def neighbours(row: Places, column: Places) -> Places:
    """Indices of each cell's up to eight neighbours among the cells, (cell, 8); -1: none there.

    Args:
        row: number of the cell northwards.
        column: number of the cell eastwards.
    """
    low = row.min(initial=0) - 1
    width = int(column.max(initial=0) - column.min(initial=0)) + 3
    code = (row - low) * width + (column - column.min(initial=0) + 1)
    order = np.argsort(code)
    known = code[order]
    found = np.full((len(code), _NEIGHBOURS), -1, dtype=np.int64)
    steps = [(up, right) for up in (-1, 0, 1) for right in (-1, 0, 1) if up or right]
    for number, (up, right) in enumerate(steps):
        wanted = code + up * width + right
        place = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        is_there = known[place] == wanted
        found[is_there, number] = order[place[is_there]]
    return found


def window_sums(values: Values, near: Places) -> Values:
    """The sum over each cell and its neighbours."""
    padded = np.append(values, 0.0)  # -1 finds the 0
    return np.asarray(values + padded[near].sum(axis=1))


def gi_star(values: Values, near: Places) -> Values:
    """Gi* of every cell as a z score, binary weights, the cell itself included; 0 without spread.

    Args:
        values: of each cell.
        near: of ``neighbours``.
    """
    cells = len(values)
    if cells < 2:
        return np.zeros(cells)
    size = (near >= 0).sum(axis=1) + 1.0
    mean, deviation = values.mean(), values.std()
    width = deviation * np.sqrt((cells * size - size**2) / (cells - 1))
    away = window_sums(values, near) - mean * size
    return np.asarray(np.divide(away, width, out=np.zeros(cells), where=width > 0))


def hot_spots(
    values: Values,
    near: Places,
    enough: NDArray[np.bool_],
    *,
    level: float = 0.05,
    seed: int = 1,
) -> HotSpots:
    """Test every cell whose window has enough posts and more than average.

    All cells count in the false-discovery procedure, tested or not: leaving out those that look
    cold would make the rest pass too easily.

    Args:
        values: of each cell.
        near: of ``neighbours``.
        enough: windows that hold the least number of posts.
        level: expected share of false alarms among the cells called hot, at most.
        seed: the permutations are the same at each call.
    """
    z = gi_star(values, near)
    p = np.ones(len(values))
    testing = np.flatnonzero(enough & (z > 0))
    random = np.random.default_rng(seed)
    for times in ROUNDS:
        p[testing] = _chance(values, near, testing, times, random)
        testing = testing[p[testing] <= _GO_ON]
    q = false_discovery(p)
    return HotSpots(z, p, q, (q <= level) & enough & (z > 0))


def _chance(
    values: Values, near: Places, cells: Places, times: int, random: np.random.Generator
) -> Values:
    """How often others in a window's place sum up as high: (hits + 1) / (times + 1).

    One deal of places among the other cells serves all cells; a cell's own value stays.
    """
    others = len(values) - 1
    most = min(_NEIGHBOURS, others)
    deals = _deals(others, most, times, random)
    hits = np.empty(len(cells))
    observed = window_sums(values, near)
    sizes = (near >= 0).sum(axis=1)
    at_once = max(_AT_ONCE // max(times * most, 1), 1)
    slack = 1e-9 * max(float(np.abs(values).max(initial=0.0)), 1.0)
    for start in range(0, len(cells), at_once):
        some = cells[start : start + at_once]
        # Places are counted without the cell itself, which stays.
        dealt = deals[None, :, :] + (deals[None, :, :] >= some[:, None, None])
        drawn = np.cumsum(values[dealt], axis=2)
        taken = np.maximum(sizes[some] - 1, 0)[:, None, None]
        sums = np.take_along_axis(drawn, np.broadcast_to(taken, (*drawn.shape[:2], 1)), axis=2)
        sums = np.where(sizes[some, None] > 0, sums[:, :, 0], 0.0) + values[some, None]
        hits[start : start + len(some)] = (sums >= observed[some, None] - slack).sum(axis=1)
    return np.asarray((hits + 1) / (times + 1))


def _deals(others: int, most: int, times: int, random: np.random.Generator) -> Places:
    """``times`` draws of ``most`` different numbers below ``others``, (times, most)."""
    drawn = random.integers(0, others, (times, most))
    while True:
        ordered = np.sort(drawn, axis=1)
        twice = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
        if not twice.any():
            return drawn
        if others < 4 * most:  # few cells: shuffle them rather than try again and again
            drawn[twice] = random.permuted(
                np.tile(np.arange(others), (int(twice.sum()), 1)), axis=1
            )[:, :most]
        else:
            drawn[twice] = random.integers(0, others, (int(twice.sum()), most))


def false_discovery(p: Values) -> Values:
    """Benjamini & Hochberg's adjusted p: called at q <= level, at most that share is false."""
    if not len(p):
        return p
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return q
