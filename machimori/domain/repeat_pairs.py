"""Which posts are compared: an earlier and a later one, near in place and time. Pure.

Each post looks at its nearest others in metres and days together, through a tree, so that work
grows with the posts and not with their square. Where posts lie dense, the nearest are taken; a
pair counts when either looks at the other.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from machimori.domain.repeat_rules import GroupRules

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: So many days count as much as a metre when the nearest are chosen: within the usual error of
#: 14 m lie about two months, the time a hole stays open.
DAYS_PER_METRE = 4.0
#: Posts asked at once: bounds the memory of the answer.
_CHUNK = 100_000
#: Threads that share the work.
WORKERS = 2
#: Two rows in one number: the later one above so many bits.
_BITS = 31
_STRIP_M = 50.0


@dataclass(frozen=True)
class Posts:
    """Posts in order of time. ``x_m`` and ``y_m`` are NaN where the place is unknown.

    ``day`` is NaN where the date is, ``closed_day`` where the post is open or it isn't told.
    """

    x_m: Floats
    y_m: Floats
    day: Floats
    closed_day: Floats
    category: Ints
    categories: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.day)


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows, ``earlier < later``; sorted by the later one."""

    earlier: Ints
    later: Ints
    distance_m: Floats
    gap_days: Floats

    def __len__(self) -> int:
        return len(self.later)

    def kept(self, chosen: NDArray[np.bool_]) -> Pairs:
        """Those chosen."""
        return Pairs(
            self.earlier[chosen],
            self.later[chosen],
            self.distance_m[chosen],
            self.gap_days[chosen],
        )


def near_pairs(posts: Posts, rules: GroupRules) -> Pairs:
    """Pairs within radius and window of the later one's category, at most so many per post."""
    from scipy.spatial import cKDTree

    known = np.flatnonzero(np.isfinite(posts.x_m) & np.isfinite(posts.y_m) & np.isfinite(posts.day))
    radius, window = _limits(posts, rules)
    if len(known) < 2:
        return _pairs(posts, np.zeros(0, dtype=np.int64))
    known = known[_side_by_side(posts.x_m[known], posts.y_m[known])]
    # From here on by place, so that what belongs together is near in memory.
    x, y, day = posts.x_m[known], posts.y_m[known], posts.day[known]
    radius, window = radius[known], window[known]
    place = np.column_stack([x, y, day / DAYS_PER_METRE])
    tree = cKDTree(place, balanced_tree=False)
    reach = float(np.hypot(radius.max(), window.max() / DAYS_PER_METRE))
    neighbours = min(rules.most_neighbours + 1, len(known))

    def keys_from(start: int) -> Ints:
        asked = np.arange(start, min(start + _CHUNK, len(known)))
        _, near = tree.query(place[asked], k=neighbours, distance_upper_bound=reach)
        own = np.broadcast_to(asked[:, None], near.shape)
        met = (near < len(known)) & (near != own)
        one, other = own[met], near[met]
        is_later = known[one] > known[other]
        apart = np.hypot(x[one] - x[other], y[one] - y[other])
        within = apart <= np.where(is_later, radius[one], radius[other])
        within &= np.abs(day[one] - day[other]) <= np.where(is_later, window[one], window[other])
        one, other, is_later = known[one[within]], known[other[within]], is_later[within]
        later, earlier = np.where(is_later, one, other), np.where(is_later, other, one)
        return np.asarray(later << _BITS | earlier, dtype=np.int64)

    with ThreadPoolExecutor(WORKERS) as pool:  # tree and NumPy let go of the interpreter
        found = list(pool.map(keys_from, range(0, len(known), _CHUNK)))
    keys = np.sort(np.concatenate(found))  # np.unique hashes, and takes fifty times as long
    distinct = np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)]
    return _pairs(posts, keys[distinct])


def _side_by_side(x: Floats, y: Floats) -> Ints:
    """An order in which neighbours are near in memory: the tree answers three times as fast."""
    return np.lexsort((np.floor(y / _STRIP_M), np.floor(x / _STRIP_M)))


def _pairs(posts: Posts, keys: Ints) -> Pairs:
    later, earlier = keys >> _BITS, keys & ((1 << _BITS) - 1)
    with ThreadPoolExecutor(1) as beside:
        gap = beside.submit(lambda: posts.day[later] - posts.day[earlier])
        east = beside.submit(lambda: posts.x_m[later] - posts.x_m[earlier])
        north = posts.y_m[later] - posts.y_m[earlier]
        return Pairs(earlier, later, np.hypot(east.result(), north), gap.result())


def _limits(posts: Posts, rules: GroupRules) -> tuple[Floats, Floats]:
    """Radius and window of each post, by its category."""
    each = [rules.of(name) for name in posts.categories] or [rules.default]
    radius = np.array([one.radius_m for one in each])
    window = np.array([one.window_days for one in each])
    return radius[posts.category], window[posts.category]
