"""The 250 m mesh cells of the municipality: how much of each is inside, and its road length."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import numpy as np
import shapely
from numpy.typing import NDArray

#: Cells of JIS X 0410's quarter mesh per degree, counted from 0 N and 100 E as in ``etl.mesh``.
PER_DEGREE_NORTH, PER_DEGREE_EAST, WEST = 480, 320, 100
#: A cell with less of it inside is no cell of the municipality.
_LEAST_SHARE = 0.2
#: Roads are cut into pieces of about 20 m, and a piece is in the cell of its middle.
_PIECE_DEGREES = 0.0002

_AREA = "SELECT ST_AsWKB(geometry) FROM marts.town_blocks WHERE geometry IS NOT NULL"
_ROADS = """
SELECT ST_AsWKB(geometry) AS line, length_m FROM marts.roads
WHERE geometry IS NOT NULL AND length_m > 0
"""


@dataclass(frozen=True)
class Cells:
    """Cells in order of row and column; equally long arrays.

    Attributes:
        row, column: numbers of a cell northwards and eastwards.
        share: of the cell's area that lies inside, 0 to 1.
        road_km: length of road in it; 0 everywhere without ``has_roads``.
        has_roads: whether any road is known.
    """

    row: NDArray[np.int64]
    column: NDArray[np.int64]
    share: NDArray[np.float64]
    road_km: NDArray[np.float64]
    has_roads: bool

    def find(self, row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.int64]:
        """Index of each cell asked for; -1 where it is none of these."""
        known, wanted = _code(self.row, self.column), _code(row, column)
        place = np.minimum(np.searchsorted(known, wanted), max(len(known) - 1, 0))
        return np.where(known[place] == wanted, place, -1) if len(known) else place - 1


def _code(row: NDArray[np.int64], column: NDArray[np.int64]) -> NDArray[np.int64]:
    return row * 1_000_000 + column


def cells_of(connection: duckdb.DuckDBPyConnection) -> Cells:
    """The cells of the town blocks; where no outline is known, those with roads.

    Without either nobody can say which cells could have had a post: there are none.
    """
    row, column, share = _inside(connection)
    road_code, road_km = _roads(connection)
    if not len(row):
        row, column = road_code // 1_000_000, road_code % 1_000_000
        share = np.ones(len(row))
    order = np.argsort(_code(row, column))
    row, column, share = row[order], column[order], share[order]
    cells = Cells(row, column, share, np.zeros(len(row)), bool(len(road_code)))
    place = cells.find(road_code // 1_000_000, road_code % 1_000_000)
    cells.road_km[place[place >= 0]] = road_km[place >= 0]
    return cells


def _inside(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    found = connection.execute(_AREA).fetchall()
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros(0)
    area = shapely.union_all(shapely.make_valid(shapely.from_wkb([bytes(one[0]) for one in found])))
    west, south, east, north = area.bounds
    rows = np.arange(int(south * PER_DEGREE_NORTH), int(north * PER_DEGREE_NORTH) + 1)
    columns = np.arange(
        int((west - WEST) * PER_DEGREE_EAST), int((east - WEST) * PER_DEGREE_EAST) + 1
    )
    row, column = (one.ravel() for one in np.meshgrid(rows, columns, indexing="ij"))
    boxes = shapely.box(
        column / PER_DEGREE_EAST + WEST,
        row / PER_DEGREE_NORTH,
        (column + 1) / PER_DEGREE_EAST + WEST,
        (row + 1) / PER_DEGREE_NORTH,
    )
    shapely.prepare(area)
    whole = shapely.contains(area, boxes)
    share = whole.astype(np.float64)
    edge = shapely.intersects(area, boxes) & ~whole
    share[edge] = shapely.area(shapely.intersection(boxes[edge], area)) / shapely.area(boxes[edge])
    kept = share >= _LEAST_SHARE
    return row[kept], column[kept], share[kept]


def _roads(
    connection: duckdb.DuckDBPyConnection,
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Cells with roads and the kilometres in each."""
    found = connection.execute(_ROADS).fetchnumpy()
    lines = shapely.from_wkb([bytes(one) for one in found["line"]])
    parts, road = shapely.get_parts(lines, return_index=True)
    points, part = shapely.get_coordinates(
        shapely.segmentize(parts, _PIECE_DEGREES), return_index=True
    )
    if len(points) < 2:
        return np.zeros(0, dtype=np.int64), np.zeros(0)
    same = part[1:] == part[:-1]
    ends, starts = points[1:][same], points[:-1][same]
    middle = (starts + ends) / 2
    step = (ends - starts) * np.column_stack(
        [np.cos(np.radians(middle[:, 1])), np.ones(len(middle))]
    )
    length = np.hypot(step[:, 0], step[:, 1])
    whose = road[part[1:][same]]
    # Each road's pieces share its length in metres.
    whole = np.bincount(whose, length, minlength=len(lines))
    length_km = length / np.maximum(whole[whose], 1e-12) * found["length_m"][whose] / 1000
    code = _code(
        np.floor(middle[:, 1] * PER_DEGREE_NORTH + 1e-6).astype(np.int64),
        np.floor((middle[:, 0] - WEST) * PER_DEGREE_EAST + 1e-6).astype(np.int64),
    )
    cells, which = np.unique(code, return_inverse=True)
    return cells, np.bincount(which, length_km, minlength=len(cells)).astype(np.float64)
