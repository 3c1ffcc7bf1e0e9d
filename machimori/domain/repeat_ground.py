"""How thickly unrelated posts lie where and when a post was sent. Pure.

A neighbour says little in a street full of posts and much in a quiet one: what a repeat is held
against is the rate at which other things are told of there, per square metre and day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from machimori.domain.repeat_pairs import Floats, Ints, Posts
from machimori.domain.repeat_rules import Beliefs

#: Side of a cell, and cells to each side that count as the surroundings: 500 m square.
CELL_M = 100.0
AROUND = 2
#: The place itself: a square of three cells of this side, at least so many days before or after;
#: and how far the rates of places differ (shape of their gamma distribution).
FINE_M = 35.0
NEXT = (-1, 0, 1)
SEPARATE_DAYS = 120.0
PLACE_SHAPE = 2.0
#: Days before and after within which the season of a post is counted: heavy rain, a storm.
SEASON_DAYS = 2
#: Posts the surroundings and the season are believed to have before any is counted.
_BELIEVED = 2.0
_BELIEVED_IN_SEASON = 8.0
#: Pairs this near, and so long apart that they tell of different things, show how streets
#: gather posts.
NEAR_M = 20.0
LONG_APART_DAYS = 400.0
#: Share of posts on the very place of another from which on the file is taken to be coarse, and
#: from which on wholly so; a handful are sent in twice anywhere.
LEAST_SHARED, WHOLLY_SHARED = 0.1, 0.3
MOST_COARSE_M = 30.0
_SAMPLED, _THINNED = 5_000, 40_000


@dataclass(frozen=True)
class Ground:
    """What a file says of its places before any two posts are compared."""

    background: Floats  # of each post, as ``background`` tells it
    coarse_m: float


def ground(posts: Posts, beliefs: Beliefs) -> Ground:
    """Background and coarseness of a file."""
    return Ground(background(posts, beliefs), coarseness_m(posts))


def background(posts: Posts, beliefs: Beliefs) -> Floats:
    """Expected posts per square metre and day around each post, of all categories together."""
    known = np.isfinite(posts.x_m) & np.isfinite(posts.day)
    rate = np.full(len(posts), np.nan)
    if not known.any():
        return rate
    x, y, day = posts.x_m[known], posts.y_m[known], posts.day[known]
    span = max(float(day.max() - day.min()), 30.0)
    around = _around(x, y)
    area = ((2 * AROUND + 1) * CELL_M) ** 2
    broad = (around + _BELIEVED) / (area * span)
    along = _along_streets(x, y, day, around / area, beliefs)
    rate[known] = broad * along * _season(day) * _at_other_times(x, y, day, broad)
    return rate


def _around(x: Floats, y: Floats) -> Floats:
    """Other posts in the square of cells around each."""
    column = np.floor((x - x.min()) / CELL_M).astype(np.int64) + AROUND
    row = np.floor((y - y.min()) / CELL_M).astype(np.int64) + AROUND
    width = int(column.max()) + 2 * AROUND + 1
    steps = range(-AROUND, AROUND + 1)
    beside = [north * width + east for north in steps for east in steps]
    return _counts_at(row * width + column, beside) - 1.0


def _at_other_times(x: Floats, y: Floats, day: Floats, broad: Floats) -> Floats:
    """How many times the usual was told at the very place in other seasons, shrunk towards 1.

    An old street breaks again and again; a crossing gathers whatever is told of it. Posts of the
    same season are left out, since they may tell of the same thing.
    """
    column = np.floor((x - x.min()) / FINE_M).astype(np.int64) + 1
    row = np.floor((y - y.min()) / FINE_M).astype(np.int64) + 1
    season = np.floor((day - day.min()) / SEPARATE_DAYS).astype(np.int64) + 1
    seasons = int(season.max()) + 2
    width = int(column.max()) + 2
    place = row * width + column
    beside = [north * width + east for north in NEXT for east in NEXT]
    now = [step * seasons + later for step in beside for later in NEXT]
    told = _counts_at(place, beside) - _counts_at(place * seasons + season, now)
    span = day.max() - day.min()
    first = np.maximum((season - 2) * SEPARATE_DAYS, 0.0)
    last = np.minimum((season + 1) * SEPARATE_DAYS, span)
    expected = broad * (3 * FINE_M) ** 2 * np.maximum(span - (last - first), 0.0)
    usual = (told.sum() + 1.0) / (expected.sum() + 1.0)
    return np.asarray((PLACE_SHAPE + told) / (PLACE_SHAPE + expected * usual))


def _counts_at(keys: Ints, steps: list[int]) -> Floats:
    """Posts whose key lies one of the steps away from each post's."""
    distinct, place, posts = np.unique(keys, return_inverse=True, return_counts=True)
    total = np.zeros(len(distinct))
    for step in steps:
        asked = distinct + step
        at = np.minimum(np.searchsorted(distinct, asked), len(distinct) - 1)
        total += np.where(distinct[at] == asked, posts[at], 0)
    return np.asarray(total[place])


