"""Where surplus food can be brought, and the places distance is measured from."""

from __future__ import annotations

import pandas as pd

from machimori.store.warehouse import Warehouse

_POINTS = """
SELECT
    point.point_id, point.name, point.name_kana, point.name_en, point.operator,
    point.address, point.phone,
    point.latitude, point.longitude, point.position_precision,
    point.open_days, point.opens_at, point.closes_at,
    point.accepted_items, point.conditions, point.min_shelf_life_days, point.url,
    point.town_block_id, block.name AS town, point.as_of, point.source,
    CASE WHEN $latitude::DOUBLE IS NULL THEN NULL ELSE ST_Distance_Sphere(
        ST_Point(point.longitude, point.latitude),
        ST_Point($longitude::DOUBLE, $latitude::DOUBLE)) END AS distance_m
FROM wh.marts.food_drive_points AS point
LEFT JOIN wh.marts.town_blocks AS block USING (town_block_id)
ORDER BY distance_m NULLS LAST, point.name, point.point_id
"""

_STARTS = """
SELECT 'station:' || station_id AS start_id, name, name_en, 'station' AS kind, latitude, longitude
FROM wh.marts.stations WHERE latitude IS NOT NULL
UNION ALL
SELECT 'town:' || town_block_id, name, name_en, 'town', latitude, longitude
FROM wh.marts.town_blocks WHERE latitude IS NOT NULL
ORDER BY kind, name, start_id
"""


def points(
    warehouse: Warehouse, *, latitude: float | None = None, longitude: float | None = None
) -> pd.DataFrame:
    """One row per box, nearest first where a position is given (metres in ``distance_m``)."""
    return warehouse.frame(_POINTS, {"latitude": latitude, "longitude": longitude})


def starts(warehouse: Warehouse) -> pd.DataFrame:
    """Places a reader can stand at: stations, then towns; ``start_id`` goes into the URL."""
    return warehouse.frame(_STARTS)
