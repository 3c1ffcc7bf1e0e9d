"""Which polygon each of many points lies in, without asking every polygon about every point.

The area is cut into a fine grid. A cell that lies wholly inside one polygon answers for all its
points; only points in cells on a border are tested exactly. Points near a simplified border but
in no polygon get the nearest one within a tolerance.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from shapely import STRtree

_OUTSIDE, _BORDER = -1, -2
#: Degrees of latitude per metre, for a tolerance that need not be exact.
_DEGREES_PER_M = 1 / 111_320


class Locator:
    """Answers which of some polygons a point lies in.

    Args:
        ids: one id per polygon.
        geometries: polygons, EPSG:4326 longitude/latitude. Where two overlap the first stands.
        tolerance_m: how far outside its simplified border a point may lie, in metres.
        cells: cells per side of the grid. More cost time once and save it for many points.
    """

    def __init__(
        self,
        ids: Sequence[str],
        geometries: Sequence[shapely.Geometry],
        *,
        tolerance_m: float = 60.0,
        cells: int = 96,
    ) -> None:
        self.cells = cells
        self.ids = np.asarray(ids, dtype=object)
        self.geometries = np.asarray(geometries, dtype=object)
        self.tolerance = tolerance_m * _DEGREES_PER_M
        if not len(self.ids):
            return
        shapely.prepare(self.geometries)
        self.tree = STRtree(self.geometries)
        bounds = np.asarray(shapely.total_bounds(self.geometries))
        self.low = bounds[:2] - self.tolerance
        self.size = (bounds[2:] + self.tolerance - self.low) / self.cells
        self.size[self.size <= 0] = 1.0
        self.grid = self._answers()

    def _answers(self) -> npt.NDArray[np.int64]:
        steps = np.arange(self.cells)
        west, south = np.meshgrid(
            self.low[0] + steps * self.size[0], self.low[1] + steps * self.size[1]
        )
        cells = shapely.box(west, south, west + self.size[0], south + self.size[1]).ravel()
        grid = np.full(self.cells * self.cells, _OUTSIDE)
        near = shapely.buffer(cells, self.tolerance, join_style="mitre")
        touched, _ = self.tree.query(near, predicate="intersects")
        grid[touched] = _BORDER
        inside, polygon = self.tree.query(cells, predicate="covered_by")
        # Written backwards, so that where polygons overlap the first one stands.
        order = np.argsort(-polygon, kind="stable")
        grid[inside[order]] = polygon[order]
        overlapped = np.bincount(
            self.tree.query(cells, predicate="intersects")[0], minlength=self.cells * self.cells
        )
        grid[(grid >= 0) & (overlapped > 1)] = _BORDER
        return grid

    def indices(
        self, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int64]:
        """Index of each point's polygon, -1 where none (or the point is NaN)."""
        found = np.full(len(longitude), _OUTSIDE)
        if not len(self.ids) or not len(longitude):
            return found
        with np.errstate(invalid="ignore"):
            column = np.floor((longitude - self.low[0]) / self.size[0])
            row = np.floor((latitude - self.low[1]) / self.size[1])
            on_grid = (column >= 0) & (column < self.cells) & (row >= 0) & (row < self.cells)
        found[on_grid] = self.grid[
            row[on_grid].astype(np.int64) * self.cells + column[on_grid].astype(np.int64)
        ]
        border = np.flatnonzero(found == _BORDER)
        if len(border):
            found[border] = self._exactly(longitude[border], latitude[border])
        return found

    def _exactly(
        self, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.int64]:
        points = shapely.points(longitude, latitude)
        found = np.full(len(points), _OUTSIDE)
        which, polygon = self.tree.query(points, predicate="intersects")
        order = np.argsort(-polygon, kind="stable")
        found[which[order]] = polygon[order]
        missing = np.flatnonzero(found == _OUTSIDE)
        if len(missing):
            pairs = self.tree.query_nearest(
                points[missing], max_distance=self.tolerance, all_matches=False
            )
            found[missing[pairs[0]]] = pairs[1]
        return found

    def locate(
        self, longitude: npt.NDArray[np.float64], latitude: npt.NDArray[np.float64]
    ) -> npt.NDArray[np.object_]:
        """Id of each point's polygon, None where none."""
        indices = self.indices(longitude, latitude)
        if not len(self.ids):
            return np.full(len(indices), None, dtype=object)
        found: npt.NDArray[np.object_] = self.ids[indices]
        found[indices < 0] = None
        return found


@dataclass(frozen=True)
class Areas:
    """The municipality's town blocks and districts, as points are located in them.

    Attributes:
        fingerprint: changes when any polygon does; rows located in other areas are located anew.
    """

    blocks: Locator
    districts: Locator
    district_of_block: dict[str, str | None]
    fingerprint: str

    @classmethod
    def of(
        cls,
        blocks: Sequence[tuple[str, bytes, str | None]],
        districts: Sequence[tuple[str, bytes]],
    ) -> Areas:
        """Areas of ``(town_block_id, WKB, district_id)`` and ``(district_id, WKB)``."""
        seen = hashlib.sha256(repr((blocks, districts)).encode())
        return cls(
            Locator([row[0] for row in blocks], [shapely.from_wkb(row[1]) for row in blocks]),
            Locator([row[0] for row in districts], [shapely.from_wkb(row[1]) for row in districts]),
            {row[0]: row[2] for row in blocks},
            seen.hexdigest()[:16],
        )

    def locate(self, longitude: pa.Array, latitude: pa.Array) -> tuple[pa.Array, pa.Array]:
        """Town block and district of each point; a point in no block may still have a district."""
        x, y = (
            np.asarray(axis.fill_null(np.nan).to_numpy(zero_copy_only=False), dtype=np.float64)
            for axis in (longitude, latitude)
        )
        found = self.blocks.indices(x, y)
        place = pa.array(found, mask=found < 0)
        names = self.blocks.ids.tolist()
        block = pa.array(names, pa.string()).take(place)
        district = pa.array([self.district_of_block[one] for one in names], pa.string()).take(place)
        unknown = np.flatnonzero(np.asarray(district.is_null()))
        if len(unknown) and len(self.districts.ids):
            filled = np.asarray(district, dtype=object)
            filled[unknown] = self.districts.locate(x[unknown], y[unknown])
            district = pa.array(filled, pa.string())
        return block, district
