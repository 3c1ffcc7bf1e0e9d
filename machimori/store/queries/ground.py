"""The municipality's own outline and town blocks, for maps where no other ground is at hand."""

from __future__ import annotations

from machimori.store.warehouse import Warehouse

#: Degrees; about 10 m, finer than a line on screen.
_TOLERANCE = 0.0001

_OUTLINE = """
SELECT json_object('type', 'FeatureCollection', 'features', json_group_array(json_object(
    'type', 'Feature',
    'properties', json_object('name', name, 'kind', 'outline'),
    'geometry', ST_AsGeoJSON(ST_SimplifyPreserveTopology(geometry, ?))::JSON)))
FROM wh.marts.municipality WHERE geometry IS NOT NULL HAVING count(*) > 0
"""
_TOWN_BLOCKS = """
SELECT json_object('type', 'FeatureCollection', 'features', json_group_array(json_object(
    'type', 'Feature',
    'properties', json_object('name', name, 'kind', 'town_block'),
    'geometry', ST_AsGeoJSON(ST_SimplifyPreserveTopology(geometry, ?))::JSON)))
FROM (SELECT * FROM wh.marts.town_blocks WHERE geometry IS NOT NULL LIMIT 2000)
HAVING count(*) > 0
"""
_EXTENT = """
SELECT min(ST_XMin(geometry)), min(ST_YMin(geometry)), max(ST_XMax(geometry)),
    max(ST_YMax(geometry))
FROM wh.marts.municipality WHERE geometry IS NOT NULL
"""


def collections(warehouse: Warehouse) -> list[str]:
    """GeoJSON collections from the ground up: outline, town blocks; the ones that hold anything."""
    found = [warehouse.rows(sql, [_TOLERANCE]) for sql in (_OUTLINE, _TOWN_BLOCKS)]
    return [str(rows[0][0]) for rows in found if rows and rows[0][0] is not None]


def extent(warehouse: Warehouse) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the outline; None where there is none."""
    rows = warehouse.rows(_EXTENT)
    if not rows or rows[0][0] is None:
        return None
    west, south, east, north = rows[0]
    return west, south, east, north


#: Roads a stranger finds his way by; streets are left out.
_MAIN_ROADS = """
SELECT ST_AsGeoJSON(ST_Simplify(ST_LineMerge(ST_Collect(list(geometry))), ?))
FROM wh.marts.roads
WHERE geometry IS NOT NULL AND road_class IN ('motorway', 'trunk', 'primary')
GROUP BY name ORDER BY name
"""
_SHAPE = """
SELECT ST_AsGeoJSON(ST_SimplifyPreserveTopology(geometry, ?))
FROM wh.marts.municipality WHERE geometry IS NOT NULL
"""
_BLOCK_SHAPES = """
SELECT ST_AsGeoJSON(ST_SimplifyPreserveTopology(geometry, ?))
FROM wh.marts.town_blocks WHERE geometry IS NOT NULL LIMIT 2000
"""
_STATIONS = """
SELECT name, name_en, latitude, longitude FROM wh.marts.stations
WHERE latitude IS NOT NULL AND longitude IS NOT NULL ORDER BY name, station_id
"""


#: Every road in a box, the main ones last so that they lie on top.
_ROADS_WITHIN = """
SELECT ST_AsGeoJSON(ST_Simplify(geometry, $tolerance)),
    road_class IN ('motorway', 'trunk', 'primary') AS is_main
FROM wh.marts.roads
WHERE geometry IS NOT NULL
    AND ST_Intersects(geometry, ST_MakeEnvelope($west, $south, $east, $north))
ORDER BY is_main NULLS FIRST, road_id LIMIT $most
"""
_MOST_ROADS = 20_000


def roads_within(
    warehouse: Warehouse, box: tuple[float, float, float, float]
) -> list[tuple[str, bool]]:
    """GeoJSON geometries of the roads in a box (west, south, east, north), and which are main."""
    bound = dict(zip(("west", "south", "east", "north"), box, strict=True))
    rows = warehouse.rows(_ROADS_WITHIN, bound | {"tolerance": _TOLERANCE, "most": _MOST_ROADS})
    return [(str(row[0]), bool(row[1])) for row in rows if row[0] is not None]


def outline_shapes(warehouse: Warehouse) -> list[str]:
    """GeoJSON geometries of the municipality's outline."""
    return [str(row[0]) for row in warehouse.rows(_SHAPE, [_TOLERANCE])]


def town_block_shapes(warehouse: Warehouse) -> list[str]:
    """GeoJSON geometries of the town blocks, as many as ``collections`` has."""
    return [str(row[0]) for row in warehouse.rows(_BLOCK_SHAPES, [_TOLERANCE])]


def main_roads(warehouse: Warehouse) -> list[str]:
    """GeoJSON geometries of the main roads, one per name."""
    return [str(row[0]) for row in warehouse.rows(_MAIN_ROADS, [_TOLERANCE]) if row[0]]


def stations(warehouse: Warehouse) -> list[tuple[str, str | None, float, float]]:
    """Name, English name, latitude and longitude of the stations that have a position."""
    return [(row[0], row[1], row[2], row[3]) for row in warehouse.rows(_STATIONS)]
