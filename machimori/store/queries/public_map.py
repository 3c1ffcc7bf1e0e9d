"""What the public map shows: public places by dataset, depths of water, floods of the past."""

from __future__ import annotations

from typing import Any

import pandas as pd

from machimori.store import gate
from machimori.store.queries import facilities, food
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


_PLACES = """
SELECT place_id, kind, layer, dataset, name, name_kana, name_en, address, latitude, longitude,
    position_precision, location_detail, open_days, opens_at, closes_at, hours_remark,
    has_child_pads, has_wheelchair_toilet, has_infant_equipment, has_ostomate,
    is_closed_to_outsiders, details, url, is_public, source, is_sample
FROM wh.marts.public_places WHERE is_public ORDER BY layer, name, place_id
"""
#: A file's entry of the catalogue is the one whose address ends in the file's name.
_DATASETS = """
WITH listed AS (
    SELECT regexp_extract(url, '[^/?#]+$') AS file, string_agg(DISTINCT licence, ', ') AS licence,
        max(coalesce(data_date::TIMESTAMP, updated_at)) AS updated_at
    FROM wh.marts.open_datasets WHERE url IS NOT NULL GROUP BY file
),
runs AS (
    SELECT source, max(fetched_at) AS fetched_at, max_by(licence, fetched_at) AS licence
    FROM wh.meta.source_runs GROUP BY source
)
SELECT place.layer, place.source, place.source_file, max(place.as_of) AS as_of,
    any_value(listed.updated_at) AS updated_at, any_value(runs.fetched_at) AS fetched_at,
    any_value(coalesce(listed.licence, runs.licence)) AS licence
FROM wh.marts.public_places AS place
LEFT JOIN listed ON listed.file = place.source_file
LEFT JOIN runs ON runs.source = place.source
WHERE place.is_public
GROUP BY place.layer, place.source, place.source_file
ORDER BY place.layer, place.source, place.source_file
"""
_FLOODS = """
SELECT flood.town, block.name_en, flood.flooded_on, flood.event, flood.cause,
    flood.above_floor_houses, flood.below_floor_houses, flood.depth_m, flood.is_sample
FROM wh.marts.past_floods AS flood
LEFT JOIN wh.marts.town_blocks AS block USING (town_block_id)
ORDER BY flood.town, flood.flooded_on DESC, flood.flood_id
"""
_FLOOD_AREAS = """
SELECT town_block_id, any_value(block.name) AS name, any_value(block.name_en) AS name_en,
    count(*) AS floods, bool_or(flood.is_sample) AS is_sample,
    ST_AsGeoJSON(ST_SimplifyPreserveTopology(any_value(block.geometry), $tolerance)) AS geometry
FROM wh.marts.past_floods AS flood
JOIN wh.marts.town_blocks AS block USING (town_block_id)
WHERE block.geometry IS NOT NULL
GROUP BY town_block_id ORDER BY floods, town_block_id
"""


def places(warehouse: Warehouse) -> pd.DataFrame:
    """One row per public place of a dataset, those of a layer together; hidden ones are not in."""
    return gate.places(warehouse.frame(_PLACES)).frame


def place_datasets(warehouse: Warehouse) -> pd.DataFrame:
    """One row per layer and file: dates (naive UTC) and licence, by the catalogue where listed."""
    return warehouse.frame(_DATASETS)


def past_floods(warehouse: Warehouse) -> pd.DataFrame:
    """One row per town and flood on record, as they are printed; the newest first in each town."""
    return gate.figures(warehouse.frame(_FLOODS)).frame


def flood_areas(warehouse: Warehouse) -> pd.DataFrame:
    """One row per town block that was flooded: how often, GeoJSON geometry; oftenest last."""
    return warehouse.frame(_FLOOD_AREAS, {"tolerance": _TOLERANCE})


def rows(warehouse: Warehouse) -> dict[str, list[dict[Any, Any]]]:
    """Everything the map's layers are made of, by the names ``wording.map_layers`` asks for."""
    frames = {
        "facilities": facilities.public_places(warehouse),
        "boxes": food.points(warehouse),
        "places": places(warehouse),
        "datasets": place_datasets(warehouse),
        "depth_areas": hazard_areas(warehouse),
        "depth_towns": depth_by_town(warehouse),
        "floods": past_floods(warehouse),
        "flood_areas": flood_areas(warehouse),
    }
    return {name: frame.to_dict("records") for name, frame in frames.items()}
