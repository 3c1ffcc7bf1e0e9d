"""The roads a crew drives on, read once per generation: lines, speeds, what is beside a stop."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from machimori.city import City
from machimori.domain.driving_network import Roads
from machimori.domain.road_lines import road_lines
from machimori.store.kept import Kept
from machimori.store.queries.walking import to_metres
from machimori.store.warehouse import Warehouse

#: Ways no car of a crew goes along.
NOT_DRIVEN = (
    "footway", "path", "steps", "pedestrian", "cycleway", "corridor", "motorway", "motorway_link",
)  # fmt: skip
_ROADS = """
SELECT
    road_id, coalesce(road_class, '') AS road_class,
    coalesce(is_school_route, false) AS is_school_route,
    coalesce(is_emergency_route, false) AS is_emergency_route,
    ST_AsWKB(geometry)::BLOB AS shape
FROM wh.marts.roads
WHERE geometry IS NOT NULL AND owner <> 'expressway'
    AND NOT list_contains($not_driven, coalesce(road_class, ''))
ORDER BY road_id
"""
_networks: Kept[CrewRoads | None] = Kept(2)


@dataclass(frozen=True)
class CrewRoads:
    """The network, and of each of its segments its class and the rules that hold there."""

    roads: Roads
    kinds: tuple[frozenset[str], ...]

    def kinds_at(self, segment: int) -> frozenset[str]:
        """What the road of a stop is, as ``[[road_crews.no_work]] where`` names it."""
        return self.kinds[segment] if segment >= 0 else frozenset()


def network(warehouse: Warehouse, city: City) -> CrewRoads | None:
    """The roads of the municipality; None where no list of roads is loaded."""
    crews = city.road_crews

    def read() -> CrewRoads | None:
        rows = warehouse.frame(_ROADS, {"not_driven": list(NOT_DRIVEN)})
        return None if rows.empty else _read(rows, city)

    key = (warehouse.signature, city.metric_crs, crews.default_speed_km_h,
           tuple(sorted(crews.speed_km_h.items())))  # fmt: skip
    return _networks.get(key, read)


def _read(rows: pd.DataFrame, city: City) -> CrewRoads:
    there = to_metres(city.metric_crs)
    shapes = shapely.from_wkb([bytes(one) for one in rows["shape"]])
    metric = shapely.transform(
        shapes, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1]))
    )
    # Its parts keep their row's number as id: a row of several lines is several segments.
    lines = road_lines([str(number) for number in range(len(rows))], list(metric))
    row = np.array([int(one) for one in lines.segment_ids], dtype=np.int64)
    ids = rows["road_id"].astype(str).to_numpy()
    classes = rows["road_class"].astype(str).to_numpy()
    flags = zip(rows["is_school_route"], rows["is_emergency_route"], classes, strict=True)
    kinds = [_kinds(str(name), bool(school), bool(emergency)) for school, emergency, name in flags]
    speed = np.array([city.road_crews.speed(one) for one in classes], dtype=np.float64)
    named = replace(lines, segment_ids=tuple(str(one) for one in ids[row]))
    return CrewRoads(Roads(named, speed[row]), tuple(kinds[number] for number in row))


def _kinds(road_class: str, is_school_route: bool, is_emergency_route: bool) -> frozenset[str]:
    found = {road_class} - {""}
    if is_school_route:
        found.add("school_route")
    if is_emergency_route:
        found.add("emergency_route")
    return frozenset(found)
