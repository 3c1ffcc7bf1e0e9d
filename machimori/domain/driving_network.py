"""How long a crew drives between its stops: over open roads at the speed of each class. Pure.

One-way streets and turning bans are not known to the network; a pair that no network joins is
measured straight, times a detour.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from machimori.domain.crew_round import NO_WAY
from machimori.domain.road_lines import Feet, Flags, Floats, Ints, RoadLines, feet
from machimori.domain.walking_network import Points, Way, graph, straight_m

#: A stop further from the nearest road than this is not on the network.
MOST_ACCESS_M = 150.0
_NOWHERE = -9_999  # SciPy's mark of a node without one before it


@dataclass(frozen=True)
class Roads:
    """The roads a car may take: their lines, and metres a second on each segment."""

    lines: RoadLines
    speed_m_s: Floats


@dataclass(frozen=True)
class Drives:
    """Whole seconds of every pair, ``(points, points)``, ``NO_WAY`` where closures leave none.

    ``segment`` is the road each point lies at, -1 without one.
    """

    seconds: Ints
    way: NDArray[np.int8]
    segment: Ints


def drives(
    roads: Roads | None,
    points: Points,
    *,
    closed: Collection[str] = (),
    slow_m_s: float,
    detour: float,
) -> Drives:
    """Driving times of every pair.

    Args:
        roads: the network; None where there is none at all.
        points: stops, the base among them.
        closed: ids of segments nobody can pass.
        slow_m_s: speed to the road, and where there is no network.
        detour: how much longer than the straight line a way is, where there is no network.
    """
    count = len(points)
    many = np.repeat(points.degrees, count, axis=0)
    again = np.tile(points.degrees, (count, 1))
    seconds = straight_m(many, again).reshape(count, count) * detour / slow_m_s
    way = np.full((count, count), Way.STRAIGHT, dtype=np.int8)
    segment = np.full(count, -1, dtype=np.int64)
    if roads is not None and roads.lines.segment_ids and count:
        every = np.ones(len(roads.lines.segment_ids), dtype=np.bool_)
        whole = _Joined(roads, points, every)
        segment = whole.feet.segment
        is_open = roads.lines.open_segments(closed)
        cut = whole if is_open.all() else _Joined(roads, points, is_open)
        joined = whole.same_part()
        way[joined] = Way.NETWORK
        way[joined & ~cut.same_part()] = Way.CUT_OFF
        seconds = np.where(way == Way.NETWORK, cut.seconds(slow_m_s), seconds)
    # The same both ways: rounding must not make one side of a pair shorter.
    whole_s = np.rint(np.maximum(seconds, seconds.T)).astype(np.int64)
    whole_s[way == Way.CUT_OFF] = NO_WAY
    np.fill_diagonal(whole_s, 0)
    return Drives(whole_s, way, segment)


def line(
    roads: Roads | None, points: Points, order: Collection[int], closed: Collection[str] = ()
) -> list[Floats]:
    """One line per leg of a tour, ``(n, 2)`` x and y; straight where no network joins the two."""
    way = list(order)
    legs = list(zip(way[:-1], way[1:], strict=True))
    if roads is None or not roads.lines.segment_ids:
        return [points.metric[list(leg)] for leg in legs]
    joined = _Joined(roads, points, roads.lines.open_segments(closed))
    return [joined.path(*leg) for leg in legs]


class _Joined:
    """The open network with the feet of points as nodes of it, edges in seconds."""

    def __init__(self, roads: Roads, points: Points, is_open: Flags) -> None:
        from scipy.sparse.csgraph import connected_components

        lines = roads.lines
        self.feet: Feet = feet(lines, points.metric, is_open, most_access_m=MOST_ACCESS_M)
        self._nodes = lines.junctions + np.arange(len(points))
        self._graph = graph(lines, self.feet, is_open, cost_per_m=1 / roads.speed_m_s)
        _, part = connected_components(self._graph, directed=False)
        self._part = part[self._nodes]
        self._metric = np.concatenate([_junctions(lines), points.metric])

    def same_part(self) -> Flags:
        """Pairs that some way joins."""
        on = self.feet.is_on_road
        joined: Flags = (self._part[:, None] == self._part[None, :]) & on[:, None] & on[None, :]
        return joined

    def seconds(self, slow_m_s: float) -> Floats:
        """Of every pair, from point to road, along it, and to the other point."""
        from scipy.sparse.csgraph import dijkstra

        reached = dijkstra(self._graph, directed=False, indices=self._nodes)[:, self._nodes]
        access = np.nan_to_num(self.feet.access_m, nan=np.inf) / slow_m_s
        found: Floats = reached + access[:, None] + access[None, :]
        return found

    def path(self, begin: int, end: int) -> Floats:
        """The way from one point to another over junctions."""
        from scipy.sparse.csgraph import dijkstra

        ends = self._metric[self._nodes[[begin, end]]]
        if not self.same_part()[begin, end] or begin == end:
            return ends
        _, before = dijkstra(
            self._graph, directed=False, indices=self._nodes[begin], return_predecessors=True
        )
        here, nodes = int(self._nodes[end]), []
        while here != _NOWHERE:
            nodes.append(here)
            here = int(before[here])
        found: Floats = self._metric[nodes[::-1]]
        return found


def _junctions(lines: RoadLines) -> Floats:
    """Where each junction is."""
    count = len(lines.segment_ids)
    first = np.searchsorted(lines.piece_segment, np.arange(count))
    last = np.searchsorted(lines.piece_segment, np.arange(count), side="right") - 1
    found = np.zeros((lines.junctions, 2))
    found[lines.start] = lines.piece_from[first]
    found[lines.end] = lines.piece_to[last]
    return found
