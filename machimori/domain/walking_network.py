"""How far people walk: over roads that are not closed, in a straight line where there is no road.

A pair that the whole network joins is measured on the network alone. Where closures have cut it,
the pair has no way; the straight line stands in only where there never was a network. Pure.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from machimori.domain.road_lines import Feet, Flags, Floats, Ints, RoadLines, feet

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: A point further from the nearest road than this is not on the network.
MOST_ACCESS_M = 400.0
#: Sources solved at once: bounds the memory of the answer.
_BATCH = 64
#: SciPy takes a length of zero for no edge.
_SHORTEST_M = 1e-6
_ELLIPSOID = Geod(ellps="GRS80")  # of JGD2011


class Way(IntEnum):
    """How the distance of a pair was found."""

    NETWORK = 0  # infinite: further than the limit
    STRAIGHT = 1  # no network there
    CUT_OFF = 2  # closures leave no way; infinite


@dataclass(frozen=True)
class Points:
    """Places on the ground, in both kinds of coordinates: ``(n, 2)`` each, x or longitude first."""

    metric: Floats
    degrees: Floats

    def __len__(self) -> int:
        return len(self.metric)


@dataclass(frozen=True)
class Distances:
    """Metres from each origin to each place, ``(origins, places)``, and how each was found."""

    metres: Floats
    way: NDArray[np.int8]

    @property
    def straight_origins(self) -> Flags:
        """Origins measured in a straight line to every place."""
        found: Flags = (self.way == Way.STRAIGHT).all(axis=1)
        return found


def distances(
    lines: RoadLines | None,
    origins: Points,
    places: Points,
    *,
    closed: Collection[str] = (),
    limit_m: float = np.inf,
    most_access_m: float = MOST_ACCESS_M,
) -> Distances:
    """Walking distance of every pair; what is further than ``limit_m`` is infinite.

    Args:
        lines: the road network; None where there is none at all.
        origins: where people start.
        places: where they go.
        closed: ids of segments nobody can pass.
        limit_m: longest walk; the search stops there.
        most_access_m: longest way from a point to its road.
    """
    shape = (len(origins), len(places))
    metres = np.full(shape, np.inf)
    way = np.full(shape, Way.STRAIGHT, dtype=np.int8)
    if lines is not None and lines.segment_ids and all(shape):
        every = np.ones(len(lines.segment_ids), dtype=np.bool_)
        whole = _Attached(lines, origins, places, every, most_access_m)
        joined = whole.same_part()
        is_open = lines.open_segments(closed)
        cut = whole
        if not is_open.all():
            cut = _Attached(lines, origins, places, is_open, most_access_m)
        way[joined] = Way.NETWORK
        way[joined & ~cut.same_part()] = Way.CUT_OFF
        walked = cut.walks(limit_m)
        metres = np.where(way == Way.NETWORK, walked, metres)
    straight = np.argwhere(way == Way.STRAIGHT)
    metres[way == Way.STRAIGHT] = straight_m(
        origins.degrees[straight[:, 0]], places.degrees[straight[:, 1]]
    )
    metres[metres > limit_m] = np.inf
    return Distances(metres, way)


def straight_m(here: Floats, there: Floats) -> Floats:
    """Geodesic metres between points ``(longitude, latitude)``, row by row."""
    if not len(here):
        return np.empty(0)
    _, _, metres = _ELLIPSOID.inv(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
    return np.asarray(metres, dtype=np.float64)


class _Attached:
    """The open network with the feet of origins and places as nodes of it."""

    def __init__(
        self,
        lines: RoadLines,
        origins: Points,
        places: Points,
        is_open: Flags,
        most_access_m: float,
    ) -> None:
        from scipy.sparse.csgraph import connected_components

        points = np.concatenate([origins.metric, places.metric])
        self._feet = feet(lines, points, is_open, most_access_m=most_access_m)
        self._first_place = len(origins)
        self._nodes = lines.junctions + np.arange(len(points))
        self._graph = graph(lines, self._feet, is_open)
        _, self._part = connected_components(self._graph, directed=False)

    def same_part(self) -> Flags:
        """Pairs that some way joins."""
        on_road, part = self._feet.is_on_road, self._part[self._nodes]
        own, other = slice(None, self._first_place), slice(self._first_place, None)
        joined: Flags = (part[own, None] == part[None, other]) & (
            on_road[own, None] & on_road[None, other]
        )
        return joined

    def walks(self, limit_m: float) -> Floats:
        """Metres of every pair, from point to road, along it, and to the other point."""
        from scipy.sparse.csgraph import dijkstra

        cut, count = self._first_place, len(self._nodes)
        few, many = np.arange(cut), np.arange(cut, count)
        is_turned = len(many) < len(few)
        if is_turned:
            few, many = many, few
        found = np.full((len(few), len(many)), np.inf)
        starts = np.flatnonzero(self._feet.is_on_road[few])
        for begin in range(0, len(starts), _BATCH):
            batch = starts[begin : begin + _BATCH]
            reached = dijkstra(
                self._graph, directed=False, indices=self._nodes[few[batch]], limit=limit_m
            )
            found[batch] = reached[:, self._nodes[many]]
        access = np.nan_to_num(self._feet.access_m, nan=np.inf)
        found = found + access[few][:, None] + access[many][None, :]
        walks: Floats = found.T if is_turned else found
        return walks


def graph(
    lines: RoadLines, attached: Feet, is_open: Flags, *, cost_per_m: Floats | None = None
) -> csr_array:
    """Junctions and feet as nodes; each segment's stretches between them as edges.

    Args:
        lines: the network.
        attached: where points come onto it.
        is_open: segments that can be passed.
        cost_per_m: what a metre of each segment costs; None where it costs a metre.
    """
    there = np.flatnonzero(is_open)
    points = np.flatnonzero(attached.is_on_road)
    segment = np.concatenate([there, attached.segment[points], there])
    along = np.concatenate([np.zeros(len(there)), attached.along_m[points], lines.length_m[there]])
    node = np.concatenate([lines.start[there], lines.junctions + points, lines.end[there]])
    rank = np.repeat([0, 1, 2], [len(there), len(points), len(there)])
    order = np.lexsort((rank, along, segment))
    segment, along, node = segment[order], along[order], node[order]
    same = segment[1:] == segment[:-1]
    length = (along[1:] - along[:-1])[same]
    if cost_per_m is not None:
        length = length * cost_per_m[segment[1:][same]]
    length = np.maximum(length, _SHORTEST_M)
    size = lines.junctions + len(attached.segment)
    return _shortest_of_parallel(node[:-1][same], node[1:][same], length, size)


def _shortest_of_parallel(begin: Ints, end: Ints, length: Floats, size: int) -> csr_array:
    """The graph; of two roads between the same nodes the shorter (SciPy would add them up)."""
    from scipy.sparse import csr_array

    low, high = np.minimum(begin, end), np.maximum(begin, end)
    order = np.lexsort((length, high, low))
    low, high, length = low[order], high[order], length[order]
    first = np.ones(len(low), dtype=np.bool_)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    first &= low != high
    return csr_array((length[first], (low[first], high[first])), shape=(size, size))