def _season(day: Floats) -> Floats:
    """How many times the usual number of posts came in these days."""
    whole = np.floor(day - day.min()).astype(np.int64)
    daily = np.bincount(whole).astype(float)
    window = 2 * SEASON_DAYS + 1
    sums = np.convolve(daily, np.ones(window), mode="same")
    days = np.convolve(np.ones(len(daily)), np.ones(window), mode="same")
    usual = daily.mean() * days
    season = (sums + _BELIEVED_IN_SEASON) / (usual + _BELIEVED_IN_SEASON)
    return np.asarray(season[whole])


def _along_streets(x: Floats, y: Floats, day: Floats, density: Floats, beliefs: Beliefs) -> float:
    """How many times denser unrelated posts lie at arm's length than in their surroundings.

    Taken from pairs so long apart in time that they tell of different things; a file too short
    for that keeps what is believed.
    """
    from scipy.spatial import cKDTree

    random = np.random.default_rng(17)
    thin = _some(len(x), _THINNED, random)
    asked = thin[_some(len(thin), _SAMPLED, random)]
    place = np.column_stack([x, y])
    tree = cKDTree(place[thin])
    near: NDArray[np.object_] = tree.query_ball_point(place[asked], NEAR_M)
    counts = np.fromiter((len(one) for one in near), dtype=np.int64, count=len(near))
    first = np.repeat(asked, counts)
    second = thin[np.concatenate([np.asarray(one, dtype=np.int64) for one in near])]
    seen = float((np.abs(day[first] - day[second]) > LONG_APART_DAYS).sum())
    shuffled = random.permutation(day[thin])[: len(asked)]
    long_apart = np.abs(day[asked][: len(shuffled)] - shuffled) > LONG_APART_DAYS
    share = long_apart.mean() if len(long_apart) else 0.0
    thinned = len(thin) / len(x)
    expected = float(density[asked].sum()) * thinned * np.pi * NEAR_M**2 * share
    return float((seen + beliefs.pairs * beliefs.along_streets) / (expected + beliefs.pairs))


def coarseness_m(posts: Posts) -> float:
    """How far apart places lie that the file can tell apart, halved; 0 where it tells them all.

    Where posts stand on addresses or crossings, many share one place to the centimetre, and the
    next is a parcel away: no distance within that says anything.
    """
    from scipy.spatial import cKDTree

    known = np.isfinite(posts.x_m) & np.isfinite(posts.y_m)
    place = np.round(np.column_stack([posts.x_m[known], posts.y_m[known]]) * 2) / 2
    order = np.lexsort((place[:, 1], place[:, 0]))
    place = place[order]
    distinct = np.concatenate([[True], (place[1:] != place[:-1]).any(axis=1)])[: len(place)]
    shared = 1 - distinct.mean() if len(place) else 0.0
    if shared < LEAST_SHARED or distinct.sum() < 2:
        return 0.0
    place = place[distinct]
    asked = _some(len(place), _SAMPLED, np.random.default_rng(23))
    nearest = cKDTree(place).query(place[asked], k=2)[0][:, 1]
    half = min(float(np.median(nearest)) / 2, MOST_COARSE_M)
    return half * min(1.0, shared / WHOLLY_SHARED)


def _some(count: int, most: int, random: np.random.Generator) -> Ints:
    """So many of the rows, drawn without putting back."""
    if count <= most:
        return np.arange(count)
    return np.sort(random.choice(count, most, replace=False))
