"""Where posts gather more than chance: the cells of the build, and the areas they make."""

from __future__ import annotations

import pandas as pd

from machimori.store.warehouse import Warehouse

_BASES = """
FROM wh.marts.road_hot_spots_basis ORDER BY category <> 'all', incidents DESC, category
"""

_CELLS = """
SELECT mesh250, west, south, east, north, incidents, posts, window_incidents, road_km, per_km,
    z, p, q, is_hot, area
FROM wh.marts.road_hot_spots WHERE category = $category ORDER BY mesh250
"""

#: An area is named by the town block nearest to its middle.
_AREAS = """
WITH area AS (
    SELECT area, count(*) AS cells, sum(incidents) AS incidents, sum(posts) AS posts,
        sum(road_km) AS road_km, min(q) AS q, max(z) AS z,
        avg((west + east) / 2) AS longitude, avg((south + north) / 2) AS latitude
    FROM wh.marts.road_hot_spots WHERE category = $category AND is_hot GROUP BY area
),
whole AS (
    SELECT sum(incidents) AS incidents, sum(road_km) AS road_km, count(*) AS cells
    FROM wh.marts.road_hot_spots WHERE category = $category
),
named AS (
    SELECT area.area, arg_min(block.name,
        (block.latitude - area.latitude) ** 2
        + ((block.longitude - area.longitude) * cos(radians(area.latitude))) ** 2) AS town
    FROM area, wh.marts.town_blocks AS block WHERE block.latitude IS NOT NULL GROUP BY area.area
)
SELECT area.* EXCLUDE (road_km), area.road_km, named.town,
    CASE WHEN $by_road THEN area.incidents / nullif(area.road_km, 0)
         ELSE area.incidents / area.cells END
    / nullif(CASE WHEN $by_road THEN whole.incidents / nullif(whole.road_km, 0)
         ELSE whole.incidents / whole.cells END, 0) AS times
FROM area CROSS JOIN whole LEFT JOIN named USING (area)
ORDER BY area.area
"""


def bases(warehouse: Warehouse) -> pd.DataFrame:
    """One row per category that was looked at, "all" first: counts, span, measure, is_enough."""
    return warehouse.frame(_BASES)


def cells(warehouse: Warehouse, category: str) -> pd.DataFrame:
    """Every cell looked at, with its corners in degrees and whether it is hot."""
    return warehouse.frame(_CELLS, {"category": category})


def areas(warehouse: Warehouse, category: str, *, by_road: bool) -> pd.DataFrame:
    """Hot cells that touch, as one row: cells, incidents, road_km, q, town, a middle, ``times``.

    ``times``: incidents per kilometre of road (or per cell) against the whole municipality.
    """
    return warehouse.frame(_AREAS, {"category": category, "by_road": by_road})
