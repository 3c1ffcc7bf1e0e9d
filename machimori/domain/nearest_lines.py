"""The nearest line of each of a million points, exactly, and the nearest of another group. Pure.

Lines are cut into short straight pieces and written into a grid, each into the cells it may be near
to. A point then looks at the few pieces of its own cell, all points at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from machimori.domain.road_lines import Floats, Ints

#: Edge of a cell, and longest piece, in metres.
CELL_M = 40.0
PIECE_M = 100.0
#: Pairs of point and piece looked at in one go: fits the processor's cache.
_AT_ONCE = 400_000
#: Cells per row; a plane coordinate system is no wider.
_ROW = 1 << 20


@dataclass(frozen=True)
class Nearest:
    """Per point: number of the nearest line and metres to it, and metres to one of another group.

    -1 and NaN, or infinite for the other group, where there is none within reach.
    """

    line: Ints
    distance_m: Floats
    other_m: Floats


def nearest_lines(
    lines: NDArray[np.object_], group: Ints, points: Floats, reach_m: float
) -> Nearest:
    """Look within ``reach_m`` of each point ``(x, y)``; of equals the first line stands."""
    count = len(points)
    line = np.full(count, -1, dtype=np.int64)
    distance, other = np.full(count, np.nan), np.full(count, np.inf)
    grid = _Grid.of(lines, reach_m)
    cell = _cell(np.floor(points / CELL_M).astype(np.int64)) if count else np.empty(0, np.int64)
    first = np.searchsorted(grid.cells, cell, side="left")
    many = np.searchsorted(grid.cells, cell, side="right") - first
    order = np.argsort(cell, kind="stable")  # neighbours share what the memory holds
    order = order[many[order] > 0]
    ends = np.cumsum(many[order])
    begin = 0
    while begin < len(order):
        done = ends[begin - 1] if begin else 0
        stop = max(int(np.searchsorted(ends, done + _AT_ONCE, side="right")), begin + 1)
        some = order[begin:stop]
        found = _nearest_of(grid, group, points[some], first[some], many[some], reach_m)
        line[some], distance[some], other[some] = found
        begin = stop
    return Nearest(line, distance, other)


@dataclass(frozen=True)
class _Grid:
    """Pieces, and which of them each cell holds: ``cells`` rises, ``piece`` stands beside it."""

    start: Floats
    along: Floats
    squared: Floats
    line: Ints
    cells: Ints
    piece: Ints

    @classmethod
    def of(cls, lines: NDArray[np.object_], reach_m: float) -> _Grid:
        start, end, line = _pieces(lines)
        along = end - start
        squared = np.maximum((along**2).sum(axis=1), 1e-12)
        low = np.floor((np.minimum(start, end) - reach_m) / CELL_M).astype(np.int64)
        high = np.floor((np.maximum(start, end) + reach_m) / CELL_M).astype(np.int64)
        width, height = (high - low + 1).T
        each = width * height
        piece = np.repeat(np.arange(len(start)), each)
        number = np.arange(len(piece)) - np.repeat(np.cumsum(each) - each, each)
        place = low[piece] + np.column_stack([number % width[piece], number // width[piece]])
        middle = (place + 0.5) * CELL_M
        near = _squared_distance(middle, start[piece], along[piece], squared[piece])
        there = near <= (reach_m + CELL_M * np.sqrt(0.5)) ** 2
        cells, piece = _cell(place[there]), piece[there]
        order = np.argsort(cells, kind="stable")
        return cls(start, along, squared, line, cells[order], piece[order])


def _nearest_of(
    grid: _Grid, group: Ints, points: Floats, first: Ints, many: Ints, reach_m: float
) -> tuple[Ints, Floats, Floats]:
    begins = np.cumsum(many) - many
    point = np.repeat(np.arange(len(points)), many)
    piece = grid.piece[np.arange(len(point)) + np.repeat(first - begins, many)]
    squared = _squared_distance(
        points[point], grid.start[piece], grid.along[piece], grid.squared[piece]
    )
    squared[squared > reach_m**2] = np.inf
    nearest = np.minimum.reduceat(squared, begins)
    there = np.isfinite(nearest)
    candidate = np.where(squared == nearest[point], grid.line[piece], np.iinfo(np.int64).max)
    line = np.minimum.reduceat(candidate, begins)
    line[~there] = -1
    own = group[np.maximum(line, 0)]
    squared[group[grid.line[piece]] == own[point]] = np.inf
    other = np.sqrt(np.minimum.reduceat(squared, begins))
    return line, np.where(there, np.sqrt(nearest), np.nan), other


def _squared_distance(points: Floats, start: Floats, along: Floats, squared: Floats) -> Floats:
    x, y = points[:, 0] - start[:, 0], points[:, 1] - start[:, 1]
    share = np.clip((x * along[:, 0] + y * along[:, 1]) / squared, 0.0, 1.0)
    x -= share * along[:, 0]
    y -= share * along[:, 1]
    distance: Floats = x * x + y * y
    return distance


def _cell(place: Ints) -> Ints:
    return place[:, 1] * _ROW + place[:, 0]


def _pieces(lines: NDArray[np.object_]) -> tuple[Floats, Floats, Ints]:
    """Straight pieces of at most ``PIECE_M``: start, end, number of the line."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    parts = shapely.segmentize(parts, PIECE_M)
    points, part = shapely.get_coordinates(parts, return_index=True)
    same = part[1:] == part[:-1]
    return points[:-1][same], points[1:][same], owner[part[:-1][same]].astype(np.int64)
