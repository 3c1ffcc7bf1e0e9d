"""Which road segments the shortest ways to some places lead over, up to a distance. Pure."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np

from machimori.domain.road_lines import Floats, Ints, RoadLines, feet
from machimori.domain.walking_network import MOST_ACCESS_M

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Lengths are sums of rounded ones: a segment is on a way if it takes up all but this.
_SAME_M = 0.01


def ways_to(
    lines: RoadLines,
    places: Floats,
    reach_m: float,
    *,
    closed: Collection[str] = (),
    most_access_m: float = MOST_ACCESS_M,
) -> frozenset[str]:
    """Ids of the open segments that some shortest way to the nearest of the places leads over.

    Args:
        lines: the network.
        places: ``(n, 2)`` x and y in its metres.
        reach_m: a segment counts if its nearer end is within this, along the roads.
        closed: ids of segments nobody can pass.
        most_access_m: a place further from any road has no way.
    """
    from scipy.sparse.csgraph import dijkstra

    if not len(places) or not lines.segment_ids:
        return frozenset()
    is_open = lines.open_segments(closed)
    foot = feet(lines, places, is_open, most_access_m=most_access_m)
    on_road = np.flatnonzero(foot.is_on_road)
    if not len(on_road):
        return frozenset()
    there = np.flatnonzero(is_open)
    own, along = foot.segment[on_road], foot.along_m[on_road]
    source = np.full(len(on_road), lines.junctions)
    graph = _shortest(
        np.concatenate([lines.start[there], source, source]),
        np.concatenate([lines.end[there], lines.start[own], lines.end[own]]),
        np.concatenate([lines.length_m[there], along, lines.length_m[own] - along]),
        lines.junctions + 1,
    )
    metres = dijkstra(graph, directed=False, indices=lines.junctions, limit=reach_m)
    start, end = metres[lines.start[there]], metres[lines.end[there]]
    near, far = np.minimum(start, end), np.maximum(start, end)
    length = lines.length_m[there]
    reached = np.isfinite(near)
    # Beyond the reach nothing was looked at: an end there is as far as the segment is long.
    beyond = reached & ~np.isfinite(far)
    leads = beyond.copy()
    both = reached & ~beyond
    leads[both] = np.abs(far[both] - near[both] - length[both]) <= _SAME_M
    found = np.union1d(there[leads], own)
    return frozenset(lines.segment_ids[number] for number in found)


def _shortest(begin: Ints, end: Ints, length: Floats, size: int) -> csr_array:
    """The graph; of several roads between two junctions the shortest (SciPy would add them up)."""
    from scipy.sparse import csr_array

    low, high = np.minimum(begin, end), np.maximum(begin, end)
    order = np.lexsort((length, high, low))
    low, high, length = low[order], high[order], length[order]
    first = np.ones(len(low), dtype=np.bool_)
    first[1:] = (low[1:] != low[:-1]) | (high[1:] != high[:-1])
    first &= low != high
    # SciPy takes a length of zero for no road.
    return csr_array((np.maximum(length[first], 1e-6), (low[first], high[first])), (size, size))
