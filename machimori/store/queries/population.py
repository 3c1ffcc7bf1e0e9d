"""How many people live in each town block, and the shape to draw it by."""

from __future__ import annotations

import pandas as pd

from machimori.store.warehouse import Warehouse

#: Degrees; about 10 m, finer than a line on screen.
_TOLERANCE = 0.0001
#: Shapes a browser draws without trouble; a town has some hundreds of blocks.
MOST_SHAPES = 2_000

#: Totals alone (no sex, no age band), of the newest date of each block. A block of several
#: published areas has a number only where each of them has one.
_TOWN_BLOCKS = """
WITH newest AS (
    SELECT town_block_id, population, is_withheld, households, as_of, is_sample
    FROM wh.marts.population
    WHERE sex IS NULL AND age_band IS NULL AND town_block_id IS NOT NULL
    QUALIFY as_of IS NOT DISTINCT FROM max(as_of) OVER (PARTITION BY town_block_id)
),
totals AS (
    SELECT town_block_id,
        CASE WHEN count(population) = count(*) THEN sum(population)::BIGINT END AS population,
        CASE WHEN count(households) = count(*) THEN sum(households)::BIGINT END AS households,
        bool_or(is_withheld) AS is_withheld, max(as_of) AS as_of
    FROM newest GROUP BY town_block_id
)
SELECT block.town_block_id, block.name, block.name_en, totals.population, totals.households,
    coalesce(totals.is_withheld, false) AS is_withheld, totals.as_of,
    ST_AsGeoJSON(ST_SimplifyPreserveTopology(block.geometry, $tolerance))::VARCHAR AS shape
FROM wh.marts.town_blocks AS block
LEFT JOIN totals USING (town_block_id)
ORDER BY totals.population DESC NULLS LAST, block.name, block.town_block_id
"""


def of_town_blocks(warehouse: Warehouse) -> pd.DataFrame:
    """One row per town block: persons (NULL: withheld or unknown), GeoJSON in ``shape``."""
    return warehouse.frame(_TOWN_BLOCKS, {"tolerance": _TOLERANCE})
