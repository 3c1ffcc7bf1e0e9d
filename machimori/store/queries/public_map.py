"""What the public map shows beside places: assumed depths of water, as areas and by town."""

from __future__ import annotations

import pandas as pd

from machimori.store.warehouse import Warehouse

#: Degrees; about 10 m, finer than a line on screen.
_TOLERANCE = 0.0001
#: Deepest last, so that it lies on top.
_AREAS = """
SELECT hazard, depth_class, depth_min_m, depth_max_m, bool_or(is_sample) AS is_sample,
    ST_AsGeoJSON(ST_SimplifyPreserveTopology(ST_Union_Agg(geometry), $tolerance)) AS geometry
FROM wh.marts.hazards WHERE geometry IS NOT NULL
GROUP BY hazard, depth_class, depth_min_m, depth_max_m
ORDER BY hazard, depth_min_m NULLS FIRST, depth_class
"""
#: A town with a part in several classes is told the deepest.
_BY_TOWN = """
SELECT area.hazard, block.name, block.name_en,
    arg_max(area.depth_class, coalesce(area.depth_min_m, 0)) AS depth_class,
    max(area.depth_min_m) AS depth_min_m,
    arg_max(area.depth_max_m, coalesce(area.depth_min_m, 0)) AS depth_max_m
FROM wh.marts.hazards AS area
JOIN wh.marts.town_blocks AS block ON ST_Intersects(area.geometry, block.geometry)
GROUP BY area.hazard, block.town_block_id, block.name, block.name_en
ORDER BY area.hazard, depth_min_m DESC NULLS LAST, block.name, block.town_block_id
"""


def hazard_areas(warehouse: Warehouse) -> pd.DataFrame:
    """One row per hazard and class of depth: the class as published, metres, GeoJSON geometry."""
    return warehouse.frame(_AREAS, {"tolerance": _TOLERANCE})


def depth_by_town(warehouse: Warehouse) -> pd.DataFrame:
    """One row per hazard and town it touches: the deepest class there, deepest first."""
    return warehouse.frame(_BY_TOWN)
