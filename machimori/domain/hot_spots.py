"""Where posts gather more than chance: Getis-Ord Gi* on the mesh, permutations, false discovery.

A cell's window is the cell and its up to eight neighbours. The value of a cell is its posts per
kilometre of road (or per share of its area), drawn towards the mean where it has little road: one
post on fifty metres is no rate. Gi* says by how many deviations the window's mean lies above that
of all cells; how often chance does as well is counted by dealing the other cells' values out
again (conditional permutation), and the share of false alarms among the cells called hot is held
by Benjamini & Hochberg's procedure. Sources: Getis & Ord (1992), Ord & Getis (1995); Anselin
(1995) for the permutations; Benjamini & Hochberg (1995); Marshall (1991) for the rates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Places = NDArray[np.int64]
#: Windows of a cell and its neighbours hold at most so many others.
_NEIGHBOURS = 8
#: Fine enough that one single cell of a few hundred can pass the false-discovery procedure.
PERMUTATIONS = 19_999


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


def steadied_rates(counts: Values, exposure: Values) -> Values:
    """Counts per exposure by empirical Bayes: the less exposure, the nearer to the mean.

    Where the counts spread no more than chance (Poisson) makes them, all are the mean.

    Args:
        counts: posts of each cell.
        exposure: kilometres of road or share of area of each cell, above 0.
    """
    whole = exposure.sum()
    mean = counts.sum() / whole
    rates = counts / exposure
    spread = (exposure * (rates - mean) ** 2).sum() / whole - mean * len(counts) / whole
    if mean <= 0 or spread <= 0:
        return np.full(len(counts), mean)
    return np.asarray(mean + spread / (spread + mean / exposure) * (rates - mean))


def areas(is_hot: NDArray[np.bool_], near: Places, importance: Values) -> Places:
    """Number of the area a hot cell is part of, 1 for the most important; 0 where it is not hot.

    Hot cells that touch, at corners too, are one area.
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    places = np.flatnonzero(is_hot)
    if not len(places):
        return np.zeros(len(is_hot), dtype=np.int64)
    start, which = np.nonzero((near >= 0) & is_hot[:, None] & np.append(is_hot, False)[near])
    touching = coo_array(
        (np.ones(len(start)), (start, near[start, which])), shape=(len(is_hot), len(is_hot))
    )
    _, label = connected_components(touching, directed=False)
    found, place = np.unique(label[places], return_inverse=True)
    weight = np.bincount(place, importance[places], minlength=len(found))
    number = np.empty(len(found), dtype=np.int64)
    number[np.argsort(-weight, kind="stable")] = np.arange(1, len(found) + 1)
    numbered = np.zeros(len(is_hot), dtype=np.int64)
    numbered[places] = number[place]
    return numbered


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
    if len(testing):
        p[testing] = _chance(values, near, testing, np.random.default_rng(seed))
    q = false_discovery(p)
    return HotSpots(z, p, q, (q <= level) & enough & (z > 0))


def _chance(values: Values, near: Places, cells: Places, random: np.random.Generator) -> Values:
    """How often others in a window's place sum up as high: (hits + 1) / (deals + 1).

    A cell's own value stays, and the deals that hold it are not the cell's. The others serve all
    cells, so the work does not grow with cells times deals.
    """
    deals = _deals(len(values), min(_NEIGHBOURS, len(values)), PERMUTATIONS, random)
    needed = window_sums(values, near) - values - 1e-9 * max(float(np.abs(values).max()), 1.0)
    size = (near >= 0).sum(axis=1)
    chance = np.ones(len(values))
    for taken in np.unique(size[cells]):
        if not taken:
            continue  # nothing around it: it is compared with nobody
        dealt = deals[:, :taken]
        sums = values[dealt].sum(axis=1)
        hits = len(sums) - np.searchsorted(np.sort(sums), needed, side="left")
        own = dealt.ravel()
        is_hit = np.repeat(sums, taken) >= needed[own]
        hits_with_own = np.bincount(own, is_hit, minlength=len(values))
        with_own = np.bincount(own, minlength=len(values))
        found = (hits - hits_with_own + 1) / (len(sums) - with_own + 1)
        chance = np.where(size == taken, found, chance)
    return np.asarray(chance[cells])


def _deals(cells: int, most: int, times: int, random: np.random.Generator) -> Places:
    """``times`` draws of ``most`` different numbers below ``cells``, (times, most)."""
    drawn = random.integers(0, cells, (times, most))
    while True:
        ordered = np.sort(drawn, axis=1)
        twice = (ordered[:, 1:] == ordered[:, :-1]).any(axis=1)
        if not twice.any():
            return drawn
        if cells < 4 * most:  # few cells: shuffle them rather than try again and again
            drawn[twice] = random.permuted(
                np.tile(np.arange(cells), (int(twice.sum()), 1)), axis=1
            )[:, :most]
        else:
            drawn[twice] = random.integers(0, cells, (int(twice.sum()), most))


def false_discovery(p: Values) -> Values:
    """Benjamini & Hochberg's adjusted p: called at q <= level, at most that share is false."""
    if not len(p):
        return p
    order = np.argsort(p)
    ranked = p[order] * len(p) / np.arange(1, len(p) + 1)
    q = np.empty(len(p))
    q[order] = np.minimum(np.minimum.accumulate(ranked[::-1])[::-1], 1.0)
    return q
