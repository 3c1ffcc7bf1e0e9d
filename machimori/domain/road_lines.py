"""Road segments as arrays: straight pieces, junctions, and the foot of a point on its road.

Pure: arrays in, arrays out, in metres of one plane coordinate system.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

#: Ends this close are one junction: publishers round coordinates to a decimetre and more.
SNAP_M = 0.5


@dataclass(frozen=True)
class RoadLines:
    """Road segments cut into straight pieces.

    Attributes:
        segment_ids: id of each segment.
        start, end: junction at each end of a segment.
        length_m: of each segment.
        piece_from, piece_to: ``(pieces, 2)`` ends of each piece, x and y in metres.
        piece_segment: segment a piece is part of.
        piece_offset_m: metres from the segment's start to the piece's.
        junctions: how many there are.
    """

    segment_ids: tuple[str, ...]
    start: Ints
    end: Ints
    length_m: Floats
    piece_from: Floats
    piece_to: Floats
    piece_segment: Ints
    piece_offset_m: Floats
    junctions: int

    def open_segments(self, closed: Collection[str]) -> Flags:
        """Which segments are not among the closed ones."""
        shut = frozenset(closed)
        return np.array([one not in shut for one in self.segment_ids], dtype=np.bool_)


@dataclass(frozen=True)
class Feet:
    """Where points come onto the road: per point a segment, metres along it, metres to it.

    ``segment`` is -1 for a point with no road near enough.
    """

    segment: Ints
    along_m: Floats
    access_m: Floats

    @property
    def is_on_road(self) -> Flags:
        """Points that have a road."""
        found: Flags = self.segment >= 0
        return found


def road_lines(
    ids: Sequence[str], geometries: Sequence[shapely.Geometry], *, snap_m: float = SNAP_M
) -> RoadLines:
    """Cut lines into pieces and join ends that lie within ``snap_m`` of each other.

    Lines of several parts give several segments of the same id. Roads that only cross, without
    an end there, are not joined: one may pass above the other.
    """
    shapes = np.asarray(geometries, dtype=object)
    parts, owner = shapely.get_parts(shapes, return_index=True)
    usable = (shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING) & (
        shapely.get_num_points(parts) > 1
    )
    parts, owner = parts[usable], owner[usable]
    points, line = shapely.get_coordinates(parts, return_index=True)
    same_line = line[1:] == line[:-1]
    piece_from, piece_to = points[:-1][same_line], points[1:][same_line]
    piece_line = line[1:][same_line]
    length = np.hypot(*(piece_to - piece_from).T)
    run = np.cumsum(length) - length
    first = np.searchsorted(piece_line, np.arange(len(parts)))
    before = run[first] if len(run) else np.empty(0)
    whole = np.bincount(piece_line, weights=length, minlength=len(parts))
    ends = np.concatenate(
        [
            points[np.searchsorted(line, np.arange(len(parts)))],
            points[np.searchsorted(line, np.arange(len(parts)), side="right") - 1],
        ]
    )
    junction, count = _joined(ends, snap_m)
    return RoadLines(
        segment_ids=tuple(str(ids[place]) for place in owner),
        start=junction[: len(parts)],
        end=junction[len(parts) :],
        length_m=whole.astype(np.float64),
        piece_from=piece_from,
        piece_to=piece_to,
        piece_segment=piece_line.astype(np.int64),
        piece_offset_m=run - before[piece_line] if len(run) else np.empty(0),
        junctions=count,
    )


def feet(lines: RoadLines, points: Floats, is_open: Flags, *, most_access_m: float) -> Feet:
    """The nearest open road of each point ``(x, y)``, where one lies within ``most_access_m``."""
    count = len(points)
    segment = np.full(count, -1, dtype=np.int64)
    along, access = np.full(count, np.nan), np.full(count, np.nan)
    pieces = np.flatnonzero(is_open[lines.piece_segment])
    if not len(pieces) or not count:
        return Feet(segment, along, access)
    begin, finish = lines.piece_from[pieces], lines.piece_to[pieces]
    tree = shapely.STRtree(shapely.linestrings(np.stack([begin, finish], axis=1)))
    nearest = tree.nearest(shapely.points(points))
    direction = finish[nearest] - begin[nearest]
    squared = np.maximum((direction**2).sum(axis=1), 1e-12)
    share = ((points - begin[nearest]) * direction).sum(axis=1) / squared
    share = np.clip(share, 0.0, 1.0)
    foot = begin[nearest] + share[:, None] * direction
    distance = np.hypot(*(points - foot).T)
    near = distance <= most_access_m
    piece = pieces[nearest[near]]
    segment[near] = lines.piece_segment[piece]
    along[near] = lines.piece_offset_m[piece] + share[near] * np.sqrt(squared[near])
    access[near] = distance[near]
    return Feet(segment, along, access)


def _joined(ends: Floats, snap_m: float) -> tuple[Ints, int]:
    """Junction number of each end; ends in reach of each other, also over third ones, are one."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components
    from scipy.spatial import cKDTree

    if not len(ends):
        return np.empty(0, dtype=np.int64), 0
    pairs = cKDTree(ends).query_pairs(snap_m, output_type="ndarray")
    links = coo_array(
        (np.ones(len(pairs)), (pairs[:, 0], pairs[:, 1])), shape=(len(ends), len(ends))
    )
    count, label = connected_components(links, directed=False)
    return label.astype(np.int64), int(count)
