"""Posts that tell of one thing, put together without chaining. Pure.

Every post hangs on the earlier one it most likely repeats. Links are taken strongest first, and
one is left out when the two groups it would join could not be one thing: they would stretch
beyond the diameter, or their middles lie further apart than the errors of so many positions allow
(two holes 15 m apart have two middles, however many posts lie between them). What staff say comes
on top (``said_pairs``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from machimori.domain.repeat_pairs import Floats, Ints

Flags = NDArray[np.bool_]
#: Two middles may lie this many times further apart than positions usually scatter.
MOST_SCATTERS = 3.0


@dataclass(frozen=True)
class Links:
    """Rows to join, earlier and later, with how sure that is."""

    earlier: Ints
    later: Ints
    strength: Floats


@dataclass
class _Joined:
    """Groups while they are being made: root of each row, and what is known of each root."""

    root: list[int]
    west: list[float]
    east: list[float]
    south: list[float]
    north: list[float]
    sum_x: list[float]
    sum_y: list[float]
    placed: list[int]

    def find(self, row: int) -> int:
        """The root of a row, with the way there made shorter."""
        root = self.root
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    def join(self, first: int, second: int) -> None:
        """One group of two roots; the older row is its root."""
        first, second = min(first, second), max(first, second)
        self.root[second] = first
        self.west[first] = min(self.west[first], self.west[second])
        self.east[first] = max(self.east[first], self.east[second])
        self.south[first] = min(self.south[first], self.south[second])
        self.north[first] = max(self.north[first], self.north[second])
        self.sum_x[first] += self.sum_x[second]
        self.sum_y[first] += self.sum_y[second]
        self.placed[first] += self.placed[second]

    def fit(self, first: int, second: int, diameter_m: float, scatter_m: float) -> bool:
        """Whether two roots can tell of one thing, by where their posts lie."""
        width = max(self.east[first], self.east[second]) - min(self.west[first], self.west[second])
        height = max(self.north[first], self.north[second]) - min(
            self.south[first], self.south[second]
        )
        if width * width + height * height > diameter_m * diameter_m:
            return False
        one, two = self.placed[first], self.placed[second]
        if not one or not two:
            return True
        x = self.sum_x[first] / one - self.sum_x[second] / two
        y = self.sum_y[first] / one - self.sum_y[second] / two
        most = MOST_SCATTERS * scatter_m
        return x * x + y * y <= most * most * (1 / one + 1 / two)


def grouped(
    x_m: Floats, y_m: Floats, links: Links, diameter_m: Floats, scatter_m: float
) -> tuple[Ints, Flags]:
    """Put rows together by their links.

    Args:
        x_m: places, NaN where unknown; rows are in order of age.
        y_m: the same.
        links: what hangs on what; every later row has one at most.
        diameter_m: of each row, how far its group may stretch.
        scatter_m: how far the position of a post usually is from its hole.

    Returns:
        The oldest row of each row's group (a row by itself is its own), and which links hold.
    """
    simple = _by_themselves(len(x_m), links)
    far = np.hypot(x_m[links.later] - x_m[links.earlier], y_m[links.later] - y_m[links.earlier])
    most = np.minimum(diameter_m[links.later], MOST_SCATTERS * np.sqrt(2) * scatter_m)
    held = simple & (far <= most)
    joined = _alone(x_m, y_m)
    order = np.argsort(-links.strength, kind="stable")
    order = order[~simple[order]]
    for link, one, other, limit in zip(
        order.tolist(),
        links.earlier[order].tolist(),
        links.later[order].tolist(),
        diameter_m[links.later[order]].tolist(),
        strict=True,
    ):
        first, second = joined.find(one), joined.find(other)
        if first != second and joined.fit(first, second, limit, scatter_m):
            joined.join(first, second)
            held[link] = True
    root = np.asarray(joined.root, dtype=np.int64)
    straight = simple & held
    root[links.later[straight]] = links.earlier[straight]
    return _roots(root), held


def _alone(x_m: Floats, y_m: Floats) -> _Joined:
    known = np.isfinite(x_m) & np.isfinite(y_m)
    low, high = np.where(known, 0.0, np.inf), np.where(known, 0.0, -np.inf)
    x, y = np.where(known, x_m, 0.0), np.where(known, y_m, 0.0)
    return _Joined(
        root=list(range(len(x_m))),
        west=(x + low).tolist(),
        east=(x + high).tolist(),
        south=(y + low).tolist(),
        north=(y + high).tolist(),
        sum_x=x.tolist(),
        sum_y=y.tolist(),
        placed=known.astype(int).tolist(),
    )


def _by_themselves(rows: int, links: Links) -> Flags:
    """Links of which neither end has another link: their order does not matter."""
    times = np.bincount(np.concatenate([links.earlier, links.later]), minlength=rows)
    return np.asarray((times[links.earlier] == 1) & (times[links.later] == 1))


def _roots(up: Ints) -> Ints:
    """Every row's root, at once: a root is its own, and older than all its rows."""
    while (up[up] != up).any():
        up = up[up]
    return up
