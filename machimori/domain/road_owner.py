"""Whose road a post lies on: the nearest segment, how far it is, and how sure that is. Pure.

Arrays in, arrays out, in metres of one plane coordinate system, for a million posts at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from machimori.domain.nearest_lines import nearest_lines
from machimori.domain.road_lines import Floats, Ints
from machimori.domain.vocabulary import PositionPrecision

#: A post further from any road than this lies on none we know.
MOST_M = 30.0
#: Roads of other owners are looked for this far; none there counts as one at this distance.
OTHER_REACH_M = 50.0
#: Standard error of a position, in metres. Coarser ones say nothing about a road.
POSITION_ERROR_M = {PositionPrecision.SURVEYED: 10.0, PositionPrecision.BLOCK: 40.0}


@dataclass(frozen=True)
class Segments:
    """Segments of the road network, and the number of each one's owner."""

    lines: NDArray[np.object_]
    owner: Ints


@dataclass(frozen=True)
class Owners:
    """Per point: number of the nearest segment, metres to it, metres to another owner's road.

    ``segment`` is -1 and the rest NaN for a point with no road within reach; ``confidence`` runs
    from 0.5 (another owner's road is just as near) to 1.
    """

    segment: Ints
    distance_m: Floats
    other_m: Floats
    confidence: Floats


def nearest_owners(
    segments: Segments,
    points: Floats,
    error_m: Floats,
    *,
    most_m: float = MOST_M,
    other_reach_m: float = OTHER_REACH_M,
) -> Owners:
    """The nearest segment of each point, and how near the nearest one of another owner is.

    Args:
        segments: the road network.
        points: ``(n, 2)`` x and y; NaN for a post without a position.
        error_m: standard error of each position.
        most_m: a segment further away is none.
        other_reach_m: how far roads of other owners are looked for.
    """
    count = len(points)
    segment = np.full(count, -1, dtype=np.int64)
    distance, other = np.full(count, np.nan), np.full(count, np.nan)
    placed = np.flatnonzero(np.isfinite(points).all(axis=1))
    reach = max(most_m, other_reach_m)
    found = nearest_lines(segments.lines, segments.owner, points[placed], reach)
    near = found.distance_m <= most_m  # NaN is none
    segment[placed[near]] = found.line[near]
    distance[placed[near]] = found.distance_m[near]
    other[placed[near]] = np.minimum(found.other_m[near], reach)
    return Owners(segment, distance, other, confidence(distance, other, error_m))


def confidence(distance_m: Floats, other_m: Floats, error_m: Floats) -> Floats:
    """How probable it is that the true place is nearer to that road than to another owner's.

    A step of the position's error towards the one road is one away from the other, so what lies
    between the two distances is held against twice the error.
    """
    from scipy.special import ndtr

    sure: Floats = ndtr((other_m - distance_m) / (2.0 * np.maximum(error_m, 0.1)))
    return sure


def position_error_m(precision: Sequence[str | None]) -> Floats:
    """Standard error of positions of these precisions; NaN where it says nothing about a road."""
    return np.array([POSITION_ERROR_M.get(_known(one), np.nan) for one in precision])


def _known(word: str | None) -> PositionPrecision:
    there = set(PositionPrecision)
    return PositionPrecision(word) if word in there else PositionPrecision.UNKNOWN
