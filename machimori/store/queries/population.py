"""How many people live in each town block, and the shape to draw it by."""

from __future__ import annotations

import pandas as pd

from machimori.city import City
from machimori.store import gate
from machimori.store.gate import Subject
from machimori.store.queries import population_release
from machimori.store.warehouse import Warehouse

#: Degrees; about 10 m, finer than a line on screen.
_TOLERANCE = 0.0001
#: Shapes a browser draws without trouble; a town has some hundreds of blocks.
MOST_SHAPES = 2_000

_SHAPES = """
SELECT town_block_id, name, name_en,
    ST_AsGeoJSON(ST_SimplifyPreserveTopology(geometry, $tolerance))::VARCHAR AS shape
FROM wh.marts.town_blocks
ORDER BY name, town_block_id
"""

#: The published areas of each block, of its newest date. Their numbers come from the gate.
_AREAS = """
SELECT town_block_id, area_id, coalesce(as_of::VARCHAR, 'undated') AS survey, as_of, households
FROM wh.marts.population
WHERE sex IS NULL AND age_band IS NULL AND town_block_id IS NOT NULL
QUALIFY as_of IS NOT DISTINCT FROM max(as_of) OVER (PARTITION BY town_block_id)
ORDER BY ALL
"""


def shapes(warehouse: Warehouse) -> pd.DataFrame:
    """One row per town block: names, and GeoJSON in ``shape``."""
    return warehouse.frame(_SHAPES, {"tolerance": _TOLERANCE})


def of_town_blocks(warehouse: Warehouse, city: City) -> pd.DataFrame:
    """``shapes`` with persons and households, most persons first.

    NULL is unknown, or withheld where ``is_withheld``. A block of several published areas has a
    number only where each of them has one. Kept for as long as neither the warehouse nor what was
    released has changed.
    """
    before = population_release.told(city)
    key = ("population of town blocks", city.privacy)
    found = warehouse.answers.frame((*key, before), lambda: _of_town_blocks(warehouse, city))
    after = population_release.told(city)
    if after != before:  # asked for the first time: the asking itself released the numbers
        return warehouse.answers.frame((*key, after), lambda: found)
    return found


def _of_town_blocks(warehouse: Warehouse, city: City) -> pd.DataFrame:
    told = population_release.by_area(warehouse, city).frame
    told = told[told["level"] == "area_id"].rename(columns={"as_of": "survey"})
    areas = warehouse.frame(_AREAS).merge(
        told[["survey", "area_id", "population", "is_withheld"]], on=["survey", "area_id"]
    )
    few = gate.threshold(city.privacy, Subject.PEOPLE)
    is_few = areas["is_withheld"] | areas["households"].between(1, few - 1)
    areas["households"] = areas["households"].astype("Int64").mask(is_few.fillna(False))
    by_block = areas.groupby("town_block_id")
    sums = pd.DataFrame(
        {
            **{
                name: by_block[name].sum().mask(by_block[name].count() < by_block.size())
                for name in ("population", "households")
            },
            "is_withheld": by_block["is_withheld"].any(),
            "as_of": by_block["as_of"].max(),
        }
    )
    blocks = shapes(warehouse).merge(
        sums.reset_index(), on="town_block_id", how="left", validate="one_to_one"
    )
    blocks["is_withheld"] = blocks["is_withheld"].eq(True)
    return blocks.sort_values(
        ["population", "name", "town_block_id"], ascending=[False, True, True], na_position="last"
    ).reset_index(drop=True)
