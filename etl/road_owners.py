"""Whose road each post lies on: the nearest segment, its distance, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import shapely
from pyproj import Transformer

from machimori.city import City
from machimori.domain.events import Event
from machimori.domain.road_owner import (
    OTHER_REACH_M,
    Segments,
    nearest_owners,
    position_error_m,
)

_ROADS = """
SELECT road_id, owner, ST_AsWKB(geometry)::BLOB AS shape
FROM marts.roads WHERE geometry IS NOT NULL ORDER BY road_id
"""
_POSTS = """
SELECT report_id, longitude, latitude, position_precision FROM marts.road_reports
WHERE longitude IS NOT NULL AND latitude IS NOT NULL
"""


def find_owners(connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]) -> None:
    """Fill marts.road_owners for posts whose position is good enough to tell roads apart."""
    roads = connection.execute(_ROADS).fetchall()
    posts = connection.execute(_POSTS).to_arrow_table()
    if not roads or not posts.num_rows:
        return
    there = Transformer.from_crs("EPSG:4326", city.metric_crs, always_xy=True)
    owners, names = pd.factorize(np.array([row[1] for row in roads], dtype=object))
    lines = shapely.from_wkb([bytes(row[2]) for row in roads])
    metric = shapely.transform(
        lines, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1]))
    )
    x, y = there.transform(
        posts["longitude"].to_numpy(zero_copy_only=False),
        posts["latitude"].to_numpy(zero_copy_only=False),
    )
    points, error_m = np.column_stack([x, y]), _errors_m(posts["position_precision"])
    points[np.isnan(error_m) | ~np.isfinite(points).all(axis=1)] = np.nan
    found = nearest_owners(
        Segments(np.asarray(metric, dtype=object), owners.astype(np.int64)),
        points,
        error_m,
        most_m=city.road_owners.most_m,
    )
    mine = np.flatnonzero(found.segment >= 0)
    segment = found.segment[mine]
    reach = max(city.road_owners.most_m, OTHER_REACH_M)
    other = np.where(found.other_m[mine] < reach, found.other_m[mine], np.nan)
    rows = pa.table(
        {
            "report_id": posts["report_id"].take(pa.array(mine)),
            "owner": pa.array([str(one) for one in names]).take(pa.array(owners[segment])),
            "owner_confidence": found.confidence[mine],
            "owner_distance_m": found.distance_m[mine],
            "road_id": pa.array([str(row[0]) for row in roads]).take(pa.array(segment)),
            "other_distance_m": pa.array(other, from_pandas=True),
        }
    )
    connection.register("found_owners", rows)
    try:
        connection.execute("INSERT INTO marts.road_owners BY NAME FROM found_owners")
    finally:
        connection.unregister("found_owners")


def _errors_m(precision: pa.ChunkedArray) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Standard error of each position, asked once per word."""
    codes = precision.combine_chunks().dictionary_encode()
    errors = position_error_m(codes.dictionary.to_pylist())
    there: np.ndarray[tuple[int], np.dtype[np.float64]] = errors[
        codes.indices.to_numpy(zero_copy_only=False)
    ]
    return there
