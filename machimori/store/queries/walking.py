"""How far it is on foot: the road network of a generation, and the distances asked of it.

The network is read once per generation; distances are kept per closures and points.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable

import numpy as np
import pandas as pd
import shapely
from pyproj import Transformer

from machimori.city import City
from machimori.domain.road_lines import Floats, RoadLines, road_lines
from machimori.domain.walking_network import Distances, Points, distances, straight_m
from machimori.store.kept import Kept
from machimori.store.warehouse import Warehouse

#: Nobody walks on an expressway.
_ROADS = """
SELECT road_id, ST_AsWKB(geometry)::BLOB AS shape
FROM wh.marts.roads
WHERE geometry IS NOT NULL AND owner <> 'expressway'
    AND coalesce(road_class, '') NOT IN ('motorway', 'motorway_link')
ORDER BY road_id
"""
_networks: Kept[RoadLines | None] = Kept(2)
_distances: Kept[Distances] = Kept(8)
_straight: Kept[Floats] = Kept(4)


def network(warehouse: Warehouse, city: City) -> RoadLines | None:
    """The roads people can walk on, in metres of the city's plane; None where there are none."""

    def read() -> RoadLines | None:
        rows = warehouse.rows(_ROADS)
        if not rows:
            return None
        there = to_metres(city.metric_crs)
        shapes = shapely.from_wkb([bytes(row[1]) for row in rows])
        metric = shapely.transform(
            shapes, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1]))
        )
        return road_lines([str(row[0]) for row in rows], list(metric))

    return _networks.get((warehouse.signature, city.metric_crs), read)


def points(city: City, frame: pd.DataFrame) -> Points:
    """Rows with a position (latitude, longitude) as points."""
    degrees = frame[["longitude", "latitude"]].to_numpy(dtype=np.float64)
    x, y = to_metres(city.metric_crs).transform(degrees[:, 0], degrees[:, 1])
    return Points(np.column_stack([x, y]).reshape(-1, 2), degrees)


def walks(
    warehouse: Warehouse, city: City, origins: Points, places: Points, closed: Iterable[str]
) -> Distances:
    """Walking distances of every pair, without the closed segments."""
    shut = frozenset(closed)
    limit_m = city.demand.walk_limit_m
    key = (warehouse.signature, city.metric_crs, limit_m, shut, _digest(origins, places))

    def measure() -> Distances:
        lines = network(warehouse, city)
        return distances(lines, origins, places, closed=shut, limit_m=limit_m)

    return _distances.get(key, measure)


def straight(origins: Points, places: Points) -> Floats:
    """Geodesic metres of every pair, ``(origins, places)``."""

    def measure() -> Floats:
        many = np.repeat(origins.degrees, len(places), axis=0)
        again = np.tile(places.degrees, (len(origins), 1))
        return straight_m(many, again).reshape(len(origins), len(places))

    return _straight.get(_digest(origins, places), measure)


@functools.lru_cache(maxsize=4)
def to_metres(metric_crs: str) -> Transformer:
    """From longitude and latitude to the metres of a plane."""
    return Transformer.from_crs("EPSG:4326", metric_crs, always_xy=True)


def _digest(origins: Points, places: Points) -> tuple[int, bytes]:
    """Which points these are."""
    content = origins.degrees.tobytes() + places.degrees.tobytes()
    return len(origins), hashlib.blake2b(content, digest_size=16).digest()
